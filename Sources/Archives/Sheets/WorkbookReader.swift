import CLibXML2
import Foundation
import Glibc

extension CSV {
    /// Reads the first sheet of an XLSX workbook as the table it shows. Formulas give the value they had when the file
    /// was saved. `folder` is empty and for the parts to be unpacked into. Throws `ArchiveRefusal` and `CSVRefusal`.
    public static func rows(ofWorkbook file: String, unpackingInto folder: String, limits: Limits = Limits()) throws
        -> [Row]
    {
        var archive = Archive.Limits()
        archive.entries = 2_000
        archive.totalBytes = 256 << 20
        archive.fileBytes = 128 << 20
        let names = try Archive.unpack(file, into: folder, limits: archive)
        guard let sheet = try firstSheet(names, folder) else { throw CSVRefusal.notText }
        var shared: [String] = []
        if names.contains("xl/sharedStrings.xml") {
            shared = try SharedStrings.read(folder + "/xl/sharedStrings.xml", limits)
        }
        return try Sheet.read("\(folder)/\(sheet)", shared, limits)
    }

    /// The file of the sheet that stands first in the workbook; where the workbook does not tell, the first by name.
    private static func firstSheet(_ names: [String], _ folder: String) throws -> String? {
        let sheets = names.filter { $0.hasPrefix("xl/worksheets/") && $0.hasSuffix(".xml") }.sorted()
        guard names.contains("xl/workbook.xml"), names.contains("xl/_rels/workbook.xml.rels") else {
            return sheets.first
        }
        var first: String?
        try XMLPull(folder + "/xl/workbook.xml").read { reader in
            if first == nil, reader.isStart, reader.name == "sheet" { first = reader.attribute("id") }
        }
        var target: String?
        try XMLPull(folder + "/xl/_rels/workbook.xml.rels").read { reader in
            if reader.isStart, reader.name == "Relationship", first != nil, reader.attribute("Id") == first {
                target = reader.attribute("Target")
            }
        }
        let path = target.map { $0.hasPrefix("/") ? String($0.dropFirst()) : "xl/" + $0 }
        return path.flatMap { sheets.contains($0) ? $0 : nil } ?? sheets.first
    }
}

private enum SharedStrings {
    static func read(_ path: String, _ limits: CSV.Limits) throws -> [String] {
        var strings: [String] = []
        var text = ""
        var bytes = 0
        var isText = false
        var isPhonetic = false
        try XMLPull(path).read { reader in
            switch reader.name {
            case "si" where reader.isStart:
                text = ""
                if reader.isEmpty { strings.append("") }
            case "si" where reader.isEnd:
                strings.append(text)
                guard strings.count <= 1_000_000 else { throw CSVRefusal.tooLarge(limit: limits.bytes) }
            case "t": isText = reader.isStart && !reader.isEmpty
            case "rPh": isPhonetic = reader.isStart && !reader.isEmpty
            default:
                guard isText, !isPhonetic, let piece = reader.text else { return }
                text += piece
                bytes += piece.utf8.count
                guard bytes <= limits.bytes else { throw CSVRefusal.tooLarge(limit: limits.bytes) }
            }
        }
        return strings
    }
}

private enum Sheet {
    static func read(_ path: String, _ shared: [String], _ limits: CSV.Limits) throws -> [CSV.Row] {
        var rows: [CSV.Row] = []
        var line = 0
        var cells: [String] = []
        var (column, type, value) = (0, "", "")
        var isValue = false
        var bytes = 0
        func finishRow() throws {
            while cells.last?.isEmpty == true { cells.removeLast() }
            guard !cells.isEmpty else { return }
            guard rows.count < limits.rows else { throw CSVRefusal.tooManyRows(limit: limits.rows) }
            rows.append(CSV.Row(line: line, cells: cells))
        }
        func finishCell() throws {
            let text =
                switch type {
                case "s": Int(value).flatMap { shared.indices.contains($0) ? shared[$0] : nil } ?? ""
                case "b": value == "1" ? "1" : "0"
                default: value
                }
            bytes += text.utf8.count
            guard bytes <= limits.bytes else { throw CSVRefusal.tooLarge(limit: limits.bytes) }
            guard column < limits.columns else {
                throw CSVRefusal.tooManyColumns(line: line, limit: limits.columns)
            }
            if text.isEmpty { return }
            while cells.count <= column { cells.append("") }
            cells[column] = text
        }
        try XMLPull(path).read { reader in
            switch reader.name {
            case "row" where reader.isStart:
                line = reader.attribute("r").flatMap { Int($0) } ?? line + 1
                cells = []
                column = -1
            case "row" where reader.isEnd: try finishRow()
            case "c" where reader.isStart:
                column = reader.attribute("r").flatMap(place) ?? column + 1
                (type, value) = (reader.attribute("t") ?? "", "")
            case "c" where reader.isEnd: try finishCell()
            case "v", "t": isValue = reader.isStart && !reader.isEmpty
            default: if isValue, let piece = reader.text { value += piece }
            }
        }
        return rows
    }

