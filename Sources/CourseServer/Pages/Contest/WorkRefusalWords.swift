import Contest

// One exhaustive `switch` for each refusal of entrants' works, proofs and lessons.

extension Words {
    func text(_ refusal: WorkRefusal) -> String {
        switch refusal {
        case .notAdmitted: self["contestwork.refusal_not_admitted"]
        case .contestClosed: self["contestwork.refusal_contest_closed"]
        case .notOpen(let date): text("contestwork.refusal_not_open", ["date": dateTime(date)])
        case .closed(let date): text("contestwork.refusal_closed", ["date": dateTime(date)])
        case .didNotPass: self["contestwork.refusal_not_passed"]
        case .nothing: self["contestwork.refusal_nothing"]
        case .linkMissing: self["contestwork.refusal_link_missing"]
        case .linkMalformed: self["contestwork.refusal_link_malformed"]
        case .filesMissing: self["contestwork.refusal_files_missing"]
        case .noFilesTaken: self["contestwork.refusal_no_files"]
        case .textTooLong(let limit): plural("contestwork.refusal_text_too_long", count: limit)
        case .tooManyFiles(let limit): plural("contestwork.refusal_too_many_files", count: limit)
        case .fileTooLarge(let name, let limit):
            text("refusal.submission.file_too_large", ["name": name, "limit": fileSize(limit)])
        case .accepted: self["contestwork.refusal_accepted"]
        case .provenByCourse: self["contestwork.refusal_by_course"]
        }
    }

    func text(_ refusal: ProofRefusal) -> String {
        switch refusal {
        case .nothingChosen: self["contestwork.refusal_nothing_chosen"]
        case .commentMissing: self["contestwork.refusal_comment_missing"]
        case .commentTooLong(let limit): plural("contestwork.refusal_text_too_long", count: limit)
        }
    }

    func text(_ refusal: ExtensionRefusal) -> String {
        switch refusal {
        case .entrantMissing: self["contestwork.refusal_entrant"]
        case .stageMissing: self["contestwork.refusal_stage"]
        case .reasonMissing: self["contestwork.refusal_reason"]
        case .reasonTooLong(let limit): plural("contestwork.refusal_text_too_long", count: limit)
        case .dateMissing: self["contestwork.refusal_date"]
        case .notLater(let date): text("contestwork.refusal_not_later", ["date": dateTime(date)])
        }
    }

    func text(_ refusal: LessonRefusal) -> String {
        switch refusal {
        case .notAdmitted: self["contestwork.refusal_not_admitted"]
        case .noStage: self["lesson.refusal_no_stage"]
        case .topicMissing: self["lesson.refusal_topic"]
        case .lineTooLong(let limit), .textTooLong(let limit):
            plural("contestwork.refusal_text_too_long", count: limit)
        case .linkMalformed: self["contestwork.refusal_link_malformed"]
        case .timeMissing: self["lesson.refusal_time"]
        case .length(let range):
            text("lesson.refusal_length", ["least": "\(range.lowerBound)", "most": "\(range.upperBound)"])
        case .outsideStage(let from, let to):
            text("lesson.refusal_outside", ["from": dateTime(from), "to": dateTime(to)])
        case .past: self["lesson.refusal_past"]
        case .slotTaken(let from, let to):
            text("lesson.refusal_taken", ["from": dateTime(from), "to": time(to)])
        case .alreadyBooked: self["lesson.refusal_booked"]
        case .rebookingUsed: self["lesson.refusal_rebooking"]
        case .tooManyFiles(let limit): plural("contestwork.refusal_too_many_files", count: limit)
        case .fileTooLarge(let name, let limit):
            text("refusal.submission.file_too_large", ["name": name, "limit": fileSize(limit)])
        case .notYours: self["lesson.refusal_not_yours"]
        case .notNow: self["lesson.refusal_not_now"]
        case .failureMissing: self["lesson.refusal_failure"]
        case .notColleague: self["lesson.refusal_colleague"]
        case .ownLesson: self["lesson.refusal_own"]
        case .full(let capacity): text("lesson.refusal_full", ["count": "\(capacity)"])
        case .wasThere: self["lesson.refusal_was_there"]
        case .notStayed: self["lesson.refusal_not_stayed"]
        case .ratingClosed(let date): text("lesson.refusal_rating_closed", ["date": dateTime(date)])
        case .rated: self["lesson.refusal_rated"]
        case .marksMissing: self["lesson.refusal_marks"]
        }
    }
}
