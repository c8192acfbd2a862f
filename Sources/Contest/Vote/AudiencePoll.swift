public import Accounts
public import Foundation
public import Spaces
public import Statistics
public import Storage

/// What is odd about votes for one entrant, as it is kept when it was decided about.
public struct VoteFlag: Hashable, Sendable, Codable {
    public enum Kind: String, CaseIterable, Sendable, Codable { case burst, newAccounts, oneOrganisation }

    public var kind: Kind
    public var registration: Registration.ID
    /// Of a burst, counted from 1970.
    public var hour: Int?
    /// Of many votes from one organisation.
    public var organisation: Space.ID?

    func covers(_ vote: AudienceBallot, _ inspection: VoteInspection) -> Bool {
        guard vote.registration == registration else { return false }
        return switch kind {
        case .burst: Int((vote.votedAt.timeIntervalSince1970 / 3_600).rounded(.down)) == hour
        case .newAccounts: vote.votedAt.timeIntervalSince(vote.accountCreatedAt) < inspection.newAccountAge
        case .oneOrganisation: vote.organisation == organisation
        }
    }
}

/// A vote as it is stored; who gave it nobody is told.
struct AudienceBallot {
    var registration: Registration.ID
    var votedAt: Date
    var accountCreatedAt: Date
    var organisation: Space.ID?
}

/// A flag with its figures and what was decided.
public struct FlaggedVotes: Equatable, Sendable {
    public var flag: VoteFlag
    public var anomaly: VoteAnomaly
    /// Why these votes do not count; nil while they do.
    public var excludedFor: String?
}

/// Votes for one entrant, all of them and those that count.
public struct VoteTotal: Equatable, Sendable, Codable {
    public var registration: Registration.ID
    public var all: Int
    public var counted: Int
}

/// Why a vote was not taken, or votes were not counted.
public enum VoteRefusal: Error, Equatable, Sendable {
    case notOpen(Date)
    case over
    /// The entrant is not among those voted on.
    case notCandidate
    case ownEntry
    case alreadyVoted
    case choiceMissing
    /// Nothing is counted while people vote.
    case stillOpen(Date)
    case alreadyCounted
    case unknownFlag
    case reasonMissing
    case tooLong(limit: Int)
    case tooOften(seconds: Int)
    case closed
}

/// The vote of an audience as one person meets it.
public struct AudienceDesk: Sendable {
    public struct Candidate: Equatable, Sendable {
        public var registration: Registration.ID
        public var name: PersonName
        public var organisation: String?
        public var organisationID: Space.ID?
        public var isOwn: Bool
    }

    public var stage: Stage
    /// In the order of names.
    public var candidates: [Candidate]
    /// Whom the person voted for.
    public var own: Registration.ID?
    public var now: Date
    /// The published totals.
    public var tally: [VoteTotal]?
    /// For organisers after the close, before the count is published.
    public var inspection: VoteReview?

    public var isOpen: Bool { now >= stage.opensAt && now < stage.closesAt }
    public var isOver: Bool { now >= stage.closesAt }
}

/// What an organiser looks at before votes are counted.
public struct VoteReview: Equatable, Sendable {
    public var totals: [VoteTotal]
    public var flags: [FlaggedVotes]
    /// Votes from the entrant's own organisation.
    public var fromOwn: [Registration.ID: Int]
    public var organisations: [Space.ID: String]
}

/// Votes counted by what was decided.
struct VoteCount {
    var ballots: [AudienceBallot]
    var exclusions: [VoteFlag: String]
    var inspection = VoteInspection()

    /// In the order of entrants.
    var totals: [VoteTotal] {
        let byEntrant = Dictionary(grouping: ballots, by: \.registration)
        return byEntrant.keys.sorted().map { registration in
            let own = byEntrant[registration] ?? []
            let counted = own.count { vote in !exclusions.keys.contains { $0.covers(vote, inspection) } }
            return VoteTotal(registration: registration, all: own.count, counted: counted)
        }
    }

    var flags: [FlaggedVotes] {
        let entrants = Set(ballots.map(\.registration)).sorted()
        let places = Dictionary(uniqueKeysWithValues: entrants.enumerated().map { ($1, $0) })
        let organisations = Set(ballots.compactMap(\.organisation)).sorted()
        let organisationPlaces = Dictionary(uniqueKeysWithValues: organisations.enumerated().map { ($1, $0) })
        let votes = ballots.map { ballot in
            AudienceVote(
                entry: places[ballot.registration] ?? 0, votedAt: ballot.votedAt,
                accountCreatedAt: ballot.accountCreatedAt,
                organisation: ballot.organisation.flatMap { organisationPlaces[$0] })
        }
        return inspection.anomalies(votes).map { anomaly in
            let flag: VoteFlag =
                switch anomaly {
                case .burst(let entry, let hour, _, _):
                    VoteFlag(kind: .burst, registration: entrants[entry], hour: hour)
                case .newAccounts(let entry, _, _): VoteFlag(kind: .newAccounts, registration: entrants[entry])
                case .oneOrganisation(let entry, let organisation, _, _):
                    VoteFlag(
                        kind: .oneOrganisation, registration: entrants[entry], organisation: organisations[organisation]
                    )
                }
            return FlaggedVotes(flag: flag, anomaly: anomaly, excludedFor: exclusions[flag])
        }
    }
}
