import Courses
import Markup
import Quizzes
import Storage

/// Controls of the kinds that are more than a line or a list. All are ordinary controls of a form: a script makes them
/// quicker to use, never possible.
extension QuestionBlock {
    // MARK: - Gaps

    func gapControls(_ content: Question.Gaps, _ t: Words) -> HTML {
        let text = GappedText(sheet.stem, count: content.gaps.count)
        return "<div class=\"stem gapped\">\(text.html { gapControl($0, content, t) })</div>"
    }

    private func gapControl(_ index: Int, _ content: Question.Gaps, _ t: Words) -> HTML {
        let label = t.text("quiz.gap", ["number": "\(index + 1)"])
        let field = "\(name).\(index)"
        switch content.gaps[index].answer {
        case .text: return typed(field, label, index, content)
        case .number: return typed(field, label, index, content, mode: "decimal")
        case .choice(let choice, .list):
            let given = given(index, content)
            return """
                <select name="\(field)" class="gap" aria-label="\(label)"><option value=""></option>\(
                    shown.gaps[index].map { option in
                        "<option value=\"\(shown.number(of: option, in: shown.gaps[index]))\"\(when: given.contains(option), " selected")>\(choice.options[option].text.plainText)</option>" as HTML
                    })</select>
                """
        case .choice(_, let layout): return options(index, content, label, "radio", "radiogroup", layout)
        case .multiple(_, let layout): return options(index, content, label, "checkbox", "group", layout)
        }
    }

    private func typed(
        _ field: String, _ label: String, _ index: Int, _ content: Question.Gaps, mode: StaticString = "text"
    ) -> HTML {
        let text = slot.response?.text(ofGap: index, in: content) ?? ""
        return """
            <input type="text" name="\(field)" class="gap" size="14" aria-label="\(label)" inputmode="\(raw: mode)" autocomplete="off"\
             autocapitalize="none" spellcheck="false" value="\(text)">
            """
    }

    private func options(
        _ index: Int, _ content: Question.Gaps, _ label: String, _ type: StaticString, _ role: StaticString,
        _ layout: Question.Gaps.Layout
    ) -> HTML {
        let given = given(index, content)
        let offset = content.offset(of: index)
        return """
            <span class="gap \(raw: layout == .column ? "column" : "row")" role="\(raw: role)" aria-label="\(label)">\(
                shown.gaps[index].map { option in
                    """
                    <label><input type="\(raw: type)" name="\(name).\(index)" value="\(shown.number(of: option, in: shown.gaps[index]))"\
                    \(when: given.contains(option), " checked")> \(inline(offset + option))</label>
                    """ as HTML
                })\(when: role.description == "group", "<input type=\"hidden\" name=\"\(name).\(index)\" value=\"\">")</span>
            """
    }

    private func given(_ index: Int, _ content: Question.Gaps) -> Set<Int> {
        slot.response?.gap(index, of: content)?.chosenOptions ?? []
    }

    /// A text of the question inside a line: a paragraph around it falls away, other blocks become plain text.
    func inline(_ part: Int) -> HTML { inside(part) ?? "\(sheet.part(part).plainText)" }

    /// A text of the question that begins a line of a list: a paragraph around it falls away, other blocks stay.
    func line(of part: Int) -> HTML { inside(part) ?? "\(sheet.part(part))" }

    /// What stands in the only paragraph of a text; nil where there are other blocks.
    private func inside(_ part: Int) -> HTML? {
        var text = sheet.part(part).string
        while text.last?.isNewline == true { text.removeLast() }
        if text.hasPrefix("<p>"), text.hasSuffix("</p>") { text = String(text.dropFirst(3).dropLast(4)) }
        let isInline = !["<p", "<div", "<ul", "<ol", "<table", "<pre", "<blockquote", "<h"].contains {
            text.contains($0)
        }
        return isInline ? "\(SafeHTML(stored: text))" : nil
    }

    // MARK: - Words into places

