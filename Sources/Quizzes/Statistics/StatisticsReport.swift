public import FoundationEssentials
public import Statistics

/// The figures of a quiz and of its questions for programs, by Moodle's names; null where a figure is not defined.
///
/// Facility, weights, discrimination, efficiency and the coefficients of the quiz are percents; `sd`, `mean` and
/// `standarderror` are marks, `covariance` marks².
public struct StatisticsReport: Encodable, Equatable, Sendable {
    public var quiz: [String: Double?]
    public var items: [Item]
    /// How long the sums took, from marks in memory to figures, milliseconds.
    public var analysisMilliseconds: Double

    public struct Item: Encodable, Equatable, Sendable {
        public var slot: Int
        public var name: String
        public var figures: [String: Double?]

        public func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: Key.self)
            try container.encode(slot, forKey: Key("slot"))
            try container.encode(name, forKey: Key("name"))
            for (name, value) in figures { try container.encode(value, forKey: Key(name)) }
        }
    }

    private enum CodingKeys: String, CodingKey {
        case quiz, items
        case analysisMilliseconds = "analysis_ms"
    }

    private struct Key: CodingKey {
        var stringValue: String
        var intValue: Int? { nil }
        init(_ name: String) { stringValue = name }
        init?(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    public init(_ analysis: TestAnalysis, of sheets: MarkSheets, milliseconds: Double) {
        let test = analysis.test
        analysisMilliseconds = milliseconds
        quiz = [
            "attempts": Double(test.count), "mean": test.mean, "median": test.median, "sd": test.deviation,
            "skewness": test.skewness, "kurtosis": test.kurtosis, "cic": test.consistency,
            "errorratio": test.errorRatio, "standarderror": test.standardError, "splithalf": test.splitHalf,
        ]
        items = zip(sheets.questions, analysis.items).map { question, item in
            Item(
                slot: question.slot, name: question.name,
                figures: [
                    "maxmark": item.maximum, "mean": item.mean, "facility": item.facility, "sd": item.deviation,
                    "facilitylow": item.facilityBand?.lowerBound, "facilityhigh": item.facilityBand?.upperBound,
                    "covariance": item.covariance, "intendedweight": item.intendedWeight,
                    "effectiveweight": item.effectiveWeight, "discriminationindex": item.discrimination,
                    "discriminativeefficiency": item.efficiency, "itemtotal": item.totalCorrelation,
                    "cicwithout": item.consistencyWithout, "upperlower": item.upperLower,
                ])
        }
    }

    /// The report as JSON, keys in alphabetical order so that two runs can be compared.
    public func json() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(self)
    }
}
