import Foundation

/// What a package has told of one learner at one of its items.
public struct PackageTrack: Equatable, Sendable {
    /// As the package set them, `cmi.suspend_data` and the rest.
    public var values: [String: String]
    public var isCompleted: Bool
    public var isPassed: Bool?
    /// The best share of the full score, 0…1 in hundred-thousandths; nil while there is none.
    public var score: Points?
    public var seconds: Int

    public init(
        values: [String: String] = [:], isCompleted: Bool = false, isPassed: Bool? = nil, score: Points? = nil,
        seconds: Int = 0
    ) {
        self.values = values
        self.isCompleted = isCompleted
        self.isPassed = isPassed
        self.score = score
        self.seconds = seconds
    }
}

/// Why what a package sent was not stored.
public enum TrackRefusal: Error, Equatable, Sendable {
    case unknownItem
    case tooMuch(limit: Int)
    /// Not a name of the data model, a status that is none, a score out of its range.
    case badValue(name: String)
}

extension PackageTrack {
    static let valueLimit = 2_000
    static let byteLimit = 400_000

    /// The track after the package set `values`, the whole of what it holds now.
    ///
    /// Completed stays completed and the best score is kept: a second run takes nothing away.
    /// - Parameter isFinished: the session is over; its time is added up.
    func taking(
        _ values: [String: String], of item: Package.Item, by standard: Package.Standard, isFinished: Bool
    ) throws(TrackRefusal) -> PackageTrack {
        guard values.count <= Self.valueLimit,
            values.reduce(0, { $0 + $1.key.utf8.count + $1.value.utf8.count }) <= Self.byteLimit
        else { throw .tooMuch(limit: Self.byteLimit) }
        if let name = values.keys.first(where: { !Self.isName($0) }) { throw .badValue(name: name) }
        var track = self
        track.values = values
        let outcome = try standard == .scorm12 ? Self.outcome12(values, item) : Self.outcome2004(values, item)
        track.isCompleted = isCompleted || outcome.isCompleted || item.isAsset
        track.isPassed = outcome.isPassed ?? isPassed
        if let new = outcome.score { track.score = max(score ?? .zero, new) }
        if isFinished {
            track.seconds += min(86_400, Self.seconds(values["cmi.core.session_time"] ?? values["cmi.session_time"]))
            for name in ["cmi.core.session_time", "cmi.session_time"] { track.values[name] = nil }
        }
        return track
    }

    private struct Outcome {
        var isCompleted: Bool
        var isPassed: Bool?
        var score: Points?
    }

    private static func outcome12(
        _ values: [String: String], _ item: Package.Item
    ) throws(TrackRefusal) -> Outcome {
        let status = try word(
            values, "cmi.core.lesson_status",
            among: ["passed", "completed", "failed", "incomplete", "browsed", "not attempted"])
        let raw = try number(values, "cmi.core.score.raw", in: 0...100)
        let low = try number(values, "cmi.core.score.min", in: 0...100)
        let high = try number(values, "cmi.core.score.max", in: 0...100)
        var outcome = Outcome(
            isCompleted: status == "passed" || status == "completed",
            isPassed: status == "passed" ? true : status == "failed" ? false : nil,
            score: share(raw, from: low ?? 0, to: high ?? 100))
        // SCORM 1.2 RTE, 3.4.4: with a mastery score it is the platform that passes or fails.
        if let mastery = item.masteryScore, let raw, status == "completed" || outcome.isPassed != nil {
            outcome.isPassed = raw >= mastery
            outcome.isCompleted = raw >= mastery
        }
        return outcome
    }

