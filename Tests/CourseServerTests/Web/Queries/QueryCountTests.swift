import Foundation
import HTTPTypes
import HummingbirdTesting
import Storage
import TestSupport
import Testing

@testable import CourseServer

/// A page with a list, and how to give the list so many rows; answers with the page's address.
struct ListPage: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var person: Person
    var fill: @Sendable (WebWorld, Int) async throws -> String

    init(
        _ name: String, as person: Person, _ fill: @escaping @Sendable (WebWorld, _ rows: Int) async throws -> String
    ) {
        testDescription = name
        self.person = person
        self.fill = fill
    }

    static let all = ofPeople + ofCourses + ofQuizzes + ofContests
}

@Suite struct QueryCountTests {
    @Test(arguments: ListPage.all)
    func `a list of thirty asks as many queries as a list of one`(page: ListPage) async throws {
        try await withWebWorld { world in
            let short = try await page.fill(world, 1)
            let ofOne = try await queries(world, short, page.person)
            let long = try await page.fill(world, 29)
            let ofThirty = try await queries(world, long, page.person)

            #expect(ofThirty.count == ofOne.count, "\(ofThirty.dropFirst(ofOne.count).first ?? "")")
            #expect(ofOne.count <= 20)
        }
    }

    private func queries(_ world: WebWorld, _ address: String, _ person: Person) async throws -> [String] {
        // The first look may note something or fill a cache.
        _ = try await world.get(address, as: person)
        let count = StatementCount()
        let response = try await StatementCount.$current.withValue(count) { try await world.get(address, as: person) }
        #expect(response.status == .ok)
        #expect(count.texts.count > 0)
        return count.texts
    }
}
