import Quizzes

extension Words {
    /// What stands against a question as it was typed, and how to go on; nil for other errors.
    func text(questionError error: any Error) -> String? {
        switch error {
        case let problem as DraftProblem: text(problem)
        case BankRefusal.changedMeanwhile: self["bank.changed_meanwhile"]
        default: nil
        }
    }

    private func text(_ problem: DraftProblem) -> String {
        let line = problem.line.map { text("bank.line", ["line": "\($0)"]) + " " } ?? ""
        return line + text(problem.kind)
    }

    private func text(_ kind: DraftProblem.Kind) -> String {
        switch kind {
        case .missing: self["bank.refusal.missing"]
        case .tooFewAnswers: self["bank.refusal.too_few"]
        case .noRightAnswer: self["bank.refusal.no_right"]
        case .notANumber(let text): self.text("bank.refusal.not_a_number", ["text": text])
        case .outOfRange(let range):
            text("bank.refusal.out_of_range", ["low": "\(range.lowerBound)", "high": "\(range.upperBound)"])
        case .noPair(let text): self.text("bank.refusal.no_pair", ["text": text])
        case .emptyGap: self["bank.refusal.empty_gap"]
        case .noGaps: self["bank.refusal.no_gaps"]
        case .notAnArea(let text): self.text("bank.refusal.not_an_area", ["text": text])
        case .notAVariable(let text): self.text("bank.refusal.not_a_variable", ["text": text])
        case .expression(let problem): text(problem)
        case .variableUnknown(let name): text("bank.refusal.variable_unknown", ["name": name])
        case .noVariants: self["bank.refusal.no_variants"]
        case .nothingToFind: self["bank.refusal.nothing_to_find"]
        }
    }

    private func text(_ problem: ArithmeticExpression.Problem) -> String {
        switch problem {
        case .empty: self["bank.refusal.missing"]
        case .unexpected(let text, _): self.text("bank.refusal.unexpected", ["text": text])
        case .unknownFunction(let name): text("bank.refusal.unknown_function", ["name": name])
        case .wrongArgumentCount(let name): text("bank.refusal.wrong_arguments", ["name": name])
        case .missingParenthesis: self["bank.refusal.parenthesis"]
        case .tooDeep, .tooLong: self["bank.refusal.too_long"]
        }
    }
}
