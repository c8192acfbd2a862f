import CXLSXWriter
import Glibc

/// One sheet to be opened in Excel or LibreOffice.
public struct Workbook: Equatable, Sendable {
    public enum Cell: Equatable, Sendable {
        /// Never a formula, whatever it begins with.
        case text(String)
        /// As digits with a decimal point: «7.5». Anything else becomes text.
        case number(String)
        case empty
    }

    public var name: String
    /// Bold, and stays in sight.
    public var head: [String]
    public var rows: [[Cell]]
    /// Of the columns from the left, in letters; the last one holds for the rest.
    public var widths: [Int]

    public init(name: String, head: [String], rows: [[Cell]], widths: [Int] = [12]) {
        self.name = name
        self.head = head
        self.rows = rows
        self.widths = widths
    }

    /// Writes the workbook to a new file at `path`. Throws `ArchiveRefusal.cannotWrite`.
    public func write(to path: String) throws(ArchiveRefusal) {
        guard let book = workbook_new(path) else { throw .cannotWrite(errno: errno) }
        let sheet = workbook_add_worksheet(book, sheetName)
        guard let sheet, let bold = workbook_add_format(book) else {
            workbook_close(book)
            throw .cannotWrite(errno: errno)
        }
        format_set_bold(bold)
        format_set_text_wrap(bold)
        for (column, title) in head.enumerated() {
            worksheet_write_string(sheet, 0, UInt16(column), Self.cleaned(title), bold)
            let width = column < widths.count ? widths[column] : widths.last ?? 12
            worksheet_set_column(sheet, UInt16(column), UInt16(column), Double(width), nil)
        }
        for (place, row) in rows.enumerated() {
            for (column, cell) in row.enumerated() { write(cell, to: sheet, UInt32(place + 1), UInt16(column)) }
        }
        worksheet_freeze_panes(sheet, 1, 1)
        guard workbook_close(book) == LXW_NO_ERROR else { throw .cannotWrite(errno: errno) }
    }

    private func write(
        _ cell: Cell, to sheet: UnsafeMutablePointer<lxw_worksheet>, _ row: UInt32, _ column: UInt16
    ) {
        switch cell {
        case .empty: return
        case .text(let text): worksheet_write_string(sheet, row, column, Self.cleaned(text), nil)
        case .number(let digits):
            guard let number = Double(digits), number.isFinite else {
                worksheet_write_string(sheet, row, column, Self.cleaned(digits), nil)
                return
            }
            worksheet_write_number(sheet, row, column, number, nil)
        }
    }

    /// At most 31 letters and none of `[]:*?/\`, as Excel wants it.
    private var sheetName: String {
        let name = String(Self.cleaned(name).filter { !"[]:*?/\\'".contains($0) }.prefix(31))
        return name.isEmpty ? "1" : name
    }

    /// Without characters XML does not have; at most as many as a cell holds.
    private static func cleaned(_ text: String) -> String {
        let scalars = text.unicodeScalars.filter { $0.value >= 0x20 || $0 == "\n" || $0 == "\t" }
        return String(String(String.UnicodeScalarView(scalars)).prefix(32_000))
    }
}
