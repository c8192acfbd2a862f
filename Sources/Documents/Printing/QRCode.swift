import CQREncode
public import Markup

/// A QR code of a text, by libqrencode, error correction M: read even with a crease or a stain.
public struct QRCode: Equatable, Sendable {
    /// Modules on a side.
    public let side: Int
    /// Row by row; true is dark.
    public let modules: [Bool]

    /// nil for more than a code holds.
    public init?(_ text: String) {
        guard let code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M) else { return nil }
        defer { QRcode_free(code) }
        side = Int(code.pointee.width)
        modules = (0..<side * side).map { code.pointee.data[$0] & 1 == 1 }
    }

    /// With the quiet zone of four modules, ISO/IEC 18004; dark on light in either theme.
    public func svg(label: String) -> HTML {
        var path = ""
        for row in 0..<side {
            var column = 0
            while column < side {
                guard modules[row * side + column] else {
                    column += 1
                    continue
                }
                let start = column
                while column < side, modules[row * side + column] { column += 1 }
                path += "M\(start + 4) \(row + 4).5h\(column - start)"
            }
        }
        return """
            <svg class="qr" role="img" aria-label="\(label)" viewBox="0 0 \(side + 8) \(side + 8)" width="160" height="160" shape-rendering="crispEdges">\
            <rect width="100%" height="100%" fill="#fff"></rect><path stroke="#000" d="\(path)"></path></svg>
            """
    }
}
