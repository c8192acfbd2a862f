import Archives
import ArgumentParser
import Foundation
import TestSupport
import Testing

@testable import CourseServer

/// What the commands print for tables as organisers and programs write them.
@Suite struct ContestCommandTests {
    private func score(_ table: String, _ options: String...) async throws -> ScoreReport {
        try await score(Array(table.utf8), options)
    }

    private func score(_ table: [UInt8], _ options: [String]) async throws -> ScoreReport {
        try await withTemporaryFolder { folder in
            try Data(table).write(to: URL(fileURLWithPath: folder + "/sheets.csv"))
            return try ContestCommand.Score.parse([folder + "/sheets.csv"] + options).report()
        }
    }

    private func agreement(_ table: String, _ options: String...) async throws -> AgreementReport {
        try await withTemporaryFolder { folder in
            try Data(table.utf8).write(to: URL(fileURLWithPath: folder + "/sheets.csv"))
            return try ContestCommand.Agreement.parse([folder + "/sheets.csv"] + options).report()
        }
    }

    /// A fixture of a column for each rater as rows of entry, juror and mark.
    private func long(_ name: String) throws -> String? {
        guard let folder = fixtures("jury") else { return nil }
        let rows = try CSV(Array(Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name).csv")))).rows.map(\.cells)
        return "entry,juror,mark\n"
            + rows.dropFirst().enumerated().flatMap { unit, row in
                row.enumerated().map { "\(unit),\(rows[0][$0]),\($1)\n" }
            }.joined()
    }

    private func isClose(_ value: Double??, _ expected: Double, _ tolerance: Double) -> Bool {
        value.flatMap { $0 }.map { abs($0 - expected) <= tolerance } ?? false
    }

    @Test func `JSON of scores has the promised shape`() async throws {
        let report = try await score(
            "entry,juror,mark\nа,1,7\nа,2,8.5\nб,1,9\nб,2,6.5\nв,1,\nг,2,10\n", "--method", "mean", "--round", "2",
            "--replicates", "20")
        #expect(
            try ContestCommand.json(report) == """
                {"method":"mean","notes":["Неполных листов (с --round product — пропущенных оценок): 1. Они не считались.",\
                "Без полных листов и без места: «в»."],"rows":[\
                {"entry":"г","interval":["1","1"],"place":"1","score":"10.00","se":null,"sheets":1},\
                {"entry":"а","interval":["2","2"],"place":"2-3","score":"7.75","se":0.75,"sheets":2},\
                {"entry":"б","interval":["1","3"],"place":"2-3","score":"7.75","se":1.25,"sheets":2},\
                {"entry":"в","interval":null,"place":null,"score":null,"se":null,"sheets":0}]}
                """)
        #expect(report.summary().hasPrefix("место  работа  балл   ошибка  места  листов\n1      г       10.00"))
    }

    @Test(arguments: [
        "entry,juror,mark\nа,п,7.5\nа,р,8\nб,п,9\nб,р,9\n",
        "Эксперт;Работа;Оценка\r\nп;а;7,5\r\nр;а;8\r\nп;б;9\r\nр;б;9,0\r\n",
        "\u{FEFF}mark\tjuror\tentry\tкомментарий\n\"7,5\"\tп\tа\tхорошо\n 8 \tр\tа\t\n+9\tп\tб\t\n9\tр\tб\t\n",
        "JUROR,Entry,MARK\n\"п\",\"а\",\"7,50\"\n\"р\",\"а\",\"8\"\n\n\"п\",\"б\",\"9\"\n\"р\",\"б\",\"9\"",
    ])
    func `tables are read as spreadsheets write them`(table: String) async throws {
        let report = try await score(table, "--method", "mean")
        #expect(report.rows.map(\.entry) == ["б", "а"] && report.rows.map(\.score) == ["9", "7.75"])
    }

    @Test func `windows-1251 is read`() async throws {
        // «Работа;Эксперт;Балл» and rows in the encoding of older spreadsheets.
        let bytes: [UInt8] =
            [
                0xD0, 0xE0, 0xE1, 0xEE, 0xF2, 0xE0, 0x3B, 0xDD, 0xEA, 0xF1, 0xEF, 0xE5, 0xF0, 0xF2, 0x3B, 0xC1, 0xE0,
                0xEB, 0xEB,
            ]
            + [0x0A, 0xE0, 0x3B, 0x31, 0x3B, 0x35, 0x0A]
        #expect(try await score(bytes, ["--method", "sum"]).rows.map(\.entry) == ["а"])
    }

