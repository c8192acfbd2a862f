/// A learner's grade in a course and how it came about.
public struct CourseTotal: Equatable, Sendable {
    /// A category with its columns.
    public struct Part: Equatable, Sendable {
        public var category: GradeCategory
        public var columns: [GradeColumn]
        public var total: Aggregate
    }

    /// The columns right in the course, then the categories: the order of `total.states`.
    public var columns: [GradeColumn]
    public var categories: [Part]
    public var total: Aggregate

    public var share: Ratio? { total.share }

    /// Hundredths of a per cent, rounded halves up: 8 667 is 86,67 %.
    public var hundredths: Int? { share.map { Int($0.rounded(units: 10_000)) } }

    /// What became of a column, first in its category and then, with it, in the course.
    public func state(of id: GradeColumn.ID) -> PartState? {
        if let place = columns.firstIndex(where: { $0.id == id }) { return total.states[place] }
        for (offset, part) in categories.enumerated() {
            guard let place = part.columns.firstIndex(where: { $0.id == id }) else { continue }
            let state = part.total.states[place]
            let whole = total.states[columns.count + offset]
            return whole == .dropped && (state == .counted || state == .zero) ? .dropped : state
        }
        return nil
    }
}

extension GradingPlan {
    /// A learner's total over the columns that give points. A mark above the maximum counts as the maximum.
    public func total(of marks: LearnerMarks, over columns: [GradeColumn]) -> CourseTotal {
        GradingLayout(self, columns).total(of: columns.map { marks[$0.id] })
    }
}

/// Which columns count where: found once for all learners of a course.
struct GradingLayout {
    private let rule: GradeRule
    private let inCourse: Columns
    private let inCategories: [(category: GradeCategory, columns: Columns)]

    /// Columns that count together, with the places of their cells.
    private struct Columns {
        var columns: [GradeColumn]
        var places: [Int]

        init(_ counted: [(offset: Int, element: GradeColumn)]) {
            columns = counted.map(\.element)
            places = counted.map(\.offset)
        }

        func parts(_ cells: [Mark?]) -> [GradePart] {
            zip(columns, places).map { column, place in
                let mark = cells[place]
                return GradePart(
                    earned: mark?.points.map { Ratio($0) }, maximum: Ratio(column.maximum ?? .zero),
                    weight: column.placement.weight, isExtra: column.placement.isExtra,
                    isExcluded: mark?.isExcluded ?? false)
            }
        }
    }

    init(_ plan: GradingPlan, _ columns: [GradeColumn]) {
        let graded = columns.enumerated().filter { ($1.maximum ?? .zero) > .zero }
        let known = Set(plan.categories.map(\.id))
        rule = plan.rule
        inCourse = Columns(graded.filter { $1.placement.category.map { !known.contains($0) } ?? true })
        inCategories = plan.categories.map { category in
            (category, Columns(graded.filter { $1.placement.category == category.id }))
        }
    }

    /// Of a learner's cells, in the order of the columns.
    func total(of cells: [Mark?]) -> CourseTotal {
        let inCategories = inCategories.map { category, columns in
            CourseTotal.Part(
                category: category, columns: columns.columns, total: category.rule.total(of: columns.parts(cells)))
        }
        let wholes = inCategories.map { inner in
            GradePart(
                earned: inner.total.earned, maximum: inner.total.possible.isZero ? .one : inner.total.possible,
                weight: inner.category.weight, isExtra: inner.category.isExtra, isExcluded: inner.total.isExcluded)
        }
        return CourseTotal(
            columns: inCourse.columns, categories: inCategories,
            total: rule.total(of: inCourse.parts(cells) + wholes))
    }
}