    func wordControls(_ content: Question.DragWords, _ t: Words) -> HTML {
        let given = slot.response?.matches ?? [:]
        func control(_ place: Int) -> HTML {
            let right = Set(content.words(for: place))
            let label = content.places[place].label ?? t.text("quiz.gap", ["number": "\(place + 1)"])
            return """
                <select name="\(name).\(place)" class="gap" aria-label="\(label)"\(point(content.places[place]))><option value=""></option>\(
                    shown.choices.filter(right.contains).map { word in
                        "<option value=\"\(shown.number(ofChoice: word))\"\(when: given[place] == word, " selected")>\(content.words[word].text.plainText)</option>" as HTML
                    })</select>
                """
        }
        guard content.picture != nil else {
            let text = GappedText(sheet.stem, count: content.places.count)
            let body: HTML = "<div class=\"stem gapped\">\(text.html(control))</div>"
            return content.isList ? body : tray(body, content, t)
        }
        let list: HTML = """
            <ol class="places">\(content.places.indices.map { "<li>\(control($0))</li>" as HTML })</ol>
            """
        let body: HTML =
            "<div class=\"stem\">\(sheet.stem)</div><div class=\"canvas\">\(sheet.part(content.words.count))</div>\(list)"
        return tray(body, content, t)
    }

    private func point(_ place: Question.DragWords.Place) -> HTML {
        guard let point = place.point else { return .empty }
        return " data-x=\"\(point.x)\" data-y=\"\(point.y)\""
    }

    private func tray(_ body: HTML, _ content: Question.DragWords, _ t: Words) -> HTML {
        """
        <word-places class="stack" data-reusable="\(shown.choices.filter { content.words[$0].isReusable }.map { "\(shown.number(ofChoice: $0))" }.joined(separator: " "))"\
         data-words="\(t.json(["tray": "quiz.words_tray", "put": "quiz.word_put", "picked": "quiz.word_picked", "removed": "quiz.word_removed"]))">\(body)</word-places>
        """
    }

    // MARK: - Order

    func orderControls(_ ordering: Question.Ordering, _ t: Words) -> HTML {
        let places = slot.response?.orderedPlaces ?? [:]
        return """
            <ordering-list\(when: ordering.isHorizontal, " class=\"across\"")\
             data-words="\(t.json(["up": "quiz.order_up", "down": "quiz.order_down", "moved": "quiz.order_moved", "help": "quiz.order_help"]))">\
            <p class="hint">\(t["quiz.order_hint"])</p><ol class="order">\(
                order.map { item in
                    """
                    <li><span>\(sheet.part(item))</span>\
                    <select name="\(name).\(shown.number(ofOption: item))" aria-label="\(t.text("quiz.order_place", ["item": ordering.items[item].text.plainText]))">\
                    <option value="">—</option>\(
                        (1...order.count).map { "<option\(when: places[item] == $0, " selected")>\($0)</option>" as HTML })</select></li>
                    """ as HTML
                })</ol></ordering-list>
            """
    }

    // MARK: - Words of a text

    func fragmentControls(_ content: Question.TextSelection, _ t: Words) -> HTML {
        """
        <p class="hint">\(t["quiz.mark_words"])</p><input type="hidden" name="\(name)" value="">\
        <div class="fragments" role="group" aria-label="\(t["quiz.mark_words"])">\(pieces(content) { number, text, _ in
            "<label><input type=\"checkbox\" name=\"\(name)\" value=\"\(number)\"\(when: chosen.contains(number), " checked")><span>\(text)</span></label>"
        })</div>
        """
    }

    /// The text with every fragment as `fragment` shows it: its number, its words, whether it is to be found.
    func pieces(_ content: Question.TextSelection, _ fragment: (Int, String, Bool) -> HTML) -> HTML {
        var number = -1
        return HTML(
            parts: content.pieces.map { piece in
                switch piece {
                case .text(let text):
                    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map {
                        HTML(text: String($0))
                    }
                    return lines.dropFirst().reduce(lines[0]) { "\($0)<br>\($1)" }
                case .fragment(let text, let isRight):
                    number += 1
                    return fragment(number, text, isRight)
                }
            })
    }

    // MARK: - Files

