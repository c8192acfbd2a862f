import Accounts
import Archives
import Courses
import Foundation
import HTTPTypes
import HummingbirdTesting
import NIOCore
import Spaces
import Storage
import TestSupport
import Testing

@testable import CourseServer

extension WebWorld {
    private var journal: String { "/courses/\(course.id)/gradebook" }

    fileprivate func addColumn(_ title: String = "У доски") async throws -> String {
        try await domains.gradebookAuthoring.add(OwnColumn(title: title, maximum: Points(5)), to: course.id).description
    }

    fileprivate func save(_ cells: String, as person: Person = .author) async throws -> TestResponse {
        try await post("\(journal)/marks", json: "{\"cells\":[\(cells)],\"paste\":true}", as: person)
    }

    fileprivate func cell(_ column: String, _ person: Person, _ value: String, seen: String = "") -> String {
        #"{"c":"\#(column)","u":\#(id(person)),"seen":"\#(seen)","value":"\#(value)"}"#
    }

    fileprivate func mark(_ column: String, of person: Person) async throws -> Mark? {
        let sheet = try await domains.gradebook.sheet(of: course.id)
        return try sheet.rows.first { $0.learner.id == id(person) }?.marks[#require(GradeColumn.ID(column))]
    }
}

@Suite struct GradebookTests {
    @Test func `cells sent by the script are saved, and the answer has the totals`() async throws {
        try await withWebWorld { world in
            let column = try await world.addColumn()

            let answer = try await world.save(
                world.cell(column, .learner, "4,5") + "," + world.cell(column, .classmate, "н"))

            #expect(answer.status == .ok)
            let expected =
                "{\"message\":\"Вставлены 2\u{A0}клетки\","
                + #""rows":[{"m":{"\#(column)":["н",""]},"t":["—","—"],"u":\#(world.id(.classmate))},"#
                + #"{"m":{"\#(column)":["4,5",""]},"t":["90","5"],"u":\#(world.id(.learner))}]}"#
            #expect(answer.text == expected)
        }
    }

    @Test func `one bad cell keeps all out, and is named by learner and column`() async throws {
        try await withWebWorld { world in
            let column = try await world.addColumn()

            let answer = try await world.save(
                world.cell(column, .learner, "4") + "," + world.cell(column, .classmate, "1e308") + ","
                    + world.cell(column, .pupil, "3"))

            #expect(answer.status == .unprocessableContent)
            #expect(answer.text.contains("Classmate Анна Ивановна, «У доски»: 1e308 — это не число"))
            #expect(answer.text.contains("такого слушателя на курсе нет"))
            #expect(try await world.mark(column, of: .learner) == nil)
        }
    }

    @Test func `a body that is no list of cells is refused and changes nothing`() async throws {
        try await withWebWorld { world in
            let column = try await world.addColumn()
            let changes = try await world.changes {
                for body in [
                    "", "[]", "{\"cells\":5}", "{\"cells\":[{\"c\":\"\(column)\"}]}",
                    "{\"cells\":[{\"c\":\"\(column)\",\"u\":1e400,\"value\":\"5\"}]}",
                    "{\"cells\":[{\"c\":\"\(column)\",\"u\":NaN,\"value\":\"5\"}]}",
                ] {
                    let answer = try await world.post(
                        "/courses/\(world.course.id)/gradebook/marks", json: body, as: .author)
                    #expect(answer.status == .badRequest, "\(body)")
                }
            }
            #expect(changes == [])
        }
    }

    @Test func `a column of another course does not take marks through this one`() async throws {
        try await withWebWorld { world in
            let other = try await world.domains.courses.found(
                CourseSettings(title: "Чужой"), in: world.schoolB.id, by: nil)
            let column = try await world.domains.gradebookAuthoring.add(
                OwnColumn(title: "Чужое", maximum: Points(5)), to: other.id
            ).description

            #expect(try await world.save(world.cell(column, .learner, "5")).status == .unprocessableContent)
            let base = "/courses/\(world.course.id)/gradebook/columns/\(column)"
            for path in ["", "/learners/\(world.id(.learner))"] {
                #expect(try await world.get(base + path, as: .author).status == .notFound)
            }
            for path in ["/marks", "/settings", "/removal", "/learners/\(world.id(.learner))"] {
                #expect(try await world.post(base + path, as: .author).status == .notFound)
            }
        }
    }

    @Test func `without a script a column is a form: untouched cells write over nothing`() async throws {
        try await withWebWorld { world in
            let column = try await world.addColumn()
            let (learner, classmate) = (world.id(.learner), world.id(.classmate))
            _ = try await world.save(world.cell(column, .classmate, "3"))

            let answer = try await world.post(
                "/courses/\(world.course.id)/gradebook/columns/\(column)/marks",
                [
                    ("v.\(learner)", "5"), ("s.\(learner)", ""), ("k.\(learner)", "Отлично"), ("o.\(learner)", ""),
                    ("v.\(classmate)", ""), ("s.\(classmate)", ""), ("k.\(classmate)", ""), ("o.\(classmate)", ""),
                ], as: .tutor)

            #expect(answer.status == .seeOther)
            #expect(try await world.mark(column, of: .learner) == Mark(byHand: Points(5), comment: "Отлично"))
            #expect(try await world.mark(column, of: .classmate)?.points == Points(3))
            #expect(try await world.get("/courses/\(world.course.id)/grades", as: .learner).text.contains("Отлично"))
            #expect(try await !world.get("/courses/\(world.course.id)/grades", as: .classmate).text.contains("Отлично"))
        }
    }

