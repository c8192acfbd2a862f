public import Accounts
public import Foundation
public import Spaces
public import Storage

/// Surveys of organisations: made, published, closed, repeated.
public struct Surveys: Sendable {
    let database: any Database
    let now: @Sendable () -> Date

    public init(database: any Database, now: @escaping @Sendable () -> Date) {
        self.database = database
        self.now = now
    }

    /// A draft, to be published when its author is content. Throws `SurveyRefusal`.
    ///
    /// An author who names no organisations asks the whole of `space`: the organisations right below it and itself.
    public func make(
        _ settings: SurveySettings, _ content: SurveyContent, in space: Space.ID, after previous: Survey.ID? = nil,
        by author: User.ID
    ) async throws -> Survey.ID {
        let settings = try settings.checked()
        return try await database.write { [now] tx in
            var settings = settings
            let possible = try tx.organisations(of: space).map(\.id)
            settings.organisations =
                settings.organisations.isEmpty ? possible : settings.organisations.filter(possible.contains)
            return try tx.insertSurvey(settings, content, of: space, after: previous, by: author, at: now())
        }
    }

    /// Surveys of an organisation, the newest first, with how many have answered.
    public func all(of space: Space.ID) async throws -> [(survey: SurveyCard, answered: Int)] {
        try await database.read { tx in
            try tx.all(
                """
                SELECT \(SurveyCard.columns),
                    (SELECT count(*) FROM survey_participants WHERE survey_id = surveys.id) AS answered
                FROM surveys WHERE space_id = \(space) ORDER BY surveys.id DESC
                """
            ) { (try SurveyCard($0), try $0["answered"]) }
        }
    }

    /// Published surveys of others in which people of `space` are asked, the newest first.
    public func asking(_ space: Space.ID) async throws -> [SurveyCard] {
        try await database.read { tx in
            try tx.all(
                """
                SELECT \(SurveyCard.columns) FROM surveys
                JOIN survey_organisations ON survey_id = surveys.id AND survey_organisations.space_id = \(space)
                WHERE surveys.space_id <> \(space) AND published_at IS NOT NULL ORDER BY surveys.id DESC
                """
            ) { try SurveyCard($0) }
        }
    }

    /// Whom a survey of `space` may ask: the organisation itself and those right below it.
    public func organisations(of space: Space.ID) async throws -> [Space] {
        try await database.read { tx in try tx.organisations(of: space) }
    }

    /// Changes settings and questions. Once somebody has begun to answer, questions, answers and anonymity stay as they are; the
    /// way the answers are read may change till the end. Throws `SurveyRefusal`.
    public func change(_ id: Survey.ID, _ settings: SurveySettings, _ content: SurveyContent) async throws {
        let settings = try settings.checked()
        try await database.write { [now] tx in
            let before = try tx.survey(id)
            let state = before.state(at: now())
            guard state != .closed else { throw SurveyRefusal.closed }
            if before.content.questions != content.questions || before.content.answers != content.answers
                || before.settings.isAnonymous != settings.isAnonymous
            {
                guard try !tx.isAnswered(id) else { throw SurveyRefusal.answeredAlready }
            }
            var settings = settings
            settings.organisations = settings.organisations.filter(
                try tx.organisations(of: before.space).map(\.id).contains)
            if state != .draft { try settings.requireAsked() }
            if state != .draft, let closesAt = settings.closesAt, closesAt <= now() { throw SurveyRefusal.closed }
            try tx.run(
                """
                UPDATE surveys SET title = \(settings.title), introduction = \(settings.introduction),
                    questions = \(try content.questions.stored()),
                    answer_labels = \(content.answers.labels.joined(separator: "\n")),
                    lowest_code = \(content.answers.lowest),
                    scales = \(try before.content.scales(over: content.questions).stored()),
                    direction = \(content.direction), is_anonymous = \(settings.isAnonymous),
                    opens_at = \(settings.opensAt), closes_at = \(settings.closesAt)
                WHERE id = \(id)
                """)
            try tx.storeAsked(settings, by: id)
        }
    }

    /// Changes how the answers are read. Throws `SurveyRefusal`.
    public func change(_ id: Survey.ID, scales: [Scale]) async throws {
        try await database.write { tx in
            let statements = Set(try tx.survey(id).content.statements)
            guard scales.count * statements.count <= Scale.keysLimit else {
                throw SurveyRefusal.tooManyScales(limit: Scale.keysLimit / statements.count)
            }
            let known = scales.map { scale in
                var scale = scale
                scale.keys = scale.keys.filter { statements.contains($0.question) }
                return scale
            }
            try tx.run("UPDATE surveys SET scales = \(try known.stored()) WHERE id = \(id)")
        }
    }

    /// Lets those who are asked answer. Throws `SurveyRefusal`.
    public func publish(_ id: Survey.ID) async throws {
        try await database.write { [now] tx in
            let survey = try tx.survey(id)
            guard survey.publishedAt == nil else { throw SurveyRefusal.published }
            try survey.settings.requireAsked()
            if let closesAt = survey.settings.closesAt, closesAt <= now() { throw SurveyRefusal.closed }
            try tx.run("UPDATE surveys SET published_at = \(now()) WHERE id = \(id)")
        }
    }

    /// Ends the survey for good and shows its results.
    public func close(_ id: Survey.ID) async throws {
        try await database.write { [now] tx in
            let survey = try tx.survey(id)
            guard [.open, .waiting].contains(survey.state(at: now())) else { throw SurveyRefusal.closed }
            let opensAt = survey.settings.opensAt.map { min($0, now()) }
            try tx.run("UPDATE surveys SET opens_at = \(opensAt), closes_at = \(now()) WHERE id = \(id)")
        }
    }

    /// A new draft with the same questions, to be compared with this one afterwards.
    public func `repeat`(_ id: Survey.ID, by author: User.ID) async throws -> Survey.ID {
        try await database.write { [now] tx in
            var survey = try tx.survey(id)
            (survey.settings.opensAt, survey.settings.closesAt) = (nil, nil)
            return try tx.insertSurvey(
                survey.settings, survey.content, of: survey.space, after: id, by: author, at: now())
        }
    }

    /// Takes away a survey that nobody has begun to answer. Throws `SurveyRefusal`.
    public func remove(_ id: Survey.ID) async throws {
        try await database.write { tx in
            guard try !tx.isAnswered(id) else { throw SurveyRefusal.answeredAlready }
            try tx.run("DELETE FROM surveys WHERE id = \(id)")
        }
    }
}

extension SurveySettings {
    fileprivate func requireAsked() throws(SurveyRefusal) {
        guard !organisations.isEmpty else { throw .nobodyAsked }
        guard !roles.isEmpty else { throw .noRoles }
    }
}
