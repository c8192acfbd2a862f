import Foundation
import Markup

/// A choice and a questionnaire (Moodle's «feedback») as polls of ours.
extension MoodleActivity {
    func choice(_ conversion: inout MoodleConversion) throws {
        let markdown = try intro(&conversion)
        let options = (body["options"]?.children("option") ?? []).compactMap { $0.value("text")?.realValue }
        let isSeveral = body.value("allowmultiple") == "1"
        let question = PollQuestion(
            text: conversion.builder.title(title), kind: isSeveral ? .several(options) : .single(options))
        // What does not read back as one question of a poll is kept for the reader at least.
        guard question.isWritable else { return try keptAsPage(&conversion, [markdown, list(options)]) }
        if instant("timeopen") != nil { conversion.builder.lose(.availabilityLeftOut, title) }
        let outline = PollOutline(
            title: title, file: "", questions: "", anonymous: body.value("publish") == "0",
            changeable: body.value("allowupdate") == "1" ? true : nil,
            results: ["0": "never", "1": "answered", "2": "closed", "3": "always"][body.value("showresults") ?? ""],
            closes: instant("timeclose")?.formatted(.iso8601))
        try conversion.builder.addPoll(outline, markdown, [question])
    }

    /// The questions in their order; texts between them stand before them, and what a poll of ours has not is a loss.
    func questionnaire(_ conversion: inout MoodleConversion) throws {
        var parts = [try intro(&conversion)]
        var questions: [PollQuestion] = []
        var (pageBreaks, required) = (0, 0)
        for item in items(conversion) {
            switch item.kind {
            case "pagebreak": pageBreaks += 1
            case "label":
                let markdown = try text(&conversion, item.presentation, "1", area: "item", item: item.id)
                if !questions.isEmpty && !markdown.isEmpty {
                    conversion.builder.lose(.textMoved, title, detail: conversion.plain(item.presentation))
                }
                parts.append(markdown)
            default:
                guard let (question, isExact) = item.question(conversion.plain), question.isWritable else {
                    conversion.builder.lose(.questionNotSupported, item.name, detail: item.kind)
                    continue
                }
                guard PollQuestion.fits(questions + [question]) else {
                    conversion.builder.lose(.tooMany, item.name)
                    continue
                }
                questions.append(question)
                if !isExact { conversion.builder.lose(.questionChanged, item.name, detail: item.kind) }
                if item.isConditional { conversion.builder.lose(.availabilityLeftOut, item.name) }
                if item.isRequired { required += 1 }
            }
        }
        let markdown = parts.filter { !$0.isEmpty }.joined(separator: "\n\n")
        guard !questions.isEmpty else { return try keptAsPage(&conversion, [markdown]) }
        try conversion.builder.addPoll(feedbackOutline(), markdown, questions)
        loseSettings(&conversion, pageBreaks: pageBreaks, required: required)
    }

    private var isAnonymous: Bool { body.value("anonymous") != "2" }
    private var takesRepeats: Bool { body.value("multiple_submit") == "1" }

    /// With names a second answer replaces the first, as ours that may be changed.
    private func feedbackOutline() -> PollOutline {
        PollOutline(
            title: title, file: "", questions: "", anonymous: isAnonymous,
            changeable: !isAnonymous && takesRepeats ? true : nil,
            results: body.value("publish_stats") == "1" ? "answered" : "never",
            closes: instant("timeclose")?.formatted(.iso8601))
    }

    private func loseSettings(_ conversion: inout MoodleConversion, pageBreaks: Int, required: Int) {
        let after = conversion.plain(body.value("page_after_submit")?.realValue ?? "")
        if pageBreaks > 0 { conversion.builder.lose(.pagesJoined, title, detail: "\(pageBreaks + 1)") }
        if required > 0 { conversion.builder.lose(.requiredLeftOut, title, detail: "\(required)") }
        if isAnonymous && takesRepeats { conversion.builder.lose(.repeatsLeftOut, title) }
        if instant("timeopen") != nil { conversion.builder.lose(.availabilityLeftOut, title) }
        if !after.isEmpty { conversion.builder.lose(.textLeftOut, title, detail: after) }
    }

    private func items(_ conversion: MoodleConversion) -> [MoodleFeedbackItem] {
        (body["items"]?.children("item") ?? [])
            .sorted { (Int($0.value("position") ?? "") ?? 0) < (Int($1.value("position") ?? "") ?? 0) }
            .map { element in
                let name = conversion.plain(element.value("name")?.realValue ?? "")
                let label = element.value("label")?.realValue ?? ""
                return MoodleFeedbackItem(
                    id: element.attributes["id"] ?? "", kind: element.value("typ") ?? "",
                    name: (name.isEmpty ? label.isEmpty ? conversion.builder.titles.untitled : label : name).oneLine,
                    presentation: element.value("presentation")?.realValue ?? "",
                    isRequired: element.value("required") == "1",
                    isConditional: (element.value("dependitem").flatMap { Int($0) } ?? 0) > 0)
            }
    }

