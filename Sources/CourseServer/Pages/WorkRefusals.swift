import Courses
import Storage

// One exhaustive `switch` for each refusal of assignments and polls.

extension Words {
    func text(_ refusal: AssignmentRefusal) -> String {
        switch refusal {
        case .outOfRange(let field, let range):
            text(
                "refusal.assignment.out_of_range",
                ["field": name(field), "least": "\(range.lowerBound)", "most": "\(range.upperBound)"])
        case .takesNothing: self["refusal.assignment.takes_nothing"]
        case .closesBeforeDue: self["refusal.assignment.closes_before_due"]
        case .dateMalformed: self["refusal.assignment.date"]
        case .rubricTooLong(let limit): plural("refusal.assignment.rubric_too_long", count: limit)
        case .rubricTooLarge(let criteria, let levels):
            text("refusal.assignment.rubric_too_large", ["criteria": "\(criteria)", "levels": "\(levels)"])
        case .rubricLevel(let line): text("refusal.assignment.rubric_level", ["line": "\(line)"])
        case .rubricCriterionEmpty(let title): text("refusal.assignment.rubric_empty", ["title": title])
        }
    }

    private func name(_ field: AssignmentRefusal.Field) -> String {
        switch field {
        case .points: self["work.points_field"]
        case .attempts: self["work.attempts_field"]
        case .fileCount: self["work.file_count"]
        case .fileSize: self["work.file_size_field"]
        case .grace: self["work.grace_field"]
        case .latePercent: self["work.late_percent_field"]
        case .lateFloor: self["work.late_floor_field"]
        case .pass: self["work.pass_field"]
        }
    }

    func text(_ refusal: SubmissionRefusal) -> String {
        switch refusal {
        case .nothingToHandIn: self["refusal.submission.nothing"]
        case .textTooLong(let limit): plural("refusal.submission.text_too_long", count: limit)
        case .noFilesTaken: self["refusal.submission.no_files"]
        case .tooManyFiles(let limit): plural("refusal.submission.too_many_files", count: limit)
        case .fileTooLarge(let name, let limit):
            text("refusal.submission.file_too_large", ["name": name, "limit": fileSize(limit)])
        case .fileOfOtherKind(let name, let allowed):
            text("refusal.submission.file_kind", ["name": name, "kinds": allowed.joined(separator: ", ")])
        case .closed(let date): text("refusal.submission.closed", ["date": dateTime(date)])
        case .attemptsUsed(let count): plural("refusal.submission.attempts_used", count: count)
        case .handedIn: self["refusal.submission.handed_in"]
        case .kept: self["refusal.submission.kept"]
        }
    }

    func text(_ refusal: MarkingRefusal) -> String {
        switch refusal {
        case .notANumber: self["refusal.mark.not_a_number"]
        case .outOfRange(let maximum): text("refusal.mark.out_of_range", ["maximum": exact(maximum)])
        case .levelMissing(let criterion): text("refusal.marking.level_missing", ["criterion": criterion])
        case .feedbackTooLong(let limit): plural("refusal.marking.too_long", count: limit)
        case .versionChanged: self["refusal.marking.version_changed"]
        case .passageNotFound: self["refusal.marking.passage"]
        case .commentMissing: self["refusal.marking.comment"]
        case .learnerUnknown: self["refusal.marking.learner"]
        case .dateMissing: self["refusal.assignment.date"]
        }
    }

    func text(_ refusal: PollRefusal) -> String {
        switch refusal {
        case .noQuestions: self["refusal.poll.no_questions"]
        case .tooLong(let limit): plural("refusal.poll.too_long", count: limit)
        case .tooMany(let limit): plural("refusal.poll.too_many", count: limit)
        case .tooManyOptions(let question, let limit):
            plural("refusal.poll.too_many_options", count: limit, ["question": question])
        case .oneOption(let question): text("refusal.poll.one_option", ["question": question])
        case .optionMalformed(let line): text("refusal.poll.option", ["line": "\(line)"])
        case .answeredAlready: self["refusal.poll.answered_already"]
        }
    }

    func text(_ refusal: PollAnswerRefusal) -> String {
        switch refusal {
        case .closed(let date): text("refusal.poll.closed", ["date": dateTime(date)])
        case .answered: self["refusal.poll.answered"]
        case .nothingChosen: self["refusal.poll.nothing_chosen"]
        case .tooLong(let limit): plural("refusal.poll.answer_too_long", count: limit)
        }
    }
}
