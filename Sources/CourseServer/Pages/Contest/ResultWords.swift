import Contest
import Foundation
import Markup
import Storage

/// What results are called, in the reader's language.
extension Words {
    func text(_ kind: ResultKind) -> String {
        switch kind {
        case .shortlist: self["result.kind_shortlist"]
        case .preliminary: self["result.kind_preliminary"]
        case .final: self["result.kind_final"]
        }
    }

    func text(_ field: ResultField) -> String {
        switch field {
        case .names: self["result.field_names"]
        case .places: self["result.field_places"]
        case .points: self["result.field_points"]
        case .marks: self["result.field_marks"]
        }
    }

    /// The method of the regulation as a sentence.
    func method(_ rules: ScoringRules) -> String {
        let method =
            switch rules.method {
            case .mean: self["result.method_mean"]
            case .sum: self["result.method_sum"]
            case .trimmed:
                rules.trim.map { plural("result.method_trimmed", count: $0) } ?? self["result.method_trimmed_usual"]
            case .median: self["result.method_median"]
            case .places: self["result.method_places"]
            case .copeland: self["result.method_copeland"]
            case .schulze: self["result.method_schulze"]
            case .kemeny: self["result.method_kemeny"]
            case .severity: self["result.method_severity"]
            }
        let rounding = rules.decimals.map { plural("result.rounding", count: $0) } ?? self["result.rounding_none"]
        return method + " " + rounding
    }

    func cut(_ rules: ScoringRules, at line: Int) -> String {
        let policy =
            switch rules.cut {
            case .admittingTied: self["result.cut_admitting"]
            case .excludingTied: self["result.cut_excluding"]
            case .breakingTies: self["result.cut_breaking"]
            }
        return plural("result.cut", count: line) + " " + policy
    }

    func ties(_ snapshot: ResultSnapshot) -> String {
        guard !snapshot.scoring.ties.isEmpty else { return self["result.ties_none"] }
        let steps = snapshot.scoring.ties.map { step in
            switch step {
            case .criterion(let place):
                text(
                    "result.tie_criterion",
                    ["title": snapshot.criteria.indices.contains(place) ? snapshot.criteria[place].title : "—"])
            case .highestMarks: self["result.tie_highest"]
            case .pairwiseMajority: self["result.tie_pairwise"]
            case .decision: self["result.tie_decision"]
            }
        }
        return text("result.ties", ["steps": steps.joined(separator: "; ")])
    }

    func text(_ state: ResultTable.State) -> String {
        switch state {
        case .ranked: ""
        case .unmarked: self["result.state_unmarked"]
        case .unqualified: self["result.state_unqualified"]
        case .disqualified: self["result.state_disqualified"]
        }
    }

    func text(_ note: ResultTable.Note, _ names: (Registration.ID) -> String, _ jurors: (Juror.ID) -> String) -> String
    {
        let entries = note.entries.map(names).joined(separator: ", ")
        return switch note.kind {
        case .unmarked: text("result.note_unmarked", ["entries": entries])
        case .incomplete: plural("result.note_incomplete", count: note.count ?? 0)
        case .untrimmed: text("result.note_untrimmed", ["entries": entries])
        case .unequalPanels: self["result.note_unequal"]
        case .singleMark:
            text("result.note_single", ["jurors": note.jurors.map(jurors).joined(separator: ", ")])
        case .notProven: text("result.note_not_proven", ["entries": entries])
        case .fewerReplicates: plural("result.note_replicates", count: note.count ?? 0)
        case .withoutSeverity: self["result.note_no_severity"]
        case .severityUnknown: self["result.note_severity_unknown"]
        case .disconnected: plural("result.note_disconnected", count: note.count ?? 0)
        case .noScale: self["result.note_no_scale"]
        }
    }

    /// Digits with a decimal point as people of the language write them.
    func digits(_ text: String?) -> String {
        guard let text else { return "—" }
        return text.replacing(".", with: decimalSeparator).replacing("-", with: "\u{2212}")
    }

    /// The same to so many places.
    func digits(_ text: String?, to places: Int) -> String {
        text.flatMap(Double.init).map { number($0, digits: places) } ?? "—"
    }

    /// A share of 1 as a share of one hundred.
    func chance(_ text: String?) -> String { text.flatMap(Double.init).map { percent(100 * $0, digits: 0) } ?? "—" }

    func text(_ refusal: ResultRefusal) -> String {
        switch refusal {
        case .disconnected(let groups): plural("result.refusal_disconnected", count: groups.count)
        case .criteria: self["result.refusal_criteria"]
        case .sheets: self["result.refusal_sheets"]
        case .changed: self["result.refusal_changed"]
        case .empty: self["result.refusal_empty"]
        case .kindNotForStage: self["result.refusal_kind"]
        case .decisionIncomplete: self["result.refusal_decision_incomplete"]
        case .decisionNotTied: self["result.refusal_decision_not_tied"]
        case .decisionNotDeclared: self["result.refusal_decision_not_declared"]
        case .reasonMissing: self["result.refusal_reason"]
        case .tooLong(let limit): plural("result.refusal_long", count: limit)
        case .closed: self["result.refusal_closed"]
        }
    }

    func text(_ refusal: AppealRefusal) -> String {
        switch refusal {
        case .notPublished: self["appeal.refusal_not_published"]
        case .over(let since): text("appeal.refusal_over", ["date": dateTime(since)])
        case .alreadyFiled: self["appeal.refusal_already"]
        case .notInTable: self["appeal.refusal_not_in_table"]
        case .reasonMissing: self["appeal.refusal_reason"]
        case .answerMissing: self["appeal.refusal_answer"]
        case .tooLong(let limit): plural("result.refusal_long", count: limit)
        case .outcomeMissing: self["appeal.refusal_outcome"]
        case .pointsMissing: self["appeal.refusal_points"]
        case .pointsContradict(let current): text("appeal.refusal_contradict", ["points": digits(current)])
        case .pointsOutOfRange: self["appeal.refusal_range"]
        case .alreadyDecided: self["appeal.refusal_decided"]
        case .notOnPanel: self["appeal.refusal_panel"]
        case .closed: self["result.refusal_closed"]
        }
    }

    func text(_ outcome: Appeal.Outcome) -> String {
        switch outcome {
        case .unchanged: self["appeal.unchanged"]
        case .raised: self["appeal.raised"]
        case .lowered: self["appeal.lowered"]
        }
    }

    func text(_ refusal: VoteRefusal) -> String {
        switch refusal {
        case .notOpen(let date): text("vote.refusal_not_open", ["date": dateTime(date)])
        case .over: self["vote.refusal_over"]
        case .notCandidate: self["vote.refusal_candidate"]
        case .ownEntry: self["vote.refusal_own"]
        case .alreadyVoted: self["vote.refusal_already"]
        case .choiceMissing: self["vote.refusal_choice"]
        case .stillOpen(let date): text("vote.refusal_still_open", ["date": dateTime(date)])
        case .alreadyCounted: self["vote.refusal_counted"]
        case .unknownFlag: self["vote.refusal_flag"]
        case .reasonMissing: self["result.refusal_reason"]
        case .tooLong(let limit): plural("result.refusal_long", count: limit)
        case .tooOften(let seconds): plural("vote.refusal_often", count: seconds)
        case .closed: self["result.refusal_closed"]
        }
    }
}

extension ResultSnapshot {
    /// After how many places the line is drawn; nil where nothing is marked and the rule alone decides.
    var lineDrawn: Int? { criteria.isEmpty ? nil : cut }
}