    /// The column of `AB12`, from 0.
    private static func place(_ reference: String) -> Int? {
        let letters = reference.utf8.prefix { (0x41...0x5A).contains($0) }
        guard (1...3).contains(letters.count) else { return nil }
        return letters.reduce(0) { $0 * 26 + Int($1) - 0x40 } - 1
    }
}

/// A pass over an XML file that loads nothing but that file. A document type is refused, and with it every entity.
private final class XMLPull {
    private let reader: xmlTextReaderPtr

    init(_ path: String) throws(ArchiveRefusal) {
        // libxml2 copies all of a comment for each `--` in it; that is no XML, and programs that write sheets know it.
        guard try !Self.hasBrokenComment(path) else { throw .damaged }
        let options = Int32(XML_PARSE_NONET.rawValue | XML_PARSE_NOERROR.rawValue | XML_PARSE_NOWARNING.rawValue)
        guard let reader = xmlReaderForFile(path, nil, options) else { throw .cannotRead(path) }
        self.reader = reader
    }

    deinit { xmlFreeTextReader(reader) }

    /// Whether `--` stands inside a comment, or a comment is not closed. Linear.
    private static func hasBrokenComment(_ path: String) throws(ArchiveRefusal) -> Bool {
        guard let data = try? Data(contentsOf: URL(filePath: path), options: .mappedIfSafe) else {
            throw .cannotRead(path)
        }
        let (open, dashes) = (Data("<!--".utf8), Data("--".utf8))
        var place = data.startIndex
        while let start = data.range(of: open, in: place..<data.endIndex) {
            guard let end = data.range(of: dashes, in: start.upperBound..<data.endIndex),
                end.upperBound < data.endIndex,
                data[end.upperBound] == UInt8(ascii: ">")
            else { return true }
            place = end.upperBound
        }
        return false
    }

    func read(_ body: (XMLPull) throws -> Void) throws {
        while true {
            let step = xmlTextReaderRead(reader)
            if step == 0 { return }
            guard step == 1, kind != XML_READER_TYPE_DOCUMENT_TYPE else { throw ArchiveRefusal.damaged }
            try body(self)
        }
    }

    private var kind: xmlReaderTypes { xmlReaderTypes(UInt32(max(0, xmlTextReaderNodeType(reader)))) }

    var isStart: Bool { kind == XML_READER_TYPE_ELEMENT }
    var isEnd: Bool { kind == XML_READER_TYPE_END_ELEMENT }
    var isEmpty: Bool { xmlTextReaderIsEmptyElement(reader) == 1 }

    /// Without its prefix.
    var name: String { xmlTextReaderConstLocalName(reader).map { String(cString: $0) } ?? "" }

    var text: String? {
        guard [XML_READER_TYPE_TEXT, XML_READER_TYPE_CDATA, XML_READER_TYPE_SIGNIFICANT_WHITESPACE].contains(kind)
        else {
            return nil
        }
        return xmlTextReaderConstValue(reader).map { String(cString: $0) }
    }

    /// By its local name.
    func attribute(_ name: String) -> String? {
        guard xmlTextReaderMoveToFirstAttribute(reader) == 1 else { return nil }
        defer { xmlTextReaderMoveToElement(reader) }
        repeat {
            // `sheet` has both `sheetId` and `r:id`: the whole local name decides.
            if self.name == name { return xmlTextReaderConstValue(reader).map { String(cString: $0) } }
        } while xmlTextReaderMoveToNextAttribute(reader) == 1
        return nil
    }
}
