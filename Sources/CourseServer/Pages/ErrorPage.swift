import Markup

/// What happened, what stays safe, what to do, and a number to name.
struct ErrorPage {
    enum Kind { case badRequest, forbidden, locked, notFound, tooLarge, tooMany, unavailable, diskFull, ours }

    var kind: Kind
    /// What the refusal itself says, where it knows more than its kind.
    var detail: String?
    var requestID: String

    func frame(_ t: Words) -> Frame {
        let (title, text) = words(t)
        return Frame(
            title: title,
            content: """
                <div class="error stack"><h1>\(title)</h1><p class="prose">\(detail ?? text)</p>\
                <p><a class="btn main" href="/">\(t["error.home"])</a></p>\
                <p class="small muted">\(t["error.number"]) \(requestID)</p></div>
                """)
    }

    private func words(_ t: Words) -> (String, String) {
        switch kind {
        case .badRequest: (t["error.bad_request"], t["error.bad_request_text"])
        case .forbidden: (t["error.forbidden"], t["error.forbidden_text"])
        case .locked: (t["error.locked"], t["error.locked_text"])
        case .notFound: (t["error.not_found"], t["error.not_found_text"])
        case .tooLarge: (t["error.too_large"], t["error.too_large_text"])
        case .tooMany: (t["error.too_many"], t["error.too_many_text"])
        case .unavailable: (t["error.unavailable"], t["error.unavailable_text"])
        case .diskFull: (t["error.disk_full"], t["error.disk_full_text"])
        case .ours: (t["error.ours"], t["error.ours_text"])
        }
    }
}
