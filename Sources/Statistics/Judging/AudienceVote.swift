public import Foundation

/// What is odd about the votes of an audience prize. Organisers decide; nothing is dropped by itself.
public enum VoteAnomaly: Equatable, Sendable {
    /// So many votes for one entry within an hour, counted from 1970, where its share of the contest's usual hour is
    /// `expected`.
    case burst(entry: Int, hour: Int, count: Int, expected: Double)
    /// So many of an entry's votes came from accounts younger than a day.
    case newAccounts(entry: Int, count: Int, of: Int)
    /// So many of an entry's votes came from one organisation.
    case oneOrganisation(entry: Int, organisation: Int, count: Int, of: Int)
}

/// A vote for an entry.
public struct AudienceVote: Equatable, Sendable {
    public var entry: Int
    public var votedAt: Date
    public var accountCreatedAt: Date
    /// nil when the voter belongs to none.
    public var organisation: Int?

    public init(entry: Int, votedAt: Date, accountCreatedAt: Date, organisation: Int?) {
        (self.entry, self.votedAt) = (entry, votedAt)
        (self.accountCreatedAt, self.organisation) = (accountCreatedAt, organisation)
    }
}

/// What of an audience's votes an organiser should look at, entries in order.
public struct VoteInspection: Equatable, Sendable {
    /// How improbable a burst must be, by Poisson's distribution.
    public var burstChance = 1e-6
    public var newAccountAge: TimeInterval = 86_400
    /// Above this share of an entry's votes an organisation is named.
    public var organisationShare = 0.3
    /// Fewer votes of an entry bear no shares.
    public var leastVotes = 10

    public init() {}

    public func anomalies(_ votes: [AudienceVote]) -> [VoteAnomaly] {
        let byEntry = Dictionary(grouping: votes, by: \.entry)
        let profile = HourlyProfile(votes)
        return byEntry.keys.sorted().flatMap { entry in
            let own = byEntry[entry] ?? []
            return bursts(entry, own, profile) + newAccounts(entry, own) + organisations(entry, own)
        }
    }

    private func bursts(_ entry: Int, _ votes: [AudienceVote], _ profile: HourlyProfile) -> [VoteAnomaly] {
        let byHour = Dictionary(grouping: votes) { HourlyProfile.hour($0.votedAt) }.mapValues(\.count)
        return byHour.keys.sorted().compactMap { hour in
            let count = byHour[hour] ?? 0
            let expected = Double(votes.count) * profile.share(of: hour)
            return poissonTail(from: count, mean: expected) < burstChance
                ? .burst(entry: entry, hour: hour, count: count, expected: expected) : nil
        }
    }

    private func newAccounts(_ entry: Int, _ votes: [AudienceVote]) -> [VoteAnomaly] {
        let count = votes.count { $0.votedAt.timeIntervalSince($0.accountCreatedAt) < newAccountAge }
        return count > 0 ? [.newAccounts(entry: entry, count: count, of: votes.count)] : []
    }

    private func organisations(_ entry: Int, _ votes: [AudienceVote]) -> [VoteAnomaly] {
        guard votes.count >= leastVotes else { return [] }
        var counts: [Int: Int] = [:]
        for vote in votes { if let organisation = vote.organisation { counts[organisation, default: 0] += 1 } }
        return counts.sorted { $0.key < $1.key }.compactMap { organisation, count in
            Double(count) > organisationShare * Double(votes.count)
                ? .oneOrganisation(entry: entry, organisation: organisation, count: count, of: votes.count) : nil
        }
    }
}

/// How a contest's votes spread over the hours of the day, and its hours over the voting.
private struct HourlyProfile {
    private var shares: [Double]

    static func hour(_ instant: Date) -> Int { Int((instant.timeIntervalSince1970 / 3600).rounded(.down)) }

    init(_ votes: [AudienceVote]) {
        let hours = votes.map { Self.hour($0.votedAt) }
        var counts = [Int](repeating: 0, count: 24)
        for hour in hours { counts[(hour % 24 + 24) % 24] += 1 }
        let (first, last) = (hours.min() ?? 0, hours.max() ?? 0)
        // Each hour of the day came round about as often as there were days.
        let days = Double((last - first) / 24 + 1)
        // Half a vote more for each hour: one that nobody voted in before is unusual, not impossible.
        shares = counts.map { (Double($0) + 0.5) / (Double(votes.count) + 12) / days }
    }

    /// Of all votes, how many fall on such an hour.
    func share(of hour: Int) -> Double { shares[(hour % 24 + 24) % 24] }
}

/// The chance of `count` events or more when `mean` are expected.
func poissonTail(from count: Int, mean: Double) -> Double {
    guard count > 0 else { return 1 }
    guard mean > 0 else { return 0 }
    // e^−mean mean^k ÷ k! from k = count upwards, in logarithms so that nothing overflows.
    var term = exp(Double(count) * log(mean) - mean - lgamma(Double(count) + 1))
    var (sum, k) = (0.0, Double(count))
    guard Double(count) > mean else { return 1 - poissonHead(below: count, mean: mean) }
    while term > 1e-17 * sum {
        sum += term
        k += 1
        term *= mean / k
    }
    return min(sum, 1)
}

/// The chance of fewer than `count` events.
private func poissonHead(below count: Int, mean: Double) -> Double {
    (0..<count).reduce(0) { $0 + exp(Double($1) * log(mean) - mean - lgamma(Double($1) + 1)) }
}
