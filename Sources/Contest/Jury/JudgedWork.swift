import Accounts
import Media
import Storage

/// What a juror reads, hears and opens of an entrant's work in one stage.
public struct JudgedWork: Equatable, Sendable {
    public struct File: Equatable, Sendable {
        public var name: String
        /// Where it is opened, on this site.
        public var address: String

        public init(name: String, address: String) { (self.name, self.address) = (name, address) }
    }

    public var title: String
    /// Markdown, as entrants write it.
    public var text: String
    /// Addresses outside.
    public var links: [String]
    public var files: [File]

    public init(title: String = "", text: String = "", links: [String] = [], files: [File] = []) {
        (self.title, self.text, self.links, self.files) = (title, text, links, files)
    }

    public var isEmpty: Bool { title.isEmpty && text.isEmpty && links.isEmpty && files.isEmpty }
}

extension Transaction {
    /// The version of the work that counts in the stage, without its author's name; empty where there is none. Files of
    /// blind works are numbered: their names often tell whose they are. Three queries.
    func judgedWork(of registration: Registration.ID, in stage: Stage, of contest: Contest) throws -> JudgedWork {
        let extended = try stageExtensions(of: contest.id, for: registration)[registration]?[stage.id]
        let versions = try works(of: registration).filter { $0.target == .stage(stage.id) }
        guard let version = stage.counting(versions, extendedTo: extended)?.version else { return JudgedWork() }
        return JudgedWork(
            text: version.text, links: version.link.map { [$0] } ?? [],
            files: version.files.enumerated().map { place, file in
                JudgedWork.File(
                    name: contest.rules.isBlind ? file.asset.numbered(place + 1) : file.asset.name,
                    address: "/contests/\(contest.id)/works/files/\(file.id)")
            })
    }

    /// Whether the person has a sheet of the entrant's: then they read the entrant's files.
    func judges(_ user: User.ID, _ registration: Registration.ID) throws -> Bool {
        try first(
            """
            SELECT score_sheets.id AS id FROM score_sheets JOIN jurors ON jurors.id = juror_id
            WHERE registration_id = \(registration) AND user_id = \(user) AND jurors.state = 'accepted' LIMIT 1
            """
        ) { try $0["id"] as ScoreSheet.ID } != nil
    }

    /// Whose works may be judged in the stage: admitted entrants who passed on to it, in the order of their numbers.
    func judgedEntries(of stage: Stage.ID, in contest: Contest.ID) throws -> [JudgedEntry] {
        let passing = try stages(of: contest).passing(before: stage, try published(of: contest))
        return try entries(where: "contest_id = \(contest) AND state = \(Registration.State.admitted)")
            .filter { passing?.contains($0.id) ?? true }
    }
}

extension Asset {
    /// «2.pdf»: the name without what it may tell.
    func numbered(_ number: Int) -> String {
        let parts = name.split(separator: ".")
        return parts.count > 1 ? "\(number).\(parts[parts.count - 1].lowercased())" : "\(number)"
    }
}
