public import Foundation
public import Storage

/// A place: a district, a school, a course. It has members in roles, a visibility, and stands in a tree.
public struct Space: Equatable, Sendable, Identifiable {
    public typealias ID = Identifier<Space>

    public let id: ID
    public var kind: Kind
    public var parent: ID?
    /// The name in addresses, unique: `school5` in `/o/school5`.
    public var slug: String
    public var name: String
    public var visibility: Visibility
    public var organisation: OrganisationCard?

    public init(
        id: ID, kind: Kind, parent: ID?, slug: String, name: String, visibility: Visibility,
        organisation: OrganisationCard? = nil
    ) {
        self.id = id
        self.kind = kind
        self.parent = parent
        self.slug = slug
        self.name = name
        self.visibility = visibility
        self.organisation = organisation
    }

    public enum Kind: String, CaseIterable, Sendable, ColumnValue { case district, organisation, course }

    /// Who finds the space and sees its front page. Members of a wider circle see less, never more.
    public enum Visibility: String, CaseIterable, Sendable, ColumnValue {
        /// Its authors alone: a draft.
        case personal = "self"
        /// Its members.
        case group
        /// Everybody of the organisation it belongs to.
        case school
        /// Everybody who signs in.
        case network
        /// Everybody.
        case open = "public"
    }
}

/// What an organisation's card shows beside its name.
public struct OrganisationCard: Equatable, Sendable {
    public var type: OrganisationType
    public var shortName: String
    public var city: String
    /// The host name under which the organisation's pages are served too: `school5.example.org`.
    public var host: String?

    public init(type: OrganisationType, shortName: String, city: String, host: String? = nil) {
        self.type = type
        self.shortName = shortName
        self.city = city
        self.host = host
    }
}

public enum OrganisationType: String, CaseIterable, Sendable, ColumnValue {
    case district, centre, school, preschool, additional
}

/// What a member is in a space. Few and fixed.
public enum Role: String, CaseIterable, Sendable, ColumnValue {
    case administrator, methodist, head, author, tutor, learner, parent, juror, guest
}

/// A person's role in a space, for a term.
public struct Membership: Equatable, Sendable {
    public var space: Space.ID
    public var role: Role
    public var since: Date
    public var until: Date?
}

/// Why a space could not be made or changed.
public enum SpaceRefusal: Error, Equatable, Sendable {
    case nameMissing
    case nameTooLong(limit: Int)
    case slugMalformed(String)
    case slugTaken(String)
    case hostTaken(String)
}
