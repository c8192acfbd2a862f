import Accounts
import Courses
import Foundation
import Markup
import Spaces
import Storage
import TestSupport
import Testing

/// A course with one page in its only module, and a second author.
private struct Desk {
    let school: School
    let course: Course
    let module: Module.ID
    let page: Activity.ID
    let colleague: User.ID

    init(_ school: School) async throws {
        self.school = school
        course = try await school.addCourse()
        module = try await school.courses.addModule("Модуль", to: course.id)
        page = try await school.courses.add(
            .page(try school.courses.render("Первый текст")), titled: "Страница", to: module, by: school.teacher)
        colleague = try await school.accounts.register(
            NewUser(login: "colleague", name: PersonName(surname: "Петрова", given: "Анна"))
        ).id
    }

    var courses: Courses { school.courses }

    func change(to text: String, version: Int, by author: User.ID? = nil) async throws {
        try await courses.change(
            page: page, titled: "Страница", to: try courses.render(text), version: version, by: author ?? school.teacher
        )
    }

    func text() async throws -> String {
        guard case .page(let page) = try await courses.open(page).0.body else { return "" }
        return page.markdown
    }

    func keep(_ text: String, base: Int = 1, revision: Int = 0, by author: User.ID? = nil) async throws -> PageDraft {
        try await courses.keep(
            draftOf: page, titled: "Страница", markdown: text, baseVersion: base, revision: revision,
            by: author ?? school.teacher)
    }
}

@Suite struct PageHistoryTests {
    @Test(arguments: TestEngine.available)
    func `an old version is brought back, and the history only grows`(engine: TestEngine) async throws {
        try await withSchool(engine) { school in
            let desk = try await Desk(school)
            #expect(try await desk.courses.history(of: desk.page).versions.isEmpty)
            try await desk.change(to: "Второй текст", version: 1, by: desk.colleague)
            try await desk.change(to: "Третий текст", version: 2)

            try await desk.courses.restore(version: 1, of: desk.page, current: 3, by: desk.colleague)

            #expect(try await desk.text() == "Первый текст")
            let history = try await desk.courses.history(of: desk.page)
            #expect(history.versions.map(\.number) == [4, 3, 2, 1])
            #expect(history.versions.map { $0.author?.surname } == ["Петрова", "Тарасова", "Петрова", "Тарасова"])
            #expect(history.current == 4)
            #expect(try await desk.courses.version(2, of: desk.page).markdown == "Второй текст")
            await #expect(throws: NoRow.self) { try await desk.courses.version(9, of: desk.page) }
            await #expect(throws: AuthoringRefusal.self) {
                try await desk.courses.restore(version: 2, of: desk.page, current: 3, by: desk.colleague)
            }
        }
    }

    @Test(arguments: TestEngine.available)
    func `a new name is not undone by who had the page open under the old one`(engine: TestEngine) async throws {
        try await withSchool(engine) { school in
            let desk = try await Desk(school)

            try await desk.courses.rename(desk.page, to: "Новое имя", by: desk.colleague)

            await #expect(throws: AuthoringRefusal.self) { try await desk.change(to: "Второй текст", version: 1) }
            #expect(try await desk.courses.open(desk.page).0.activity.title == "Новое имя")
            let history = try await desk.courses.history(of: desk.page)
            #expect(history.versions.map(\.title) == ["Новое имя", "Страница"])
            try await desk.courses.rename(desk.page, to: "Новое имя", by: desk.colleague)
            #expect(try await desk.courses.open(desk.page).0.version == 2)
        }
    }

    @Test(arguments: TestEngine.available)
    func `nothing is put into a module that was removed`(engine: TestEngine) async throws {
        try await withSchool(engine) { school in
            let desk = try await Desk(school)
            try await desk.courses.remove(desk.module)

            await #expect(throws: AuthoringRefusal.moduleRemoved) {
                try await desk.courses.add(
                    .page(try desk.courses.render("Текст")), titled: "Страница", to: desk.module, by: desk.colleague)
            }
            try await desk.courses.restore(desk.module)
            #expect(try await desk.courses.contents(desk.course.id).activities.count == 1)
        }
    }

    @Test(arguments: TestEngine.available)
    func `a hundred versions are read a stretch at a time`(engine: TestEngine) async throws {
        try await withSchool(engine) { school in
            let desk = try await Desk(school)
            for version in 1..<100 { try await desk.change(to: "Текст \(version)", version: version) }

            var numbers: [Int] = []
            var before: Int?
            repeat {
                let stretch = try await desk.courses.history(of: desk.page, before: before)
                #expect(stretch.versions.count <= PageHistory.length)
                numbers += stretch.versions.map(\.number)
                before = stretch.olderThan
            } while before != nil

            #expect(numbers == Array((1...100).reversed()))
        }
    }

    @Test(arguments: TestEngine.available)
    func `given two authors at one page, then neither text is lost`(engine: TestEngine) async throws {
        try await withSchool(engine) { school in
            let desk = try await Desk(school)
            let mine = try await desk.keep("Мой черновик")
            let theirs = try await desk.keep("Её черновик", by: desk.colleague)
            try await desk.change(to: "Её черновик", version: theirs.baseVersion, by: desk.colleague)

            await #expect(
                throws: AuthoringRefusal.changedMeanwhile(
                    by: PersonName(surname: "Петрова", given: "Анна"), theirs: "Её черновик")
            ) { try await desk.change(to: "Мой черновик", version: mine.baseVersion) }

            let (kept, others) = try await desk.courses.draft(of: desk.page, by: school.teacher)
            #expect(kept?.markdown == "Мой черновик" && others.isEmpty)
            #expect(try await desk.text() == "Её черновик")
            try await desk.change(to: "Общий текст", version: 2)
            #expect(try await desk.courses.draft(of: desk.page, by: school.teacher).0 == nil)
            #expect(try await desk.courses.version(2, of: desk.page).markdown == "Её черновик")
        }
    }

    @Test(arguments: TestEngine.available)
    func `given two windows of one author, then neither draft is lost`(engine: TestEngine) async throws {
        try await withSchool(engine) { school in
            let desk = try await Desk(school)
            let first = try await desk.keep("Раз")
            #expect(first.revision == 1)
            #expect(try await desk.keep("Раз, два", revision: 1).revision == 2)

            await #expect(throws: AuthoringRefusal.draftElsewhere(theirs: "Раз, два")) {
                try await desk.keep("Раз, три", revision: 1)
            }

            #expect(try await desk.keep("Раз, три", revision: 2).revision == 3)
            #expect(try await desk.keep("Раз, три", revision: 1).revision == 4)
        }
    }

    @Test(arguments: TestEngine.available)
    func `what says the same as the page is no draft`(engine: TestEngine) async throws {
        try await withSchool(engine) { school in
            let desk = try await Desk(school)
            _ = try await desk.keep("Второй текст")
            try await desk.change(to: "Второй текст", version: 1)
            _ = try await desk.keep("Второй текст", base: 1, revision: 1)

            #expect(try await desk.courses.draft(of: desk.page, by: school.teacher).0 == nil)
        }
    }
}

