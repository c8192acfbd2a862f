/// One number from each juror of each entry, in integers: totals of sheets, marks on a criterion, or places.
struct Panel: Sendable {
    struct Mark: Equatable, Sendable {
        var juror: Int
        var value: Int128
    }

    /// By entry, from the lowest to the highest: medians and trimming walk along them.
    let entries: [[Mark]]
    /// How many units make one point.
    let unit: Int128

    init(_ marks: [(entry: Int, mark: Mark)], entryCount: Int, unit: Int128) {
        var entries = [[Mark]](repeating: [], count: entryCount)
        for (entry, mark) in marks { entries[entry].append(mark) }
        self.entries = entries.map { $0.sorted { ($0.value, $0.juror) < ($1.value, $1.juror) } }
        self.unit = unit
    }

    /// The totals of complete sheets.
    init(totals sheets: ScoreSheets) {
        let marks = zip(sheets.sheets, sheets.totals).compactMap { sheet, total in
            total.map { (sheet.entry, Mark(juror: sheet.juror, value: $0)) }
        }
        self.init(marks, entryCount: sheets.entryCount, unit: sheets.totalUnit)
    }

    /// The marks on one criterion, without its weight.
    init(criterion: Int, of sheets: ScoreSheets) {
        let marks = sheets.sheets.compactMap { sheet in
            sheet.marks[criterion].map { (sheet.entry, Mark(juror: sheet.juror, value: Int128($0))) }
        }
        self.init(marks, entryCount: sheets.entryCount, unit: Int128(sheets.unit))
    }

    var markCount: Int { entries.reduce(0) { $0 + $1.count } }

    /// What `method` makes of an entry's marks, each counted as many times as `counts` says of its juror; nil without
    /// marks.
    func centre(of entry: Int, by method: CentralMethod, counts: [Int]?) -> Rational? {
        let marks = entries[entry]
        let size = counts.map { counts in marks.reduce(0) { $0 + counts[$1.juror] } } ?? marks.count
        guard size > 0 else { return nil }
        let (from, to, divisor): (Int, Int, Int) =
            switch method {
            case .sum: (0, size, 1)
            case .mean: (0, size, size)
            case .trimmed(let count): range(trimming: CentralMethod.trim(count, of: size), of: size)
            case .median: range(trimming: (size - 1) / 2, of: size)
            }
        var (sum, seen): (Int128, Int) = (0, 0)
        for mark in marks {
            let count = counts?[mark.juror] ?? 1
            let kept = min(seen + count, to) - max(seen, from)
            if kept > 0 { sum += mark.value * Int128(kept) }
            seen += count
        }
        return Rational(sum, over: unit * Int128(divisor))
    }

    private func range(trimming count: Int, of size: Int) -> (Int, Int, Int) { (count, size - count, size - 2 * count) }
}

/// The methods that average what is in the middle.
enum CentralMethod: Equatable, Sendable {
    case mean, sum
    case trimmed(Int?)
    case median

    /// How many of each end are dropped from a panel of `size`.
    static func trim(_ asked: Int?, of size: Int) -> Int {
        guard let asked else { return size >= 5 ? 1 : 0 }
        return size > 2 * asked ? asked : 0
    }
}

extension Panel {
    /// Each juror's totals as places among the entries the juror marked: (n + 1 − 2·place) ÷ (n − 1), equal totals
    /// sharing the mean of their places. Jurors of one mark are left out.
    static func places(_ sheets: ScoreSheets) -> Panel {
        let rankings = Rankings(sheets)
        // A denominator common to all panels, or one so fine that nothing is seen of it.
        var unit: Int128 = 1
        let finest = Rational.powerOfTen(18)
        for ranking in rankings.jurors where ranking.count > 1 {
            let size = Int128(ranking.count - 1)
            unit = unit / greatestCommonDivisor(unit, size) * size
            guard unit <= finest else {
                unit = finest
                break
            }
        }
        var marks: [(entry: Int, mark: Mark)] = []
        for (juror, ranking) in rankings.jurors.enumerated() where ranking.count > 1 {
            let size = ranking.count
            for (entry, doubled) in ranking.doubledPlaces {
                let term = Rational(Int128(size + 1 - doubled), over: Int128(size - 1))
                let units = Rational(term.numerator * unit, over: term.denominator).rounded(places: 0)
                marks.append((entry, Mark(juror: juror, value: units.numerator)))
            }
        }
        return Panel(marks, entryCount: sheets.entryCount, unit: unit)
    }
}

/// The order in which each juror's totals put the entries.
struct Rankings: Sendable {
    struct Ranking: Sendable {
        /// Entries of equal totals together, the highest first.
        var groups: [[Int]]

        var count: Int { groups.reduce(0) { $0 + $1.count } }

        /// Twice the mean of the places that equals share: a whole number.
        var doubledPlaces: [(entry: Int, doubled: Int)] {
            var before = 0
            return groups.flatMap { group in
                let doubled = 2 * before + group.count + 1
                before += group.count
                return group.map { ($0, doubled) }
            }
        }
    }

    let jurors: [Ranking]

    init(_ sheets: ScoreSheets) {
        var marks = [[(entry: Int, total: Int128)]](repeating: [], count: sheets.jurorCount)
        for (sheet, total) in zip(sheets.sheets, sheets.totals) {
            if let total { marks[sheet.juror].append((sheet.entry, total)) }
        }
        jurors = marks.map { marks in
            var groups: [[Int]] = []
            var last: Int128?
            for (entry, total) in marks.sorted(by: { ($1.total, $0.entry) < ($0.total, $1.entry) }) {
                if total == last { groups[groups.count - 1].append(entry) } else { groups.append([entry]) }
                last = total
            }
            return Ranking(groups: groups)
        }
    }
}
