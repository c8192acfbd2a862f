import Documents
import Markup
import Spaces
import Storage

/// A batch of papers on its way to one file: what is done of it, and the file when it is there.
struct DocumentBatchPage {
    var space: Space
    var printing: BatchPrinting

    func frame(_ t: Words) -> Frame {
        let batch = printing.batch
        return Frame(
            title: "\(t.kind(batch.kind)): \(batch.occasion)", section: .schools,
            crumbs: [
                Frame.Link(space.name, "/o/\(space.slug)"),
                Frame.Link(t["document.title"], "/o/\(space.slug)/documents"),
            ], width: .narrow,
            content: """
                <h1>\(t.kind(batch.kind)): \(batch.occasion)</h1>
                <p class="muted">\(batch.numbers.joined(separator: " — ")) · \(t.dateTime(batch.issuedAt)) · \(t.plural("document.count", count: batch.count))</p>
                \(when: printing.count < batch.count, "<p class=\"muted\">\(t.plural("document.left_out", count: batch.count - printing.count))</p>")
                <print-progress id="printing" class="stack"\(when: isUnderWay, " data-live")>\(state(t))</print-progress>
                """)
    }

    private var isUnderWay: Bool { if case .underWay = printing.state { true } else { false } }

    private var address: String { "/o/\(space.slug)/documents/batches/\(printing.batch.id)" }

    private func state(_ t: Words) -> HTML {
        switch printing.state {
        case .unasked:
            guard printing.count > 0 else { return "<p>\(t["document.all_revoked"])</p>" }
            return "<p>\(t["document.print_hint"])</p>\(action(t["document.print"]))"
        case .underWay(let printed):
            let words = t.text(
                "document.printing", ["done": "\(printed)", "count": "\(printing.count)"])
            return """
                <p role="status">\(words)</p>
                <progress max="\(printing.count)" value="\(printed)" aria-label="\(t["document.printing_label"])"></progress>
                <p class="small muted">\(t["document.printing_hint"]) <a href="\(address)">\(t["document.printing_again"])</a></p>
                """
        case .failed(let refusal):
            return "\(Parts.refusal(t.text(refusal)))\(action(t["document.print_again"]))"
        case .done(let file):
            return """
                <p role="status">\(t.plural("document.printed", count: printing.count))</p>
                <p><a class="btn main" href="\(address)/file">\(t["document.open_file"]) <span class="small">PDF, \(t.fileSize(file.size))</span></a></p>
                """
        }
    }

    private func action(_ title: String) -> HTML {
        "<form method=\"post\" action=\"\(address)/printing\"><button class=\"main\">\(title)</button></form>"
    }
}

/// Instead of a paper, why there is none.
struct UnprintedPage {
    var refusal: PrintingRefusal

    func frame(_ t: Words) -> Frame {
        Frame(
            title: t["document.unprinted"], width: .narrow,
            content: "<h1>\(t["document.unprinted"])</h1>\(Parts.refusal(t.text(refusal)))")
    }
}

extension Words {
    func text(_ refusal: PrintingRefusal) -> String {
        switch refusal {
        case .engineMissing: self["refusal.document.engine_missing"]
        case .engineFailed: self["refusal.document.engine_failed"]
        }
    }
}
