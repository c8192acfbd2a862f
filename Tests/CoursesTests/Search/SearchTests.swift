import Accounts
import Courses
import Foundation
import Markup
import Media
import Spaces
import Storage
import TestSupport
import Testing

private let migrations =
    JobQueue.migrations + Accounts.migrations + Spaces.migrations + AssetLibrary.migrations + Courses.migrations

/// A school with a course that everybody of the network may study, and the search over it.
private struct Library {
    let database: any Database
    let courses: Courses
    let search: CourseSearch
    let index: SearchIndex
    let teacher: User.ID
    let reader: User.ID
    let space: Space.ID
    let course: Course
    let module: Module.ID

    init(_ database: any Database) async throws {
        self.database = database
        let now: @Sendable () -> Date = { Date() }
        let accounts = Accounts(database: database, hasher: PasswordHasher(memoryKiB: 64, passes: 1), now: now)
        courses = Courses(database: database, formulas: nil, now: now)
        search = CourseSearch(database: database, now: now)
        index = SearchIndex(database: database, sources: [])
        func user(_ login: String) async throws -> User.ID {
            try await accounts.register(NewUser(login: login, name: PersonName(surname: "Тарасова", given: "Ольга"))).id
        }
        teacher = try await user("teacher")
        reader = try await user("reader")
        space = try await Spaces(database: database, now: now).create(
            .organisation, named: "Школа", slug: "school", in: nil, visibility: .open
        ).id
        course = try await courses.found(
            CourseSettings(
                title: "Дроби и проценты", visibility: .network, admission: Admission(mode: .open)), in: space,
            by: teacher)
        try await Enrolments(database: database, now: now).enrol(reader, in: course.id)
        module = try await courses.addModule("Обыкновенные числа", to: course.id)
    }

    @discardableResult
    func add(_ title: String, _ text: String = "Текст") async throws -> Activity.ID {
        try await courses.add(.page(try courses.render(text)), titled: title, to: module, by: teacher)
    }

    /// Somebody who marks in the course and does not write it.
    func addTutor() async throws -> User.ID {
        let accounts = Accounts(database: database, hasher: PasswordHasher(memoryKiB: 64, passes: 1), now: { Date() })
        let tutor = try await accounts.register(
            NewUser(login: "tutor", name: PersonName(surname: "Ким", given: "Анна"))
        ).id
        try await Spaces(database: database, now: { Date() }).add(tutor, to: course.space, as: .tutor)
        return tutor
    }

    /// The titles of what the reader finds, best first.
    func titles(_ query: String, by user: User.ID? = nil) async throws -> [String] {
        try await search.find(query, by: user ?? reader)?.hits.map(\.plainTitle) ?? []
    }
}

extension SearchHit {
    fileprivate var plainTitle: String { title.map(\.text).joined() }
    fileprivate var plainSnippet: String { snippet.map { $0.isFound ? "[\($0.text)]" : $0.text }.joined() }
}

@Suite struct SearchTests {
    private static let pages = [
        ("Контрольная", "Завтра контрольные работы у всех классов."), ("Ёлка", "Мы украсили ёлку шарами."),
        ("Учитель", "Учителями становятся не сразу."), ("Дети", "Для детей и взрослых."),
        ("Книги", "Прочитайте книгу до конца."), ("Задача", "Решите задачу о трёх поездах."),
        ("Лошади", "На лугу паслись лошади."), ("Реки", "Реки Кузбасса: Томь и Иня."),
        ("Graphs", "Drawing graphs of functions."), ("Формула", "Площадь круга $\\pi r^2$ и ещё."),
    ]

    /// What is typed, and the page that has it in another form.
    private static let forms = [
        ("контрольная работа", "Контрольная"), ("контрольных", "Контрольная"), ("елка", "Ёлка"), ("ЁЛКИ", "Ёлка"),
        ("учитель", "Учитель"), ("детьми взрослый", "Дети"), ("дет", "Дети"), ("книгами", "Книги"),
        ("задачи поезд", "Задача"), ("лошадь", "Лошади"), ("река", "Реки"), ("graph function", "Graphs"),
        ("площади кругов", "Формула"),
    ]

