public import Accounts
public import Foundation
public import Spaces
public import Storage

/// A person's application to a contest, from the draft to the end.
public struct Registration: Equatable, Sendable, Identifiable {
    public typealias ID = Identifier<Registration>

    public enum State: String, CaseIterable, Sendable, ColumnValue {
        case draft, submitted, admitted, rejected, withdrawn, disqualified
    }

    public let id: ID
    public let contest: Contest.ID
    public let user: User.ID
    public var state: State
    /// The school or other organisation of the network; conflicts of interest and colleagues are told by it.
    public var organisation: Space.ID?
    public var nomination: Nomination.ID?
    public var position: String
    public var subject: String
    /// Why somebody should take part, in the words of who nominates them; may be empty.
    public var letter: String
    /// «ДУ-2026-0017», given when it is submitted.
    public var receipt: String?
    /// What jurors see instead of the name: «К-017»; given when it is admitted.
    public var code: String?
    /// When the processing of personal data was agreed to.
    public var consentedAt: Date?
    public var submittedAt: Date?
    /// Why it was rejected or disqualified.
    public var reason: String?

    public static let lineLimit = 300
    public static let letterLimit = 5_000
}

extension Registration.State {
    /// Where a registration may go from here; by the entrant or by the organiser.
    public var next: Set<Registration.State> {
        switch self {
        case .draft: [.submitted, .withdrawn]
        case .submitted: [.admitted, .rejected, .withdrawn]
        case .admitted: [.withdrawn, .disqualified]
        case .rejected: [.admitted]
        case .withdrawn: [.submitted]
        case .disqualified: [.admitted]
        }
    }
}
