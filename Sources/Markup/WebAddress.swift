/// An address that a browser may be given: of an allowed scheme or of none, with nothing in it to misread.
struct WebAddress: Equatable {
    enum Destination { case thisSite, otherSite, mailOrPhone }

    let string: String
    let destination: Destination

    /// Takes relative addresses, http, https, mailto and tel; refuses every other scheme.
    ///
    /// Browsers skip tabs and line ends inside an address and controls before it, so those are taken out before the
    /// scheme is looked for. A `&` where the scheme could stand is refused: libxml2 leaves references it does not know,
    /// such as `&colon;`, in the text, and whoever decodes it once more would see a scheme.
    init?(_ text: String) {
        let address = Self.written(text)
        guard let end = address.firstIndex(where: { ":/?#&".contains($0) }), ":&".contains(address[end]) else {
            string = address
            destination = address.hasPrefix("//") ? .otherSite : .thisSite
            return
        }
        switch address[..<end].lowercased() {
        case _ where address[end] == "&": return nil
        case "http", "https": destination = .otherSite
        case "mailto", "tel": destination = .mailOrPhone
        default: return nil
        }
        string = address
    }

    /// The address as browsers understand it: controls are gone, `\` is `/` before the query, and characters that may
    /// not stand in an address are percent-encoded.
    private static func written(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        let scalars = Array(text.unicodeScalars.filter { !isSkipped($0) })
        let first = scalars.firstIndex { $0 != " " } ?? scalars.endIndex
        let last = (scalars.lastIndex { $0 != " " } ?? -1) + 1
        var isBeforeQuery = true
        for (index, scalar) in zip(first..., scalars[first..<max(first, last)]) {
            switch scalar {
            case "\\" where isBeforeQuery: result.append("/")
            case " ", "\"", "<", ">", "\\", "^", "`", "{", "|", "}": result.append(contentsOf: percentEncoded(scalar))
            case "%" where !isEscape(scalars[index...]): result.append(contentsOf: percentEncoded(scalar))
            default:
                if scalar == "?" || scalar == "#" { isBeforeQuery = false }
                result.append(scalar)
            }
        }
        return String(result)
    }

    private static func isSkipped(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 0x20 || (0x7F...0xA0).contains(scalar.value)
    }

    private static func isEscape(_ scalars: ArraySlice<Unicode.Scalar>) -> Bool {
        scalars.count > 2 && scalars.dropFirst().prefix(2).allSatisfy { $0.isASCII && $0.properties.isASCIIHexDigit }
    }

    private static func percentEncoded(_ ascii: Unicode.Scalar) -> String.UnicodeScalarView {
        "%\(String(ascii.value, radix: 16, uppercase: true))".unicodeScalars
    }
}
