public import Accounts
import Foundation
public import Spaces
public import Storage

/// A survey as one person meets it.
public struct SurveyVisit: Equatable, Sendable {
    public var survey: Survey
    /// The organisation that asks.
    public var owner: Space
    public var state: Survey.State
    /// May change the survey and sees what all answered.
    public var manages: Bool
    /// Asked organisations which the person leads: they see those parts of the results.
    public var leads: [Space.ID]
    /// Whether the person is asked.
    public var isAsked: Bool
    public var hasAnswered: Bool
    /// The person's own answers, kept or begun; nil where answers have no names.
    public var sheet: SurveySheet?

    public var mayAnswer: Bool { isAsked && state == .open && !hasAnswered }
    public var seesResults: Bool { manages || !leads.isEmpty }
}

/// A person's surveys in a list.
public struct SurveyEntry: Equatable, Sendable {
    public var survey: SurveyCard
    public var hasAnswered: Bool
    /// Whose profile it is, where somebody shared theirs.
    public var owner: SurveyReader?
}

/// Somebody who shares a profile, or with whom it is shared.
public struct SurveyReader: Equatable, Sendable, Identifiable {
    public var id: User.ID
    public var name: PersonName
}

extension Surveys {
    /// The survey, if it is there for the person's eyes: they manage it, lead an organisation that is asked, are asked
    /// themselves, or have answered. Throws `NoRow` otherwise.
    public func visit(_ id: Survey.ID, by user: User.ID) async throws -> SurveyVisit {
        try await database.read { [now] tx in
            let visit = try tx.visit(id, by: user, at: now())
            let isPublished = visit.survey.publishedAt != nil
            guard visit.manages || isPublished && (visit.isAsked || visit.hasAnswered || !visit.leads.isEmpty) else {
                throw NoRow()
            }
            return visit
        }
    }

    /// Surveys that ask a person or did, those that wait for an answer first.
    public func entries(of user: User.ID) async throws -> [SurveyEntry] {
        try await database.read { [now] tx in
            let instant = now()
            let entries = try tx.all(
                """
                SELECT \(SurveyCard.columns), survey_participants.user_id AS answered_by FROM surveys
                LEFT JOIN survey_participants ON survey_participants.survey_id = surveys.id
                    AND survey_participants.user_id = \(user)
                WHERE published_at IS NOT NULL AND (survey_participants.user_id IS NOT NULL OR EXISTS (
                    SELECT 1 FROM survey_organisations
                    JOIN memberships ON memberships.space_id = survey_organisations.space_id
                        AND memberships.user_id = \(user) AND (until IS NULL OR until > \(instant))
                    JOIN survey_roles ON survey_roles.survey_id = survey_organisations.survey_id
                        AND survey_roles.role = memberships.role
                    WHERE survey_organisations.survey_id = surveys.id))
                ORDER BY surveys.id DESC
                """
            ) { row in
                let answeredBy: User.ID? = try row["answered_by"]
                return SurveyEntry(survey: try SurveyCard(row), hasAnswered: answeredBy != nil)
            }
            func waits(_ entry: SurveyEntry) -> Bool { !entry.hasAnswered && entry.survey.state(at: instant) == .open }
            return entries.filter(waits) + entries.filter { !waits($0) }
        }
    }

    /// Surveys that wait for the person's answer.
    public func waiting(for user: User.ID) async throws -> [SurveyCard] {
        let instant = now()
        return try await entries(of: user).filter { !$0.hasAnswered && $0.survey.state(at: instant) == .open }
            .map(\.survey)
    }

