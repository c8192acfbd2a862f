public import Courses

/// What the marks of several people for one answer come to.
public enum HandVerdict: Equatable, Sendable {
    /// So many more people have to mark.
    case waits(for: Int)
    case settled(Points)

    /// Most people who mark one answer.
    static let limit = 3

    /// Where one mark is enough, the last of `marks`. Where two are wanted: their mean when they differ by at most
    /// `tolerance` percent of `maximum`; else a third is asked, and the mean of the closest two is the mark, of two pairs
    /// equally close that of the higher. Halves of a hundred-thousandth go up. The rule of the third expert, as contests
    /// have it.
    public init(_ marks: [Points], of maximum: Points, tolerance: Int?) {
        guard let tolerance else {
            self = marks.last.map(HandVerdict.settled) ?? .waits(for: 1)
            return
        }
        switch marks.count {
        case 0, 1: self = .waits(for: 2 - marks.count)
        case 2:
            let isClose =
                abs(marks[0].rawValue - marks[1].rawValue) * 100 <= maximum.rawValue * Int64(tolerance)
            self = isClose ? .settled(Self.mean(marks[0], marks[1])) : .waits(for: 1)
        default:
            let sorted = marks.prefix(Self.limit).sorted()
            let (low, middle, high) = (sorted[0], sorted[1], sorted[2])
            let isUpper = high.rawValue - middle.rawValue <= middle.rawValue - low.rawValue
            self = .settled(isUpper ? Self.mean(middle, high) : Self.mean(low, middle))
        }
    }

    private static func mean(_ one: Points, _ other: Points) -> Points {
        Points(rawValue: (one.rawValue + other.rawValue + 1) / 2)
    }
}

/// Why a teacher's mark was not written.
public enum MarkRefusal: Error, Equatable, Sendable {
    case outOfRange(maximum: Points)
    case notANumber
    /// A level of that criterion was not chosen.
    case levelMissing(criterion: String)
    /// As many people as were wanted have marked the answer.
    case settled
}
