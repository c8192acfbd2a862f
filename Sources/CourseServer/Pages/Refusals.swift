import Accounts
import Archives
import Courses
import Foundation
import Markup
import Media
import Quizzes
import Spaces

// One exhaustive `switch` for each refusal of the domains: a new case does not compile until it has words.

extension Words {
    func text(_ refusal: EnrolmentRefusal) -> String {
        switch refusal {
        case .notYetOpen(let opensAt): text("refusal.enrolment.not_yet_open", ["date": dateTime(opensAt)])
        case .closed: self["refusal.enrolment.closed"]
        case .byTeacherOnly, .byRequest: self["refusal.enrolment.by_teacher_only"]
        case .otherOrganisation: self["refusal.enrolment.other_organisation"]
        case .wrongKey: self["refusal.enrolment.wrong_key"]
        case .alreadyEnrolled: self["refusal.enrolment.already_enrolled"]
        case .full(let capacity): text("refusal.enrolment.full", ["count": "\(capacity)"])
        }
    }

    func text(_ refusal: MembersRefusal) -> String {
        switch refusal {
        case .noLogin: self["refusal.members.no_login"]
        case .tooMany(let limit): plural("refusal.members.too_many", count: limit)
        case .unknown(let logins):
            text("members.no_such_login", ["login": logins.prefix(10).joined(separator: ", ")])
        }
    }

    func text(_ refusal: FamilyRefusal) -> String {
        switch refusal {
        case .samePerson: self["refusal.family.same_person"]
        case .tooMany(let limit): plural("refusal.family.too_many", count: limit)
        }
    }

    func text(_ refusal: SignInRefusal) -> String {
        switch refusal {
        case .wrongLoginOrPassword: self["refusal.sign_in.wrong"]
        case .tooManyAttempts(let seconds): plural("refusal.sign_in.too_many", count: max(1, seconds / 60))
        }
    }

    func text(_ refusal: PasswordRefusal) -> String {
        switch refusal {
        case .tooShort(let least): plural("refusal.password.too_short", count: least)
        case .tooLong(let most): plural("refusal.password.too_long", count: most)
        case .tooCommon: self["refusal.password.too_common"]
        case .sameAsLogin: self["refusal.password.same_as_login"]
        case .wrong: self["refusal.password.wrong"]
        }
    }

    func text(_ refusal: RegistrationRefusal) -> String {
        switch refusal {
        case .loginMalformed: self["refusal.registration.login_malformed"]
        case .loginTaken(let login): text("refusal.registration.login_taken", ["login": login])
        case .emailMalformed(let email): text("refusal.registration.email_malformed", ["email": email])
        case .emailTaken(let email): text("refusal.registration.email_taken", ["email": email])
        case .nameMissing: self["refusal.registration.name_missing"]
        case .nameTooLong(let limit): plural("refusal.registration.name_too_long", count: limit)
        case .password(let refusal): text(refusal)
        }
    }

    func text(_ problem: ListProblem) -> String {
        let sentence =
            switch problem.kind {
            case .noNameColumns(let found):
                text("refusal.list.no_name_columns", ["found": found.joined(separator: ", ")])
            case .tooManyPeople(let limit): plural("refusal.list.too_many", count: limit)
            case .unreadable(let refusal): text(refusal)
            case .empty: self["refusal.list.empty"]
            case .person(let refusal): text(refusal)
            case .unknownRole(let role): text("refusal.list.unknown_role", ["role": role])
            case .repeatedLogin(let login, let line):
                text("refusal.list.repeated_login", ["login": login, "line": "\(line)"])
            case .repeatedEmail(let email, let line):
                text("refusal.list.repeated_email", ["email": email, "line": "\(line)"])
            }
        return problem.line > 0
            ? text("refusal.list.at_line", ["line": "\(problem.line)", "text": sentence]) : sentence
    }

    func text(_ refusal: CSVRefusal) -> String {
        switch refusal {
        case .tooLarge: self["refusal.csv.too_large"]
        case .notText: self["refusal.csv.not_text"]
        case .tooManyRows: self["refusal.csv.too_many_rows"]
        case .tooManyColumns(let line, _): text("refusal.csv.too_many_columns", ["line": "\(line)"])
        case .unclosedQuote(let line): text("refusal.csv.unclosed_quote", ["line": "\(line)"])
        case .textAfterQuote(let line): text("refusal.csv.text_after_quote", ["line": "\(line)"])
        }
    }

