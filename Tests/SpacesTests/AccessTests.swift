import Foundation
import Spaces
import Storage
import Testing

private let district = Space(
    id: Space.ID(rawValue: 1), kind: .district, parent: nil, slug: "belovo", name: "Белово", visibility: .open)
private let school = Space(
    id: Space.ID(rawValue: 2), kind: .organisation, parent: district.id, slug: "school5", name: "Школа № 5",
    visibility: .open)

private func access(
    _ visibility: Space.Visibility, course: Set<Role> = [], school schoolRoles: Set<Role> = [],
    district districtRoles: Set<Role> = [], isSignedIn: Bool = true
) -> Access {
    let place = Space(
        id: Space.ID(rawValue: 3), kind: .course, parent: school.id, slug: "course", name: "Курс",
        visibility: visibility)
    return Access(
        path: [
            Standing(space: place, roles: course), Standing(space: school, roles: schoolRoles),
            Standing(space: district, roles: districtRoles),
        ], isSignedIn: isSignedIn)
}

@Suite struct AccessTests {
    @Test(arguments: [
        (Space.Visibility.open, AccessRefusal?.none, AccessRefusal?.none, AccessRefusal?.none, AccessRefusal?.none),
        (.network, .signedOut, nil, nil, nil),
        (.school, .signedOut, .invisible, nil, nil),
        (.group, .signedOut, .invisible, .invisible, nil),
        (.personal, .signedOut, .invisible, .invisible, .invisible),
    ])
    func `a course is seen by its circle`(
        visibility: Space.Visibility, guest: AccessRefusal?, stranger: AccessRefusal?, schoolmate: AccessRefusal?,
        learner: AccessRefusal?
    ) {
        #expect(access(visibility, isSignedIn: false).refusal(of: .view) == guest)
        #expect(access(visibility).refusal(of: .view) == stranger)
        #expect(access(visibility, school: [.learner]).refusal(of: .view) == schoolmate)
        // A learner of a draft has been enrolled in it: their role opens it whatever the visibility.
        #expect(access(visibility, course: [.learner]).refusal(of: .view) == (visibility == .personal ? nil : learner))
    }

    @Test func `who leads above leads below, who learns or teaches above does not`() {
        #expect(access(.personal, district: [.administrator]).allows(.author))
        #expect(access(.personal, district: [.methodist]).allows(.author))
        #expect(access(.personal, school: [.head]).allows(.grade))
        #expect(!access(.personal, school: [.head]).allows(.author))
        #expect(access(.open, school: [.author]).refusal(of: .author) == .notMember)
        #expect(access(.open, school: [.learner]).refusal(of: .study) == .notMember)
    }

    @Test func `an action beyond one's role names the action`() {
        #expect(access(.network, course: [.learner]).refusal(of: .grade) == .role(.grade))
        #expect(access(.network, course: [.tutor]).refusal(of: .author) == .role(.author))
        #expect(access(.network, course: [.parent]).refusal(of: .study) == .role(.study))
    }

    @Test func `nobody outside administration administers`() {
        for role in Role.allCases where role != .administrator {
            #expect(!access(.open, course: [role], school: [role], district: [role]).allows(.administer))
        }
    }

    @Test(arguments: Role.allCases)
    func `a role never allows more below than where it was given`(role: Role) {
        #expect(role.inheritedGrants.isSubset(of: role.grants))
    }
}
