import Foundation
import Statistics
public import Storage

/// What is published: places by the official method, and beside it how far to believe them. All numbers are digits with a
/// decimal point, so that equal tables are equal bytes.
public struct ResultTable: Equatable, Sendable, Codable {
    /// In the order of places; those without a place after them, by their codes.
    public var rows: [Row]
    public var nominations: [NominationResult]
    /// Jurors whose sheets alone decide who wins or passes.
    public var influences: [Influence]
    public var agreement: Agreement
    public var cards: [Card]
    public var model: Model?
    public var notes: [Note]

    public struct Row: Equatable, Sendable, Codable {
        public var registration: Registration.ID
        public var code: String
        public var state: State
        /// First and last of those it shares: 3 and 4 read «3–4».
        public var places: Places?
        /// By the method or by an appeal, without what is carried over; nil without sheets.
        public var points: String?
        /// With everything that counts.
        public var total: String?
        /// An appeal set the points.
        public var isAdjusted: Bool
        public var passes: Bool
        /// Complete sheets.
        public var sheets: Int
        /// Means by criterion.
        public var marks: [String?]
        public var nomination: Nomination.ID?
        public var nominationPlaces: Places?
        public var isLaureate: Bool
        /// By the severity model, as the total is counted.
        public var quality: String?
        public var qualityError: String?
        public var modelPlaces: Places?
        /// From the 5th to the 95th percentile.
        public var interval: Places?
        public var chanceOfPassing: String?
        public var chanceOfFirst: String?
        /// What of the rule is lacking.
        public var failures: [ThresholdRule]

        /// The model puts it elsewhere.
        public var wouldChange: Bool { places != nil && modelPlaces != nil && places != modelPlaces }
    }

    public enum State: String, Sendable, Codable {
        case ranked
        /// There are no complete sheets of it.
        case unmarked
        /// The rule of the regulation is not fulfilled.
        case unqualified
        case disqualified
    }

    public struct Places: Equatable, Sendable, Codable {
        public var first: Int
        public var last: Int

        public init(_ places: ClosedRange<Int>) { (first, last) = (places.lowerBound, places.upperBound) }

        /// «3», «3–4».
        public var text: String { first == last ? "\(first)" : "\(first)–\(last)" }
    }

    /// A nomination's laureates; none when nobody reaches the minimum: no award.
    public struct NominationResult: Equatable, Sendable, Codable {
        public var nomination: Nomination.ID?
        public var title: String
        public var laureates: [Registration.ID]
    }

    public struct Influence: Equatable, Sendable, Codable {
        public var juror: Juror.ID
        /// Who wins only with the juror's sheets, or only without.
        public var winners: [Registration.ID]
        public var finalists: [Registration.ID]
    }

    /// nil where a figure is not defined: too few sheets, or none that differ.
    public struct Agreement: Equatable, Sendable, Codable {
        public var entries: Int
        public var jurors: Int
        /// Entries that all jurors marked.
        public var complete: Int
        /// One juror's sheet, ICC(A,1) and ICC(C,1), and the mean of all, ICC(A,k).
        public var absolute: String?
        public var consistent: String?
        public var mean: String?
        public var kendallW: String?
        /// Krippendorff's, of totals as intervals.
        public var alpha: String?
        /// By the severity model, of sparse tables.
        public var reliability: String?
    }

    public struct Card: Equatable, Sendable, Codable {
        public var juror: Juror.ID
        public var sheets: Int
        public var severity: String
        public var severityError: String?
        public var spread: String?
        public var correlation: String?
        public var outfit: String?
        public var repeated: String
        public var homeDifference: String?
        public var homeChance: String?
        public var flags: [Flag]

        public enum Flag: String, Sendable, Codable { case outfit, constant, homeDifference }
    }

    public struct Model: Equatable, Sendable, Codable {
        /// The variance of severities over that of chance; nil where the model found no severity.
        public var ratio: String?
        public var residualDeviation: String?
        public var severityDeviation: String?
    }

    public struct Note: Equatable, Sendable, Codable {
        public enum Kind: String, Sendable, Codable {
            case unmarked, incomplete, untrimmed, unequalPanels, singleMark, notProven, fewerReplicates, withoutSeverity
            /// Too few jurors or marks to judge severity.
            case severityUnknown
            /// The model does not fit: entries fall into `count` groups without a common juror.
            case disconnected
            /// The method has no scale, so the minimum for an award is not applied.
            case noScale
        }

        public var kind: Kind
        public var entries: [Registration.ID] = []
        public var jurors: [Juror.ID] = []
        public var count: Int?
    }
}

extension ResultTable {
    /// Canonical JSON.
    public var text: String { get throws { try contestJSON } }

    public init(text: String) throws { self = try JSONDecoder().decode(Self.self, from: Data(text.utf8)) }
}

/// Why there is no table.
public enum ResultRefusal: Error, Equatable, Sendable {
    /// The regulation scores by the severity model, and entries fall into groups without a common juror.
    case disconnected(groups: [[Registration.ID]])
    /// The criteria make no common scale.
    case criteria
    /// A mark is out of its range, or two sheets of one juror are of one entry.
    case sheets
    /// What was looked at is no longer what would be published.
    case changed
    /// Nobody is in the table.
    case empty
    /// Stages of tasks and lessons have a shortlist alone, the audience's vote has a page of its own.
    case kindNotForStage
    case decisionIncomplete
    case decisionNotTied
    case decisionNotDeclared
    case reasonMissing
    case tooLong(limit: Int)
    case closed
}
