public import Foundation
import Statistics

extension Question {
    /// A question with numbers of its own for each learner: the text names variables, `{a}`, and the answer is computed.
    ///
    /// Every variant was made when the question was saved, so a variant never changes under a learner.
    public struct Formula: Codable, Equatable, Sendable {
        public var asks: Asks
        public var variables: [Variable]
        /// For each variant the values of `variables`, in their order, as they are shown.
        public var variants: [[Decimal]]

        public init(asks: Asks, variables: [Variable], variants: [[Decimal]]) {
            self.asks = asks
            self.variables = variables
            self.variants = variants
        }

        public enum Asks: Codable, Equatable, Sendable {
            case number([Answer], [Numeric.Unit])
            /// Options whose texts may hold `{a}` and `{={a}*2}`.
            case choice(Choice)
            case multiple(Choice)
        }

        /// A number to be computed.
        public struct Answer: Codable, Equatable, Sendable {
            /// See `ArithmeticExpression`; `*` is any answer.
            public var expression: String
            public var tolerance: Decimal
            public var toleranceKind: ToleranceKind
            public var fraction: Double
            public var feedback: RichText?
            /// How the right number is told.
            public var digits: Digits

            public init(
                _ expression: String, tolerance: Decimal = 0, toleranceKind: ToleranceKind = .absolute,
                fraction: Double = 1, feedback: RichText? = nil, digits: Digits = .init()
            ) {
                self.expression = expression
                self.tolerance = tolerance
                self.toleranceKind = toleranceKind
                self.fraction = fraction
                self.feedback = feedback
                self.digits = digits
            }
        }

        public enum ToleranceKind: String, CaseIterable, Codable, Sendable { case absolute, relative, geometric }

        /// To how many places a number is rounded.
        public struct Digits: Codable, Equatable, Sendable {
            public var count: Int
            /// Counted from the first digit that is not 0, instead of after the point.
            public var areSignificant: Bool

            public init(_ count: Int = 2, areSignificant: Bool = false) {
                self.count = count
                self.areSignificant = areSignificant
            }
        }

        /// A number drawn for each variant.
        public struct Variable: Codable, Equatable, Sendable {
            public var name: String
            public var minimum: Decimal
            public var maximum: Decimal
            /// Places after the point.
            public var decimals: Int
            /// Equal steps between the bounds, or equal steps of the logarithm.
            public var isLogarithmic: Bool

            public init(
                _ name: String, minimum: Decimal, maximum: Decimal, decimals: Int = 0, isLogarithmic: Bool = false
            ) {
                self.name = name
                self.minimum = minimum
                self.maximum = maximum
                self.decimals = decimals
                self.isLogarithmic = isLogarithmic
            }
        }

        /// The most variants one question has.
        public static let variantLimit = 100

        /// Draws `count` variants; the same `seed` gives the same ones. Variants in which an answer has no value are drawn
        /// again, up to twenty times each, and left out then.
        public static func draw(_ count: Int, of variables: [Variable], for asks: Asks, seed: UInt64) -> [[Decimal]] {
            var generator = SplitMix64(state: seed)
            var drawn: [[Decimal]] = []
            for _ in 0..<min(count, variantLimit) {
                for _ in 0..<20 {
                    let values = variables.map { $0.value(generator.nextUnit()) }
                    let formula = Formula(asks: asks, variables: variables, variants: [values])
                    if formula.isComputable(0), !drawn.contains(values) {
                        drawn.append(values)
                        break
                    }
                }
            }
            return drawn
        }

        /// Whether every answer of a variant has a value.
        public func isComputable(_ variant: Int) -> Bool {
            guard case .number(let answers, _) = asks else { return true }
            let values = values(of: variant)
            return answers.allSatisfy { answer in
                answer.expression == "*" || (try? ArithmeticExpression(answer.expression))?.value(values) != nil
            }
        }

        func values(of variant: Int) -> [String: Double] {
            guard variants.indices ~= variant else { return [:] }
            return Dictionary(
                zip(variables.map(\.name), variants[variant].map { Double($0.description) ?? 0 })
            ) { first, _ in first }
        }
    }
}

