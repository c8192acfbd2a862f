import Courses
import Markup
import Storage

/// How a work is given: what is asked often at once, the rest one step away.
struct AssignmentFields {
    var fields: FormFields
    var hasRefusal = false

    private func isOn(_ name: String, first: Bool = false) -> Bool {
        fields[name] != nil || first && fields.pairs.isEmpty
    }

    func html(_ t: Words) -> HTML {
        """
        \(Parts.file("file", t["work.instruction_file"], accept: nil, hint: t["work.instruction_file_hint"]))
        \(Parts.field("due", t["work.due_field"], value: fields["due"] ?? "", type: "datetime-local", short: true))
        \(Parts.field("points", t["work.points_field"], value: fields["points"] ?? "10", hint: t["work.points_hint"], attributes: "inputmode=\"decimal\"", short: true))
        \(pick("takes_text", t["work.takes_text"], isOn("takes_text", first: true)))
        \(Parts.field("file_count", t["work.file_count"], value: fields["file_count"] ?? "5", hint: t["work.file_count_hint"], attributes: "inputmode=\"numeric\"", short: true))
        <details\(when: hasRefusal, " open")><summary>\(t["work.rubric_field"])</summary><div class="stack">
        <rubric-editor data-words="\(rubricWords(t))">\(Parts.area("rubric", t["work.rubric_text"], value: fields["rubric"] ?? "", hint: t["work.rubric_hint"], rows: 10))</rubric-editor>
        </div></details>
        <details\(when: hasRefusal, " open")><summary>\(t["course.more_settings"])</summary><div class="stack">
        \(Parts.field("attempts", t["work.attempts_field"], value: fields["attempts"] ?? "", hint: t["work.attempts_hint"], attributes: "inputmode=\"numeric\"", short: true))
        \(Parts.field("grace", t["work.grace_field"], value: fields["grace"] ?? "0", attributes: "inputmode=\"numeric\"", short: true))
        \(Parts.field("late_percent", t["work.late_percent_field"], value: fields["late_percent"] ?? "0", hint: t["work.late_percent_hint"], attributes: "inputmode=\"numeric\"", short: true))
        \(Parts.field("late_floor", t["work.late_floor_field"], value: fields["late_floor"] ?? "0", attributes: "inputmode=\"numeric\"", short: true))
        \(Parts.field("closes", t["work.closes_field"], value: fields["closes"] ?? "", type: "datetime-local", hint: t["work.closes_hint"], short: true))
        \(Parts.field("file_megabytes", t["work.file_size_field"], value: fields["file_megabytes"] ?? "20", attributes: "inputmode=\"numeric\"", short: true))
        \(Parts.field("file_kinds", t["work.file_kinds_field"], value: fields["file_kinds"] ?? "", hint: t["work.file_kinds_hint"]))
        \(Parts.field("pass", t["work.pass_field"], value: fields["pass"] ?? "", hint: t["work.pass_hint"], attributes: "inputmode=\"numeric\"", short: true))
        <div>\(pick("blind", t["work.blind_field"], isOn("blind")))\(pick("together", t["work.together_field"], isOn("together")))</div>
        </div></details>
        """
    }

    private func pick(_ name: String, _ title: String, _ isOn: Bool) -> HTML {
        "<label class=\"pick\"><input type=\"checkbox\" name=\"\(name)\" value=\"yes\"\(when: isOn, " checked")><span>\(title)</span></label>"
    }

    private func rubricWords(_ t: Words) -> String {
        t.json([
            "criterion": "work.criterion", "level": "work.level", "points": "work.points",
            "addCriterion": "work.add_criterion",
            "addLevel": "work.add_level", "remove": "work.remove_row", "up": "work.move_up", "sum": "work.sum",
        ])
    }
}

/// A poll's questions and who sees what.
struct PollFields {
    var fields: FormFields

    func html(_ t: Words) -> HTML {
        let isChangeable = fields["changeable"] != nil
        return """
            <poll-editor data-words="\(words(t))">\(Parts.area("questions", t["poll.questions"], value: fields["questions"] ?? "", hint: t["poll.questions_hint"], rows: 14))</poll-editor>
            \(Parts.select("names", t["poll.names"], [("anonymous", t["poll.anonymous"]), ("named", t["poll.named"])], chosen: fields["names"] ?? "anonymous", hint: t["poll.names_hint"]))
            \(Parts.select("results", t["poll.results_field"], Poll.Results.allCases.map { ($0.rawValue, t.results($0)) }, chosen: fields["results"] ?? "answered"))
            <details><summary>\(t["course.more_settings"])</summary><div class="stack">
            \(Parts.field("closes", t["poll.closes"], value: fields["closes"] ?? "", type: "datetime-local", short: true))
            <label class="pick"><input type="checkbox" name="changeable" value="yes"\(when: isChangeable, " checked")><span>\(t["poll.changeable"])</span></label>
            </div></details>
            """
    }

    private func words(_ t: Words) -> String {
        t.json([
            "question": "poll.question", "kind": "poll.kind", "single": "poll.kind_single",
            "several": "poll.kind_several",
            "scale": "poll.kind_scale", "words": "poll.kind_words", "option": "poll.option",
            "addOption": "poll.add_option",
            "addQuestion": "poll.add_question", "remove": "work.remove_row", "up": "work.move_up", "low": "poll.low",
            "high": "poll.high",
        ])
    }
}

extension Words {
    func results(_ results: Poll.Results) -> String {
        switch results {
        case .never: self["poll.results_never"]
        case .answered: self["poll.results_answered"]
        case .always: self["poll.results_always"]
        case .closed: self["poll.results_closed"]
        }
    }
}
