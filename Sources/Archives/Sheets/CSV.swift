/// A table in text, as spreadsheets save it: any of their encodings, `;` `,` or tab between cells.
public struct CSV: Equatable, Sendable {
    public struct Row: Equatable, Sendable {
        /// Where the row begins in the file, from 1; a cell may hold several lines.
        public var line: Int
        public var cells: [String]

        public init(line: Int, cells: [String]) {
            self.line = line
            self.cells = cells
        }
    }

    public enum Encoding: Equatable, Sendable { case utf8, utf16, windows1251 }

    public struct Limits: Sendable {
        /// Of the file.
        public var bytes = 16 << 20
        public var rows = 100_000
        public var columns = 1_000

        public init() {}
    }

    /// The rows in order, the header first if there is one; empty lines are left out.
    public let rows: [Row]
    public let delimiter: Character
    public let encoding: Encoding

    /// Reads a file. UTF-16 is known by its mark; what is not UTF-8 is taken for windows-1251. The delimiter is the one
    /// that the first line has most of outside quotes.
    public init(_ file: [UInt8], limits: Limits = Limits()) throws(CSVRefusal) {
        guard file.count <= limits.bytes else { throw .tooLarge(limit: limits.bytes) }
        let text: String
        (text, encoding) = Self.decode(file)
        guard !text.utf8.contains(0) else { throw .notText }
        var reader = CSVReader(text, limits: limits)
        rows = try reader.rows()
        delimiter = Character(Unicode.Scalar(reader.delimiter))
    }

    private static func decode(_ file: [UInt8]) -> (String, Encoding) {
        switch (file.first, file.dropFirst().first) {
        case (0xFF, 0xFE): return (utf16(file.dropFirst(2)) { UInt16($1) << 8 | UInt16($0) }, .utf16)
        case (0xFE, 0xFF): return (utf16(file.dropFirst(2)) { UInt16($0) << 8 | UInt16($1) }, .utf16)
        default: break
        }
        let unmarked = file.starts(with: byteOrderMark) ? file.dropFirst(byteOrderMark.count) : file[...]
        if let text = String(validating: unmarked, as: UTF8.self) { return (text, .utf8) }
        return (SingleByteEncoding.windows1251.decode(file), .windows1251)
    }

    private static func utf16(_ bytes: ArraySlice<UInt8>, unit: (UInt8, UInt8) -> UInt16) -> String {
        let pairs = stride(from: bytes.startIndex, to: bytes.endIndex - 1, by: 2)
        return String(decoding: pairs.map { unit(bytes[$0], bytes[$0 + 1]) }, as: UTF16.self)
    }

    static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
}

/// Why a file was not read as a table. Lines count from 1.
public enum CSVRefusal: Error, Equatable, Sendable {
    case tooLarge(limit: Int)
    /// Holds zero bytes: a workbook or a picture, whatever its name says.
    case notText
    case tooManyRows(limit: Int)
    case tooManyColumns(line: Int, limit: Int)
    /// A quote opens in the row that begins at `line` and never closes.
    case unclosedQuote(line: Int)
    /// Text follows a closing quote in the same cell.
    case textAfterQuote(line: Int)
}

/// One pass over the text of a table.
struct CSVReader {
    let delimiter: UInt8
    private let text: [UInt8]
    private let limits: CSV.Limits
    private var index = 0
    private var line = 1

    init(_ text: String, limits: CSV.Limits) {
        self.text = Array(text.utf8)
        self.limits = limits
        delimiter = Self.delimiter(of: self.text)
    }

    mutating func rows() throws(CSVRefusal) -> [CSV.Row] {
        var rows: [CSV.Row] = []
        while index < text.count {
            let row = CSV.Row(line: line, cells: try cells())
            if row.cells == [""] { continue }
            guard rows.count < limits.rows else { throw .tooManyRows(limit: limits.rows) }
            rows.append(row)
        }
        return rows
    }

    private mutating func cells() throws(CSVRefusal) -> [String] {
        let start = line
        var cells: [String] = []
        while true {
            guard cells.count < limits.columns else { throw .tooManyColumns(line: start, limit: limits.columns) }
            cells.append(peek == quote ? try quotedCell(start) : plainCell())
            if peek == delimiter {
                index += 1
            } else {
                skipLineEnd()
                return cells
            }
        }
    }

    private mutating func plainCell() -> String {
        let start = index
        while let byte = peek, byte != delimiter, byte != lineFeed, byte != carriageReturn { index += 1 }
        return String(decoding: text[start..<index], as: UTF8.self)
    }

    private mutating func quotedCell(_ start: Int) throws(CSVRefusal) -> String {
        var cell: [UInt8] = []
        index += 1
        while let byte = peek {
            if byte == lineFeed || byte == carriageReturn {
                let from = index
                skipLineEnd()
                cell += text[from..<index]
                continue
            }
            index += 1
            if byte != quote {
                cell.append(byte)
            } else if peek == quote {
                cell.append(quote)
                index += 1
            } else {
                while delimiter != tab && peek == tab || peek == space { index += 1 }
                guard [nil, delimiter, lineFeed, carriageReturn].contains(peek) else {
                    throw .textAfterQuote(line: line)
                }
                return String(decoding: cell, as: UTF8.self)
            }
        }
        throw .unclosedQuote(line: start)
    }

    /// Passes one CR, LF or CRLF.
    private mutating func skipLineEnd() {
        guard let byte = peek else { return }
        index += 1
        if byte == carriageReturn, peek == lineFeed { index += 1 }
        line += 1
    }

    private var peek: UInt8? { index < text.count ? text[index] : nil }

    private static func delimiter(of text: [UInt8]) -> UInt8 {
        var counts: [UInt8: Int] = [:]
        var isQuoted = false
        for byte in text.drop(while: { $0 == lineFeed || $0 == carriageReturn }) {
            if byte == quote { isQuoted.toggle() }
            if isQuoted { continue }
            if byte == lineFeed || byte == carriageReturn { break }
            counts[byte, default: 0] += 1
        }
        // The first of equals: a name such as "Иванов, Пётр" may stand in a cell.
        let candidates = [UInt8(ascii: ";"), tab, UInt8(ascii: ",")]
        return candidates.max { counts[$0, default: 0] < counts[$1, default: 0] } ?? candidates[0]
    }
}

private let quote = UInt8(ascii: "\"")
private let lineFeed = UInt8(ascii: "\n")
private let carriageReturn = UInt8(ascii: "\r")
private let tab = UInt8(ascii: "\t")
private let space = UInt8(ascii: " ")
