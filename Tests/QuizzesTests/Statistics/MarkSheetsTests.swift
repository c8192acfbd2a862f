import Archives
import Foundation
import Quizzes
import Statistics
import TestSupport
import Testing

@Suite struct MarkSheetsTests {
    private func table(_ name: String) throws -> CSV? {
        guard let folder = fixtures("quiz_statistics") else { return nil }
        return try CSV(Array(Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)"))))
    }

    @Test func `the report gives what the reference spreadsheet gives`() throws {
        guard let questions = try table("moodle_mdl_question.csv"), let folder = fixtures("quiz_statistics"),
            let steps = try table("moodle_mdl_question_states.csv")
        else { return }
        let sheets = try MarkSheets(questions: questions, steps: steps)
        #expect(sheets.questions.count == 20 && sheets.attempts.count == 22)
        let report = StatisticsReport(TestAnalysis(sheets.table()), of: sheets, milliseconds: 0)
        let json = try JSONSerialization.jsonObject(with: try report.json()) as? [String: Any]
        let items = try #require(json?["items"] as? [[String: Any]])
        let data = try Data(contentsOf: URL(fileURLWithPath: folder + "/expected_mdl_question_stats.json"))
        let expected = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        let names = [
            ("facility", "facility", 1.0), ("sd_x1000", "sd", 1000), ("effectiveweight", "effectiveweight", 1),
            ("discriminationindex", "discriminationindex", 1),
            ("discriminativeefficiency", "discriminativeefficiency", 1),
        ]
        for (theirs, ours, factor) in names {
            let column = try #require(expected[theirs] as? [Any])
            for (item, value) in zip(items, column) {
                let found = (item[ours] as? Double).map { $0 * factor }
                let known = value as? Double
                #expect((found == nil) == (known == nil), "\(ours) of \(item["slot"] ?? "")")
                #expect(abs((found ?? 0) - (known ?? 0)) <= 1e-6 * max(1, abs(known ?? 0)), "\(ours)")
            }
        }
        #expect(items[4]["facility"] is NSNull, "what is not defined is there, as null")
    }

    @Test(arguments: [("01", ["calculatedsimple", "random"]), ("02", []), ("03", ["calculatedsimple"])])
    func `tables of answers are refused with what is missing`(number: String, kinds: [String]) throws {
        guard let questions = try table("moodle_questions\(number).csv"),
            let steps = try table("moodle_steps\(number).csv")
        else { return }
        #expect(throws: MarkSheetsRefusal.answersWithoutMarks(kinds: kinds)) {
            try MarkSheets(questions: questions, steps: steps)
        }
    }

    @Test(
        arguments: [
            ("slot,maxmark\n", "slot,mark\n", .noQuestions),
            ("slot,maxmark\n1,1\n", "slot\n", .columnMissing("mark", steps: true)),
            ("slot\n1\n", "slot,mark\n", .columnMissing("maxmark", steps: false)),
            ("slot,maxmark\n1,x\n", "slot,mark\n", .notANumber("x", line: 2, steps: false)),
            ("slot,maxmark\n1,1\n2,1\n", "slot,mark\n1,nan\n", .notANumber("nan", line: 2, steps: true)),
            ("slot,maxmark\n1,1\n2,1\n", "slot,mark\n1,1\n3,1\n", .unknownSlot(3, line: 3)),
            ("slot,maxmark\n1,1\n2,1\n", "slot,mark\n2,1\n", .attemptBroken(line: 2)),
            ("slot,maxmark\n1,1\n2,1\n", "slot,mark\n1,1\n2,1\n2,0\n", .attemptBroken(line: 4)),
        ] as [(String, String, MarkSheetsRefusal)])
    func `a broken table is refused by its line`(questions: String, steps: String, refusal: MarkSheetsRefusal) throws {
        #expect(throws: refusal) {
            try MarkSheets(questions: try CSV(Array(questions.utf8)), steps: try CSV(Array(steps.utf8)))
        }
    }
}