@Suite struct RemovalTests {
    @Test(arguments: TestEngine.available)
    func `what was removed is gone for everybody and comes back as it was`(engine: TestEngine) async throws {
        try await withSchool(engine) { school in
            let desk = try await Desk(school)
            let link = try await desk.courses.add(
                .link("https://example.org"), titled: "Сайт", to: desk.module, by: school.teacher)
            try await desk.courses.hide(link, true)
            let before = try await desk.courses.contents(desk.course.id)

            try await desk.courses.remove(desk.page)
            try await desk.courses.remove(link)
            #expect(try await desk.courses.contents(desk.course.id).activities.isEmpty)
            await #expect(throws: NoRow.self) { try await desk.courses.visit(desk.page, by: school.teacher) }
            #expect(try await desk.courses.removed(from: desk.course.id).count == 2)

            try await desk.courses.restore(desk.page)
            try await desk.courses.restore(link)
            #expect(try await desk.courses.contents(desk.course.id) == before)
            await #expect(throws: NoRow.self) { try await desk.courses.restore(link) }
        }
    }

    @Test(arguments: TestEngine.available)
    func `a removed module comes back with everything in it, for thirty days`(engine: TestEngine) async throws {
        let clock = TestClock()
        try await withDatabase(engine, migrations: School.migrations) { database in
            let school = try await School(database, now: { clock.now })
            let desk = try await Desk(school)
            let other = try await desk.courses.addModule("Второй", to: desk.course.id)
            try await desk.courses.remove(desk.page)
            try await desk.courses.remove(desk.module)
            let removed = try await desk.courses.removed(from: desk.course.id)
            #expect(removed.map(\.part) == [.module(desk.module)])
            #expect(try await desk.courses.contents(desk.course.id).modules.map(\.id) == [other])

            clock.advance(29 * 86_400)
            try await desk.courses.restore(desk.module)
            #expect(try await desk.courses.contents(desk.course.id).modules.map(\.id) == [desk.module, other])

            clock.advance(2 * 86_400)
            await #expect(throws: NoRow.self) { try await desk.courses.restore(desk.page) }
            try await desk.courses.remove(other)
            await #expect(throws: NoRow.self) { try await desk.courses.course(of: desk.page) }
            let last = try await desk.courses.addModule("Последний", to: desk.course.id)
            #expect(try await desk.courses.contents(desk.course.id).modules.map(\.id) == [desk.module, last])
        }
    }

    @Test(arguments: TestEngine.available)
    func `the order is stored`(engine: TestEngine) async throws {
        try await withSchool(engine) { school in
            let desk = try await Desk(school)
            let second = try await desk.courses.addModule("Второй", to: desk.course.id)
            let link = try await desk.courses.add(
                .link("https://example.org"), titled: "Сайт", to: desk.module, by: school.teacher)

            try await desk.courses.move(link, .up)
            #expect(try await desk.courses.contents(desk.course.id).activities.map(\.id) == [link, desk.page])
            try await desk.courses.move(link, to: second, .last)
            try await desk.courses.move(second, .up)
            let contents = try await desk.courses.contents(desk.course.id)
            #expect(contents.modules.map(\.id) == [second, desk.module])
            #expect(contents.activities.map(\.id) == [link, desk.page])
        }
    }
}
