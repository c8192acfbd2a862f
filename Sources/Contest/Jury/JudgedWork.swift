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
    /// Plain text.
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
    /// The version of the work that counts in the stage, without its author's name; empty where there is none.
    func judgedWork(of registration: Registration.ID, in stage: Stage.ID) throws -> JudgedWork {
        JudgedWork()
    }

    /// Whose works may be judged in the stage: admitted entrants, in the order of their numbers.
    func judgedEntries(of stage: Stage.ID) throws -> [JudgedEntry] {
        try entries(
            where: """
                contest_id = (SELECT contest_id FROM stages WHERE id = \(stage))
                    AND state = \(Registration.State.admitted)
                """)
    }
}