    @Test(arguments: TestEngine.available)
    func `a word is found in whatever form it stands`(engine: TestEngine) async throws {
        try await withDatabase(engine, migrations: migrations) { database in
            let library = try await Library(database)
            for (title, text) in Self.pages { try await library.add(title, text) }

            for (query, title) in Self.forms {
                #expect(try await library.titles(query).first == title, "\(query)")
            }
            #expect(try await library.titles("процентами") == ["Дроби и проценты"])
            #expect(try await library.titles("обыкновенное число") == ["Обыкновенные числа"])
        }
    }

    @Test(arguments: TestEngine.available)
    func `a whole word and a title come first, and the words found are marked`(engine: TestEngine) async throws {
        try await withDatabase(engine, migrations: migrations) { database in
            let library = try await Library(database)
            let long = String(repeating: "Совсем о другом. ", count: 30)
            try await library.add("В тексте", "\(long) Здесь говорится: круг и <b>круги</b>. \(long)")
            try await library.add("Круг")
            try await library.add("Кругозор")

            let results = try #require(try await library.search.find("круг", by: library.reader))

            #expect(results.match == .all && results.total == 3)
            #expect(results.hits.map(\.plainTitle) == ["Круг", "Кругозор", "В тексте"])
            #expect(results.hits[0].title == [SearchText("Круг", isFound: true)])
            let snippet = results.hits[2].plainSnippet
            #expect(snippet.contains("говорится: [круг] и [круги]."))
            #expect(snippet.hasPrefix("… ") && snippet.hasSuffix(" …") && snippet.count < 300)
        }
    }

    @Test(arguments: TestEngine.available)
    func `where nothing has all the words some are shown, and where none has any what is spelt like them`(
        engine: TestEngine
    ) async throws {
        try await withDatabase(engine, migrations: migrations) { database in
            let library = try await Library(database)
            try await library.add("Параллелограмм", "Свойства")
            try await library.add("Ромб", "Признаки")

            func find(_ query: String) async throws -> SearchResults? {
                try await library.search.find(query, by: library.reader)
            }
            let some = try #require(try await find("ромб параллелограмм"))
            #expect(some.match == .some && some.hits.map(\.plainTitle).sorted() == ["Параллелограмм", "Ромб"])
            let similar = try #require(try await find("паралелограм"))
            #expect(similar.match == .similar && similar.hits.map(\.plainTitle) == ["Параллелограмм"])
            let swapped = try #require(try await find("прзинаки"))
            #expect(swapped.match == .similar && swapped.hits.map(\.plainTitle) == ["Ромб"])
            let nothing = try #require(try await find("шахматы"))
            #expect(nothing.hits == [] && nothing.total == 0)
            #expect(try await find(" .,! ") == nil)
        }
    }

    @Test(arguments: TestEngine.available)
    func `what changes is found anew and what is removed is not found`(engine: TestEngine) async throws {
        try await withDatabase(engine, migrations: migrations) { database in
            let library = try await Library(database)
            let page = try await library.add("Черновик", "О треугольниках и о квадратах.")
            #expect(try await library.titles("треугольник") == ["Черновик"])

            try await library.courses.change(
                page: page, titled: "Чистовик", to: try library.courses.render("О квадратах и об окружности."),
                version: 1, by: library.teacher)

            #expect(try await library.titles("треугольник") == [])
            #expect(try await library.titles("квадрат окружность") == ["Чистовик"])
            #expect(try await library.titles("черновик") == [])
            try await library.courses.change(
                library.course.id, to: CourseSettings(title: "Геометрия", visibility: .network))
            #expect(try await library.titles("геометрией") == ["Геометрия"])
            #expect(try await library.titles("проценты") == [])
            try await library.courses.remove(page)
            #expect(try await library.titles("квадрат") == [])
            try await library.courses.restore(page)
            #expect(try await library.titles("квадрат") == ["Чистовик"])
        }
    }

