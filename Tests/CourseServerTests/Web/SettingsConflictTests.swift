import Courses
import Foundation
import HTTPTypes
import HummingbirdTesting
import Quizzes
import Storage
import Testing

@testable import CourseServer

/// The fields a browser would send back: those of the page's form with this action.
private func fields(of page: TestResponse, action: String) throws -> [(String, String)] {
    let start = try #require(page.text.range(of: "action=\"\(action)\""), "\(action)")
    let form = page.text[start.upperBound...].prefix(
        upTo: page.text[start.upperBound...].range(of: "</form>")!.lowerBound)
    var fields: [(String, String)] = []
    for tag in form.matches(of: /<input[^>]*>/) {
        let tag = tag.output
        guard let name = tag.firstMatch(of: /\ name="([^"]+)"/)?.1 else { continue }
        if tag.contains("type=\"checkbox\"") && !tag.contains(" checked") || tag.contains("type=\"file\"") { continue }
        fields.append((String(name), String(tag.firstMatch(of: /\ value="([^"]*)"/)?.1 ?? "")))
    }
    for area in form.matches(of: /(?s)<textarea[^>]* name="([^"]+)"[^>]*>\n?(.*?)<\/textarea>/) {
        fields.append((String(area.1), String(area.2)))
    }
    for select in form.matches(of: /(?s)<select[^>]* name="([^"]+)"[^>]*>(.*?)<\/select>/) {
        let chosen = select.2.firstMatch(of: /value="([^"]*)" selected/)?.1
        fields.append((String(select.1), String(chosen ?? select.2.firstMatch(of: /value="([^"]*)"/)?.1 ?? "")))
    }
    return fields
}

extension [(String, String)] {
    fileprivate func with(_ name: String, _ value: String) -> Self { filter { $0.0 != name } + [(name, value)] }
}

@Suite struct SettingsConflictTests {
    /// The address of a form of settings, what one changes there, what the other does, and how the other's is named.
    private static func forms(_ world: WebWorld) -> [(String, mine: (String, String), theirs: (String, String), String)]
    {
        [
            ("/courses/\(world.course.id)/settings", ("hours", "12"), ("capacity", "7"), "«Число мест» (теперь 7)"),
            ("/activities/\(world.quiz)/quiz", ("attempts", "5"), ("per_page", "3"), "(теперь 3)"),
            (
                "/activities/\(world.quiz)/quiz", ("points", "20"), ("opens", "2014-01-10T18:00"),
                "«Открыть с» (теперь"
            ),
            ("/activities/\(world.quiz)/quiz", ("points", "50"), ("tolerance", "10"), "(теперь 10)"),
            (
                "/activities/\(world.page)/schedule", ("completion", "confirmed"), ("due", "2014-01-10T18:00"),
                "января"
            ),
            ("/activities/\(world.assignment)/edit", ("attempts", "5"), ("grace", "30"), "(теперь 30)"),
            ("/activities/\(world.poll)/edit", ("results", "never"), ("closes", "2014-01-10T18:00"), "января"),
        ]
    }

    @Test func `who keeps a form over another's change is told, and nothing of either is lost`() async throws {
        try await withWebWorld { world in
            for (address, mine, theirs, named) in Self.forms(world) {
                let shown = try fields(of: try await world.get(address, as: .author), action: address)
                let first = try await world.send(shown.with(theirs.0, theirs.1), to: address, as: .methodist)
                #expect(first.status != .unprocessableContent, "\(address): \(first.text)")

                let second = try await world.send(shown.with(mine.0, mine.1), to: address, as: .author)

                #expect(second.status == .unprocessableContent, "\(address)")
                #expect(second.text.contains(named), "\(address)")
                let again = try fields(of: second, action: address)
                #expect(again.contains { $0 == mine }, "\(address): what was typed stands in the form")
                let kept = try fields(of: try await world.get(address, as: .author), action: address)
                #expect(kept.contains { $0 == theirs } && !kept.contains { $0 == mine }, "\(address)")

                let third = try await world.send(again, to: address, as: .author)
                #expect(third.status != .unprocessableContent, "\(address): \(third.text)")
                let last = try fields(of: try await world.get(address, as: .author), action: address)
                #expect(last.contains { $0 == mine }, "\(address)")
            }
        }
    }

    @Test func `a schedule moved meanwhile is seen by the assignment's form`() async throws {
        try await withWebWorld { world in
            let address = "/activities/\(world.assignment)/edit"
            let shown = try fields(of: try await world.get(address, as: .author), action: address)
            let due = Date(timeIntervalSince1970: 1_389_351_600)
            try await world.domains.schedules.set(ActivitySchedule(dueAt: due), of: world.assignment)

            let answer = try await world.send(shown.with("grace", "5"), to: address, as: .author)

            #expect(answer.status == .unprocessableContent && answer.text.contains("января"))
            #expect(try await world.domains.schedules.schedule(of: world.assignment).dueAt == due)
        }
    }

    @Test func `only one of many who keep the same form at once succeeds`() async throws {
        try await withWebWorld { world in
            let address = "/activities/\(world.quiz)/quiz"
            let shown = try fields(of: try await world.get(address, as: .author), action: address)

            let kept = try await withThrowingTaskGroup(of: Bool.self) { group in
                for number in 1...8 {
                    group.addTask {
                        try await world.post(address, shown.with("per_page", "\(10 + number)"), as: .author).status
                            == .ok
                    }
                }
                return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }

            #expect(kept == 1)
        }
    }

    @Test func `what was shown is compared field by field`() throws {
        let shown = FormFields(pairs: [("a", "1"), ("b", "да, нет"), ("box", "yes")])
        let note = try #require(ShownFields(in: FormFields(pairs: []).showing(shown)))

        #expect(note.changed(in: shown) == [])
        #expect(note.changed(in: FormFields(pairs: [("b", "да"), ("a", "1"), ("c", "")])) == ["b", "box"])
        #expect(ShownFields(in: FormFields()) == nil)
        #expect((nil as ShownFields?).holds(for: shown))
    }
}

extension WebWorld {
    /// A form that takes files is sent in parts.
    fileprivate func send(
        _ fields: [(String, String)], to address: String, as person: Person
    ) async throws -> TestResponse {
        guard address == "/activities/\(assignment)/edit" else { return try await post(address, fields, as: person) }
        return try await upload(address, fields, file: [], named: "", as: person)
    }
}
