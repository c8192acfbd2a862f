import Courses
import Markup
import Quizzes
import Storage

/// The fields a kind needs: never more than a few on the first screen.
struct QuestionFields {
    var draft: QuestionDraft
    var refused: QuestionDraft.Field?

    func html(_ t: Words) -> HTML {
        switch draft.kind {
        case .choice: "\(stem(t))\(answers(t["bank.options"], t["bank.options_hint"], rows: 6))"
        case .multiple:
            "\(stem(t))\(answers(t["bank.options"], t["bank.several_hint"], rows: 6))\(check(.allOrNothing, t["bank.all_or_nothing"]))"
        case .trueFalse:
            "\(stem(t))\(select(.key, t["bank.key"], [("true", t["quiz.true"]), ("false", t["quiz.false"])]))"
        case .shortAnswer:
            "\(stem(t))\(answers(t["bank.words"], t["bank.words_hint"]))\(check(.forgivesTypo, t["bank.forgives_typo"]))"
        case .numeric: "\(stem(t))\(answers(t["bank.numbers"], t["bank.numbers_hint"], rows: 2))"
        case .matching: "\(stem(t))\(answers(t["bank.pairs"], t["bank.pairs_hint"], rows: 6))"
        case .ordering: "\(stem(t))\(answers(t["bank.items"], t["bank.items_hint"], rows: 6))\(rules(t))"
        case .gaps: stem(t, hint: t["bank.gaps_hint"], rows: 8)
        case .dragWords:
            """
            \(stem(t, hint: draft[.picture].isEmpty ? t["bank.drag_hint"] : nil, rows: 6))\
            \(area(.words, t["bank.extra_words"], t["bank.extra_words_hint"], rows: 3))\
            <details\(when: !draft[.picture].isEmpty, " open")><summary>\(t["bank.on_picture"])</summary><div class="stack">\
            \(picture(t))\(answers(t["bank.places"], t["bank.places_hint"], rows: 5))</div></details>
            """
        case .textSelection: "\(stem(t, rows: 2))\(answers(t["bank.fragments"], t["bank.fragments_hint"], rows: 6))"
        case .hotSpot: "\(stem(t))\(picture(t))\(answers(t["bank.areas"], t["bank.areas_hint"], rows: 5))"
        case .formula:
            "\(stem(t, hint: t["bank.formula_hint"]))\(area(.variables, t["bank.variables"], t["bank.variables_hint"], rows: 3))\(answers(t["bank.expressions"], t["bank.expressions_hint"], rows: 2))"
        case .random:
            """
            \(line(.from, t["bank.category_from"], t["bank.category_from_hint"]))\
            \(check(.subcategories, t["bank.subcategories"]))\(line(.fromTags, t["bank.tags"], t["bank.tags_hint"]))
            """
        case .essay:
            """
            \(stem(t))\(select(.reply, t["bank.reply"], [("", t["bank.reply_text"]), ("files", t["bank.reply_files"]), ("recording", t["bank.reply_recording"])]))
            """
        case .description: stem(t)
        }
    }

    private func stem(_ t: Words, hint: String? = nil, rows: Int = 4) -> HTML {
        area(
            .stem, draft.kind == .description ? t["bank.text"] : t["bank.stem"], hint ?? t["authoring.markdown_hint"],
            rows: rows)
    }

    private func answers(_ label: String, _ hint: String, rows: Int = 4) -> HTML {
        area(.answers, label, hint, rows: rows)
    }

    private func picture(_ t: Words) -> HTML {
        """
        <div class="picture-fields">\(line(.picture, t["bank.picture"], t["bank.picture_hint"]))\
        \(line(.alternative, t["bank.alternative"], t["bank.alternative_hint"]))\
        <div class="row">\(line(.width, t["bank.width"], nil, isShort: true))\(line(.height, t["bank.height"], nil, isShort: true))</div></div>
        """
    }

    private func rules(_ t: Words) -> HTML {
        select(
            .rule, t["bank.rule"], Question.Ordering.Rule.allCases.map { ($0.rawValue, t.rule($0)) },
            fallback: "relativeToAll")
    }

    func area(_ field: QuestionDraft.Field, _ label: String, _ hint: String?, rows: Int) -> HTML {
        """
        <div class="field"><label for="\(field.rawValue)">\(label)</label>\
        \(hint.map { "<p class=\"hint\" id=\"\(field.rawValue)-hint\">\($0)</p>" as HTML })\
        <textarea id="\(field.rawValue)" name="\(field.rawValue)" rows="\(rows)"\
        \(when: hint != nil, " aria-describedby=\"\(field.rawValue)-hint\"")\(when: refused == field, " aria-invalid=\"true\"")>
        \(draft[field])</textarea></div>
        """
    }

    func line(_ field: QuestionDraft.Field, _ label: String, _ hint: String?, isShort: Bool = false) -> HTML {
        """
        <div class="field"><label for="\(field.rawValue)">\(label)</label>\
        \(hint.map { "<p class=\"hint\" id=\"\(field.rawValue)-hint\">\($0)</p>" as HTML })\
        <input id="\(field.rawValue)" name="\(field.rawValue)" value="\(draft[field])"\(when: isShort, " class=\"short\"")\
        \(when: hint != nil, " aria-describedby=\"\(field.rawValue)-hint\"")\(when: refused == field, " aria-invalid=\"true\"")></div>
        """
    }