    @Test(arguments: [
        ("", "нет оценок"), ("entry,juror,mark\n", "нет оценок"),
        ("entry,juror\nа,1\n", "строка 1: нет столбца «mark»"),
        ("entry,juror,mark\nа,1,5\nа,2,NaN\n", "строка 3: «NaN» в столбце «mark» — не число"),
        ("entry,juror,mark\nа,1,Inf\n", "строка 2: «Inf»"), ("entry,juror,mark\nа,1,-inf\n", "строка 2: «-inf»"),
        ("entry,juror,mark\nа,1,1e999\n", "строка 2: «1e999»"), ("entry,juror,mark\nа,1,0x10\n", "не число"),
        ("entry,juror,mark\nа,1,1.2.3\n", "не число"), ("entry,juror,mark\nа,1,--5\n", "не число"),
        ("entry,juror,mark\nа,1,9999999999\n", "строка 2: «9999999999» в столбце «mark» — слишком большое число"),
        ("entry,juror,mark\nа,1,5\nб,1,4\nа,1,5\n", "строка 4: эта оценка уже стоит в строке 2"),
        ("entry,juror,mark\nа,1\n", "строка 2: ячеек 2, а столбцов в заголовке 3"),
        ("entry,juror,mark\n,1,5\n", "строка 2: пусто в столбце «entry»"),
        ("entry,juror,mark\nа, ,5\n", "строка 2: пусто в столбце «juror»"),
        ("entry,juror,mark,weight\nа,1,5,-1\n", "строка 2: вес меньше нуля"),
        ("entry,juror,mark,weight\nа,1,5,\n", "строка 2: пусто в столбце «weight»"),
        ("entry,juror,criterion,mark,weight\nа,1,к,5,1\nб,1,к,5,3\nа,2,к,5,2\n", "строка 4: у одной работы разный вес"),
        ("entry,juror,mark,mark\nа,1,5,6\n", "столбец «mark» встретился дважды"),
        ("entry,juror,mark\nа,1,\"5\n", "строка 2: кавычка не закрыта"),
        ("entry,juror,mark\nа,1,5\u{0}\n", "не текстовая таблица"),
    ])
    func `what is not a table of marks is told by its line`(table: String, message: String) async throws {
        let failure = await #expect(throws: CommandFailure.self) { try await score(table, "--method", "mean") }
        #expect(failure?.description.contains(message) == true, "\(failure?.description ?? "")")
    }

    @Test(arguments: [
        ["--method", "mean", "--round", "x"], ["--method", "mean", "--round", "product:10"],
        ["--method", "mean", "--trim", "1"],
        ["--method", "trimmed", "--trim=-1"], ["--method", "schulze", "--round", "product:1"],
        ["--method", "severity", "--lambda", "nan"], ["--method", "mean", "--tie", "x"],
        ["--method", "mean", "--replicates=-1"],
    ])
    func `options that make no sense are refused in words`(options: [String]) async throws {
        await #expect(throws: CommandFailure.self) { try await score(Array("entry,juror,mark\nа,1,5\n".utf8), options) }
    }

    @Test func `long decimals are rounded to nine places and said to be`() async throws {
        let report = try await score("entry,juror,mark\nа,1,0.3333333333333333\n", "--method", "mean")
        #expect(report.rows.map(\.score) == ["0.333333333"])
        #expect(report.notes.contains { $0.contains("длиннее девяти знаков") })
    }

