public import Accounts
public import Archives

/// A table of marks from a spreadsheet, matched with a journal: what it would change, and what stands against it.
public struct MarkImport: Equatable, Sendable {
    public struct Change: Equatable, Sendable {
        public var cell: CellChange
        public var name: PersonName
        public var title: String
    }

    public struct Problem: Error, Equatable, Sendable {
        public enum Kind: Equatable, Sendable {
            case empty
            /// No column says whose marks these are.
            case noLearnerColumn(found: [String])
            /// No column is one of the journal's.
            case noGradeColumn(found: [String])
            /// The journal has several columns of this name.
            case ambiguousColumn(String)
            case unknownLearner(String)
            /// Several learners are called so; a column of logins tells them apart.
            case ambiguousLearner(String)
            /// Already on an earlier line.
            case repeatedLearner(String, line: Int)
            case cell(CellProblem)
        }

        /// In the file, from 1; 0 is the file itself.
        public var line: Int
        public var kind: Kind
    }

    /// Cells that would be other than they are.
    public var changes: [Change] = []
    /// Learners found.
    public var learners = 0
    /// Columns of the file the journal does not have.
    public var ignored: [String] = []
    public var problems: [Problem] = []

    /// What stood against a confirmation: the journal changed since the look at it.
    public init(problems cells: [CellProblem]) { problems = cells.map { Problem(line: 0, kind: .cell($0)) } }

    /// The first row names the columns: the learner by login, e-mail or name, works as the journal calls them. An empty
    /// cell leaves the journal's alone.
    public init(_ rows: [CSV.Row], into sheet: GradebookSheet) {
        guard let head = rows.first else {
            problems = [Problem(line: 0, kind: .empty)]
            return
        }
        let keys = LearnerKeys(head.cells)
        let found = head.cells.map { Self.folded($0) }
        var columns: [(place: Int, column: GradeColumn)] = []
        for (place, name) in found.enumerated() where !name.isEmpty && !keys.places.contains(place) {
            let matching = sheet.columns.filter { Self.names(of: $0).contains(name) }
            if matching.count > 1 {
                problems.append(Problem(line: head.line, kind: .ambiguousColumn(head.cells[place])))
            } else if let column = matching.first {
                columns.append((place, column))
            } else {
                ignored.append(head.cells[place])
            }
        }
        if keys.places.isEmpty {
            problems.append(Problem(line: head.line, kind: .noLearnerColumn(found: head.cells)))
        } else if columns.isEmpty, problems.isEmpty {
            problems.append(Problem(line: head.line, kind: .noGradeColumn(found: head.cells)))
        }
        guard problems.isEmpty else { return }
        read(rows.dropFirst(), keys, columns, sheet)
    }

    private mutating func read(
        _ rows: ArraySlice<CSV.Row>, _ keys: LearnerKeys, _ columns: [(place: Int, column: GradeColumn)],
        _ sheet: GradebookSheet
    ) {
        let index = LearnerIndex(sheet.rows.map(\.learner))
        let marks = Dictionary(uniqueKeysWithValues: sheet.rows.map { ($0.learner.id, $0.marks) })
        var lines: [User.ID: Int] = [:]
        for row in rows where row.cells.contains(where: { !Self.folded($0).isEmpty }) {
            let said = keys.said(in: row.cells)
            let learner: JournalLearner
            switch index.find(keys, row.cells) {
            case .some(let found) where found.count == 1: learner = found[0]
            case .some(let found) where found.count > 1:
                problems.append(Problem(line: row.line, kind: .ambiguousLearner(said)))
                continue
            default:
                problems.append(Problem(line: row.line, kind: .unknownLearner(said)))
                continue
            }
            if let line = lines[learner.id] {
                problems.append(Problem(line: row.line, kind: .repeatedLearner(said, line: line)))
                continue
            }
            lines[learner.id] = row.line
            for (place, column) in columns where place < row.cells.count {
                let before = marks[learner.id]?[column.id] ?? Mark()
                do {
                    let entry = try CellEntry(row.cells[place])
                    guard entry != .empty, try entry.applied(to: before, in: column) != before else { continue }
                } catch {
                    let problem = CellProblem(
                        column: column.id.description, learner: learner.id, columnTitle: column.title,
                        learnerName: learner.name, reason: error)
                    problems.append(Problem(line: row.line, kind: .cell(problem)))
                    continue
                }
                let cell = CellChange(
                    column: column.id.description, learner: learner.id, seen: before.text(), value: row.cells[place])
                changes.append(Change(cell: cell, name: learner.name, title: column.title))
            }
        }
        learners = lines.count
    }

