public import Accounts
public import Storage

/// Learners of a course taken together: a class, a class-set of several grades, a team.
public struct CourseGroup: Equatable, Sendable, Identifiable {
    public typealias ID = Identifier<CourseGroup>

    public let id: ID
    public var name: String
    public var learners: [User.ID]

    public static let nameLimit = 100
    public static let countLimit = 200

    public init(id: ID, name: String, learners: [User.ID] = []) {
        self.id = id
        self.name = name
        self.learners = learners
    }
}
