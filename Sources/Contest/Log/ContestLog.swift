public import Accounts
public import Foundation
public import Storage

/// One line of a contest's log: what happened, chained to the line before it by SHA-256.
///
/// hash = SHA-256 of the UTF-8 lines `previous hash`, `number`, `instant in UTC milliseconds`, `actor or -`, `event`,
/// `details`, joined by line feeds. The first line's previous hash is 64 zeros. `details` is JSON with sorted keys.
public struct LogLine: Equatable, Sendable {
    public var number: Int
    public var loggedAt: Date
    public var actor: User.ID?
    public var event: ContestEvent
    public var details: String
    public var previousHash: String
    public var hash: String

    public static let firstHash = String(repeating: "0", count: 64)

    /// What the hash has to be.
    public var expectedHash: String {
        let milliseconds = Int64((loggedAt.timeIntervalSince1970 * 1_000).rounded())
        let text = [
            previousHash, "\(number)", "\(milliseconds)", actor.map { "\($0)" } ?? "-", event.rawValue, details,
        ].joined(separator: "\n")
        return text.sha256
    }
}

/// What the log tells of. Names are stored: they may be added to, never changed.
public enum ContestEvent: String, CaseIterable, Sendable, ColumnValue {
    case founded, changed, published, regulationPublished, closed
    case registrationSubmitted, registrationAdmitted, registrationRejected, registrationWithdrawn
    case registrationDisqualified
    case workSent, proofAccepted, proofReturned, proofReopened, extensionGiven
    case lessonBooked, lessonChanged, lessonStarted, lessonEnded, lessonFailed
    case documentsIssued, documentRevoked
    case jurorInvited, jurorChanged, jurorAccepted, jurorDeclined, jurorWithdrawn, jurorBanned, conflictsDeclared
    case jurorsAssigned, sheetSent, sheetChanged, sheetVoided, sheetRecused
    case resultsPublished, decisionRecorded, vacancyDecided, appealFiled, appealDecided, votesDiscounted, votesCounted
}

/// What is wrong with a log.
public enum LogFault: Error, Equatable, Sendable {
    /// Numbers must run 1, 2, 3…
    case missing(number: Int)
    /// A line was changed, or one before it.
    case altered(number: Int)
}

extension [LogLine] {
    /// Lines in the order of their numbers, each with the hash of the one before. Throws `LogFault`.
    public func verify() throws(LogFault) {
        var previous = LogLine.firstHash
        for (place, line) in enumerated() {
            guard line.number == place + 1 else { throw .missing(number: place + 1) }
            guard line.previousHash == previous, line.hash == line.expectedHash else {
                throw .altered(number: line.number)
            }
            previous = line.hash
        }
    }
}

extension Transaction {
    /// Adds a line to the contest's log. `details` are encoded as JSON with sorted keys.
    func log(
        _ event: ContestEvent, _ details: some Encodable, of contest: Contest.ID, by actor: User.ID?, at instant: Date
    ) throws {
        let last: (number: Int, hash: String)? = try first(
            "SELECT number, hash FROM contest_log WHERE contest_id = \(contest) ORDER BY number DESC LIMIT 1"
        ) { (try $0["number"], try $0["hash"]) }
        var line = LogLine(
            number: (last?.number ?? 0) + 1, loggedAt: instant, actor: actor, event: event,
            details: try details.contestJSON, previousHash: last?.hash ?? LogLine.firstHash, hash: "")
        line.hash = line.expectedHash
        try run(
            """
            INSERT INTO contest_log (contest_id, number, logged_at, actor_id, event, details, previous_hash, hash)
            VALUES (\(contest), \(line.number), \(line.loggedAt), \(actor), \(event), \(line.details),
                \(line.previousHash), \(line.hash))
            """)
    }

    func contestLog(_ contest: Contest.ID) throws -> [LogLine] {
        try all(
            """
            SELECT number, logged_at, actor_id, event, details, previous_hash, hash FROM contest_log
            WHERE contest_id = \(contest) ORDER BY number
            """
        ) { row in
            LogLine(
                number: try row["number"], loggedAt: try row["logged_at"], actor: try row["actor_id"],
                event: try row["event"], details: try row["details"], previousHash: try row["previous_hash"],
                hash: try row["hash"])
        }
    }
}

extension Encodable {
    /// JSON, equal for equal values: what is hashed and what stands in columns.
    var contestJSON: String {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            return String(decoding: try encoder.encode(self), as: UTF8.self)
        }
    }
}
