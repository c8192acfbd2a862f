import Accounts
import Storage

/// What a form of settings showed: it travels in the form, and tells whether somebody else has changed them before the
/// form came back. Each field goes by a fingerprint of its value, so that it can be named.
struct ShownFields: Sendable {
    static let name = "shown"
    private var marks: [String: String] = [:]

    init(_ fields: FormFields) {
        for (name, value) in fields.pairs where name != Self.name { marks[name] = Self.mark(value) }
    }

    /// Nil when the form brought none.
    init?(in form: FormFields) {
        guard let text = form[Self.name], !text.isEmpty else { return nil }
        for pair in text.split(separator: ",").prefix(100) {
            let parts = pair.split(separator: ":", maxSplits: 1).map(String.init)
            if parts.count == 2 { marks[parts[0]] = parts[1] }
        }
    }

    var text: String { marks.keys.sorted().map { "\($0):\(marks[$0] ?? "")" }.joined(separator: ",") }

    /// Names of the fields that stand otherwise in `now`, in its order. A box left empty is a field that is not there.
    func changed(in now: FormFields) -> [String] {
        let known = now.pairs.map(\.name).filter { $0 != Self.name }
        let gone = marks.keys.filter { !known.contains($0) }.sorted()
        return (known + gone).filter { Self.mark(now[$0] ?? "") != marks[$0] ?? Self.mark("") }
    }

    private static func mark(_ value: String) -> String {
        Array(Hashing.sha256(Array(value.utf8)).prefix(6)).hex
    }
}

extension ShownFields? {
    /// Whether `now` is what the form showed; a form that brought no note of it is taken as it is.
    func holds(for now: FormFields) -> Bool { self?.changed(in: now).isEmpty ?? true }
}

extension FormFields {
    /// The form as it was filled in, noted to have shown `now`: kept again, it replaces that.
    func showing(_ now: FormFields) -> FormFields {
        FormFields(
            pairs: pairs.filter { $0.name != ShownFields.name }.map { ($0.name, $0.value) }
                + [(ShownFields.name, ShownFields(now).text)])
    }
}