    @Test func `groups without a common juror are refused by severity, by name`() async throws {
        let failure = await #expect(throws: CommandFailure.self) {
            try await score("entry,juror,mark\nа,1,5\nб,2,6\n", "--method", "severity")
        }
        #expect(failure?.description.contains("Групп: 2: {«а»}, {«б»}") == true)
    }

    @Test func `weights of a dive's difficulty give the points of a dive`() async throws {
        let marks = ["8.0", "9.0", "8.5", "8.5", "8.0", "8.5", "9.0"]
        let table =
            "entry,juror,criterion,mark,weight\n" + marks.enumerated().map { "Xiong,\($0),1,\($1),9.3\n" }.joined()
        let report = try await score(table, "--method", "trimmed", "--trim", "1", "--round", "product:2")
        // 0.6 × 3.1 × (8 + 8.5 + 8.5 + 8.5 + 9).
        #expect(report.rows.map(\.score) == ["79.05"])
    }

    @Test func `figure skating comes out of the command as in the protocols`() async throws {
        guard let folder = fixtures("jury") else { return }
        func rows(_ name: String) throws -> [[String: String]] {
            let rows = try CSV(Array(Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name).csv")))).rows.map(\.cells)
            return rows.dropFirst().map { Dictionary(zip(rows[0], $0), uniquingKeysWith: { first, _ in first }) }
        }
        var table = "entry,juror,criterion,mark,weight\n"
        for row in try rows("isu_components") {
            for judge in 1...9 {
                let cells = ["performance_id", "", "component", "J\(judge)", "factor"].map { row[$0] ?? "J\(judge)" }
                table += cells.joined(separator: ",") + "\n"
            }
        }
        let report = try await score(
            table, "--method", "trimmed", "--trim", "1", "--round", "product:2", "--replicates", "0")
        let totals = Dictionary(uniqueKeysWithValues: report.rows.map { ($0.entry, Double($0.score ?? "")) })
        let matching = try rows("isu_performances").count { row in
            totals[row["performance_id"] ?? ""] == Double(row["total_component_score"] ?? "")
        }
        #expect(matching == 301)
    }

    @Test func `a conference comes out of the command as published`() async throws {
        guard let folder = fixtures("jury") else { return }
        let table = try String(contentsOfFile: folder + "/kuhlisch2016_conference.csv", encoding: .utf8)
            .replacing("idpaper,idreviewer,score", with: "entry,juror,mark")
        let random = try #require(try await score(table, "--method", "severity", "--replicates", "50").model)
        #expect(isClose(random.residualVariance, 1.14174, 5e-6) && isClose(random.jurorVariance, 0.21775, 1e-5))
        #expect(isClose(random.ratio, 0.19072, 5e-6) && random.jurors.count == 20)
        let fixed = try await score(table, "--method", "severity", "--lambda", "0", "--replicates", "0")
        #expect(isClose(fixed.model?.residualSumOfSquares, 57.5740165, 1e-6) && fixed.model?.degreesOfFreedom == 52)
        #expect(Set(fixed.rows.prefix(2).map(\.entry)) == ["1", "3"])
    }

    @Test func `published agreement comes out of the command`() async throws {
        guard let marks = try long("shrout_fleiss1979"), let diagnoses = try long("fleiss1971_diagnoses"),
            let ratings = try long("krippendorff_C")
        else { return }
        let report = try await agreement(marks)
        #expect(report.n == 6 && report.k == 4 && report.complete == 6)
        for (name, value) in [
            ("ICC(1,1)", 0.165742), ("ICC(A,1)", 0.289764), ("ICC(C,1)", 0.714841), ("ICC(1,k)", 0.442797),
            ("ICC(A,k)", 0.620051), ("ICC(C,k)", 0.909316),
        ] { #expect(isClose(report.icc[name], value, 5e-7), "\(name)") }
        #expect(isClose(try await agreement(diagnoses, "--level", "nominal").fleissKappa, 0.4302445, 5e-8))
        for (level, alpha) in [("nominal", 0.7434), ("ordinal", 0.8154), ("interval", 0.8491), ("ratio", 0.7974)] {
            #expect(isClose(try await agreement(ratings, "--level", level).krippendorffAlpha, alpha, 5e-5), "\(level)")
        }
    }

    @Test func `figures that are not defined are null`() async throws {
        let json = try ContestCommand.json(try await agreement("entry,juror,mark\nа,1,5\nб,1,5\n"))
        #expect(json.contains("\"kendall_w\":null") && json.contains("\"ICC(C,k)\":null") && json.contains("\"k\":1"))
        await #expect(throws: CommandFailure.self) { try await agreement("entry,juror,mark\nа,1,хорошо\n") }
        await #expect(throws: CommandFailure.self) { try await agreement("entry,juror,mark\nа,1,5\n", "--level", "x") }
    }

    private func assign(_ entries: String, _ jurors: String, _ options: String...) async throws -> AssignmentReport {
        try await withTemporaryFolder { folder in
            try Data(entries.utf8).write(to: URL(fileURLWithPath: folder + "/entries.csv"))
            try Data(jurors.utf8).write(to: URL(fileURLWithPath: folder + "/jurors.csv"))
            return try ContestCommand.Assign.parse([folder + "/entries.csv", folder + "/jurors.csv"] + options).report()
        }
    }

    @Test func `entries go to jurors of other schools and, where it can be, of their subject`() async throws {
        let report = try await assign(
            "entry;organisation;subject;conflicts\nК-1;Школа 1;математика;\nК-2;Школа 2;физика;Белов\nК-3;Школа 3;физика;\n",
            "juror;organisation;subjects;limit\nАнина;Школа 1;физика|химия;\nБелов;Школа 9;математика;\nВолков;;физика;\n",
            "--per-entry", "2", "--seed", "5")
        #expect(report.assignments.map { Set($0.jurors) }[0...1] == [["Белов", "Волков"], ["Анина", "Волков"]])
        #expect(
            report.loads.map(\.entries).sorted() == [2, 2, 2] && report.mismatches == 2 && report.connectivity > 0.1)
        #expect(report.summary().contains("Пар с чужим предметом: 2"))
    }

    @Test(arguments: [
        (
            "entry,organisation\nК-1,Ш1\nК-2,Ш2\n", "juror,organisation\nА,Ш1\nБ,Ш1\nВ,Ш3\n",
            "«К-1»: можно экспертов 1, нужно 2 (своя организация: 2)"
        ),
        ("entry\nК-1\nК-2\n", "juror,limit\nА,1\nБ,1\n", "нужно оценок 4"),
        ("entry\nК-1\nК-1\n", "juror\nА\nБ\n", "строка 3: «К-1» уже есть в строке 2"),
        ("entry,conflicts\nК-1,Гена\n", "juror\nА\nБ\n", "строка 2: конфликт с «Гена», а такого эксперта нет"),
        ("entry\nК-1\n", "juror,limit\nА,много\n", "строка 2: «много» в столбце «limit»"),
        ("entry\n", "juror\nА\n", "нет ни одной строки"), ("name\nК-1\n", "juror\nА\n", "нет столбца «entry»"),
    ])
    func `why nothing is assigned is told by name`(entries: String, jurors: String, message: String) async throws {
        let failure = await #expect(throws: CommandFailure.self) {
            try await assign(entries, jurors, "--per-entry", "2")
        }
        #expect(failure?.description.contains(message) == true, "\(failure?.description ?? "")")
    }
}
