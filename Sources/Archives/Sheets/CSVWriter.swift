extension CSV {
    /// A file that Excel and LibreOffice open by a double click: UTF-8 with its mark, `;` between cells, CRLF.
    ///
    /// A cell that a spreadsheet would take for a formula gets an apostrophe before it, since a pupil's name must not
    /// compute anything on a teacher's machine; plain numbers stay numbers. Decimal commas are the caller's.
    public static func write(_ rows: some Sequence<[String]>) -> [UInt8] {
        var file = byteOrderMark
        for row in rows {
            file += row.map(written).joined(separator: ";").utf8
            file += "\r\n".utf8
        }
        return file
    }

    private static func written(_ cell: String) -> String {
        let guarded = isFormula(cell) ? "'" + cell : cell
        let isQuoted =
            guarded.utf8.contains { "\";\r\n\t".utf8.contains($0) }
            || guarded.first?.isWhitespace == true || guarded.last?.isWhitespace == true
        return isQuoted ? "\"" + guarded.replacing("\"", with: "\"\"") + "\"" : guarded
    }

    private static func isFormula(_ cell: String) -> Bool {
        guard let first = cell.utf8.first, "=+-@\t\r".utf8.contains(first) else { return false }
        return cell.wholeMatch(of: /[+-]?[0-9]+([.,][0-9]+)?%?/) == nil
    }
}
