public import Accounts
public import Foundation
public import Storage
import Synchronization

/// Interactive packages as they are run: files for the frame, and what the package tells of the learner.
public struct Packages: Sendable {
    let database: any Database
    let now: @Sendable () -> Date
    private let key = PackageKey()

    public init(database: any Database, now: @escaping @Sendable () -> Date) {
        self.database = database
        self.now = now
    }

    /// How far the learner is with a package activity.
    public func progress(of learner: User.ID, at activity: Activity.ID) async throws -> PackageProgress {
        try await database.read { tx in try tx.packageProgress(of: learner, at: activity) }
    }

    /// A pass for `user` to one item of the package. Throws `NoRow` when the package has no such item to open.
    public func pass(to item: Package.Item, of package: Package, at activity: Activity.ID, for user: User.ID)
        async throws -> String
    {
        guard let place = package.items.firstIndex(of: item) else { throw NoRow() }
        let pass = PackagePass(
            activity: activity, user: user, item: place, expiresAt: now().addingTimeInterval(PackagePass.lifetime))
        return pass.token(signedWith: try await signingKey())
    }

    /// What the pass opens: throws `NoRow` for a pass that is not ours or is over, and for a file that is not there.
    public func file(_ path: String, pass token: String) async throws -> (PackageFile, PackagePass) {
        let pass = try await pass(token)
        let file = try await database.read { tx in try tx.packageFile(path, of: pass.activity) }
        guard let file else { throw NoRow() }
        return (file, pass)
    }

    /// What an item is told when it starts.
    public func launch(pass token: String) async throws -> PackageLaunch {
        let pass = try await pass(token)
        return try await database.read { tx in
            let package = try tx.package(pass.activity)
            guard package.items.indices.contains(pass.item) else { throw NoRow() }
            let item = package.items[pass.item]
            let progress = try tx.packageProgress(of: pass.user, at: pass.activity)
            let name: String = try tx.value("SELECT given_name FROM users WHERE id = \(pass.user)")
            let number = Array(Hashing.sha256(Array("learner \(pass.activity) \(pass.user)".utf8)).prefix(8)).hex
            return PackageLaunch(
                standard: package.standard, item: item, track: progress.tracks[item.identifier] ?? PackageTrack(),
                learnerNumber: number, learnerName: name)
        }
    }

    /// Stores what the package set for an item; completion and the best score go to progress and gradebook with it.
    /// Throws `TrackRefusal`, `NoRow`.
    @discardableResult
    public func track(
        _ values: [String: String], item identifier: String, of activity: Activity.ID, by learner: User.ID,
        isFinished: Bool
    ) async throws -> PackageTrack {
        try await database.write { [now] tx in
            let instant = now()
            let package = try tx.package(activity)
            guard let item = package.item(identifier) else { throw TrackRefusal.unknownItem }
            var progress = try tx.packageProgress(of: learner, at: activity)
            let track = try (progress.tracks[identifier] ?? PackageTrack()).taking(
                values, of: item, by: package.standard, isFinished: isFinished)
            progress.tracks[identifier] = track
            try tx.open(activity, by: learner, at: instant)
            try tx.store(track, of: learner, at: activity, item: identifier, on: instant)
            if progress.isCompleted(package) { try tx.achieve(.handedIn, in: activity, by: learner, at: instant) }
            let maximum: Points? = try tx.value("SELECT points FROM activities WHERE id = \(activity)")
            if let maximum, maximum > .zero, let grade = progress.grade(of: package, maximum: maximum) {
                try tx.setGrade(grade, of: learner, for: activity, at: instant)
            }
            return track
        }
    }

    private func pass(_ token: String) async throws -> PackagePass {
        guard let pass = PackagePass(token: token, key: try await signingKey(), now: now()) else { throw NoRow() }
        return pass
    }

    private func signingKey() async throws -> [UInt8] {
        if let known = key.value { return known }
        let secret = try await database.write { tx in try tx.packageKey() }
        key.value = secret
        return secret
    }
}

/// The signing key once it was read.
private final class PackageKey: Sendable {
    private let stored = Mutex<[UInt8]?>(nil)

    var value: [UInt8]? {
        get { stored.withLock { $0 } }
        set { stored.withLock { $0 = newValue } }
    }
}

/// An item with what it may know of the learner: a number that means nothing elsewhere and a given name.
public struct PackageLaunch: Equatable, Sendable {
    public var standard: Package.Standard
    public var item: Package.Item
    public var track: PackageTrack
    public var learnerNumber: String
    public var learnerName: String
}
