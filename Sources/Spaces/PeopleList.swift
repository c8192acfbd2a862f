public import Accounts
public import Archives
import Foundation

/// One person of a list to be entered, with the line of the file they stand in.
public struct ListedPerson: Equatable, Sendable {
    public var line: Int
    public var user: NewUser
    public var role: Role
    /// The login or password was not in the file and is issued here.
    public var isLoginIssued: Bool
    public var isPasswordIssued: Bool
}

/// Why a line of a list cannot be entered. Its file keeps its place until it is mended and sent again.
public struct ListProblem: Error, Equatable, Sendable {
    public enum Kind: Equatable, Sendable {
        case noNameColumns(found: [String])
        case tooManyPeople(limit: Int)
        case unreadable(CSVRefusal)
        case empty
        case person(RegistrationRefusal)
        case unknownRole(String)
        case repeatedLogin(String, firstLine: Int)
        case repeatedEmail(String, firstLine: Int)
    }
    /// 1-based; 0 for the file as a whole.
    public var line: Int
    public var kind: Kind

    public init(line: Int, kind: Kind) {
        self.line = line
        self.kind = kind
    }
}

/// A CSV file of people, read: who would be entered and what stands against it.
public struct PeopleList: Equatable, Sendable {
    public static let limit = 5_000
    /// The roles a list may give. Who leads is named by hand, from above.
    public static let roles: Set<Role> = [.learner, .author, .tutor, .parent]

    public var people: [ListedPerson] = []
    public var problems: [ListProblem] = []

    public init() {}

    public var canBeEntered: Bool { problems.isEmpty && !people.isEmpty }

    /// Reads `;`, `,` or tab separated values in UTF-8, UTF-16 or windows-1251. The first line names the columns in
    /// Russian, English or as Moodle does. `issueLogin` finds a free login for a person who has none in the file.
    public init(csv bytes: [UInt8], role defaultRole: Role, allowing roles: Set<Role> = PeopleList.roles) {
        let table: CSV
        do { table = try CSV(bytes) } catch {
            problems = [ListProblem(line: 0, kind: .unreadable(error))]
            return
        }
        guard let header = table.rows.first else {
            problems = [ListProblem(line: 0, kind: .empty)]
            return
        }
        let columns = Columns(header.cells)
        guard columns[.name] != nil || (columns[.surname] != nil && columns[.given] != nil) else {
            problems = [ListProblem(line: header.line, kind: .noNameColumns(found: header.cells))]
            return
        }
        guard table.rows.count - 1 <= Self.limit else {
            problems = [ListProblem(line: 0, kind: .tooManyPeople(limit: Self.limit))]
            return
        }
        var issued: Set<String> = []
        for row in table.rows.dropFirst() where row.cells.contains(where: { !$0.isBlank }) {
            read(row.line, { columns.value($0, in: row.cells) }, defaultRole, roles, &issued)
        }
        if people.isEmpty && problems.isEmpty { problems = [ListProblem(line: 0, kind: .empty)] }
        findRepetitions()
    }

    private mutating func read(
        _ line: Int, _ field: (Columns.Field) -> String?, _ defaultRole: Role, _ roles: Set<Role>,
        _ issued: inout Set<String>
    ) {
        let words = (field(.name) ?? "").split(whereSeparator: \.isWhitespace).map(String.init)
        let name = PersonName(
            surname: field(.surname) ?? words.first ?? "", given: field(.given) ?? words.dropFirst().first ?? "",
            patronymic: field(.patronymic) ?? (words.count > 2 ? words.dropFirst(2).joined(separator: " ") : nil))
        let login = field(.login) ?? Self.issueLogin(for: name, besides: &issued)
        let password = field(.password)
        var role = defaultRole
        if let word = field(.role) {
            guard let named = Role(word: word), roles.contains(named) else {
                problems.append(ListProblem(line: line, kind: .unknownRole(word)))
                return
            }
            role = named
        }
        let user = NewUser(
            login: login, name: name, email: field(.email), password: password ?? Accounts.issuedPassword())
        do {
            let checked = try user.checked()
            if let password {
                do { try PasswordHasher.check(password, login: checked.login) } catch {
                    throw RegistrationRefusal.password(error)
                }
            }
            people.append(
                ListedPerson(
                    line: line, user: checked, role: role, isLoginIssued: field(.login) == nil,
                    isPasswordIssued: password == nil))
        } catch let refusal as RegistrationRefusal {
            problems.append(ListProblem(line: line, kind: .person(refusal)))
        } catch { preconditionFailure("checked() and check() throw refusals alone: \(error)") }
    }

