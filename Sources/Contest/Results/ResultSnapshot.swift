import Foundation
public import Storage

/// Everything a table of results is computed from, as it was at one moment. Jurors have numbers and no names.
///
/// Equal snapshots are equal bytes, and a table follows from its snapshot alone: whoever has the bytes can compute it again.
public struct ResultSnapshot: Equatable, Sendable, Codable {
    public var stage: Stage.ID
    public var title: String
    /// Of the stage in the total, beside the points carried over.
    public var weight: Int
    public var kind: ResultKind
    public var criteria: [MarkedCriterion]
    /// In the order of their numbers.
    public var entrants: [Entrant]
    public var jurors: [Panellist]
    /// In the order of entrants and jurors; void sheets and those not sent are not here.
    public var sheets: [Sheet]
    public var scoring: ScoringRules
    /// How many pass; nil: everybody who may.
    public var cut: Int?
    public var nominations: [Award]
    /// The chair's votes and lots, in the order they were taken.
    public var decisions: [Decision]
    public var adjustments: [Adjustment]
    /// Places of those disqualified after the first publication stay empty; otherwise those below move up.
    public var keepsPlacesEmpty: Bool
    /// Of the random samples.
    public var seed: Int
    /// The last judged stage of the contest, where laureates are named.
    public var namesLaureates = true

    public struct MarkedCriterion: Equatable, Sendable, Codable {
        public var title: String
        /// Hundred-thousandths of a point, as marks are.
        public var lowest: Int64
        public var highest: Int64
        public var weight: Int
    }

    public struct Entrant: Equatable, Sendable, Codable {
        public var registration: Registration.ID
        public var code: String
        /// Number of the organisation.
        public var organisation: Int64?
        public var nomination: Nomination.ID?
        /// Percent taken off for lateness.
        public var latePercent: Int
        public var carried: [Carried]
        /// Whether the entrant fulfils the rule of the regulation; nil where it is not asked.
        public var qualifies: Bool?
        /// What of the rule is lacking.
        public var failures: [ThresholdRule]
        public var isDisqualified: Bool
        /// A third expert was called, so the closest two of three sheets count.
        public var hasThirdExpert: Bool

        public init(
            registration: Registration.ID, code: String, organisation: Int64? = nil, nomination: Nomination.ID? = nil,
            latePercent: Int = 0, carried: [Carried] = [], qualifies: Bool? = nil, failures: [ThresholdRule] = [],
            isDisqualified: Bool = false, hasThirdExpert: Bool = false
        ) {
            self.registration = registration
            self.code = code
            self.organisation = organisation
            self.nomination = nomination
            self.latePercent = latePercent
            self.carried = carried
            self.qualifies = qualifies
            self.failures = failures
            self.isDisqualified = isDisqualified
            self.hasThirdExpert = hasThirdExpert
        }
    }

    /// Points of an earlier stage.
    public struct Carried: Equatable, Sendable, Codable {
        public var stage: Stage.ID
        public var weight: Int
        /// Digits with a decimal point.
        public var points: String
    }

    public struct Panellist: Equatable, Sendable, Codable {
        public var juror: Juror.ID
        public var organisations: [Int64]
    }

    public struct Sheet: Equatable, Sendable, Codable {
        public var registration: Registration.ID
        public var juror: Juror.ID
        /// By criterion; nil where nothing was entered.
        public var marks: [Int64?]
    }

    public struct Award: Equatable, Sendable, Codable {
        public var nomination: Nomination.ID
        public var title: String
        public var laureates: Int?
    }

    public struct Decision: Equatable, Sendable, Codable {
        /// The better first.
        public var order: [Registration.ID]
        public var isLot: Bool
    }

    /// Points that an appeal set.
    public struct Adjustment: Equatable, Sendable, Codable {
        public var registration: Registration.ID
        /// Hundred-thousandths.
        public var points: Int64
    }
}

extension ResultSnapshot {
    /// Canonical JSON.
    public var text: String { get throws { try contestJSON } }

    public init(text: String) throws { self = try JSONDecoder().decode(Self.self, from: Data(text.utf8)) }
}

/// Steps in which results become public.
public enum ResultKind: String, CaseIterable, Sendable, Codable, ColumnValue { case shortlist, preliminary, final }
