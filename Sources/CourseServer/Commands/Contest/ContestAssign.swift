import ArgumentParser
import Foundation
import Statistics

extension ContestCommand {
    struct Assign: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Распределяет работы между экспертами.",
            discussion: """
                Работы: entry; ещё могут быть organisation, subject, conflicts (эксперты через |). Эксперты: juror; ещё \
                organisation, subjects, conflicts (работы через |), limit (не больше стольких). Работа не попадает к эксперту \
                своей организации и при конфликте; предмет совпадает, где это можно; нагрузка отличается не больше чем на \
                одну работу, если её не держит limit. Одно и то же --seed даёт одно и то же распределение.
                """)

        @Argument(help: "CSV of the entries.") var entries: String
        @Argument(help: "CSV of the jurors.") var jurors: String
        @Option(help: "Jurors for each entry.") var perEntry: Int = 3
        @Option(help: "Draws between equally good assignments.") var seed: UInt64 = 1
        @Flag(help: "Print JSON.") var json = false

        func run() async throws {
            let report = try report()
            print(json ? try ContestCommand.json(report) : report.summary())
        }

        func report() throws -> AssignmentReport {
            guard (1...1_000).contains(perEntry) else { throw CommandFailure("--per-entry: от 1 до 1000.") }
            let table: AssignmentTable
            do {
                table = try AssignmentTable(
                    entries: ContestCommand.table(entries), jurors: ContestCommand.table(jurors), perEntry: perEntry)
            } catch let refusal as AssignmentTableRefusal { throw CommandFailure(text(refusal)) }
            let assignment: JuryAssignment
            do { assignment = try JuryAssignment(table.terms, seed: seed) } catch {
                throw CommandFailure(Self.text(error, table))
            }
            return AssignmentReport(assignment, of: table)
        }

        private func text(_ refusal: AssignmentTableRefusal) -> String {
            func file(_ inJurors: Bool) -> String { inJurors ? jurors : entries }
            return switch refusal {
            case .empty(let inJurors): "\(file(inJurors)): нет ни одной строки под заголовком."
            case .columnMissing(let name, let inJurors): "\(file(inJurors)): строка 1: нет столбца «\(name)»."
            case .nameEmpty(let line, let inJurors): "\(file(inJurors)): строка \(line): пустое имя."
            case .nameTwice(let name, let line, let first, let inJurors):
                "\(file(inJurors)): строка \(line): «\(name)» уже есть в строке \(first)."
            case .unknownName(let name, let line, let inJurors):
                "\(file(inJurors)): строка \(line): конфликт с «\(name)», а \(inJurors ? "такой работы" : "такого эксперта") нет."
            case .limitInvalid(let text, let line):
                "\(jurors): строка \(line): «\(text)» в столбце «limit» — не целое число от нуля."
            }
        }

        private static func text(_ refusal: AssignmentRefusal, _ table: AssignmentTable) -> String {
            func entries(_ numbers: [Int]) -> String { list(numbers.map { table.entries[$0] }) }
            func jurors(_ numbers: [Int]) -> String { list(numbers.map { table.jurors[$0] }) }
            switch refusal {
            case .conflicted(let shortages):
                let lines = shortages.prefix(20).map { shortage in
                    let reasons = shortage.conflicts.map { "\(name($0.key)): \($0.value)" }.sorted().joined(
                        separator: ", ")
                    return
                        "«\(table.entries[shortage.entry])»: можно экспертов \(shortage.allowed), нужно \(table.terms.perEntry)"
                        + (reasons.isEmpty ? "" : " (\(reasons))")
                }
                return "Распределить нельзя, экспертов не хватает работам (\(shortages.count)):\n"
                    + lines.joined(separator: "\n")
            case .overloaded(let numbers, let who, let needed, let available):
                return
                    "Распределить нельзя: работам \(entries(numbers)) вместе нужно оценок \(needed), а эксперты, кому "
                    + "можно их оценивать (\(jurors(who))), дадут не больше \(available). Добавьте экспертов или поднимите limit."
            case .uneven(let who, let needed, let available):
                return
                    "Распределить поровну нельзя: эксперты \(jurors(who)) из-за конфликтов могут взять работ \(available), а "
                    + "поровну им досталось бы \(needed). Задайте им limit или снимите часть конфликтов."
            }
        }

        private static func name(_ conflict: AssignmentTerms.Conflict) -> String {
            switch conflict {
            case .sameOrganisation: "своя организация"
            case .declared: "заявленный конфликт"
            case .mentor: "наставник или соавтор"
            case .relative: "родственник"
            case .banned: "запрет организатора"
            }
        }
    }
}

/// An assignment for a program and for a person.
struct AssignmentReport: Encodable {
    struct Panel: Encodable {
        var entry: String
        var jurors: [String]
    }

    struct Load: Encodable {
        var juror: String
        var entries: Int
    }

    var assignments: [Panel]
    var loads: [Load]
    /// Pairs of an entry and a juror of another subject.
    var mismatches: Int
    /// 0 when the panels fall into groups without a common juror.
    var connectivity: Double

    init(_ assignment: JuryAssignment, of table: AssignmentTable) {
        assignments = zip(table.entries, assignment.jurors).map { entry, jurors in
            Panel(entry: entry, jurors: jurors.map { table.jurors[$0] })
        }
        loads = zip(table.jurors, assignment.loads(jurorCount: table.jurors.count)).map {
            Load(juror: $0, entries: $1)
        }
        mismatches = assignment.cost
        connectivity = (assignment.connectivity * 1e6).rounded() / 1e6
    }

    func summary() -> String {
        let pairs = assignments.flatMap { panel in panel.jurors.map { [panel.entry, $0] } }
        var lines = ContestCommand.aligned([["работа", "эксперт"]] + pairs) + [""]
        lines += ContestCommand.aligned([["эксперт", "работ"]] + loads.map { [$0.juror, "\($0.entries)"] })
        lines += ["", "Пар с чужим предметом: \(mismatches)"]
        if connectivity < 1e-6 {
            lines.append("Работы распадаются на группы без общих экспертов: строгость между группами не сравнить.")
        }
        return lines.joined(separator: "\n")
    }
}