    func replyControls(_ reply: Question.Essay.Reply, _ t: Words) -> HTML {
        let base = "/attempts/\(item.attempt.rawValue)/slots/\(slot.number)/files"
        let words = t.json([
            "record": "reply.record", "stop": "reply.stop", "again": "reply.again", "left": "reply.left",
            "name": "reply.name",
            "sending": "quiz.saving", "kept": "reply.kept", "failed": "editor.failed", "denied": "reply.denied",
            "waiting": "reply.waiting",
        ])
        let seconds: Int? = if case .recording(let seconds) = reply { seconds } else { nil }
        let limit: Int = if case .files(let limit) = reply { limit } else { 1 }
        return """
            <reply-files id="\(name)-reply" class="stack" data-attach="\(base)"\(attribute: "data-seconds", seconds) data-words="\(words)">\
            \(replyList(hasButtons: true, t))\
            <div class="upload"><label for="\(name)-file">\(seconds == nil ? t.plural("reply.files", count: limit) : t["reply.recording"])</label>\
            <input id="\(name)-file" type="file" name="file"\(when: seconds != nil, " accept=\"audio/*\"")>\
            <button name="go" value="keep" data-attach formaction="\(base)" formenctype="multipart/form-data">\(t["reply.attach"])</button></div>\
            <p role="status" class="small"></p></reply-files>
            """
    }

    func replyList(hasButtons: Bool, _ t: Words) -> HTML {
        let files = slot.response?.replyFiles ?? []
        return """
            <ul class="list"\(when: files.isEmpty, " hidden")>\(
                files.map { file in
                    """
                    <li><div class="grow"><a href="\(file.path)">\(file.name)</a> <span class="muted small">\(t.fileSize(file.bytes))</span>\
                    \(when: ["webm", "m4a", "ogg", "mp3", "wav"].contains { file.name.lowercased().hasSuffix("." + $0) }, "<audio controls preload=\"metadata\" src=\"\(file.path)\"></audio>")</div>\
                    \(when: hasButtons, "<button class=\"quiet\" data-remove formaction=\"\(file.path)/removal\" aria-label=\"\(t.text("reply.remove", ["name": file.name]))\">✕</button>")</li>
                    """ as HTML
                })</ul>\(when: files.isEmpty && !hasButtons, "<p class=\"muted\">\(t["quiz.no_answer"])</p>")
            """
    }

    // MARK: - Places of a picture

    func markControls(_ content: Question.HotSpot, _ t: Words) -> HTML {
        let points = slot.response?.points ?? [:]
        return """
            <picture-marks class="stack" data-width="\(content.picture.width)" data-height="\(content.picture.height)"\
             data-words="\(t.json(["help": "quiz.marks_help", "set": "quiz.mark_set", "removed": "quiz.mark_removed", "at": "quiz.mark_at", "picture": "quiz.marks_picture", "clear": "quiz.marks_clear"]))">\
            <div class="canvas">\(sheet.part(content.markers.count))</div>\
            <div class="markers">\(
                content.markers.indices.map { marker in
                    """
                    <label data-count="\(content.markers[marker].count)"><span>\(title(of: marker, content, t))</span>\
                    <input type="text" name="\(name).\(marker)" inputmode="numeric" autocomplete="off" placeholder="\(content.picture.width / 2),\(content.picture.height / 2)"\
                     value="\((points[marker] ?? []).map { "\($0.x),\($0.y)" }.joined(separator: " "))"></label>
                    """ as HTML
                })<p class="hint">\(t.text("quiz.marks_hint", ["width": "\(content.picture.width)", "height": "\(content.picture.height)"]))</p></div></picture-marks>
            """
    }

    func title(of marker: Int, _ content: Question.HotSpot, _ t: Words) -> HTML {
        content.markers[marker].text.plainText.isEmpty
            ? "\(t.text("quiz.mark", ["number": "\(marker + 1)"]))" : inline(marker)
    }
}

extension Response {
    var orderedPlaces: [Int: Int] {
        if case .ordering(let places) = self { return places }
        return [:]
    }

    var points: [Int: [Question.Point]] {
        if case .places(let points) = self { return points }
        return [:]
    }

    var replyFiles: [ReplyFile] {
        if case .files(let files) = self { return files }
        return []
    }

    /// What stands in a gap, in words; nil when nothing does.
    func text(ofGap index: Int, in content: Question.Gaps) -> String? {
        guard let given = gap(index, of: content), !given.isEmpty else { return nil }
        switch content.gaps[index].answer {
        case .text, .number: return given.text
        case .choice(let choice, _), .multiple(let choice, _):
            return given.chosenOptions.sorted().filter(choice.options.indices.contains)
                .map { choice.options[$0].text.plainText }.joined(separator: "; ")
        }
    }
}
