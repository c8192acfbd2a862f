import ArgumentParser
import Contest
import Foundation
import Storage

extension ContestCommand {
    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Проверяет журнал конкурса и пересчитывает каждую опубликованную таблицу.",
            discussion: """
                Журнал — цепочка: каждая строка хранит хэш предыдущей. Каждая опубликованная таблица считается заново по \
                своему снимку и сравнивается байт в байт. Последний хэш журнала стоит сверить с тем, что записан в \
                подписанном протоколе. Код выхода 1, если что-то не сошлось.
                """)

        @OptionGroup var data: DataOptions
        @Argument(help: "Number of the contest.") var contest: Int

        func run() async throws {
            let (domains, _) = try await data.open()
            let verification: Verification
            do {
                verification = try await domains.results.verify(Contest.ID(rawValue: Int64(contest)))
            } catch is NoRow {
                await domains.database.shutdown()
                throw CommandFailure("Конкурса \(contest) нет.")
            }
            await domains.database.shutdown()
            for line in Self.lines(verification) { print(line) }
            guard verification.isSound else { throw ExitCode(1) }
        }

        static func lines(_ verification: Verification) -> [String] {
            verification.checks.map { check in
                let subject =
                    switch check.subject {
                    case .log(let lines): "журнал, строк \(lines)"
                    case .result(_, let title, let version): "«\(title)», версия \(version)"
                    case .audience(let stage): "зрительское голосование, этап \(stage)"
                    }
                return check.faults.isEmpty
                    ? "ok       \(subject)" : "differs  \(subject): \(check.faults.map(text).joined(separator: "; "))"
            } + ["Последний хэш журнала: \(verification.lastHash)"]
        }

        private static func text(_ fault: Verification.Fault) -> String {
            switch fault {
            case .lineMissing(let number): "нет строки \(number)"
            case .lineAltered(let number): "строка \(number) изменена"
            case .snapshotAltered: "снимок изменён: хэш другой"
            case .tableAltered: "таблица изменена: хэш другой"
            case .unreadable: "снимок не читается"
            case .tableDiffers: "пересчёт даёт другую таблицу"
            case .notLogged: "в журнале нет такой публикации с этими хэшами"
            case .removed: "публикация есть в журнале, а таблицы нет"
            case .votesDiffer: "голоса не сходятся с опубликованным итогом"
            }
        }
    }
}