    /// A title as the journal shows it, and as it exports it: with the maximum behind.
    private static func names(of column: GradeColumn) -> Set<String> {
        let title = folded(column.title)
        guard let heldOn = column.heldOn else { return [title] }
        return [title, folded("\(column.title) \(heldOn)")]
    }

    fileprivate static func folded(_ text: String) -> String {
        text.lowercased().replacing("ё", with: "е").split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}

/// Which columns of a file say who the learner is.
private struct LearnerKeys {
    private enum Key: Hashable { case login, email, full, surname, given, patronymic }

    private static let names: [Key: Set<String>] = [
        .login: ["логин", "login", "username"],
        .email: ["e-mail", "email", "email address", "эл. почта", "почта", "адрес электронной почты"],
        .full: ["слушатель", "ученик", "фио", "ф. и. о.", "ф.и.о.", "learner", "name", "full name", "тыңлаучы"],
        .surname: ["фамилия", "surname", "last name"], .given: ["имя", "first name", "given name"],
        .patronymic: ["отчество", "patronymic", "middle name"],
    ]

    private var found: [Key: Int] = [:]

    /// Empty when they do not suffice.
    var places: Set<Int> {
        let suffices = found.keys.contains { [.login, .email, .full, .surname].contains($0) }
        return suffices ? Set(found.values) : []
    }

    init(_ head: [String]) {
        for (place, title) in head.enumerated() {
            let title = MarkImport.folded(title)
            if let key = Self.names.first(where: { $0.value.contains(title) })?.key, found[key] == nil {
                found[key] = place
            }
        }
    }

    func login(_ cells: [String]) -> String? { cell(.login, cells) }
    func email(_ cells: [String]) -> String? { cell(.email, cells) }

    func name(_ cells: [String]) -> String? {
        cell(.full, cells)
            ?? (found[.surname] == nil
                ? nil
                : [Key.surname, .given, .patronymic].compactMap { cell($0, cells) }.joined(separator: " "))
    }

    func said(in cells: [String]) -> String { login(cells) ?? email(cells) ?? name(cells) ?? "" }

    private func cell(_ key: Key, _ cells: [String]) -> String? {
        guard let place = found[key], place < cells.count else { return nil }
        let text = MarkImport.folded(cells[place])
        return text.isEmpty ? nil : text
    }
}

/// Learners by everything a file may call them.
private struct LearnerIndex {
    private var byLogin: [String: [JournalLearner]] = [:]
    private var byEmail: [String: [JournalLearner]] = [:]
    private var byName: [String: [JournalLearner]] = [:]

    init(_ learners: [JournalLearner]) {
        for learner in learners {
            byLogin[learner.login.lowercased(), default: []].append(learner)
            if let email = learner.email { byEmail[email.lowercased(), default: []].append(learner) }
            let name = learner.name
            // A file may leave the patronymic out.
            for text in Set([name.full, "\(name.surname) \(name.given)"].map(MarkImport.folded)) {
                byName[text, default: []].append(learner)
            }
        }
    }

    /// By the surest thing the line says.
    func find(_ keys: LearnerKeys, _ cells: [String]) -> [JournalLearner]? {
        if let login = keys.login(cells) { return byLogin[login] }
        if let email = keys.email(cells) { return byEmail[email] }
        return keys.name(cells).flatMap { byName[$0] }
    }
}
