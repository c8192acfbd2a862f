/// What a person may want to do in a space.
public enum Action: String, CaseIterable, Sendable {
    /// See the front page.
    case view
    /// Open the materials and do the tasks.
    case study
    /// Change the content.
    case author
    /// See everybody's answers and grades, and mark.
    case grade
    /// Enrol, invite, withdraw.
    case manageMembers
    /// Enter people in the register and reset their passwords.
    case managePeople
    /// Found a course inside the space.
    case createCourse
    /// See the state of the server, its jobs and logs.
    case administer
}

/// Why a person may not do what they asked.
public enum AccessRefusal: Error, Equatable, Sendable {
    /// The space does not exist for this person's eyes.
    case invisible
    /// Nobody is signed in; signing in may help.
    case signedOut
    /// The person sees the space but is not a member of it.
    case notMember
    /// None of the person's roles here allows the action.
    case role(Action)
}

/// One step of the way from a space up to the root, with the roles a person has there.
public struct Standing: Equatable, Sendable {
    public var space: Space
    public var roles: Set<Role>

    public init(space: Space, roles: Set<Role>) {
        self.space = space
        self.roles = roles
    }
}

/// The answer to "may this person do this here, and if not, why". Every controller asks it.
public struct Access: Sendable {
    /// From the space itself up to the root; never empty.
    public let path: [Standing]
    public let isSignedIn: Bool

    public init(path: [Standing], isSignedIn: Bool) {
        precondition(!path.isEmpty, "a space stands on its own path")
        self.path = path
        self.isSignedIn = isSignedIn
    }

    public var space: Space { path[0].space }

    /// Roles given in the space itself.
    public var ownRoles: Set<Role> { path[0].roles }

    /// Nil when allowed, else why not.
    ///
    /// A role given in the space allows what `Role.grants` says. Given higher up it reaches down by
    /// `Role.inheritedGrants`: who leads a school leads its courses, but who learns or teaches in a school does not
    /// thereby learn or teach in each of its courses.
    public func refusal(of action: Action) -> AccessRefusal? {
        let granted =
            path[0].roles.contains { $0.grants.contains(action) }
            || path.dropFirst().contains { $0.roles.contains { $0.inheritedGrants.contains(action) } }
        if granted { return nil }
        guard isVisible else { return isSignedIn ? .invisible : .signedOut }
        if action == .view { return nil }
        guard isSignedIn else { return .signedOut }
        return ownRoles.isEmpty ? .notMember : .role(action)
    }

    public func allows(_ action: Action) -> Bool { refusal(of: action) == nil }

    private var isVisible: Bool {
        switch space.visibility {
        case .open: true
        case .network: isSignedIn
        case .school: organisationAndBelow.contains { !$0.roles.isEmpty }
        case .group: !ownRoles.isEmpty
        case .personal: ownRoles.contains(.author)
        }
    }

    /// The steps from the space up to the nearest organisation.
    private var organisationAndBelow: some Sequence<Standing> {
        let end = path.firstIndex { $0.space.kind == .organisation } ?? path.index(before: path.endIndex)
        return path[...end]
    }
}

extension Role {
    /// What the role allows in the space where it was given.
    public var grants: Set<Action> {
        switch self {
        case .administrator: Set(Action.allCases)
        case .methodist: [.view, .study, .author, .grade, .manageMembers, .managePeople, .createCourse]
        case .head: [.view, .study, .grade, .manageMembers, .managePeople, .createCourse]
        case .author: [.view, .study, .author, .grade, .manageMembers, .createCourse]
        case .tutor: [.view, .study, .grade]
        case .learner: [.view, .study]
        case .parent, .juror, .guest: [.view]
        }
    }

    /// What the role allows in every space below the one where it was given.
    public var inheritedGrants: Set<Action> {
        switch self {
        case .administrator, .methodist, .head: grants
        case .author, .tutor, .learner, .parent, .juror, .guest: []
        }
    }
}