    private static func outcome2004(
        _ values: [String: String], _ item: Package.Item
    ) throws(TrackRefusal) -> Outcome {
        let completion = try word(
            values, "cmi.completion_status", among: ["completed", "incomplete", "not attempted", "unknown"])
        let success = try word(values, "cmi.success_status", among: ["passed", "failed", "unknown"])
        let scaled = try number(values, "cmi.score.scaled", in: -1...1)
        let wide = -1e9...1e9
        let raw = try number(values, "cmi.score.raw", in: wide)
        let low = try number(values, "cmi.score.min", in: wide)
        let high = try number(values, "cmi.score.max", in: wide)
        var isPassed = success == "passed" ? true : success == "failed" ? false : nil
        if let scaled, let mastery = item.masteryScore { isPassed = scaled >= mastery }
        return Outcome(
            isCompleted: completion == "completed" || isPassed == true, isPassed: isPassed,
            score: scaled.map { Points(rounding: max(0, $0)) } ?? share(raw, from: low ?? 0, to: high ?? 100))
    }

    /// Where `raw` lies between the ends; nil when it does not.
    private static func share(_ raw: Double?, from low: Double, to high: Double) -> Points? {
        guard let raw, high > low, (low...high).contains(raw) else { return nil }
        return Points(rounding: (raw - low) / (high - low))
    }

    private static func word(
        _ values: [String: String], _ name: String, among words: Set<String>
    ) throws(TrackRefusal) -> String? {
        guard let value = values[name], !value.isEmpty else { return nil }
        guard words.contains(value) else { throw .badValue(name: name) }
        return value
    }

    private static func number(
        _ values: [String: String], _ name: String, in range: ClosedRange<Double>
    ) throws(TrackRefusal) -> Double? {
        guard let text = values[name], !text.isEmpty else { return nil }
        guard text.utf8.count <= 40, text.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == 0x2E || $0 == 0x2D }),
            let number = Double(text), range.contains(number)
        else { throw .badValue(name: name) }
        return number
    }

    /// `cmi.interactions.0.id`: a name of the data model.
    private static func isName(_ name: String) -> Bool {
        (name.hasPrefix("cmi.") || name.hasPrefix("adl.")) && name.utf8.count <= 200
            && name.utf8.allSatisfy {
                (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x2E || $0 == 0x5F
            }
    }

    /// Seconds of a time span, `0001:02:03.5` in 1.2 or `PT1H2M3.5S` in 2004; 0 for anything else.
    static func seconds(_ span: String?) -> Int {
        guard let span, span.utf8.count <= 40 else { return 0 }
        if let match = span.wholeMatch(of: /(\d{2,4}):(\d{2}):(\d{2})(?:\.\d{1,2})?/) {
            return (Int(match.1) ?? 0) * 3_600 + (Int(match.2) ?? 0) * 60 + (Int(match.3) ?? 0)
        }
        let iso = /P(?:(\d{1,6})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,7})M)?(?:(\d{1,8})(?:\.\d+)?S)?)?/
        guard let match = span.wholeMatch(of: iso) else { return 0 }
        func part(_ text: Substring?) -> Int { text.flatMap { Int($0) } ?? 0 }
        return part(match.1) * 86_400 + part(match.2) * 3_600 + part(match.3) * 60 + part(match.4)
    }
}

/// How far a learner is with a whole package.
public struct PackageProgress: Equatable, Sendable {
    /// By item.
    public var tracks: [String: PackageTrack]

    public init(tracks: [String: PackageTrack]) { self.tracks = tracks }

    public func isCompleted(_ package: Package) -> Bool {
        let items = package.launchable
        return !items.isEmpty && items.allSatisfy { tracks[$0.identifier]?.isCompleted == true }
    }

    /// The mean of the scores reported, as points out of `maximum`; nil while no item has reported one.
    public func grade(of package: Package, maximum: Points) -> Points? {
        let scores = package.launchable.compactMap { tracks[$0.identifier]?.score }
        guard !scores.isEmpty else { return nil }
        let sum = scores.reduce(0) { $0 + $1.rawValue }
        let one = Points(1).rawValue * Int64(scores.count)
        return Points(rawValue: (sum * maximum.rawValue + one / 2) / one)
    }
}