    @Test(arguments: TestEngine.available)
    func `an index built anew finds the same`(engine: TestEngine) async throws {
        try await withDatabase(engine, migrations: migrations) { database in
            let library = try await Library(database)
            for (title, text) in Self.pages { try await library.add(title, text) }
            func rows() async throws -> [String] {
                try await database.read { tx in
                    try tx.all(
                        """
                        SELECT kind, item_id, word, weight FROM search_documents JOIN search_words ON document_id = id
                        ORDER BY kind, item_id, word
                        """
                    ) { row -> String in
                        let (kind, item, word, weight): (String, Int, String, Int) = (
                            try row["kind"], try row["item_id"], try row["word"], try row["weight"]
                        )
                        return "\(kind) \(item) \(word) \(weight)"
                    }
                }
            }
            let before = try await rows()
            try await database.write { tx in try tx.run("DELETE FROM search_documents") }
            #expect(try await library.titles("контрольная") == [])

            let documents = try await library.index.rebuild()

            #expect(documents == Self.pages.count + 2)
            #expect(try await rows() == before)
        }
    }

    @Test(arguments: TestEngine.available)
    func `nothing is found, counted or guessed of what one may not open`(engine: TestEngine) async throws {
        try await withDatabase(engine, migrations: migrations) { database in
            let library = try await Library(database)
            let hidden = try await library.add("Секретная страница", "Жираф")
            try await library.add("Открытая страница", "Бегемот")
            let draft = try await library.courses.found(
                CourseSettings(title: "Тайный жираф", visibility: .personal), in: library.space, by: library.teacher)
            let module = try await library.courses.addModule("Жирафы", to: draft.id)
            try await library.courses.add(
                .page(try library.courses.render("Бегемот и жираф")), titled: "Черновик", to: module,
                by: library.teacher)
            try await database.write { tx in
                try tx.run("UPDATE activities SET is_hidden = 1 WHERE id = \(hidden)")
            }

            func total(_ query: String, by user: User.ID?) async throws -> Int {
                try await library.search.find(query, by: user)?.total ?? -1
            }
            #expect(try await total("жираф", by: library.teacher) == 4)
            #expect(try await total("жираф", by: library.reader) == 0)
            // A slip of the keyboard brings nothing out either.
            #expect(try await total("жирав", by: library.teacher) == 4)
            #expect(try await total("жирав", by: library.reader) == 0)
            #expect(try await total("бегемот жираф", by: library.reader) == 1)
            #expect(try await total("бегемот", by: library.reader) == 1)
            // Who is not in the course sees its title only, and a passer-by not even that.
            let stranger = try await Accounts(
                database: database, hasher: PasswordHasher(memoryKiB: 64, passes: 1), now: { Date() }
            ).register(NewUser(login: "stranger", name: PersonName(surname: "Ким", given: "Анна"))).id
            #expect(try await total("бегемот", by: stranger) == 0)
            #expect(try await total("дроби", by: stranger) == 1)
            #expect(try await total("дроби", by: nil) == 0)

            try await database.write { tx in
                try tx.run("UPDATE activities SET is_hidden = 0 WHERE id = \(hidden)")
                try tx.run("UPDATE modules SET is_hidden = 1 WHERE id = \(library.module)")
            }
            #expect(try await total("бегемот", by: library.reader) == 0)
            #expect(try await total("обыкновенные", by: library.reader) == 0)
            #expect(try await total("обыкновенные", by: library.teacher) == 1)
        }
    }

