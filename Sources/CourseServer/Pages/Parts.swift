import Markup

/// Small parts that many pages share.
enum Parts {
    /// The summary of what is wrong with a form, as a list of links to its fields.
    static func refusal(_ message: String?, field: String? = nil) -> HTML {
        guard let message else { return .empty }
        return field.map { "<div class=\"note err\" role=\"alert\"><b><a href=\"#\($0)\">\(message)</a></b></div>" }
            ?? "<div class=\"note err\" role=\"alert\"><b>\(message)</b></div>"
    }

    /// What a form of settings shows, `ShownFields`: it comes back with the form.
    static func shown(_ text: String) -> HTML {
        "<input type=\"hidden\" name=\"\(ShownFields.name)\" value=\"\(text)\">"
    }

    static func done(_ message: String?) -> HTML {
        message.map { "<div class=\"note ok\" role=\"status\"><b>\($0)</b></div>" } ?? .empty
    }

    static func field(
        _ name: StaticString, _ label: String, value: String = "", type: StaticString = "text", hint: String? = nil,
        error: String? = nil, attributes: HTML = .empty, short: Bool = false
    ) -> HTML {
        """
        <div class="field"><label for="\(raw: name)">\(label)</label>\
        \(hint.map { "<p class=\"hint\" id=\"\(raw: name)-hint\">\($0)</p>" as HTML })\
        <input id="\(raw: name)" name="\(raw: name)" type="\(raw: type)" value="\(value)"\(when: short, " class=\"short\"")\
        \(when: hint != nil, " aria-describedby=\"\(raw: name)-hint\"")\
        \(when: error != nil, " aria-invalid=\"true\"") \(attributes)>\
        \(error.map { "<p class=\"msg\">\($0)</p>" as HTML })</div>
        """
    }

    static func area(
        _ name: StaticString, _ label: String, value: String = "", hint: String? = nil, rows: Int = 5
    ) -> HTML {
        """
        <div class="field"><label for="\(raw: name)">\(label)</label>\
        \(hint.map { "<p class=\"hint\" id=\"\(raw: name)-hint\">\($0)</p>" as HTML })\
        <textarea id="\(raw: name)" name="\(raw: name)" rows="\(rows)"\
        \(when: hint != nil, " aria-describedby=\"\(raw: name)-hint\"")>
        \(value)</textarea></div>
        """
    }

    static func select(
        _ name: StaticString, _ label: String, _ options: [(value: String, title: String)], chosen: String?,
        hint: String? = nil
    ) -> HTML {
        """
        <div class="field"><label for="\(raw: name)">\(label)</label>\
        \(hint.map { "<p class=\"hint\" id=\"\(raw: name)-hint\">\($0)</p>" as HTML })\
        <select id="\(raw: name)" name="\(raw: name)"\(when: hint != nil, " aria-describedby=\"\(raw: name)-hint\"")>\(
            options.map { option in
                "<option value=\"\(option.value)\"\(when: option.value == chosen, " selected")>\(option.title)</option>" as HTML
            })</select></div>
        """
    }

    static func file(_ name: StaticString, _ label: String, accept: StaticString?, hint: String? = nil) -> HTML {
        """
        <div class="upload"><label for="\(raw: name)">\(label)</label>\
        \(hint.map { "<p class=\"hint\" id=\"\(raw: name)-hint\">\($0)</p>" as HTML })\
        <input id="\(raw: name)" name="\(raw: name)" type="file"\(attribute: "accept", accept.map { "\($0)" })\
        \(when: hint != nil, " aria-describedby=\"\(raw: name)-hint\"")></div>
        """
    }

    static func button(_ title: String, main: Bool = true) -> HTML {
        "<p><button\(when: main, " class=\"main\"")>\(title)</button></p>"
    }

    /// A button that acts at once by a form of its own.
    static func action(_ title: String, to address: String, _ kind: StaticString = "quiet", confirm: String? = nil)
        -> HTML
    {
        """
        <form method="post" action="\(address)"><button class="\(raw: kind)"\(attribute: "data-confirm", confirm)\
        \(when: confirm != nil, " data-yes=\"\(title)\"")>\(title)</button></form>
        """
    }

    static func progress(_ done: Int, of total: Int, _ t: Words) -> HTML {
        """
        <div class="stack tight"><p class="small muted">\(t.text("course.progress", ["done": "\(done)", "total": "\(total)"]))</p>\
        <progress max="\(max(1, total))" value="\(done)" aria-label="\(t["course.progress_label"])"></progress></div>
        """
    }
}

extension HTML.StringInterpolation {
    /// Text of the program itself, such as a field's name.
    mutating func appendInterpolation(raw text: StaticString) { appendLiteral(text) }
}
