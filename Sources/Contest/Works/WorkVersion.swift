public import Accounts
public import Foundation
public import Media
public import Storage

/// Where a work goes: to a stage that is judged, or to one task of a week.
public enum WorkTarget: Hashable, Sendable {
    case stage(Stage.ID)
    case task(ContestTask.ID)
}

/// A work as it was sent. It never changes; the next sending is the next version.
public struct WorkVersion: Equatable, Sendable, Identifiable {
    public typealias ID = Identifier<WorkVersion>

    public let id: ID
    public var registration: Registration.ID
    public var stage: Stage.ID
    /// Nil for a work of the stage itself.
    public var task: ContestTask.ID?
    /// From 1, of one entrant for one target.
    public var number: Int
    /// Markdown.
    public var text: String
    /// Of http or https.
    public var link: String?
    public var files: [WorkFile]
    /// SHA-256 of the content, `WorkContent.hash`: equal content, equal hash.
    public var hash: String
    public var sentAt: Date
    public var author: User.ID

    public static let textLimit = 100_000
    public static let fileLimit = 10
    /// Of one file, bytes.
    public static let sizeLimit = 100_000_000

    public var target: WorkTarget { task.map(WorkTarget.task) ?? .stage(stage) }
}

/// A file of a version. Read by its author, by organisers and by who judges.
public struct WorkFile: Equatable, Sendable, Identifiable {
    public typealias ID = Identifier<WorkFile>

    public let id: ID
    public var asset: Asset
}

/// What is sent, before it is a version.
public struct WorkDraft: Sendable {
    public var text: String
    public var link: String
    /// Files of earlier versions that go along.
    public var kept: [WorkFile.ID]
    public var files: [NewFile]
    /// The same for both sendings of one form; empty: the content tells.
    public var key: String

    public init(text: String = "", link: String = "", kept: [WorkFile.ID] = [], files: [NewFile] = [], key: String = "")
    {
        self.text = text
        self.link = link
        self.kept = kept
        self.files = files
        self.key = key
    }
}

/// A file on its way in.
public struct NewFile: Sendable {
    public var path: String
    public var name: String
    /// Bytes.
    public var size: Int

    public init(path: String, name: String, size: Int) {
        self.path = path
        self.name = name
        self.size = size
    }
}

/// Why a work was not taken.
public enum WorkRefusal: Error, Equatable, Sendable {
    case notAdmitted(Registration.State)
    case contestClosed
    case notOpen(Date)
    case closed(Date)
    /// The results of an earlier stage led others on, and not this entrant.
    case didNotPass
    case nothing
    case linkMissing
    case linkMalformed
    case filesMissing
    case noFilesTaken
    case textTooLong(limit: Int)
    case tooManyFiles(limit: Int)
    case fileTooLarge(name: String, limit: Int)
    /// The task is proven: there is nothing to add.
    case accepted
    /// The platform itself proves it.
    case provenByCourse
}

/// The content of a version as it is hashed: JSON with sorted keys, files by name and SHA-256 in the order sent.
struct WorkContent: Encodable {
    struct File: Encodable {
        var name: String
        var sha256: String
    }

    var text: String
    var link: String?
    var files: [File]

    /// 64 lower-case hexadecimal digits.
    var hash: String { get throws { try contestJSON.sha256 } }
}

extension PersonName {
    /// Whether a file so named tells whose it is: the surname stands in it as a word, ё for е.
    public func isTold(by fileName: String) -> Bool {
        func plain(_ text: String) -> String { text.lowercased().replacing("ё", with: "е") }
        let words = plain(fileName).split { !($0.isLetter || $0 == "-") }.map(String.init)
        let name = plain(surname)
        return name.count > 1
            && (words.contains(name) || words.contains { $0.split(separator: "-").contains(name[...]) })
    }
}
