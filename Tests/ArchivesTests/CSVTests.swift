import Archives
import Foundation
import Testing

@Suite struct CSVTests {
    private func cells(_ text: String) throws -> [[String]] { try CSV(Array(text.utf8)).rows.map(\.cells) }

    @Test(arguments: [
        ("a;b\n1;2\n", [["a", "b"], ["1", "2"]]), ("a,b\r\n1,2", [["a", "b"], ["1", "2"]]),
        ("a\tb\r1\t2\r", [["a", "b"], ["1", "2"]]), ("a;b\n\n\n;\n", [["a", "b"], ["", ""]]),
        ("\"a;x\",b,c\n1,2,3", [["a;x", "b", "c"], ["1", "2", "3"]]), ("name\nx y", [["name"], ["x y"]]),
        ("\"a \"\"b\"\"\";c\n\"x\ny\" ;\"\"", [["a \"b\"", "c"], ["x\ny", ""]]), ("a\"b;c", [["a\"b", "c"]]), ("", []),
        ("Балл, %;Имя\n1;2", [["Балл, %", "Имя"], ["1", "2"]]),
    ])
    func `delimiters, quotes and line ends are understood`(text: String, rows: [[String]]) throws {
        #expect(try cells(text) == rows)
    }

    @Test func `a row knows the line where it begins`() throws {
        let table = try CSV(Array("a;b\r\n\"x\r\ny\";2\r\n\r\n3;4".utf8))

        #expect(
            table.rows == [
                .init(line: 1, cells: ["a", "b"]), .init(line: 2, cells: ["x\r\ny", "2"]),
                .init(line: 5, cells: ["3", "4"]),
            ])
        #expect(table.delimiter == ";")
    }

    @Test func `the encoding is found out`() throws {
        let text = "Имя;Балл\nЁлка №1;5\n"
        let windows1251: [UInt8] = [
            0xC8, 0xEC, 0xFF, 0x3B, 0xC1, 0xE0, 0xEB, 0xEB, 0x0A, 0xA8, 0xEB, 0xEA, 0xE0, 0x20, 0xB9, 0x31, 0x3B, 0x35,
            0x0A,
        ]
        let utf16 = Array("\u{FEFF}\(text)".utf16)
        let little: [UInt8] = utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        let big: [UInt8] = utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
        let files: [([UInt8], CSV.Encoding)] = [
            (Array(text.utf8), .utf8), (Array("\u{FEFF}\(text)".utf8), .utf8), (little, .utf16), (big, .utf16),
            (windows1251, .windows1251),
        ]

        for (file, encoding) in files {
            let table = try CSV(file)

            #expect(table.encoding == encoding)
            #expect(table.rows.map(\.cells) == [["Имя", "Балл"], ["Ёлка №1", "5"]])
        }
    }

    @Test(
        arguments: [
            ("a;b\n\"x;2\n3;4", .unclosedQuote(line: 2)), ("a\n\"x\"y", .textAfterQuote(line: 2)), ("a\0b", .notText),
            ("1;2;3;4", .tooManyColumns(line: 1, limit: 3)), ("1\n2\n3\n4\n5", .tooManyRows(limit: 4)),
            (String(repeating: "x", count: 101), .tooLarge(limit: 100)),
        ] as [(String, CSVRefusal)])
    func `a broken table is refused with its line`(text: String, refusal: CSVRefusal) {
        var limits = CSV.Limits()
        limits.bytes = 100
        limits.rows = 4
        limits.columns = 3

        #expect(throws: refusal) { try CSV(Array(text.utf8), limits: limits) }
    }

    @Test func `what is written opens in Excel, computes nothing and reads back`() throws {
        let file = CSV.write([
            ["Имя", "Балл"], ["=1+1", "-4,5"], ["+7 900", "+3"], ["@a", "-"], ["a;\"b\"", "x\ny"], ["\tb", "50%"],
            [" c ", "1e5"],
        ])

        let lines = [
            "\u{FEFF}Имя;Балл", "'=1+1;-4,5", "'+7 900;+3", "'@a;'-", "\"a;\"\"b\"\"\";\"x\ny\"", "\"'\tb\";50%",
            "\" c \";1e5", "",
        ]
        #expect(String(decoding: file, as: UTF8.self) == lines.joined(separator: "\r\n"))
        #expect(try CSV(file).rows.map(\.cells)[4...] == [["a;\"b\"", "x\ny"], ["'\tb", "50%"], [" c ", "1e5"]])
    }

    @Test(.enabled(if: Fixtures.folder != nil, "the reference data is not here"))
    func `the reference tables are read whole`() throws {
        for folder in ["csv_users", "csv_grades"] {
            for file in try Fixtures.files(in: folder, endingWith: ["csv"]) {
                let table = try CSV([UInt8](Data(contentsOf: file)))

                #expect(table.rows.count > 1, "\(file.lastPathComponent)")
            }
        }
    }

    @Test func `a sheet with a comment that is none is refused at once`() throws {
        let folder = NSTemporaryDirectory() + "sheet-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: folder) }
        for name in ["in", "good", "bad"] {
            try FileManager.default.createDirectory(atPath: "\(folder)/\(name)", withIntermediateDirectories: true)
        }
        try Workbook(name: "Лист", head: ["а"], rows: [[.text("б")]]).write(to: folder + "/book.xlsx")
        let names = try Archive.unpack(folder + "/book.xlsx", into: folder + "/in")
        let sheet = URL(fileURLWithPath: folder + "/in/xl/worksheets/sheet1.xml")
        let text = try String(contentsOf: sheet, encoding: .utf8)
        func rows(_ comment: String, _ name: String) throws -> [[String]] {
            try Data(text.replacing("<sheetData>", with: comment + "<sheetData>").utf8).write(to: sheet)
            try Archive.pack(names, of: folder + "/in", to: "\(folder)/\(name).xlsx")
            return try CSV.rows(ofWorkbook: "\(folder)/\(name).xlsx", unpackingInto: "\(folder)/\(name)").map(\.cells)
        }

        #expect(try rows("<!-- сводка -->", "good") == [["а"], ["б"]])
        #expect(throws: ArchiveRefusal.damaged) {
            try rows("<!--" + String(repeating: "--", count: 200_000) + "-->", "bad")
        }
    }
}
