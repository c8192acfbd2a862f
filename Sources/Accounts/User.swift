public import Storage

/// A person who may sign in: a pupil, a teacher, a methodist.
public struct User: Equatable, Sendable, Identifiable {
    public typealias ID = Identifier<User>

    public let id: ID
    /// What the person types to sign in. Lower case, unique; schools issue it to pupils, who need no e-mail.
    public var login: String
    public var name: PersonName
    public var email: String?
    /// The language of the interface chosen by the person: `ru`, `en`, `tt`; nil follows the browser.
    public var language: String?
    /// The first password was issued by somebody else and must be replaced at the next sign-in.
    public var mustChangePassword: Bool

    public init(
        id: ID, login: String, name: PersonName, email: String? = nil, language: String? = nil,
        mustChangePassword: Bool = false
    ) {
        self.id = id
        self.login = login
        self.name = name
        self.email = email
        self.language = language
        self.mustChangePassword = mustChangePassword
    }
}

/// A Russian full name. The patronymic is optional.
public struct PersonName: Hashable, Sendable {
    public var surname: String
    public var given: String
    public var patronymic: String?

    public init(surname: String, given: String, patronymic: String? = nil) {
        self.surname = surname
        self.given = given
        self.patronymic = patronymic
    }

    /// «Иванова Анна Петровна», for documents and tables.
    public var full: String { [surname, given, patronymic ?? ""].filter { !$0.isEmpty }.joined(separator: " ") }

    /// «Иванова А. П.», for lists; initials are tied to the surname by no-break spaces.
    public var short: String {
        [given, patronymic ?? ""].compactMap(\.first).reduce(surname) { "\($0)\u{A0}\($1)." }
    }

    /// «Анна Петровна», for addressing the person; pupils are addressed by the given name alone.
    public var address: String { [given, patronymic ?? ""].filter { !$0.isEmpty }.joined(separator: " ") }

    /// The order of the Russian alphabet: ё after е, case and hyphens ignored at first.
    public var sortingKey: String {
        full.lowercased().replacing("ё", with: "е\u{10FFFF}").replacing("-", with: "")
    }
}

/// A person to be entered in the register.
public struct NewUser: Equatable, Sendable {
    public var login: String
    public var name: PersonName
    public var email: String?
    /// nil: the person cannot sign in until a password is set.
    public var password: String?
    public var mustChangePassword: Bool

    public init(
        login: String, name: PersonName, email: String? = nil, password: String? = nil, mustChangePassword: Bool = true
    ) {
        self.login = login
        self.name = name
        self.email = email
        self.password = password
        self.mustChangePassword = mustChangePassword
    }
}

/// Why a person could not be entered in the register, or a field of theirs not be changed.
public enum RegistrationRefusal: Error, Equatable, Sendable {
    case loginMalformed
    case loginTaken(String)
    case emailMalformed(String)
    case emailTaken(String)
    case nameMissing
    case nameTooLong(limit: Int)
    case password(PasswordRefusal)
}

extension NewUser {
    /// The fields as they are stored: trimmed, login and e-mail in lower case; or why they cannot be.
    public func checked() throws(RegistrationRefusal) -> NewUser {
        var user = self
        user.login = login.trimmed.lowercased()
        user.name.surname = name.surname.trimmed
        user.name.given = name.given.trimmed
        user.name.patronymic = name.patronymic.map(\.trimmed).flatMap { $0.isEmpty ? nil : $0 }
        user.email = email.map { $0.trimmed.lowercased() }.flatMap { $0.isEmpty ? nil : $0 }
        guard !user.name.surname.isEmpty, !user.name.given.isEmpty else { throw .nameMissing }
        guard user.name.full.count <= 200 else { throw .nameTooLong(limit: 200) }
        guard (2...64).contains(user.login.count), user.login.allSatisfy(\.standsInLogin) else { throw .loginMalformed }
        if let email = user.email, !email.looksLikeEmail { throw .emailMalformed(email) }
        return user
    }
}

extension Character {
    fileprivate var standsInLogin: Bool {
        isLetter || isNumber || self == "." || self == "-" || self == "_" || self == "@" || self == "+"
    }
}

extension String {
    var trimmed: String {
        let head = drop(while: \.isWhitespace)
        return String(head.reversed().drop(while: \.isWhitespace).reversed())
    }

    /// One «@» with something on both sides and a dot after it: only a letter sent there can tell more.
    fileprivate var looksLikeEmail: Bool {
        let parts = split(separator: "@", omittingEmptySubsequences: false)
        return parts.count == 2 && !parts[0].isEmpty && parts[1].contains(".") && !parts[1].hasPrefix(".")
            && !parts[1].hasSuffix(".") && count <= 254 && !contains(where: \.isWhitespace)
    }
}
