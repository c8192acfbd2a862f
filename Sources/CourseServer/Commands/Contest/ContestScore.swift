import ArgumentParser
import Foundation
import Statistics

extension ContestCommand {
    struct Score: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Считает баллы и места по листам жюри.",
            discussion: """
                Столбцы: entry, juror, mark; ещё могут быть criterion и weight. Балл листа — сумма оценок, умноженных на \
                вес; вес может быть у каждой работы свой. Метод — над баллами листов; с --round product:N — над каждым \
                критерием отдельно, с округлением до и после веса, как в фигурном катании. Неполные листы не считаются. \
                Половины округляются вверх.
                """)

        enum Method: String, ExpressibleByArgument, CaseIterable {
            case mean, sum, trimmed, median, places, copeland, schulze, kemeny, severity
        }

        @Argument(help: "CSV of the sheets, a row for each mark.") var sheets: String
        @Option(help: "mean, sum, trimmed, median, places, copeland, schulze, kemeny or severity.") var method: Method
        @Option(help: "How many of the highest and of the lowest to drop; 1 from five sheets on when absent.")
        var trim: Int?
        @Option(help: "N: the score to N places. product:N: each criterion, and again after its weight.")
        var round: String?
        @Option(help: "λ of the severity model, 0 for fixed effects; from the marks when absent.") var lambda: Double?
        @Option(help: "Parts equals by, in turn: majority, highest, or the name of a criterion. May be repeated.")
        var tie: [String] = []
        @Option(help: "Seed of the random samples behind the intervals.") var seed: UInt64 = 1
        @Option(help: "How many random samples; 0 for no intervals; 2000, or what a second allows, when absent.")
        var replicates: Int?
        @Flag(help: "Print JSON.") var json = false

        func run() async throws {
            let report = try report()
            print(json ? try ContestCommand.json(report) : report.summary())
        }

        func report() throws -> ScoreReport {
            var options = JuryResult.Options()
            options.rounding = try rounding()
            options.seed = seed
            if let replicates, !(0...100_000).contains(replicates) {
                throw CommandFailure("--replicates: от 0 до 100000.")
            }
            options.replicates = replicates
            let scoring = try scoringMethod()
            let table = try ContestCommand.sheets(sheets)
            options.ties = try tie.map { try rule($0, table) }
            let result: JuryResult
            do { result = try JuryResult(table.sheets, method: scoring, options: options) } catch {
                throw CommandFailure(Self.text(error, table))
            }
            return ScoreReport(result, of: table, method: method.rawValue, rounding: options.rounding)
        }

        private func rounding() throws -> Rounding {
            guard let round else { return .none }
            let isProduct = round.hasPrefix("product:")
            guard let places = Int(isProduct ? String(round.dropFirst("product:".count)) : round),
                (0...9).contains(places)
            else { throw CommandFailure("--round «\(round)»: нужно число знаков от 0 до 9 или product:N.") }
            return isProduct ? .product(places) : .total(places)
        }

        private func scoringMethod() throws -> ScoringMethod {
            if let trim, trim < 0 { throw CommandFailure("--trim: нужно число от нуля.") }
            if trim != nil, method != .trimmed { throw CommandFailure("--trim бывает только у метода trimmed.") }
            if lambda != nil, method != .severity { throw CommandFailure("--lambda бывает только у метода severity.") }
            switch method {
            case .mean: return .mean
            case .sum: return .sum
            case .trimmed: return .trimmed(trim)
            case .median: return .median
            case .places: return .places
            case .copeland: return .copeland
            case .schulze: return .schulze
            case .kemeny: return .kemeny
            case .severity:
                guard let lambda else { return .severity(.restrictedLikelihood) }
                guard lambda >= 0 else { throw CommandFailure("--lambda: нужно число от нуля.") }
                return .severity(.fixed(lambda))
            }
        }

        private func rule(_ name: String, _ table: SheetTable) throws -> TieRule {
            switch name {
            case "majority": return .pairwiseMajority
            case "highest": return .highestMarks
            default:
                guard let criterion = table.criteria.firstIndex(of: name) else {
                    throw CommandFailure(
                        "--tie «\(name)»: такого критерия нет. Можно majority, highest или \(ContestCommand.list(table.criteria))."
                    )
                }
                return .criterion(criterion)
            }
        }

        private static func text(_ refusal: ScoringRefusal, _ table: SheetTable) -> String {
            switch refusal {
            case .noProducts: return "--round product:N бывает у методов mean, sum, trimmed и median."
            case .severity(.disconnected(let groups)):
                let parts = groups.prefix(5).map { "{\(ContestCommand.list($0.map { table.entries[$0] }))}" }
                return "Работы распадаются на группы без общих экспертов, строгость между ними не сравнить. Групп: "
                    + "\(groups.count): \(parts.joined(separator: ", ")). Назначьте эксперта, который оценит работы разных групп, "
                    + "или возьмите другой метод."
            }
        }
    }
}
