import Foundation
import Testing

@testable import Documents

/// Where the engine is installed, papers are set by it and read back by poppler's tools.
@Suite(.enabled(if: FileManager.default.fileExists(atPath: "/usr/bin/weasyprint"))) struct DocumentPrinterTests {
    private func sheet(
        _ text: String = "# Диплом\n\nнаграждается\n\n## {имя}\n\n{организация}",
        sheet: TemplateContent.Sheet = .portrait,
        name: String = "Ёжикова Анна Петровна", rows: [[String]] = []
    ) -> DocumentSheet {
        DocumentSheet(
            content: TemplateContent(
                kind: .diploma, sheet: sheet, text: text,
                signatures: [.init(office: "Председатель жюри", name: "А. В. Константинопольский")]),
            recipient: DocumentRecipient(name: name, organisation: "Школа № 24", rows: rows), issuer: "ИМЦ",
            occasion: "Конкурс", dated: "5 декабря 2013 г.", number: "Д-2013/0001", printedCode: "ABCD-EFGH-JKMN-PQRS",
            checkAddress: "https://belovo.example/check/ABCDEFGHJKMNPQRS")
    }

    @Test func `a diploma is one page in embedded fonts with its text, Ё and all`() throws {
        let pdf = try paperPrinter.pdf([sheet()], title: "Диплом")
        #expect(pdf.starts(with: Array("%PDF".utf8)))
        guard let text = try told("pdftotext", ["-layout", "PDF", "-"], of: pdf) else { return }
        for part in ["Диплом", "Ёжикова Анна Петровна", "Школа № 24", "№ Д-2013/0001", "ABCD-EFGH-JKMN-PQRS"] {
            #expect(text.contains(part), "\(part)")
        }
        #expect(try #require(try told("pdfinfo", ["PDF"], of: pdf)).contains(/Pages:\s+1\n/))
        let fonts = try #require(try told("pdffonts", ["PDF"], of: pdf))
        #expect(fonts.contains("PT-Serif") && !fonts.contains(" no  "))
    }

    @Test(arguments: [TemplateContent.Sheet.portrait, .landscape])
    func `long names and long texts are set smaller until they fit one page`(page: TemplateContent.Sheet) throws {
        let name = "Константинопольская-Рождественская Александра-Виктория Владиславовна оглы"
        let long = "# Благодарственное письмо\n\n## {имя}\n\n" + String(repeating: "за вклад в дело ", count: 100)
        let unbroken = String(repeating: "Щ", count: 200)
        let sheets = [sheet(sheet: page, name: name), sheet(long, sheet: page), sheet(sheet: page, name: unbroken)]
        let pdf = try paperPrinter.pdf(sheets, title: "")
        guard let info = try told("pdfinfo", ["PDF"], of: pdf) else { return }
        #expect(info.contains(/Pages:\s+3\n/))
    }

    @Test(arguments: [TemplateContent.Sheet.portrait, .landscape])
    func `two long offices stand under an award of the usual size, on one page`(page: TemplateContent.Sheet) throws {
        var paper = sheet(sheet: page, name: "Преображенская-Щёголева Елизавета Фёдоровна")
        paper.recipient.organisation =
            "муниципальное бюджетное общеобразовательное учреждение «Средняя общеобразовательная школа № 24 с "
            + "углублённым изучением отдельных предметов имени Героя Советского Союза Фёдора Ёлкина»"
        paper.content.signatures = [
            .init(
                office: "Начальник управления образования администрации Беловского городского округа",
                name: "В. Я. Шафирко"),
            .init(office: "Председатель жюри", name: "А. В. Константинопольская-Рождественская"),
        ]
        let pdf = try paperPrinter.pdf([paper], title: "")
        guard let info = try told("pdfinfo", ["PDF"], of: pdf) else { return }
        #expect(info.contains(/Pages:\s+1\n/))
        let text = try #require(try told("pdftotext", ["-layout", "PDF", "-"], of: pdf))
        #expect(text.contains(/Щёголева\s+Елизавета.Фёдоровна/) && text.contains("№ Д-2013/0001"))
        // The size of the text is told by the height of its boxes: 14 pt, as on a paper with room to spare.
        let boxes = try #require(try told("pdftotext", ["-bbox", "PDF", "-"], of: pdf))
        let word = try #require(boxes.firstMatch(of: /yMin="([0-9.]+)" xMax="[0-9.]+" yMax="([0-9.]+)">награждается</))
        #expect(try #require(Double(word.2)) - #require(Double(word.1)) > 13)
    }

    @Test func `an order takes as many pages as its list`() throws {
        let rows = (1...120).map { ["\($0)", "Иванова Анна Петровна", "Школа № \($0)"] }
        let pdf = try paperPrinter.pdf(
            [sheet("# Приказ\n\n{список}\n\n{подписи}", sheet: .plain, rows: rows)], title: "")
        guard let text = try told("pdftotext", ["-layout", "PDF", "-"], of: pdf) else { return }
        #expect(text.contains("Школа № 120") && text.contains("А. В. Константинопольский"))
        #expect(text.components(separatedBy: "\u{0C}").count > 3)
    }

    @Test func `nothing on a sheet reaches a file or the network`() throws {
        let secret = NSTemporaryDirectory() + "secret-\(UUID().uuidString)"
        try Data("СОВЕРШЕННО СЕКРЕТНО".utf8).write(to: URL(fileURLWithPath: secret))
        defer { try? FileManager.default.removeItem(atPath: secret) }
        let attacks = [
            "<img src=file://\(secret)>", "<link rel=attachment href=file://\(secret)>", "url(file://\(secret))",
            "<object data=file://\(secret)></object>", "<style>@import 'http://127.0.0.1:1/'</style>",
        ]
        let pdf = try paperPrinter.pdf(
            [sheet(attacks.joined(separator: "\n\n") + "\n\n{имя}", name: attacks[1])], title: attacks[1])
        guard let text = try told("pdftotext", ["PDF", "-"], of: pdf) else { return }
        #expect(!text.contains("СЕКРЕТНО") && text.contains("<img"))
        #expect(try #require(try told("pdfdetach", ["-list", "PDF"], of: pdf)).contains("0 embedded files"))
    }

    @Test func `even markup of our own would reach nothing`() throws {
        let secret = NSTemporaryDirectory() + "secret-\(UUID().uuidString)"
        try Data("СОВЕРШЕННО СЕКРЕТНО".utf8).write(to: URL(fileURLWithPath: secret))
        defer { try? FileManager.default.removeItem(atPath: secret) }
        let printer = DocumentPrinter(
            style: "@import url(file://\(secret)); body { background: url(file://\(secret)) }")
        let pdf = try printer.pdf([sheet()], title: "")
        guard let found = try told("pdfdetach", ["-list", "PDF"], of: pdf) else { return }
        #expect(found.contains("0 embedded files"))
        #expect(try #require(try told("pdftotext", ["PDF", "-"], of: pdf)).contains("СЕКРЕТНО") == false)
    }
}