    func text(_ refusal: InvitationRefusal) -> String {
        switch refusal {
        case .unknownCode: self["refusal.invitation.unknown"]
        case .expired(let date): text("refusal.invitation.expired", ["date": self.date(date)])
        case .used(let seats): plural("refusal.invitation.used", count: seats)
        }
    }

    func text(_ refusal: AttemptRefusal) -> String {
        switch refusal {
        case .noAttemptsLeft(let allowed): plural("refusal.attempt.none_left", count: allowed)
        case .notOpenYet(let date): text("refusal.attempt.not_open", ["date": dateTime(date)])
        case .closed(let date): text("refusal.attempt.window_closed", ["date": dateTime(date)])
        case .wrongPassword: self["refusal.attempt.wrong_password"]
        case .tooManyGuesses: self["refusal.attempt.too_many_guesses"]
        case .tooSoon(let date): text("refusal.attempt.too_soon", ["date": dateTime(date)])
        case .otherPage: self["refusal.attempt.other_page"]
        case .noQuestions: self["refusal.attempt.no_questions"]
        case .finished: self["refusal.attempt.finished"]
        case .timeIsUp(let deadline): text("refusal.attempt.time_is_up", ["time": time(deadline)])
        case .notYours: self["refusal.attempt.not_yours"]
        case .incompleteAnswer(let number): text("refusal.attempt.incomplete", ["number": "\(number)"])
        case .noCertainty(let number): text("refusal.attempt.no_certainty", ["number": "\(number)"])
        case .tooManyTries(let number): text("refusal.attempt.too_many_tries", ["number": "\(number)"])
        case .tooFewInCategory(let category): text("refusal.too_few_in_category", ["category": category])
        }
    }

    func text(_ refusal: MarkRefusal) -> String {
        switch refusal {
        case .outOfRange(let maximum): text("refusal.mark.out_of_range", ["maximum": number(maximum.number)])
        case .notANumber: self["refusal.mark.not_a_number"]
        case .levelMissing(let criterion): text("refusal.mark.level_missing", ["criterion": criterion])
        case .settled: self["refusal.mark.settled"]
        }
    }

    func text(_ refusal: RegradeRefusal) -> String {
        switch refusal {
        case .nothingToRegrade: self["regrade.nothing"]
        case .nothingToUndo: self["refusal.regrade.nothing_to_undo"]
        }
    }

    func text(_ refusal: AuthoringRefusal) -> String {
        switch refusal {
        case .titleMissing: self["refusal.authoring.title_missing"]
        case .titleTooLong(let limit): plural("refusal.authoring.title_too_long", count: limit)
        case .summaryTooLong(let limit): plural("refusal.authoring.summary_too_long", count: limit)
        case .hoursOutOfRange(let range): text("refusal.authoring.hours", words(range))
        case .capacityOutOfRange(let range): text("refusal.authoring.capacity", words(range))
        case .dateMalformed(let text): self.text("refusal.authoring.date_malformed", ["text": text])
        case .closesBeforeItOpens: self["refusal.authoring.closes_before_it_opens"]
        case .keyMissing: self["refusal.authoring.key_missing"]
        case .pageTooLong(let limit): text("refusal.authoring.page_too_long", ["limit": fileSize(limit)])
        case .addressMalformed(let address): text("refusal.authoring.address", ["address": address])
        case .fileMissing: self["refusal.authoring.file_missing"]
        case .notVideo: self["refusal.authoring.not_video"]
        case .notCaptions: self["refusal.authoring.not_captions"]
        case .pointsOutOfRange(let range): text("refusal.authoring.points", words(range))
        case .changedMeanwhile(let name, _): text("refusal.authoring.changed_meanwhile", ["name": name.full])
        case .draftElsewhere: self["refusal.authoring.draft_elsewhere"]
        case .moduleRemoved: self["refusal.authoring.module_removed"]
        }
    }

