import Courses
import Foundation
import HTTPTypes
import HummingbirdTesting
import Quizzes
import Spaces
import Storage
import Testing

@testable import CourseServer

@Suite struct BankSharingTests {
    @Test func `questions are copied only into a bank one may change, and others are told who may`() async throws {
        try await withWebWorld { world in
            let bank = "/courses/\(world.course.id)/bank"
            let question = try #require(try await world.domains.bank.list(world.course.space).entries.first).id
            func share(with space: Space, as person: Person) async throws -> TestResponse {
                try await world.post(
                    bank, [("question", "\(question)"), ("with", "\(space.id)"), ("go", "share")], as: person)
            }
            func count(_ space: Space) async throws -> Int { try await world.domains.bank.list(space.id).count }

            let page = try await world.get(bank, as: .author)
            #expect(page.text.contains("<option value=\"\(world.schoolA.id)\">Школа А</option>"))
            #expect(!page.text.contains("<option value=\"\(world.district.id)\">"))
            #expect(page.text.contains("В банк «Район» вопросы отсюда копируют его методисты"))
            #expect(page.text.contains("http://localhost\(bank)"))

            let refused = try await share(with: world.district, as: .author)
            #expect(refused.status == .forbidden && refused.text.contains("Ничего не скопировано"))
            #expect(try await count(world.district) == 0)
            #expect(try await share(with: world.schoolB, as: .author).status == .notFound)
            // Who heads the school may not change its bank.
            #expect(try await share(with: world.schoolA, as: .head).status == .forbidden)
            #expect(try await count(world.schoolA) == 0)

            #expect(try await share(with: world.schoolA, as: .author).text.contains("автор указан"))
            #expect(try await share(with: world.district, as: .administrator).text.contains("автор указан"))

            #expect(try await count(world.schoolA) == 1)
            #expect(try await count(world.district) == 1)
        }
    }
}
