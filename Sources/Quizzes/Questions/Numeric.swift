public import FoundationEssentials

extension Question {
    /// Numbers that are right. Values are decimal, as their author typed them: 0.1 is a tenth, and export gives it back.
    public struct Numeric: Codable, Equatable, Sendable {
        /// In the author's order: among answers of one fraction the first that matches wins.
        public var answers: [Answer]
        /// The units a number may be given in; the answers are in the first. Empty: whatever stands after a number is
        /// passed over.
        public var units: [Unit]
        /// What a wrong or missing unit costs; nil: nothing.
        public var unitPenalty: UnitPenalty?

        public init(answers: [Answer], units: [Unit] = [], unitPenalty: UnitPenalty? = nil) {
            self.answers = answers
            self.units = units
            self.unitPenalty = unitPenalty
        }

        public struct Unit: Equatable, Sendable {
            public var name: String
            /// How many of this unit make one of the first: 0.001 for kW beside W. Not 0.
            public var factor: Decimal

            public init(_ name: String, factor: Decimal = 1) {
                self.name = name
                self.factor = factor
            }
        }

        public enum UnitPenalty: Codable, Equatable, Sendable {
            /// Part of what the number earned, 0…1.
            case ofEarned(Double)
            /// Part of the whole mark, 0…1.
            case ofWhole(Double)
        }

        /// A number, or any number, with the part of the mark it gives.
        public struct Answer: Equatable, Sendable {
            public var expected: Expected
            /// Part of the mark, 0…1.
            public var fraction: Double
            public var feedback: RichText?

            public init(_ expected: Expected, fraction: Double = 1, feedback: RichText? = nil) {
                self.expected = expected
                self.fraction = fraction
                self.feedback = feedback
            }
        }

        public enum Expected: Equatable, Sendable {
            /// Whatever was typed, a number or not: `*`.
            case anything
            case number(Decimal, Tolerance)

            /// The numbers from `lower` to `upper`, both included, as their middle and half their distance.
            public static func range(_ lower: Decimal, _ upper: Decimal) -> Expected {
                .number((lower + upper) / 2, .absolute((upper - lower).magnitude / 2))
            }
        }

        /// How far from the number an answer may be and still count.
        public enum Tolerance: Equatable, Sendable {
            /// |x − a| ≤ t
            case absolute(Decimal)
            /// |x − a| ≤ t·|a|
            case relative(Decimal)
            /// a/(1 + t) ≤ x ≤ a·(1 + t), for negative numbers mirrored
            case geometric(Decimal)

            public static var none: Tolerance { .absolute(0) }
        }
    }
}

extension Question.Numeric {
    private enum CodingKeys: String, CodingKey { case answers, units, unitPenalty }

    /// Numbers stored before there were units have none.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            answers: try container.decode([Answer].self, forKey: .answers),
            units: try container.decodeIfPresent([Unit].self, forKey: .units) ?? [],
            unitPenalty: try container.decodeIfPresent(UnitPenalty.self, forKey: .unitPenalty))
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(answers, forKey: .answers)
        if !units.isEmpty { try container.encode(units, forKey: .units) }
        try container.encodeIfPresent(unitPenalty, forKey: .unitPenalty)
    }
}

extension Question.Numeric.Unit: Codable {
    private enum CodingKeys: String, CodingKey { case name, factor }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let text = try container.decode(String.self, forKey: .factor)
        guard let factor = parseNumber(text), factor != 0 else {
            throw DecodingError.dataCorruptedError(forKey: .factor, in: container, debugDescription: "not a factor")
        }
        self.init(try container.decode(String.self, forKey: .name), factor: factor)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(name, forKey: .name)
        try container.encode(factor.description, forKey: .factor)
    }
}

extension Question.Numeric.Answer: Codable {
    private enum CodingKeys: String, CodingKey {
        case value, absolute, relative, geometric, fraction, feedback
    }

    /// Numbers travel as text: a JSON number would pass through binary and come back as 0.1000000000000000055.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        func decimal(_ key: CodingKeys) throws -> Decimal? {
            guard let text = try container.decodeIfPresent(String.self, forKey: key) else { return nil }
            guard let number = parseNumber(text) else {
                throw DecodingError.dataCorruptedError(forKey: key, in: container, debugDescription: "not a number")
            }
            return number
        }
        if let value = try decimal(.value) {
            if let tolerance = try decimal(.relative) {
                expected = .number(value, .relative(tolerance))
            } else if let tolerance = try decimal(.geometric) {
                expected = .number(value, .geometric(tolerance))
            } else {
                expected = .number(value, .absolute(try decimal(.absolute) ?? 0))
            }
        } else {
            expected = .anything
        }
        fraction = try container.decode(Double.self, forKey: .fraction)
        feedback = try container.decodeIfPresent(RichText.self, forKey: .feedback)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        if case .number(let value, let tolerance) = expected {
            try container.encode(value.description, forKey: .value)
            switch tolerance {
            case .absolute(let size): try container.encode(size.description, forKey: .absolute)
            case .relative(let size): try container.encode(size.description, forKey: .relative)
            case .geometric(let size): try container.encode(size.description, forKey: .geometric)
            }
        }
        try container.encode(fraction, forKey: .fraction)
        try container.encodeIfPresent(feedback, forKey: .feedback)
    }
}
