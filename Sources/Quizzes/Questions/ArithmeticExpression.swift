import Foundation

/// An arithmetic expression over named numbers, as `2*{a} + sqrt({b})`: what the author of a question with variants types.
///
/// Numbers, `+ - * / % ^ **`, parentheses, `pi`, and the functions of Moodle's calculated questions. Names stand in braces
/// or alone. It is parsed to values of ours, never run as a program, and takes time linear in its length.
public struct ArithmeticExpression: Equatable, Sendable {
    /// As typed.
    public let source: String
    private let root: Node

    /// Why a text is no expression. Positions count characters from 0.
    public enum Problem: Error, Equatable, Sendable {
        case empty
        case unexpected(String, at: Int)
        case unknownFunction(String)
        case wrongArgumentCount(String)
        case missingParenthesis
        case tooDeep
        case tooLong
    }

    private indirect enum Node: Equatable, Sendable {
        case number(Double)
        case variable(String)
        case negation(Node)
        case operation(Character, Node, Node)
        case call(Function, [Node])
    }

    /// The longest text taken, in characters.
    public static let lengthLimit = 2_000

    public init(_ source: String) throws(Problem) {
        guard source.count <= Self.lengthLimit else { throw .tooLong }
        self.source = source
        var parser = Parser(source)
        root = try parser.whole()
    }

    /// The names it needs, each once, in the order of their first use.
    public var variables: [String] {
        var names: [String] = []
        Self.collect(root, into: &names)
        return names
    }

    /// Its value; nil where there is none: a name without a value, a division by zero, a root of a negative number.
    public func value(_ values: [String: Double]) -> Double? {
        guard let value = Self.value(root, values), value.isFinite else { return nil }
        return value
    }

    private static func collect(_ node: Node, into names: inout [String]) {
        switch node {
        case .number: break
        case .variable(let name): if !names.contains(name) { names.append(name) }
        case .negation(let inner): collect(inner, into: &names)
        case .operation(_, let left, let right):
            collect(left, into: &names)
            collect(right, into: &names)
        case .call(_, let arguments): for argument in arguments { collect(argument, into: &names) }
        }
    }

    private static func value(_ node: Node, _ values: [String: Double]) -> Double? {
        switch node {
        case .number(let number): return number
        case .variable(let name): return values[name]
        case .negation(let inner): return value(inner, values).map { -$0 }
        case .operation(let sign, let left, let right):
            guard let left = value(left, values), let right = value(right, values) else { return nil }
            switch sign {
            case "+": return left + right
            case "-": return left - right
            case "*": return left * right
            case "/": return left / right
            case "%": return fmod(left, right)
            default: return pow(left, right)
            }
        case .call(let function, let arguments):
            var numbers: [Double] = []
            for argument in arguments {
                guard let number = value(argument, values) else { return nil }
                numbers.append(number)
            }
            return function.apply(numbers)
        }
    }
}

/// The functions an expression may call, by the names Moodle gives them.
private enum Function: String, CaseIterable {
    case abs, acos, acosh, asin, asinh, atan, atan2, atanh, ceil, cos, cosh, deg2rad, exp, expm1, floor, fmod
    case isNaN = "is_nan"
    case log, log10, log1p, max, min, pi, pow, rad2deg, round, sin, sinh, sqrt, tan, tanh, fact

    var argumentCount: ClosedRange<Int> {
        switch self {
        case .pi: 0...0
        case .atan2, .fmod, .pow: 2...2
        case .log, .round: 1...2
        case .max, .min: 2...20
        default: 1...1
        }
    }

    func apply(_ x: [Double]) -> Double {
        switch self {
        case .abs: Swift.abs(x[0])
        case .acos: Foundation.acos(x[0])
        case .acosh: Foundation.acosh(x[0])
        case .asin: Foundation.asin(x[0])
        case .asinh: Foundation.asinh(x[0])
        case .atan: Foundation.atan(x[0])
        case .atan2: Foundation.atan2(x[0], x[1])
        case .atanh: Foundation.atanh(x[0])
        case .ceil: x[0].rounded(.up)
        case .cos: Foundation.cos(x[0])
        case .cosh: Foundation.cosh(x[0])
        case .deg2rad: x[0] * .pi / 180
        case .exp: Foundation.exp(x[0])
        case .expm1: Foundation.expm1(x[0])
        case .floor: x[0].rounded(.down)
        case .fmod: Foundation.fmod(x[0], x[1])
        case .isNaN: x[0].isNaN ? 1 : 0
        case .log: x.count == 2 ? Foundation.log(x[0]) / Foundation.log(x[1]) : Foundation.log(x[0])
        case .log10: Foundation.log10(x[0])
        case .log1p: Foundation.log1p(x[0])
        case .max: x.max() ?? 0
        case .min: x.min() ?? 0
        case .pi: .pi
        case .pow: Foundation.pow(x[0], x[1])
        case .rad2deg: x[0] * 180 / .pi
        case .round: rounded(x[0], places: x.count == 2 ? x[1] : 0)
        case .sin: Foundation.sin(x[0])
        case .sinh: Foundation.sinh(x[0])
        case .sqrt: x[0].squareRoot()
        case .tan: Foundation.tan(x[0])
        case .tanh: Foundation.tanh(x[0])
        case .fact: x[0] >= 0 && x[0] <= 170 ? (0..<Int(x[0])).reduce(1) { $0 * Double($1 + 1) } : .nan
        }
    }

