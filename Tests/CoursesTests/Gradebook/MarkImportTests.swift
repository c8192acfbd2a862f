import Accounts
import Archives
import Courses
import Foundation
import Storage
import TestSupport
import Testing

@Suite struct MarkImportTests {
    /// The journal with the columns the reference files name.
    private func withJournal(_ maximum: Int, _ body: (Classroom, GradebookSheet) async throws -> Void) async throws {
        try await withClassroom(.sqlite) { room in
            for title in ["Manual item 1", "Test assignment name"] {
                _ = try await room.authoring.add(
                    OwnColumn(title: title, maximum: Points(maximum)), to: room.course.id)
            }
            try await body(room, try await room.gradebook.sheet(of: room.course.id))
        }
    }

    private func rows(_ text: String) throws -> [CSV.Row] { try CSV(Array(text.utf8)).rows }

    @Test(arguments: [
        ("moodle_grade_import.csv", 1, 0), ("moodle_grade_import_grademax.csv", 0, 1),
        ("moodle_upload_grades.csv", 1, 0),
    ])
    func `the reference files come in, but for the grade above the maximum`(
        name: String, changes: Int, problems: Int
    ) async throws {
        guard let folder = fixtures("csv_grades") else { return }
        let file = try [UInt8](Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)")))
        try await withJournal(500) { room, sheet in
            let marks = MarkImport(try CSV(file).rows, into: sheet)

            #expect(marks.changes.count == changes)
            #expect(marks.problems.map(\.line) == (problems == 0 ? [] : [2]))
            if case .cell(let problem)? = marks.problems.first?.kind {
                #expect(problem.reason == .aboveMaximum(Points(500)))
            }
            try await room.entry.enter(marks.changes.map(\.cell), in: room.course.id, by: room.teacher, source: .file)
        }
    }

    @Test func `each bad line is named, and what nobody asked about is passed over`() async throws {
        try await withJournal(10) { room, sheet in
            let marks = MarkImport(
                try rows(
                    """
                    ФИО;Manual item 1;У доски;Итог
                    Ученик № 01;7,5;н;99
                    ученик  № 02;11;;
                    Ученик № 09;5;5;
                    Ученик № 01;6;;
                    ;1;1;
                    Ученик № 03;;;
                    """), into: sheet)

            #expect(marks.ignored == ["Итог"])
            #expect(marks.problems.map(\.line) == [3, 4, 5, 6])
            #expect(
                marks.problems.map(\.kind)[1...] == [
                    .unknownLearner("ученик № 09"), .repeatedLearner("ученик № 01", line: 2), .unknownLearner(""),
                ])
            #expect(marks.changes.map(\.cell.value) == ["7,5", "н"])
        }
    }

    @Test func `a file of other things is refused with what it holds`() async throws {
        try await withJournal(10) { _, sheet in
            let prices = MarkImport(try rows("Продукт;Цена\nХлеб;40\n"), into: sheet)
            #expect(prices.problems.map(\.kind) == [.noLearnerColumn(found: ["Продукт", "Цена"])])
            let names = MarkImport(try rows("ФИО;Цена\nХлеб;40\n"), into: sheet)
            #expect(names.problems.map(\.kind) == [.noGradeColumn(found: ["ФИО", "Цена"])])
            #expect(MarkImport([], into: sheet).problems.map(\.kind) == [.empty])
        }
    }

    @Test func `what stands in the journal already changes nothing`() async throws {
        try await withJournal(10) { room, _ in
            try await room.type("4")
            let sheet = try await room.gradebook.sheet(of: room.course.id)
            let marks = MarkImport(try rows("Логин;У доски\nSTUDENT1;4,00\n"), into: sheet)
            #expect(marks.changes.isEmpty)
            #expect(marks.problems.isEmpty)
        }
    }

    @Test func `a workbook written is a workbook read, formulas in it are text`() async throws {
        try await withTemporaryFolder { folder in
            let book = Workbook(
                name: "Журнал: 7/А", head: ["Слушатель", "Логин", "У доски"],
                rows: [
                    [.text("=cmd|' /C calc'!A0"), .text("student1"), .number("4.5")],
                    [.text("Ёлкин <&> \"Пётр\""), .empty, .number("0.1")], [.empty, .empty, .empty],
                    [.text("\u{1}x"), .text("student3"), .number("NaN")],
                ])
            try book.write(to: folder + "/book.xlsx")
            try FileManager.default.createDirectory(atPath: folder + "/parts", withIntermediateDirectories: true)

            let rows = try CSV.rows(ofWorkbook: folder + "/book.xlsx", unpackingInto: folder + "/parts")

            #expect(
                rows == [
                    CSV.Row(line: 1, cells: ["Слушатель", "Логин", "У доски"]),
                    CSV.Row(line: 2, cells: ["=cmd|' /C calc'!A0", "student1", "4.5"]),
                    CSV.Row(line: 3, cells: ["Ёлкин <&> \"Пётр\"", "", "0.1"]),
                    CSV.Row(line: 5, cells: ["x", "student3", "NaN"]),
                ])
        }
    }

    @Test func `a zip that is no workbook is refused`() async throws {
        try await withTemporaryFolder { folder in
            try Data("text".utf8).write(to: URL(fileURLWithPath: folder + "/a.txt"))
            try Archive.pack(["a.txt"], of: folder, to: folder + "/book.xlsx")
            try FileManager.default.createDirectory(atPath: folder + "/parts", withIntermediateDirectories: true)
            #expect(throws: CSVRefusal.notText) {
                try CSV.rows(ofWorkbook: folder + "/book.xlsx", unpackingInto: folder + "/parts")
            }
        }
    }

    @Test func `a workbook with a document type is refused, entities and all`() async throws {
        try await withTemporaryFolder { folder in
            let sheet = """
                <?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>
                <worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>&b;</t></is></c></row></sheetData></worksheet>
                """
            let files = FileManager.default
            try files.createDirectory(atPath: folder + "/in/xl/worksheets", withIntermediateDirectories: true)
            try files.createDirectory(atPath: folder + "/parts", withIntermediateDirectories: true)
            try Data(sheet.utf8).write(to: URL(fileURLWithPath: folder + "/in/xl/worksheets/sheet1.xml"))
            try Archive.pack(["xl/worksheets/sheet1.xml"], of: folder + "/in", to: folder + "/book.xlsx")
            #expect(throws: ArchiveRefusal.damaged) {
                try CSV.rows(ofWorkbook: folder + "/book.xlsx", unpackingInto: folder + "/parts")
            }
        }
    }
}