    @Test(arguments: TestEngine.available)
    func `a step with a condition is found by whom it is open to`(engine: TestEngine) async throws {
        try await withDatabase(engine, migrations: migrations) { database in
            let library = try await Library(database)
            let schedules = Schedules(database: database)
            let first = try await library.add("Жираф первый")
            let group = try await schedules.addGroup("6 «А»", to: library.course.id)
            let conditions: [(String, Condition)] = [
                ("Жираф после первого", .completed(first)), ("Жираф группы", .group(group)),
                ("Жираф вчерашний", .from(Date(timeIntervalSinceNow: -86_400))),
                ("Жираф завтрашний", .from(Date(timeIntervalSinceNow: 86_400))),
            ]
            for (title, condition) in conditions {
                try await schedules.set(ActivitySchedule(condition: condition), of: try await library.add(title))
            }
            func found(_ query: String, by user: User.ID) async throws -> Set<String> {
                let results = try await library.search.find(query, by: user)
                #expect(results?.total == results?.hits.count)
                return Set(results?.hits.map(\.plainTitle) ?? [])
            }

            #expect(try await found("жираф", by: library.reader) == ["Жираф первый", "Жираф вчерашний"])
            #expect(try await found("жирав", by: library.reader) == ["Жираф первый", "Жираф вчерашний"])
            // A word that only closed steps have is not guessed from.
            #expect(try await found("завтршний", by: library.reader) == [])
            #expect(try await found("вчершний", by: library.reader) == ["Жираф вчерашний"])

            try await ProgressLog(database: database, now: { Date() }).complete(first, by: library.reader)
            try await schedules.set([library.reader], of: group, in: library.course.id)
            let open: Set = ["Жираф первый", "Жираф вчерашний", "Жираф после первого", "Жираф группы"]
            #expect(try await found("жираф", by: library.reader) == open)
            #expect(try await found("жираф", by: library.teacher).count == 5)
            // Who teaches and may not write meets no conditions.
            let tutor = try await library.addTutor()
            #expect(try await found("жираф", by: tutor).count == 5)
        }
    }

    @Test(
        arguments: [
            "\"", "'", "';DROP TABLE courses;--", "дроби\" OR \"1", "дроби* NEAR(a,b)", "title:дроби", "^дроби$",
            "(((дроби", "дроби AND NOT", "{дроби}", "%_%", "\\", "\u{0}дроби\u{0}", "дро\u{AD}би", "<script>дроби",
            "🦒", "👨‍👩‍👧‍👦 дроби", "\u{202E}иборд", "д̈р̈ӧб̈ӥ", "\u{FFFF}\u{10FFFF}",
            String(repeating: "дроби ", count: 2_000), String(repeating: "ж", count: 10_000),
            String(repeating: "\"*(", count: 3_000), (0..<500).map { "слово\($0)" }.joined(separator: " "),
        ])
    func `a query of whatever signs is words or nothing`(query: String) async throws {
        for engine in TestEngine.available {
            try await withDatabase(engine, migrations: migrations) { database in
                let library = try await Library(database)

                let results = try await library.search.find(query, by: library.reader)

                for hit in results?.hits ?? [] { #expect(hit.course == library.course.id) }
                if query.contains("дроби") && !query.contains("OR") && !query.contains("DROP") {
                    #expect(results?.hits.contains { $0.plainTitle == "Дроби и проценты" } == true)
                }
            }
        }
    }

    @Test(arguments: TestEngine.available)
    func `a long list comes in pages`(engine: TestEngine) async throws {
        try await withDatabase(engine, migrations: migrations) { database in
            let library = try await Library(database)
            for number in 1...45 { try await library.add("Страница \(number)", "Жираф") }

            var seen: Set<String> = []
            for page in 1...3 {
                let results = try #require(try await library.search.find("жираф", by: library.reader, page: page))
                #expect(results.total == 45 && results.pages == 3)
                #expect(results.hits.count == (page < 3 ? 20 : 5))
                seen.formUnion(results.hits.map(\.plainTitle))
            }
            #expect(seen.count == 45)
            #expect(try await library.search.find("жираф", by: library.reader, page: 99)?.hits == [])
        }
    }
}