    private func rounded(_ number: Double, places: Double) -> Double {
        let scale = Foundation.pow(10, Swift.min(Swift.max(places, -15), 15).rounded())
        return (number * scale).rounded() / scale
    }
}

extension ArithmeticExpression {
    /// Recursive descent: sum, product, sign, power, atom.
    private struct Parser {
        private let characters: [Character]
        private var position = 0
        private var depth = 0

        init(_ source: String) {
            characters = source.map { character in
                switch character {
                case "−", "–": "-"
                case "×", "·": "*"
                case ":", "÷": "/"
                default: character
                }
            }
        }

        mutating func whole() throws(Problem) -> Node {
            skipSpaces()
            guard position < characters.count else { throw .empty }
            let node = try sum()
            guard position == characters.count else { throw unexpected() }
            return node
        }

        private mutating func sum() throws(Problem) -> Node {
            depth += 1
            defer { depth -= 1 }
            guard depth <= 50 else { throw .tooDeep }
            var node = try product()
            while let sign = take(oneOf: "+-") { node = .operation(sign, node, try product()) }
            return node
        }

        private mutating func product() throws(Problem) -> Node {
            var node = try signed()
            while let sign = takeFactorSign() { node = .operation(sign, node, try signed()) }
            return node
        }

        private mutating func takeFactorSign() -> Character? {
            if position + 1 < characters.count, characters[position] == "*", characters[position + 1] == "*" {
                return nil
            }
            return take(oneOf: "*/%")
        }

        private mutating func signed() throws(Problem) -> Node {
            var isNegative = false
            var signs = 0
            while let sign = take(oneOf: "+-") {
                if sign == "-" { isNegative.toggle() }
                signs += 1
                guard signs <= 20 else { throw .tooDeep }
            }
            let node = try power()
            return isNegative ? .negation(node) : node
        }

        /// Right associative, and stronger than a sign before it: −2² is −4.
        private mutating func power() throws(Problem) -> Node {
            let base = try atom()
            var isPower = take(oneOf: "^") != nil
            if !isPower, position + 1 < characters.count, characters[position] == "*", characters[position + 1] == "*" {
                position += 2
                skipSpaces()
                isPower = true
            }
            guard isPower else { return base }
            depth += 1
            defer { depth -= 1 }
            guard depth <= 50 else { throw .tooDeep }
            return .operation("^", base, try signed())
        }

        private mutating func atom() throws(Problem) -> Node {
            guard position < characters.count else { throw .unexpected("", at: position) }
            let character = characters[position]
            if character == "(" {
                position += 1
                skipSpaces()
                let node = try sum()
                guard take(oneOf: ")") != nil else { throw .missingParenthesis }
                return node
            }
            if character == "{" {
                position += 1
                let name = takeWhile { $0 != "}" && $0 != "{" }.trimmingSpaces()
                guard take(oneOf: "}") != nil, !name.isEmpty else { throw .missingParenthesis }
                return .variable(name)
            }
            if character.isASCII, character.isNumber || character == "." { return try number() }
            if character.isLetter || character == "_" { return try named() }
            throw unexpected()
        }

        private mutating func number() throws(Problem) -> Node {
            let start = position
            var text = takeWhile { $0.isASCII && ($0.isNumber || $0 == ".") }
            if position < characters.count, characters[position] == "e" || characters[position] == "E" {
                let mark = position
                position += 1
                var exponent = "e"
                if position < characters.count, "+-".contains(characters[position]) {
                    exponent.append(characters[position])
                    position += 1
                }
                let digits = takeWhile { $0.isASCII && $0.isNumber }
                if digits.isEmpty { position = mark } else { text += exponent + digits }
            }
            skipSpaces()
            guard let number = Double(text) else { throw .unexpected(text, at: start) }
            return .number(number)
        }

        private mutating func named() throws(Problem) -> Node {
            let name = takeWhile { $0.isLetter || $0.isNumber || $0 == "_" }
            skipSpaces()
            guard take(oneOf: "(") != nil else { return name.lowercased() == "pi" ? .number(.pi) : .variable(name) }
            guard let function = Function(rawValue: name.lowercased()) else { throw .unknownFunction(name) }
            var arguments: [Node] = []
            if take(oneOf: ")") == nil {
                repeat { arguments.append(try sum()) } while take(oneOf: ",;") != nil
                guard take(oneOf: ")") != nil else { throw .missingParenthesis }
            }
            guard function.argumentCount.contains(arguments.count) else { throw .wrongArgumentCount(name) }
            return .call(function, arguments)
        }

        private func unexpected() -> Problem {
            .unexpected(String(characters[position...].prefix(12)), at: position)
        }

        private mutating func takeWhile(_ belongs: (Character) -> Bool) -> String {
            let start = position
            while position < characters.count, belongs(characters[position]) { position += 1 }
            return String(characters[start..<position])
        }

        private mutating func take(oneOf signs: String) -> Character? {
            guard position < characters.count, signs.contains(characters[position]) else { return nil }
            let sign = characters[position]
            position += 1
            skipSpaces()
            return sign
        }

        private mutating func skipSpaces() {
            while position < characters.count, characters[position].isWhitespace { position += 1 }
        }
    }
}
