public import Accounts
public import Foundation
public import Storage

/// Leave to load one package's files and to speak for one of its items, in a frame that has no cookies: it stands in the
/// frame's addresses, cannot be guessed and ends.
public struct PackagePass: Equatable, Sendable {
    public var activity: Activity.ID
    public var user: User.ID
    /// Of the package's table of contents.
    public var item: Int
    public var expiresAt: Date

    /// Long enough for a school day with the page left open.
    static let lifetime: TimeInterval = 12 * 3_600

    func token(signedWith key: [UInt8]) -> String {
        let claim = "\(activity).\(user).\(item).\(Int64(expiresAt.timeIntervalSince1970))"
        return claim + "." + Self.signature(of: claim, key: key)
    }

    /// Nil for what this site did not sign or what is over.
    init?(token: String, key: [UInt8], now: Date) {
        guard token.utf8.count <= 200, let end = token.lastIndex(of: ".") else { return nil }
        let claim = String(token[..<end])
        let given = Array(token[token.index(after: end)...].utf8)
        guard Hashing.equal(given, Array(Self.signature(of: claim, key: key).utf8)) else { return nil }
        let parts = claim.split(separator: ".").compactMap { Int64($0) }
        guard parts.count == 4 else { return nil }
        activity = Activity.ID(rawValue: parts[0])
        user = User.ID(rawValue: parts[1])
        item = Int(parts[2])
        expiresAt = Date(timeIntervalSince1970: TimeInterval(parts[3]))
        guard expiresAt > now else { return nil }
    }

    init(activity: Activity.ID, user: User.ID, item: Int, expiresAt: Date) {
        self.activity = activity
        self.user = user
        self.item = item
        self.expiresAt = expiresAt
    }

    private static func signature(of claim: String, key: [UInt8]) -> String {
        Array(Hashing.hmac(Array(("package " + claim).utf8), key: key).prefix(16)).hex
    }
}
