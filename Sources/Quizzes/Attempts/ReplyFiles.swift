public import Accounts
import Courses
import Foundation
public import Media
import Spaces
public import Storage

/// Why a file was not taken into an attempt.
public enum ReplyRefusal: Error, Equatable, Sendable {
    /// The question asks for something else.
    case notAsked
    case tooMany(limit: Int)
}

extension Attempts {
    /// The largest file of a reply, in bytes.
    public static let replySizeLimit = 50_000_000

    /// Adds a file to the reply of a question that asks for files; a recording takes the place of the one before.
    /// Throws `AttemptRefusal`, `ReplyRefusal`.
    public func attach(_ stored: StoredFile, to slot: Int, of id: Attempt.ID, by learner: User.ID) async throws {
        try await database.write { [now, cache = quizzes.cache] tx in
            let (attempt, kept) = try tx.reply(in: slot, of: id, by: learner, at: now(), cache)
            let limit = kept.limit
            guard limit == 1 || kept.files.count < limit else { throw ReplyRefusal.tooMany(limit: limit) }
            let asset = try tx.addAsset(
                stored, to: try tx.course(of: attempt.quiz).space, isPrivate: true, at: now())
            let file = ReplyFile(
                name: asset.name, path: "/attempts/\(id)/slots/\(slot)/files/\(asset.id)", bytes: asset.size)
            try tx.keep(limit == 1 ? [file] : kept.files + [file], in: slot, of: id, at: now())
        }
    }

    /// Takes a file out of the reply; the history of answers keeps it. Throws `AttemptRefusal`.
    public func detach(_ asset: Asset.ID, from slot: Int, of id: Attempt.ID, by learner: User.ID) async throws {
        try await database.write { [now, cache = quizzes.cache] tx in
            let (_, kept) = try tx.reply(in: slot, of: id, by: learner, at: now(), cache)
            let path = "/attempts/\(id)/slots/\(slot)/files/\(asset)"
            try tx.keep(kept.files.filter { $0.path != path }, in: slot, of: id, at: now())
        }
    }

    /// A file of a reply, for its learner and for who marks; for others there is none. Throws `NoRow`.
    public func file(_ asset: Asset.ID, in slot: Int, of id: Attempt.ID, by user: User.ID) async throws -> Asset {
        try await database.read { [now] tx in
            let attempt = try tx.attempt(id)
            let access = try tx.access(of: user, to: try tx.course(of: attempt.quiz).space, at: now())
            guard access.allows(.grade) || attempt.learner == user && access.allows(.study),
                case .files(let files)? = try tx.slots(of: id).first(where: { $0.number == slot })?.response,
                files.contains(where: { $0.path == "/attempts/\(id)/slots/\(slot)/files/\(asset)" })
            else { throw NoRow() }
            return try tx.privateAsset(asset)
        }
    }
}

extension Transaction {
    fileprivate func reply(
        in slot: Int, of id: Attempt.ID, by learner: User.ID, at now: Date, _ cache: QuestionCache
    ) throws -> (Attempt, (files: [ReplyFile], limit: Int)) {
        let attempt = try attempt(id)
        guard attempt.learner == learner else { throw AttemptRefusal.notYours }
        _ = try attempt.accept(answerMadeAt: now, at: now)
        guard attempt.openSlots?.contains(slot) != false else { throw AttemptRefusal.otherPage }
        guard case .essay(let essay)? = try asked(in: slot, of: id, cache)?.kind else { throw ReplyRefusal.notAsked }
        var files: [ReplyFile] = []
        if case .files(let kept)? = try slots(of: id).first(where: { $0.number == slot })?.response { files = kept }
        switch essay.reply {
        case .text: throw ReplyRefusal.notAsked
        case .files(let limit): return (attempt, (files, max(limit, 1)))
        case .recording: return (attempt, (files, 1))
        }
    }

    fileprivate func keep(_ files: [ReplyFile], in slot: Int, of id: Attempt.ID, at now: Date) throws {
        let before = try slots(of: id).first { $0.number == slot }?.sequence ?? 0
        try save(
            .files(files), nil, in: slot, of: id, device: "files",
            sequence: max(Int(now.timeIntervalSince1970 * 1_000), before + 1), isLate: false, isHistoryOnly: false,
            at: now)
    }
}