extension Question.Formula.Variable {
    /// The value at `share` (0…1) of the way from the least to the greatest.
    func value(_ share: Double) -> Decimal {
        let (low, high) = (Double(minimum.description) ?? 0, Double(maximum.description) ?? 0)
        let value =
            isLogarithmic && low > 0 && high > 0
            ? exp(log(low) + share * (log(high) - log(low))) : low + share * (high - low)
        return decimal(value, decimals: decimals)
    }
}

extension Question {
    /// The question a learner with that variant gets: numbers in its texts, numbers as its answers. Other kinds stay.
    public func resolved(_ variant: Int?) -> Question {
        guard case .formula(let formula) = kind, let variant, formula.variants.indices ~= variant else { return self }
        var question = withTexts { formula.substituting(in: $0, variant) }
        guard case .formula(let changed) = question.kind else { return self }
        switch changed.asks {
        case .number(let answers, let units):
            let values = formula.values(of: variant)
            question.kind = .numeric(Numeric(answers: answers.map { $0.resolved(values) }, units: units))
        case .choice(let choice): question.kind = .choice(choice)
        case .multiple(let choice): question.kind = .multiple(choice)
        }
        return question
    }
}

extension Question.Formula.Answer {
    /// Moodle rounds the right answer as it is shown, and takes the tolerance from there.
    fileprivate func resolved(_ values: [String: Double]) -> Question.Numeric.Answer {
        guard expression != "*" else {
            return Question.Numeric.Answer(.anything, fraction: fraction, feedback: feedback)
        }
        // An answer without a value is none: nobody can have given it.
        guard let value = (try? ArithmeticExpression(expression))?.value(values) else {
            return Question.Numeric.Answer(.anything, fraction: 0, feedback: feedback)
        }
        let number = digits.rounded(value)
        let reach: Question.Numeric.Tolerance =
            switch toleranceKind {
            case .absolute: .absolute(tolerance)
            case .relative: .relative(tolerance)
            case .geometric: .geometric(tolerance)
            }
        return Question.Numeric.Answer(.number(number, reach), fraction: fraction, feedback: feedback)
    }
}

extension Question.Formula.Digits {
    public func rounded(_ value: Double) -> Decimal {
        guard areSignificant, value != 0 else { return decimal(value, decimals: max(0, count)) }
        let magnitude = Int(log10(abs(value)).rounded(.down))
        return decimal(value, decimals: max(1, count) - 1 - magnitude)
    }
}

extension Question.Formula {
    /// `text` with `{a}` and `{=…}` put in numbers, with a decimal comma; what is neither stays.
    func substituting(in text: String, _ variant: Int) -> String {
        guard text.contains("{"), variants.indices ~= variant else { return text }
        let values = values(of: variant)
        let shown = Dictionary(zip(variables.map(\.name), variants[variant])) { first, _ in first }
        var result = ""
        var rest = text[...]
        while let brace = rest.firstIndex(of: "{") {
            result += rest[..<brace]
            let inside = rest.index(after: brace)
            if let end = Self.endOfPlaceholder(rest[brace...]),
                let number = number(rest[inside..<end], values, shown)
            {
                result += number.description.replacing(".", with: ",")
                rest = rest[rest.index(after: end)...]
            } else {
                result += "{"
                rest = rest[inside...]
            }
        }
        return result + rest
    }

    /// To ten significant digits where it is computed.
    private func number(_ name: Substring, _ values: [String: Double], _ shown: [String: Decimal]) -> Decimal? {
        guard name.first == "=" else { return shown[String(name)] }
        return (try? ArithmeticExpression(String(name.dropFirst())))?.value(values)
            .map { Digits(10, areSignificant: true).rounded($0) }
    }

    /// Where the brace that opens `text` closes, when what stands in it may be a name or a computation.
    static func endOfPlaceholder(_ text: Substring) -> String.Index? {
        let isComputed = text.dropFirst().first == "="
        var depth = 0
        for index in text.prefix(isComputed ? ArithmeticExpression.lengthLimit : 60).indices {
            if text[index] == "{" { depth += 1 }
            if text[index] == "}" { depth -= 1 }
            if depth == 0 { return index }
            if depth > 1 && !isComputed { return nil }
        }
        return nil
    }
}

/// `value` to so many places after the point, halves away from zero; before it when negative.
private func decimal(_ value: Double, decimals: Int) -> Decimal {
    var exact = Decimal(value)
    var rounded = Decimal()
    NSDecimalRound(&rounded, &exact, min(max(decimals, -30), 30), .plain)
    return rounded
}
