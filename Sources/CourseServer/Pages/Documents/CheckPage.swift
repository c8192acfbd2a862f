import Documents
import Markup

/// The answer to whoever types the code of a paper, and the form for it.
struct CheckPage {
    var typed = ""
    var document: Document?
    var isUnknown = false

    func frame(_ t: Words) -> Frame {
        Frame(
            title: t["document.check_title"], width: .narrow,
            content: """
                <h1>\(t["document.check_title"])</h1>
                \(document.map { found($0, t) })
                \(Parts.refusal(isUnknown ? t["document.unknown_code"] : nil, field: "code"))
                <form action="/check" class="stack">\
                \(Parts.field("code", t["document.code"], value: document == nil ? typed : "", hint: t["document.code_hint"], attributes: "autocomplete=\"off\""))\
                \(Parts.button(t["document.check"], main: document == nil))</form>
                """)
    }

    private func found(_ document: Document, _ t: Words) -> HTML {
        let lines: [(String, String)] = [
            (t["document.column_kind"], t.kind(document.kind)), (t["document.column_number"], document.number),
            (t["document.column_holder"], document.holderName), (t["document.column_occasion"], document.occasion),
            (t["document.column_date"], document.dated), (t["document.issuer"], document.issuer),
        ]
        return """
            <div class="note \(document.isValid ? "ok" : "err")" role="status"><b>\(document.isValid ? t["document.is_valid"] : t["document.is_revoked"])</b></div>
            <dl class="facts">\(lines.filter { !$0.1.isEmpty }.map { "<div><dt>\($0.0)</dt><dd>\($0.1)</dd></div>" as HTML })</dl>
            """
    }
}