    func text(_ refusal: QuizRefusal) -> String {
        switch refusal {
        case .outOfRange(let field, let range):
            switch field {
            case .points: text("refusal.quiz.points", words(range))
            case .timeLimit: text("refusal.quiz.time_limit", words(range))
            case .attempts: text("refusal.quiz.attempts", words(range))
            case .questionsPerPage: text("refusal.quiz.questions_per_page", words(range))
            case .pass: text("refusal.quiz.pass", words(range))
            case .delay: text("refusal.quiz.delay", words(range))
            case .tolerance: text("refusal.quiz.tolerance", words(range))
            case .extraMinutes: text("refusal.quiz.extra_minutes", words(range))
            }
        case .noQuestions: self["refusal.quiz.no_questions"]
        case .fileTooLarge(let limit): text("refusal.quiz.file_too_large", ["limit": fileSize(limit)])
        case .dateMalformed: self["refusal.quiz.date"]
        case .closesBeforeItOpens: self["refusal.quiz.closes_before_it_opens"]
        case .closingMissing: self["refusal.quiz.closing_missing"]
        case .passwordTooLong(let limit): plural("refusal.quiz.password_too_long", count: limit)
        case .feedbackLine(let line): text("refusal.quiz.feedback_line", ["line": "\(line)"])
        case .feedbackTooLong(let limit): text("refusal.quiz.feedback_too_long", ["limit": fileSize(limit)])
        case .overrideEmpty: self["refusal.override.empty"]
        case .learnerUnknown: self["refusal.override.learner_unknown"]
        case .nothingRead: self["refusal.quiz.nothing_read"]
        }
    }

    func text(_ refusal: PictureRefusal) -> String {
        switch refusal {
        case .notAPicture(let name): text("refusal.picture.not_a_picture", ["name": name])
        case .tooLarge(let name, let limit):
            text("refusal.picture.too_large", ["name": name, "limit": fileSize(limit)])
        case .tooManyPixels(let name, let limit):
            text("refusal.picture.too_many_pixels", ["name": name, "limit": number(Double(limit / 1_000_000))])
        case .unreadable(let name): text("refusal.picture.unreadable", ["name": name])
        }
    }

    func text(_ refusal: AssetRefusal) -> String {
        switch refusal {
        case .empty(let name): text("refusal.asset.empty", ["name": name])
        case .tooLarge(let name, let limit): text("refusal.asset.too_large", ["name": name, "limit": fileSize(limit)])
        case .wrongType(let name, _): text("refusal.asset.wrong_type", ["name": name])
        }
    }

    func text(_ refusal: AccessRefusal) -> String {
        switch refusal {
        case .invisible, .signedOut: self["error.not_found_text"]
        case .notMember: self["refusal.access.not_member"]
        case .role: self["refusal.access.role"]
        }
    }

    private func words(_ range: ClosedRange<Int>) -> [String: String] {
        ["least": "\(range.lowerBound)", "most": "\(range.upperBound)"]
    }
}

// MARK: - The gradebook

extension Words {
    func text(_ refusal: GradebookRefusal) -> String {
        switch refusal {
        case .title(let refusal): text(refusal)
        case .points(let refusal): text(refusal)
        case .pointsOutOfRange(let range): text("refusal.gradebook.points", words(range))
        case .weightOutOfRange(let range): text("refusal.gradebook.weight", words(range))
        case .dropOutOfRange(let range): text("refusal.gradebook.drop", words(range))
        case .dateMalformed: self["refusal.gradebook.date"]
        case .tooManyColumns(let limit): plural("refusal.gradebook.columns", count: limit)
        case .tooManyCategories(let limit): plural("refusal.gradebook.categories", count: limit)
        case .unknownCategory: self["refusal.gradebook.category"]
        case .thresholdsOutOfOrder: self["refusal.gradebook.thresholds"]
        case .cells(let problems): plural("gradebook.cells_refused", count: problems.count)
        case .nothingToUndo: self["refusal.gradebook.nothing_to_undo"]
        }
    }

    func text(_ refusal: DecimalRefusal) -> String {
        switch refusal {
        case .notANumber: self["refusal.decimal.not_a_number"]
        case .negative: self["refusal.decimal.negative"]
        case .tooPrecise(let places): plural("refusal.decimal.too_precise", count: places)
        case .tooLarge: self["refusal.decimal.too_large"]
        }
    }

    /// Whose cell in which column, and what is wrong with it.
    func text(_ problem: CellProblem) -> String {
        let name = problem.learnerName?.full ?? "№ \(problem.learner)"
        return "\(name), «\(problem.columnTitle ?? problem.column)»: \(text(problem.reason))"
    }