    private func list(_ lines: [String]) -> String {
        lines.map { "- " + MarkdownWords.escaped($0) }.joined(separator: "\n")
    }

    private func keptAsPage(_ conversion: inout MoodleConversion, _ parts: [String]) throws {
        let markdown = parts.filter { !$0.isEmpty }.joined(separator: "\n\n")
        try conversion.builder.addPage(title, markdown.isEmpty ? MarkdownWords.escaped(title) : markdown)
        conversion.builder.lose(.keptAsPage, title, detail: kind)
    }
}

/// A row of Moodle's questionnaire.
private struct MoodleFeedbackItem {
    var id: String
    /// `multichoice`, `numeric`… as Moodle calls its types.
    var kind: String
    var name: String
    /// Everything else of the question in one line, by its kind.
    var presentation: String
    var isRequired: Bool
    /// Shown only after a certain answer to another.
    var isConditional: Bool

    /// The nearest question of ours, and whether it asks just the same; nil for kinds that ask a person nothing.
    func question(_ plain: (String) -> String) -> (PollQuestion, isExact: Bool)? {
        switch kind {
        case "multichoice":
            let (look, options) = choices(plain)
            let question = PollQuestion(text: name, kind: look == "c" ? .several(options) : .single(options))
            return question.isWritable ? (question, true) : (asWords(listing: options), false)
        case "multichoicerated": return rated(plain)
        case "numeric":
            let ends = presentation.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            let known = ends.count == 2 && ends != ["-", "-"]
            return (asWords(listing: known ? [ends.joined(separator: "…")] : []), false)
        case "textfield", "textarea": return (asWords(listing: []), true)
        default: return nil
        }
    }

    /// `1####плохо|…`: values one to five are a scale, whose ends keep their words; others stay in the options' text.
    private func rated(_ plain: (String) -> String) -> (PollQuestion, isExact: Bool) {
        let rows = choices { $0 }.options.map { option in
            let parts = option.split(separator: "####", maxSplits: 1, omittingEmptySubsequences: false)
            return parts.count == 2
                ? (value: parts[0].trimmingCharacters(in: .whitespaces), words: plain(String(parts[1])).oneLine)
                : (value: "", words: plain(option).oneLine)
        }
        if rows.map(\.value) == PollQuestion.scale.map({ "\($0)" }),
            rows[1...3].allSatisfy({ $0.words.isEmpty || $0.words == $0.value })
        {
            let scale = PollQuestion(text: name, kind: .scale(low: rows[0].words, high: rows[4].words))
            if scale.isWritable { return (scale, true) }
        }
        let options = rows.map { $0.value.isEmpty ? $0.words : "\($0.value) — \($0.words)" }
        let question = PollQuestion(text: name, kind: .single(options))
        return (question.isWritable ? question : asWords(listing: options), false)
    }

    /// `r>>>>>да|нет<<<<<1`: the look (radio buttons, check boxes, drop-down list), the options, and whether they stand
    /// in a row.
    private func choices(_ plain: (String) -> String) -> (look: String, options: [String]) {
        let parts = presentation.split(separator: ">>>>>", maxSplits: 1, omittingEmptySubsequences: false)
        let list = parts.last?.split(separator: "<<<<<", omittingEmptySubsequences: false).first ?? ""
        let options = list.split(separator: "|").map { plain(String($0)).oneLine }.filter { !$0.isEmpty }
        return (parts.count == 2 ? parts[0].trimmingCharacters(in: .whitespacesAndNewlines) : "r", options)
    }

    private func asWords(listing options: [String]) -> PollQuestion {
        PollQuestion(
            text: options.isEmpty ? name : "\(name) (\(options.joined(separator: " / ")))", kind: .words)
    }
}

extension PollQuestion {
    /// Whether it reads back as it was written: a poll's questions are kept as text.
    fileprivate var isWritable: Bool {
        (try? PollQuestion.questions(in: PollQuestion.text(of: [self]))) == [self]
    }

    fileprivate static func fits(_ questions: [PollQuestion]) -> Bool {
        questions.count <= countLimit && text(of: questions).utf8.count < textLimit
    }
}

extension String {
    fileprivate var oneLine: String { split(whereSeparator: \.isWhitespace).joined(separator: " ") }
}
