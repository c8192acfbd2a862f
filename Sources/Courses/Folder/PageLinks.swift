/// The files a text of a course folder shows: destinations of Markdown links and pictures, relative to the text.
struct PageLinks {
    /// The text's own place in the folder, `01-goals/02-page.md`.
    let page: String

    /// The place in the folder an address leads to, nil when it is no relative one or leads out.
    func resolved(_ address: String) -> String? {
        guard !address.isEmpty, !address.hasPrefix("/"), !address.hasPrefix("#"), !address.contains(":"),
            !address.contains("?")
        else { return nil }
        var parts = page.split(separator: "/").dropLast().map(String.init)
        for part in address.split(separator: "/") {
            switch part {
            case ".": continue
            case "..":
                guard !parts.isEmpty else { return nil }
                parts.removeLast()
            default: parts.append(String(part))
            }
        }
        return parts.joined(separator: "/")
    }

    /// The places of files of `folder` that the text shows: beside it, or counted from the folder's root.
    func files(in text: String, of folder: CourseFolder) -> Set<String> {
        var found: Set<String> = []
        _ = rewriting(text) { name in
            if folder.contains(name) { found.insert(name) }
            return nil
        }
        // Pictures that questions of a quiz are asked about.
        for match in text.matches(of: /source(?:"|&quot;):(?:"|&quot;)([^"&]{1,300})(?:"|&quot;)/) {
            if let name = resolved(String(match.1)), folder.contains(name) { found.insert(name) }
        }
        return found
    }

    /// The text with each destination `](…)` replaced by what `address` says of its place in the folder.
    func rewriting(_ text: String, _ address: (String) -> String?) -> String {
        Self.rewritingDestinations(of: text) { destination in
            if let resolved = resolved(destination), let new = address(resolved) { return new }
            return destination.hasPrefix("/") ? nil : address(destination)
        }
    }

    static func rewritingDestinations(of text: String, _ replacement: (String) -> String?) -> String {
        var result = ""
        var rest = Substring(text)
        while let open = rest.firstRange(of: "](") {
            result += rest[..<open.upperBound]
            rest = rest[open.upperBound...]
            let end = rest.firstIndex { $0 == ")" || $0 == " " || $0.isNewline } ?? rest.endIndex
            let destination = String(rest[..<end])
            result += replacement(destination) ?? destination
            rest = rest[end...]
        }
        return result + rest
    }
}