    @Test func `a refused form comes back with what was typed`() async throws {
        try await withWebWorld { world in
            let column = try await world.addColumn()
            let learner = world.id(.learner)
            let answer = try await world.post(
                "/courses/\(world.course.id)/gradebook/columns/\(column)/marks",
                [("v.\(learner)", "7"), ("s.\(learner)", "")], as: .tutor)
            #expect(answer.status == .unprocessableContent)
            #expect(answer.text.contains("value=\"7\""))
            #expect(answer.text.contains("больше наибольшего балла 5"))
        }
    }

    @Test func `a formula in a title or a name is text in every file`() async throws {
        try await withWebWorld { world in
            let column = try await world.addColumn("=1+1")
            _ = try await world.save(world.cell(column, .learner, "4,5"))
            let base = "/courses/\(world.course.id)/gradebook"

            let csv = try await world.get(base + ".csv", as: .author)
            #expect(csv.body.readableBytesView.starts(with: [0xEF, 0xBB, 0xBF]))
            #expect(csv.text.contains(";'=1+1;"))
            #expect(csv.text.contains(";4,5;"))

            let xlsx = try await world.get(base + ".xlsx", as: .author)
            let path = world.folder + "/read.xlsx"
            try Data(xlsx.body.readableBytesView).write(to: URL(fileURLWithPath: path))
            try FileManager.default.createDirectory(atPath: world.folder + "/parts", withIntermediateDirectories: true)
            let rows = try CSV.rows(ofWorkbook: path, unpackingInto: world.folder + "/parts")
            #expect(rows[0].cells[4] == "=1+1")
            #expect(rows[2].cells[4] == "4.5")
        }
    }

    @Test func `a table comes in after a look at it, or not at all`() async throws {
        try await withWebWorld { world in
            let column = try await world.addColumn()
            let base = "/courses/\(world.course.id)/gradebook/import"

            let bad = try await world.upload(
                base, file: Array("Логин;У доски\nlearner;9\nnobody;3\n".utf8), named: "marks.csv", as: .author)
            #expect(bad.status == .unprocessableContent)
            #expect(bad.text.contains("Строка 2."))
            #expect(bad.text.contains("на курсе нет слушателя «nobody»"))

            let good = try await world.upload(
                base, file: Array("Логин;У доски;Цвет\nlearner;4,5;<b>\n".utf8), named: "<i>.csv", as: .author)
            #expect(good.status == .ok)
            #expect(!good.text.contains("<i>.csv"))
            #expect(try await world.mark(column, of: .learner) == nil)

            let cells = "\(column)\t\(world.id(.learner))\t\t4,5"
            #expect(try await world.post(base + "/confirmation", [("cells", cells)], as: .author).status == .seeOther)
            #expect(try await world.mark(column, of: .learner)?.points == Points(decimal: "4,5"))

            let late = try await world.post(
                base + "/confirmation", [("cells", cells.replacing("4,5", with: "3"))], as: .author)
            #expect(late.status == .unprocessableContent)
            #expect(try await world.post(base + "/confirmation", [("cells", "x")], as: .author).status == .badRequest)
        }
    }

    @Test func `a learner reads in words how the total came about`() async throws {
        try await withWebWorld { world in
            let tests = try await world.domains.gradebookAuthoring.add(
                GradeCategory(
                    id: GradeCategory.ID(rawValue: 0), title: "Контрольные", rule: GradeRule(.mean, dropLowest: 1),
                    weight: Points(3)), to: world.course.id)
            try await world.domains.gradebookAuthoring.change(
                world.course.id, to: GradeRule(.weightedMean), scale: .fivePoint)
            for (number, value) in ["3", "4", "5"].enumerated() {
                let column = try await world.domains.gradebookAuthoring.add(
                    OwnColumn(
                        title: "Работа \(number)", maximum: Points(5),
                        placement: GradeColumn.Placement(category: tests)), to: world.course.id)
                _ = try await world.save(world.cell(column.description, .learner, value))
            }

            let page = try await world.get("/courses/\(world.course.id)/grades", as: .learner).text
            #expect(
                page.contains(
                    "«Контрольные»: Среднее — 90\u{A0}%. Худшее не учтено: «Работа 0». Вес в итоге: 3."))
            #expect(page.contains("Итог: Среднее взвешенное — 90\u{A0}%."))
        }
    }

    @Test(arguments: Language.allCases)
    func `the journal of a class opens within the budget of nodes`(language: Language) async throws {
        try await withWebWorld { world in
            for number in 3...30 {
                let user = try await world.domains.accounts.register(
                    NewUser(login: "n\(number)", name: PersonName(surname: "Новиков", given: "Олег"))
                ).id
                try await world.domains.enrolments.enrol([user], byTeacherIn: world.course.id)
            }
            for number in 3...40 { _ = try await world.addColumn("Работа \(number)") }
            let page = try await world.get(
                "/courses/\(world.course.id)/gradebook", as: .author, [.acceptLanguage: language.rawValue]
            ).text
            #expect(page.matches(of: /<[a-z]/).count <= 1_500)
            #expect(page.matches(of: /<tr data-u/).count == 30)
        }
    }
}