    /// Keeps answers that are not handed in yet, each as it was typed last; on disk when the call returns. Throws
    /// `SurveyAnswerRefusal`. A draft of an anonymous survey would tell its author, so it stays on their device.
    public func keep(_ sheet: SurveySheet, at questions: Set<Int>, for id: Survey.ID, by user: User.ID) async throws {
        try await database.write { [now] tx in
            let visit = try tx.answerable(id, by: user, at: now())
            guard !visit.survey.settings.isAnonymous else { throw NoRow() }
            let fresh = try visit.survey.content.checked(sheet, isWhole: false)
            let draft = try tx.draft(of: user, for: id) ?? SurveySheet(answers: [])
            let merged = draft.merging(fresh, at: questions, count: visit.survey.content.questions.count)
            try tx.run(
                """
                INSERT INTO survey_drafts (survey_id, user_id, answers, saved_at)
                VALUES (\(id), \(user), \(merged.stored), \(now()))
                ON CONFLICT (survey_id, user_id) DO UPDATE SET answers = excluded.answers, saved_at = excluded.saved_at
                """)
        }
    }

    /// Takes the answers for good. Throws `SurveyAnswerRefusal`.
    ///
    /// An anonymous response bears no name and no time, and those of an organisation are laid in a new random order with
    /// each new one.
    public func answer(_ id: Survey.ID, _ sheet: SurveySheet, by user: User.ID) async throws {
        try await database.write { [now] tx in
            let visit = try tx.answerable(id, by: user, at: now())
            let text = try visit.survey.content.checked(sheet).stored
            guard let space = try tx.asks(user, in: id, at: now()) else { throw SurveyAnswerRefusal.notAsked }
            try tx.run(
                "INSERT INTO survey_participants (survey_id, user_id, space_id) VALUES (\(id), \(user), \(space))")
            if visit.survey.settings.isAnonymous {
                try tx.shuffleResponses(to: id, in: space, adding: text)
            } else {
                try tx.insertResponse(text, of: user, in: space, to: id)
            }
            try tx.run("DELETE FROM survey_drafts WHERE survey_id = \(id) AND user_id = \(user)")
        }
    }

    /// What all answered together; nil until the survey is closed, since two looks at a survey that goes on would tell
    /// what was answered between them. Five queries.
    public func report(of id: Survey.ID) async throws -> (turnout: [Turnout], report: SurveyReport?) {
        try await database.read { [now] tx in
            let survey = try tx.survey(id)
            let turnout = try tx.turnout(of: id, at: now())
            guard survey.state(at: now()) == .closed else { return (turnout, nil) }
            let sheets = try tx.sheets(of: id)
            return (turnout, SurveyReport(survey.content, turnout, sheets: turnout.map { sheets[$0.space.id] ?? [] }))
        }
    }
}

extension Transaction {
    fileprivate func visit(_ id: Survey.ID, by user: User.ID, at instant: Date) throws -> SurveyVisit {
        let survey = try survey(id)
        let access = try access(of: user, to: survey.space, at: instant)
        let leading = Role.allCases.filter { $0.grants.contains(.managePeople) }
        let leads: [Space.ID] = try all(
            """
            SELECT DISTINCT space_id FROM memberships
            WHERE user_id = \(user) AND role IN (\(leading)) AND (until IS NULL OR until > \(instant))
                AND space_id IN (\(survey.settings.organisations)) ORDER BY space_id
            """
        ) { try $0["space_id"] }
        let sheet: SurveySheet? =
            try survey.settings.isAnonymous ? nil : sheet(of: user, for: id) ?? draft(of: user, for: id)
        return SurveyVisit(
            survey: survey, owner: access.space, state: survey.state(at: instant),
            manages: access.allows(.managePeople), leads: leads,
            isAsked: try asks(user, in: id, at: instant) != nil, hasAnswered: try hasAnswered(user, id), sheet: sheet)
    }

    fileprivate func answerable(_ id: Survey.ID, by user: User.ID, at instant: Date) throws -> SurveyVisit {
        let visit = try visit(id, by: user, at: instant)
        if visit.hasAnswered { throw SurveyAnswerRefusal.answered }
        guard visit.isAsked else { throw SurveyAnswerRefusal.notAsked }
        switch visit.state {
        case .draft, .waiting: throw SurveyAnswerRefusal.notOpen
        case .closed: throw SurveyAnswerRefusal.closed
        case .open: return visit
        }
    }
}
