import Accounts
import Foundation
import Spaces
import Storage

extension SurveyCard {
    static let columns: SQL = """
        surveys.id AS survey_id, title, is_anonymous, opens_at, closes_at, published_at
        """

    init(_ row: borrowing Row) throws {
        self.init(
            id: try row["survey_id"], title: try row["title"], isAnonymous: try row["is_anonymous"],
            opensAt: try row["opens_at"], closesAt: try row["closes_at"], publishedAt: try row["published_at"])
    }
}

extension Survey {
    static let columns: SQL = """
        surveys.id AS survey_id, surveys.space_id AS owner_id, previous_id, title, introduction, questions,
        answer_labels, lowest_code, scales, direction, is_anonymous, opens_at, closes_at, published_at
        """

    /// Without organisations and roles, which stand in tables of their own.
    init(_ row: borrowing Row) throws {
        let questions: String = try row["questions"]
        let scales: String = try row["scales"]
        let labels: String = try row["answer_labels"]
        self.init(
            id: try row["survey_id"], space: try row["owner_id"],
            settings: SurveySettings(
                title: try row["title"], introduction: try row["introduction"], isAnonymous: try row["is_anonymous"],
                opensAt: try row["opens_at"], closesAt: try row["closes_at"], roles: []),
            content: SurveyContent(
                questions: try JSONDecoder().decode([SurveyQuestion].self, from: Data(questions.utf8)),
                answers: AnswerScale(
                    labels: labels.split(separator: "\n").map(String.init), lowest: try row["lowest_code"]),
                scales: try JSONDecoder().decode([Scale].self, from: Data(scales.utf8)),
                direction: try row["direction"]),
            publishedAt: try row["published_at"], previous: try row["previous_id"])
    }
}

extension Transaction {
    /// Throws `NoRow` when there is none: three queries.
    func survey(_ id: Survey.ID) throws -> Survey {
        var survey = try one("SELECT \(Survey.columns) FROM surveys WHERE id = \(id)") { try Survey($0) }
        survey.settings.organisations = try all(
            "SELECT space_id FROM survey_organisations WHERE survey_id = \(id) ORDER BY space_id"
        ) { try $0["space_id"] }
        survey.settings.roles = Set(
            try all("SELECT role FROM survey_roles WHERE survey_id = \(id)") { try $0["role"] as Role })
        return survey
    }

    func insertSurvey(
        _ settings: SurveySettings, _ content: SurveyContent, of space: Space.ID, after previous: Survey.ID?,
        by author: User.ID, at instant: Date
    ) throws -> Survey.ID {
        let id: Survey.ID = try value(
            """
            INSERT INTO surveys (space_id, previous_id, title, introduction, questions, answer_labels, lowest_code,
                scales, direction, is_anonymous, opens_at, closes_at, created_by, created_at)
            VALUES (\(space), \(previous), \(settings.title), \(settings.introduction),
                \(try content.questions.stored()), \(content.answers.labels.joined(separator: "\n")), \(content.answers.lowest),
                \(try content.scales.stored()), \(content.direction), \(settings.isAnonymous), \(settings.opensAt),
                \(settings.closesAt), \(author), \(instant))
            RETURNING id
            """)
        try storeAsked(settings, by: id)
        return id
    }

    func storeAsked(_ settings: SurveySettings, by survey: Survey.ID) throws {
        try run("DELETE FROM survey_organisations WHERE survey_id = \(survey)")
        try run(
            """
            INSERT INTO survey_organisations (survey_id, space_id)
            SELECT surveys.id, spaces.id FROM surveys, spaces
            WHERE surveys.id = \(survey) AND spaces.id IN (\(settings.organisations))
            """)
        try run("DELETE FROM survey_roles WHERE survey_id = \(survey)")
        for role in settings.roles.sorted(by: { $0.rawValue < $1.rawValue }) {
            try run("INSERT INTO survey_roles (survey_id, role) VALUES (\(survey), \(role))")
        }
    }

    /// The organisation by which a person is asked: the first of those where they have one of the roles.
    func asks(_ user: User.ID, in survey: Survey.ID, at instant: Date) throws -> Space.ID? {
        try first(
            """
            SELECT survey_organisations.space_id AS asked_in FROM survey_organisations
            JOIN memberships ON memberships.space_id = survey_organisations.space_id AND user_id = \(user)
                AND (until IS NULL OR until > \(instant))
            JOIN survey_roles ON survey_roles.survey_id = survey_organisations.survey_id
                AND survey_roles.role = memberships.role
            WHERE survey_organisations.survey_id = \(survey) ORDER BY survey_organisations.space_id
            """
        ) { try $0["asked_in"] }
    }