    private mutating func findRepetitions() {
        var logins: [String: Int] = [:]
        var emails: [String: Int] = [:]
        for person in people {
            if let first = logins[person.user.login] {
                problems.append(
                    ListProblem(line: person.line, kind: .repeatedLogin(person.user.login, firstLine: first)))
            } else {
                logins[person.user.login] = person.line
            }
            guard let email = person.user.email else { continue }
            if let first = emails[email] {
                problems.append(ListProblem(line: person.line, kind: .repeatedEmail(email, firstLine: first)))
            } else {
                emails[email] = person.line
            }
        }
        problems.sort { $0.line < $1.line }
    }

    /// `ivanova.ap`, then `ivanova.ap2` for a namesake in the same file.
    static func issueLogin(for name: PersonName, besides issued: inout Set<String>) -> String {
        let initials = [name.given, name.patronymic ?? ""].map { $0.transliterated.prefix(1) }.joined()
        let base = [name.surname.transliterated, initials].filter { !$0.isEmpty }.joined(separator: ".")
        var login = base
        var number = 1
        while !issued.insert(login).inserted {
            number += 1
            login = base + String(number)
        }
        return login
    }
}

/// Which column holds what, by the names people give them.
private struct Columns {
    enum Field { case login, password, surname, given, patronymic, name, email, role }

    private var places: [Field: Int] = [:]

    init(_ header: [String]) {
        let keys = header.map { title in
            title.lowercased().replacing("ё", with: "е").filter { $0.isLetter || $0.isNumber }
        }
        for (place, key) in keys.enumerated() {
            if let field = Self.names[key], places[field] == nil { places[field] = place }
        }
        // Lists of courses and groups have names too, but no people.
        if keys.contains("shortname") || keys.contains("idnumber") || keys.contains("groupname") { places[.name] = nil }
    }

    subscript(field: Field) -> Int? { places[field] }

    func value(_ field: Field, in fields: [String]) -> String? {
        guard let place = places[field], place < fields.count else { return nil }
        let text = fields[place].trimmingCharacters(in: .whitespacesAndNewlines)
        return text.isEmpty ? nil : text
    }

    private static let names: [String: Field] = [
        "логин": .login, "login": .login, "username": .login, "имяпользователя": .login,
        "пароль": .password, "password": .password,
        "фамилия": .surname, "surname": .surname, "lastname": .surname, "familyname": .surname,
        "имя": .given, "givenname": .given, "firstname": .given, "given": .given,
        "отчество": .patronymic, "patronymic": .patronymic, "middlename": .patronymic,
        "фио": .name, "name": .name, "fullname": .name, "ученик": .name, "учитель": .name,
        "email": .email, "почта": .email, "электроннаяпочта": .email, "адресэлектроннойпочты": .email,
        "роль": .role, "role": .role,
    ]
}

extension Role {
    /// The role by its key or its Russian name.
    init?(word: String) {
        let words: [String: Role] = [
            "администратор": .administrator, "методист": .methodist, "директор": .head, "руководитель": .head,
            "учитель": .author, "преподаватель": .author, "педагог": .author, "автор": .author, "тьютор": .tutor,
            "ученик": .learner, "ученица": .learner, "обучающийся": .learner, "слушатель": .learner,
            "student": .learner,
            "teacher": .author, "родитель": .parent, "член жюри": .juror, "жюри": .juror, "гость": .guest,
        ]
        let word = word.trimmingCharacters(in: .whitespaces).lowercased()
        guard let role = words[word] ?? Role(rawValue: word) else { return nil }
        self = role
    }
}

extension String {
    fileprivate var isBlank: Bool { allSatisfy(\.isWhitespace) }

    /// Latin letters for a login, by GOST R 52535.1-2006 as in passports; what is no letter falls out.
    var transliterated: String {
        let table: [Character: String] = [
            "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "e", "ж": "zh", "з": "z", "и": "i",
            "й": "i",
            "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u",
            "ф": "f",
            "х": "kh", "ц": "tc", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "iu",
            "я": "ia", "ә": "a", "ө": "o", "ү": "u", "җ": "j", "ң": "n", "һ": "h",
        ]
        return lowercased().map { table[$0] ?? ($0.isASCII && ($0.isLetter || $0.isNumber) ? String($0) : "") }.joined()
    }
}