    private func text(_ reason: CellProblem.Reason) -> String {
        switch reason {
        case .number(let refusal, let typed): "\(typed) — \(text(refusal))"
        case .aboveMaximum(let maximum): text("refusal.cell.above_maximum", ["maximum": decimal(maximum)])
        case .attendanceOnly: self["refusal.cell.attendance_only"]
        case .noAttendance: self["refusal.cell.no_attendance"]
        case .commentTooLong(let limit): plural("refusal.cell.comment_too_long", count: limit)
        case .unknownLearner: self["refusal.cell.unknown_learner"]
        case .unknownColumn: self["refusal.cell.unknown_column"]
        case .changedMeanwhile(let name, let now):
            text(
                "refusal.cell.changed",
                ["name": name?.short ?? self["gradebook.nobody"], "now": now.isEmpty ? "—" : now])
        case .repeated: self["refusal.cell.repeated"]
        }
    }

    func text(_ problem: MarkImport.Problem) -> String {
        let sentence =
            switch problem.kind {
            case .empty: self["refusal.marks.empty"]
            case .noLearnerColumn(let found):
                text("refusal.marks.no_learner", ["found": found.joined(separator: ", ")])
            case .noGradeColumn(let found): text("refusal.marks.no_grade", ["found": found.joined(separator: ", ")])
            case .ambiguousColumn(let title): text("refusal.marks.ambiguous_column", ["title": title])
            case .unknownLearner(let name): text("refusal.marks.unknown_learner", ["name": name])
            case .ambiguousLearner(let name): text("refusal.marks.ambiguous_learner", ["name": name])
            case .repeatedLearner(let name, let line):
                text("refusal.marks.repeated_learner", ["name": name, "line": "\(line)"])
            case .cell(let problem): text(problem)
            }
        return problem.line > 0
            ? text("refusal.list.at_line", ["line": "\(problem.line)", "text": sentence]) : sentence
    }
}

// MARK: - Course folders and archives

extension Words {
    /// The sentence for what stands against a course folder or its archive, nil for an error of ours.
    func text(importError error: any Error) -> String? {
        switch error {
        case let problem as CourseFolderProblem: text(problem)
        case let refusal as TransferRefusal: text(refusal)
        default: text(authoringError: error)
        }
    }

    func text(_ problem: CourseFolderProblem) -> String {
        let sentence =
            switch problem.kind {
            case .manifestMalformed(let detail): text("refusal.folder.malformed", ["detail": detail])
            case .fileMissing: self["refusal.folder.file_missing"]
            case .pathOutside: self["refusal.folder.path_outside"]
            case .tooLarge(let limit): text("refusal.folder.too_large", ["limit": fileSize(limit)])
            case .notText: self["refusal.folder.not_text"]
            case .unknownWord(let word, let known):
                text("refusal.folder.unknown_word", ["word": word, "known": known.joined(separator: ", ")])
            case .authoring(let refusal): text(refusal)
            case .grading(let refusal): text(refusal)
            case .package(let refusal): text(refusal)
            case .assignment(let refusal): text(refusal)
            case .poll(let refusal): text(refusal)
            case .questionsLost(let lines, let messages):
                text(
                    "refusal.folder.questions_lost",
                    ["lines": lines.map { "\($0)" }.joined(separator: ", "), "detail": messages.first ?? ""])
            }
        return "\(problem.file): \(sentence)"
    }

    func text(_ refusal: ArchiveRefusal) -> String {
        switch refusal {
        case .notAnArchive: self["refusal.archive.not_an_archive"]
        case .damaged: self["refusal.archive.damaged"]
        case .passwordProtected: self["refusal.archive.password"]
        case .tooManyEntries(let limit): plural("refusal.archive.too_many", count: limit)
        case .tooLarge(let limit): text("refusal.archive.too_large", ["limit": fileSize(Int(limit))])
        case .bomb: self["refusal.archive.bomb"]
        case .badName(let name), .backslash(let name), .notAFile(let name), .duplicate(let name):
            text("refusal.archive.bad_name", ["name": name])
        case .cannotWrite, .cannotRead: self["refusal.archive.cannot_write"]
        }
    }

    func text(_ refusal: MarkupRefusal) -> String {
        switch refusal {
        case .tooLarge(let limit): text("refusal.authoring.page_too_long", ["limit": fileSize(limit)])
        case .tooManyNodes: self["refusal.markup.too_many_nodes"]
        }
    }
}