    func hasAnswered(_ user: User.ID, _ survey: Survey.ID) throws -> Bool {
        try first(
            "SELECT 1 FROM survey_participants WHERE survey_id = \(survey) AND user_id = \(user)", { _ in true })
            ?? false
    }

    /// Whether somebody has answered the survey or begun to.
    func isAnswered(_ survey: Survey.ID) throws -> Bool {
        try value(
            """
            SELECT (SELECT count(*) FROM survey_participants WHERE survey_id = \(survey))
                + (SELECT count(*) FROM survey_drafts WHERE survey_id = \(survey))
            """, as: Int.self) > 0
    }

    func sheet(of user: User.ID, for survey: Survey.ID) throws -> SurveySheet? {
        try first("SELECT answers FROM survey_responses WHERE survey_id = \(survey) AND user_id = \(user)") {
            SurveySheet(stored: try $0["answers"])
        }
    }

    func draft(of user: User.ID, for survey: Survey.ID) throws -> SurveySheet? {
        try first("SELECT answers FROM survey_drafts WHERE survey_id = \(survey) AND user_id = \(user)") {
            SurveySheet(stored: try $0["answers"])
        }
    }

    func insertResponse(_ answers: String, of user: User.ID?, in space: Space.ID, to survey: Survey.ID) throws {
        try run(
            """
            INSERT INTO survey_responses (id, survey_id, space_id, user_id, answers)
            VALUES (\(Array(Hashing.random(16)).hex), \(survey), \(space), \(user), \(answers))
            """)
    }

    /// Writes all responses of the organisation anew: rows, too, have an order, in which the newest would be the last.
    func shuffleResponses(to survey: Survey.ID, in space: Space.ID, adding answers: String) throws {
        var all: [String] = try all(
            "SELECT answers FROM survey_responses WHERE survey_id = \(survey) AND space_id = \(space)"
        ) { try $0["answers"] }
        all.append(answers)
        try run("DELETE FROM survey_responses WHERE survey_id = \(survey) AND space_id = \(space)")
        for answers in all.shuffled() { try insertResponse(answers, of: nil, in: space, to: survey) }
    }

    /// How many were asked and how many answered, by organisation in the order of their names. People who have moved
    /// since still count where they answered.
    func turnout(of survey: Survey.ID, at instant: Date) throws -> [Turnout] {
        var asked: [Space.ID: Int] = [:]
        try forEach(
            """
            SELECT space_id, count(*) AS people FROM (
                SELECT min(survey_organisations.space_id) AS space_id, user_id FROM survey_organisations
                JOIN memberships ON memberships.space_id = survey_organisations.space_id
                    AND (until IS NULL OR until > \(instant))
                JOIN survey_roles ON survey_roles.survey_id = survey_organisations.survey_id
                    AND survey_roles.role = memberships.role
                WHERE survey_organisations.survey_id = \(survey) GROUP BY user_id
            ) AS people GROUP BY space_id
            """
        ) { asked[try $0["space_id"]] = try $0["people"] }
        var answered: [Space.ID: Int] = [:]
        try forEach(
            "SELECT space_id, count(*) AS people FROM survey_participants WHERE survey_id = \(survey) GROUP BY space_id"
        ) { answered[try $0["space_id"]] = try $0["people"] }
        let ids = Array(Set(asked.keys).union(answered.keys))
        return try spaces(ids).map { Turnout(space: $0, asked: asked[$0.id] ?? 0, answered: answered[$0.id] ?? 0) }
    }

    /// Sheets by organisation.
    func sheets(of survey: Survey.ID) throws -> [Space.ID: [SurveySheet]] {
        var sheets: [Space.ID: [SurveySheet]] = [:]
        try forEach("SELECT space_id, answers FROM survey_responses WHERE survey_id = \(survey) ORDER BY id") { row in
            sheets[try row["space_id"], default: []].append(SurveySheet(stored: try row["answers"]))
        }
        return sheets
    }
}

extension Array where Element: Encodable {
    /// As JSON, equal for equal values.
    func stored() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }
}