    func check(_ field: QuestionDraft.Field, _ label: String) -> HTML {
        """
        <label class="pick"><input type="checkbox" name="\(field.rawValue)" value="yes"\(when: !draft[field].isEmpty, " checked")><span>\(label)</span></label>
        """
    }

    func select(
        _ field: QuestionDraft.Field, _ label: String, _ options: [(value: String, title: String)],
        fallback: String = ""
    ) -> HTML {
        let chosen = draft[field].isEmpty ? fallback : draft[field]
        return """
            <div class="field"><label for="\(field.rawValue)">\(label)</label><select id="\(field.rawValue)" name="\(field.rawValue)">\(
                options.map { "<option value=\"\($0.value)\"\(when: $0.value == chosen, " selected")>\($0.title)</option>" as HTML })</select></div>
            """
    }
}

extension QuestionFields {
    /// What most questions do without: names and tags, weights, feedback, hints.
    func extras(categories: [String], _ t: Words) -> HTML {
        """
        <details\(when: hasExtras, " open")><summary>\(t["bank.more"])</summary><div class="stack">
        \(kindExtras(t))
        \(line(.name, t["bank.name"], t["bank.name_hint"]))
        <div class="field"><label for="category">\(t["bank.category"])</label><p class="hint" id="category-hint">\(t["bank.category_hint"])</p>\
        <input id="category" name="category" value="\(draft[.category])" list="categories" aria-describedby="category-hint">\
        <datalist id="categories">\(categories.map { "<option value=\"\($0)\"></option>" as HTML })</datalist></div>
        \(when: draft.kind != .random, line(.tags, t["bank.tags"], t["bank.tags_hint"]))
        \(when: draft.kind != .description, marked(t))
        </div></details>
        """
    }

    /// Refused for one of these, the form opens them.
    private var hasExtras: Bool {
        guard let refused else { return false }
        return ![.stem, .answers, .words, .variables, .picture, .from].contains(refused)
    }

    private func marked(_ t: Words) -> HTML {
        """
        <div class="row">\(line(.mark, t["bank.mark"], nil, isShort: true))\(line(.penalty, t["bank.penalty"], nil, isShort: true))</div>
        \(area(.feedback, t["bank.feedback"], t["bank.feedback_hint"], rows: 2))
        \(when: draft.kind != .random && draft.kind != .essay, """
            \(area(.right, t["bank.said_right"], nil, rows: 2))\(area(.partial, t["bank.said_partial"], nil, rows: 2))\
            \(area(.wrong, t["bank.said_wrong"], nil, rows: 2))\(area(.hints, t["bank.hints"], t["bank.hints_hint"], rows: 3))
            """)
        """
    }

    private func kindExtras(_ t: Words) -> HTML {
        switch draft.kind {
        case .choice, .multiple, .matching: check(.keepsOrder, t["bank.keeps_order"])
        case .dragWords: "\(check(.keepsOrder, t["bank.keeps_order"]))\(check(.asLists, t["bank.as_lists"]))"
        case .trueFalse:
            "\(area(.ifTrue, t["bank.if_true"], nil, rows: 2))\(area(.ifFalse, t["bank.if_false"], nil, rows: 2))"
        case .shortAnswer: check(.caseSensitive, t["bank.case_sensitive"])
        case .numeric:
            "\(area(.units, t["bank.units"], t["bank.units_hint"], rows: 2))\(line(.unitPenalty, t["bank.unit_penalty"], t["bank.unit_penalty_hint"], isShort: true))"
        case .ordering:
            "\(check(.across, t["bank.across"]))\(line(.subset, t["bank.subset"], t["bank.subset_hint"], isShort: true))\(check(.contiguous, t["bank.contiguous"]))"
        case .formula:
            """
            \(line(.variants, t["bank.variants"], nil, isShort: true))\(line(.digits, t["bank.digits"], nil, isShort: true))\
            \(check(.significant, t["bank.significant"]))\(area(.units, t["bank.units"], t["bank.units_hint"], rows: 2))
            """
        case .essay:
            "\(line(.limit, t["bank.reply_limit"], t["bank.reply_limit_hint"], isShort: true))\(area(.template, t["bank.template"], nil, rows: 3))\(area(.grader, t["bank.grader"], t["bank.grader_hint"], rows: 3))"
        case .gaps, .textSelection, .hotSpot, .random, .description: .empty
        }
    }
}

extension Words {
    func rule(_ rule: Question.Ordering.Rule) -> String {
        switch rule {
        case .allOrNothing: self["bank.rule.all_or_nothing"]
        case .absolutePosition: self["bank.rule.absolute"]
        case .relativeToCorrect: self["bank.rule.relative_to_correct"]
        case .nextExcludingLast: self["bank.rule.next"]
        case .nextIncludingLast: self["bank.rule.next_last"]
        case .neighbours: self["bank.rule.neighbours"]
        case .relativeToAll: self["bank.rule.pairs"]
        case .longestOrdered: self["bank.rule.longest"]
        case .longestContiguous: self["bank.rule.longest_run"]
        }
    }
}
