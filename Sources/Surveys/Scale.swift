import Foundation

/// What several statements measure together, and how its value reads.
public struct Scale: Equatable, Sendable, Codable {
    public enum Aggregation: String, CaseIterable, Sendable, Codable { case mean, sum }

    public var name: String
    public var summary: String
    public var aggregation: Aggregation
    public var keys: [ScaleKey]
    /// From 0 to 100 without gaps, or none.
    public var bands: [ScaleBand]

    public static let countLimit = 30
    public static let nameLimit = 100
    /// Scales by statements: the table of keys goes as one form.
    public static let keysLimit = 1_800

    public init(
        name: String, summary: String = "", aggregation: Aggregation = .mean, keys: [ScaleKey] = [],
        bands: [ScaleBand] = []
    ) {
        self.name = name
        self.summary = summary
        self.aggregation = aggregation
        self.keys = keys
        self.bands = bands
    }

    /// The band of a value; its edges are whole percents, so nothing is rounded.
    public func band(of score: ScaleScore) -> Int? {
        bands.firstIndex { band in
            let value = 100 * score.earned
            return value >= band.from * score.possible
                && (value < band.to * score.possible || band.to == 100 && value == 100 * score.possible)
        }
    }
}

/// A statement's part in a scale.
public struct ScaleKey: Equatable, Sendable, Codable {
    /// The place among the survey's questions.
    public var question: Int
    /// 1…3.
    public var weight: Int
    /// A high answer makes the value low.
    public var isReversed: Bool

    public init(question: Int, weight: Int = 1, isReversed: Bool = false) {
        self.question = question
        self.weight = weight
        self.isReversed = isReversed
    }
}

/// A part of the way from the lowest value of a scale to the highest, `[from, to)` in percents, in plain words. The last
/// one holds the highest value too.
public struct ScaleBand: Equatable, Sendable, Codable {
    public var from: Int
    public var to: Int
    public var words: String

    public init(from: Int, to: Int, words: String) {
        self.from = from
        self.to = to
        self.words = words
    }
}

/// The value of one person on one scale.
public struct ScaleScore: Equatable, Sendable {
    /// Σ w·(x − lowest) over the answered statements, x turned over where the key is reversed.
    public var earned: Int
    /// The most that could have been.
    public var possible: Int
    /// The way from the lowest value to the highest, 0…100.
    public var percent: Double { 100 * Double(earned) / Double(possible) }
    /// The mean answer, or the sum as it would be with every statement answered.
    public var value: Double
}

extension SurveyContent {
    /// The code of an answer to a statement, turned over where its key is reversed; nil when there is none.
    func code(_ sheet: SurveySheet, _ key: ScaleKey) -> Int? {
        guard let chosen = sheet.chosen(key.question).first, answers.labels.indices.contains(chosen) else { return nil }
        return key.isReversed ? answers.highest - chosen : answers.lowest + chosen
    }

    /// Nil while fewer than half of the scale's statements are answered; what is missing counts as the mean of the rest.
    public func score(_ scale: Scale, _ sheet: SurveySheet) -> ScaleScore? {
        var (earned, weight, answered) = (0, 0, 0)
        for key in scale.keys {
            guard let code = code(sheet, key) else { continue }
            earned += key.weight * (code - answers.lowest)
            weight += key.weight
            answered += 1
        }
        guard answered > 0, 2 * answered >= scale.keys.count else { return nil }
        let mean = Double(answers.lowest) + Double(earned) / Double(weight)
        let wholeWeight = scale.keys.reduce(0) { $0 + $1.weight }
        return ScaleScore(
            earned: earned, possible: weight * (answers.labels.count - 1),
            value: scale.aggregation == .mean ? mean : mean * Double(wholeWeight))
    }
}

// MARK: - Scales as text

extension Scale {
    /// Scales as an author writes them, parted by empty lines: the name, below it what it measures, and bands:
    /// «0–40 выраженное затруднение». Keys and aggregation come from `known` by the name. Throws `SurveyRefusal`.
    public static func scales(in text: String, known: [Scale] = []) throws(SurveyRefusal) -> [Scale] {
        var scales: [Scale] = []
        var isInside = false
        for line in text.plainLines.split(separator: "\n", omittingEmptySubsequences: false) {
            let line = line.trimmingCharacters(in: .whitespaces)
            if line.isEmpty {
                isInside = false
            } else if !isInside {
                guard line.count <= nameLimit else { throw .scaleNameTooLong(limit: nameLimit) }
                guard !scales.contains(where: { $0.name == line }) else { throw .sameScale(line) }
                var scale = known.first { $0.name == line } ?? Scale(name: line)
                (scale.summary, scale.bands) = ("", [])
                scales.append(scale)
                isInside = true
            } else if let match = line.wholeMatch(of: /([0-9]{1,3})\s*[-–—]\s*([0-9]{1,3})\s*%?\s*[:—–-]?\s*(.+)/),
                let from = Int(match.1), let to = Int(match.2)
            {
                scales[scales.count - 1].bands.append(ScaleBand(from: from, to: to, words: String(match.3)))
            } else {
                let summary = scales[scales.count - 1].summary
                scales[scales.count - 1].summary = summary.isEmpty ? line : summary + " " + line
            }
        }
        guard scales.count <= countLimit else { throw .tooManyScales(limit: countLimit) }
        for scale in scales where !scale.hasWholeBands { throw .bandsMalformed(scale: scale.name) }
        return scales
    }

    public static func text(of scales: [Scale]) -> String {
        scales.map { scale in
            ([scale.name] + (scale.summary.isEmpty ? [] : [scale.summary])
                + scale.bands.map { "\($0.from)-\($0.to) \($0.words)" }).joined(separator: "\n")
        }.joined(separator: "\n\n")
    }

    private var hasWholeBands: Bool {
        guard let first = bands.first, let last = bands.last else { return true }
        return first.from == 0 && last.to == 100 && bands.allSatisfy { $0.from < $0.to }
            && zip(bands, bands.dropFirst()).allSatisfy { $0.to == $1.from }
    }
}
