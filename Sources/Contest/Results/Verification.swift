import Foundation
public import Storage

/// Whether what was published still follows from what it was computed from, and whether the log is whole.
public struct Verification: Equatable, Sendable {
    public struct Check: Equatable, Sendable {
        public enum Subject: Equatable, Sendable {
            case log(lines: Int)
            case result(Stage.ID, stageTitle: String, version: Int)
            case audience(Stage.ID)
        }

        public var subject: Subject
        /// Empty when all is well.
        public var faults: [Fault]
    }

    public enum Fault: Equatable, Sendable {
        case lineMissing(number: Int)
        case lineAltered(number: Int)
        /// The snapshot's bytes do not have its hash.
        case snapshotAltered
        case tableAltered
        /// The snapshot is not JSON that can be read, or no table follows from it.
        case unreadable
        /// Recomputed from the snapshot, the table has other bytes.
        case tableDiffers
        /// The log does not tell of the publication, or tells of other hashes.
        case notLogged
        /// The log tells of publications that are not there.
        case removed(version: Int)
        /// Votes add up to other totals than those published.
        case votesDiffer
    }

    public var checks: [Check]
    /// The hash of the last line: printed and kept elsewhere, it shows that the whole log was not written anew.
    public var lastHash: String

    public var isSound: Bool { checks.allSatisfy(\.faults.isEmpty) }
}

extension Results {
    /// Reads the log and every published table and computes them again. Throws `NoRow` when there is no such contest.
    public func verify(_ contest: Contest.ID) async throws -> Verification {
        let (lines, stored, titles, votes) = try await database.read { tx in
            _ = try tx.contest(contest)
            let titles = Dictionary(uniqueKeysWithValues: try tx.stages(of: contest).map { ($0.id, $0.title) })
            return (
                try tx.contestLog(contest), try tx.storedResults(of: contest), titles,
                try tx.audienceChecks(of: contest)
            )
        }
        var checks = [Verification.Check(subject: .log(lines: lines.count), faults: Self.faults(lines))]
        let logged = lines.filter { $0.event == .resultsPublished }.compactMap { line in
            try? JSONDecoder().decode(PublicationLine.self, from: Data(line.details.utf8))
        }
        for row in stored {
            checks.append(
                .init(
                    subject: .result(row.stage, stageTitle: titles[row.stage] ?? "", version: row.version),
                    faults: row.faults(logged)))
        }
        let present = Set(stored.map { [$0.stage.rawValue, Int64($0.version)] })
        for line in logged where !present.contains([line.stage.rawValue, Int64(line.version)]) {
            checks.append(
                .init(
                    subject: .result(line.stage, stageTitle: titles[line.stage] ?? "", version: line.version),
                    faults: [.removed(version: line.version)]))
        }
        for (stage, isSound) in votes {
            checks.append(.init(subject: .audience(stage), faults: isSound ? [] : [.votesDiffer]))
        }
        return Verification(checks: checks, lastHash: lines.last?.hash ?? LogLine.firstHash)
    }

    private static func faults(_ lines: [LogLine]) -> [Verification.Fault] {
        do {
            try lines.verify()
            return []
        } catch {
            switch error {
            case .missing(let number): return [.lineMissing(number: number)]
            case .altered(let number): return [.lineAltered(number: number)]
            }
        }
    }
}

extension StoredResult {
    func faults(_ logged: [PublicationLine]) -> [Verification.Fault] {
        var faults: [Verification.Fault] = []
        if snapshot.sha256 != snapshotHash { faults.append(.snapshotAltered) }
        if table.sha256 != tableHash { faults.append(.tableAltered) }
        do {
            if try ResultTable(ResultSnapshot(text: snapshot)).text != table { faults.append(.tableDiffers) }
        } catch { faults.append(.unreadable) }
        let line = PublicationLine(
            stage: stage, version: version, kind: kind, snapshot: snapshotHash, table: tableHash)
        if !logged.contains(line) { faults.append(.notLogged) }
        return faults
    }
}
