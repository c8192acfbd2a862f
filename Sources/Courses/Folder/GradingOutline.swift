import Storage

/// How a course counts, in `course.yaml`: rule, categories, where the activities stand and the teacher's own columns.
/// Marks are people's and stay. Categories are named by their numbers in the list, from 1; points and weights are
/// decimals.
public struct GradingOutline: Codable, Equatable, Sendable {
    public struct Rule: Codable, Equatable, Sendable {
        public var aggregation: String
        public var dropLowest: Int?
        public var missingIsZero: Bool?
        public var points: String?

        private enum CodingKeys: String, CodingKey {
            case aggregation, points
            case dropLowest = "drop_lowest"
            case missingIsZero = "missing_is_zero"
        }
    }

    public struct Category: Codable, Equatable, Sendable {
        public var title: String
        public var rule: Rule
        public var weight: String?
        public var extra: Bool?
    }

    public struct Placement: Codable, Equatable, Sendable {
        /// From 1, as they stand in the course.
        public var module: Int
        public var activity: Int
        public var category: Int?
        public var weight: String?
        public var extra: Bool?
    }

    public struct Column: Codable, Equatable, Sendable {
        public var title: String
        public var date: String?
        public var points: String?
        public var category: Int?
        public var weight: String?
        public var extra: Bool?
    }

    public var scale: String
    public var rule: Rule
    public var categories: [Category]?
    public var placements: [Placement]?
    public var columns: [Column]?
}

extension Transaction {
    /// Nil for a course nobody has set anything in.
    func gradingOutline(of contents: CourseContents) throws -> GradingOutline? {
        let plan = try gradingPlan(of: contents.course.id)
        let numbers = Dictionary(uniqueKeysWithValues: plan.categories.enumerated().map { ($1.id, $0 + 1) })
        let stored = try columns(of: contents)
        let placed = Dictionary(
            uniqueKeysWithValues: stored.map { ($0.column.id, $0.column.placement) })
        var outline = GradingOutline(scale: plan.scale.rawValue, rule: GradingOutline.Rule(plan.rule))
        outline.categories = plan.categories.map { category in
            GradingOutline.Category(
                title: category.title, rule: GradingOutline.Rule(category.rule), weight: outlined(category.weight),
                extra: category.isExtra ? true : nil)
        }
        outline.placements = contents.modules.enumerated().flatMap { number, module in
            module.activities.enumerated().compactMap { step, activity in
                guard let placement = placed[.activity(activity.id)], placement != GradeColumn.Placement() else {
                    return nil
                }
                return GradingOutline.Placement(
                    module: number + 1, activity: step + 1, category: placement.category.flatMap { numbers[$0] },
                    weight: outlined(placement.weight), extra: placement.isExtra ? true : nil)
            }
        }
        outline.columns = stored.compactMap { stored in
            guard case .own = stored.column.id else { return nil }
            let (column, placement) = (stored.column, stored.column.placement)
            return GradingOutline.Column(
                title: column.title, date: column.heldOn, points: column.maximum?.decimal("."),
                category: placement.category.flatMap { numbers[$0] }, weight: outlined(placement.weight),
                extra: placement.isExtra ? true : nil)
        }
        if outline.categories?.isEmpty == true { outline.categories = nil }
        if outline.placements?.isEmpty == true { outline.placements = nil }
        if outline.columns?.isEmpty == true { outline.columns = nil }
        return outline == GradingOutline(scale: GradingPlan().scale.rawValue, rule: GradingOutline.Rule(GradeRule()))
            ? nil : outline
    }

    /// Sets a course up as its folder says; `activities` by modules and steps. Throws `CourseFolderProblem`.
    func install(_ outline: GradingOutline, in course: Course.ID, _ activities: [[Activity.ID]]) throws {
        do {
            guard let scale = GradeScale(rawValue: outline.scale) else {
                throw CourseFolderProblem.unknownWord(outline.scale, GradeScale.self)
            }
            try setGradingRule(try outline.rule.rule.checked(), scale: scale, of: course)
            let categories = outline.categories ?? []
            guard categories.count <= GradeCategory.limit, outline.columns?.count ?? 0 <= OwnColumn.limit else {
                throw GradebookRefusal.tooManyCategories(limit: GradeCategory.limit)
            }
            let ids = try categories.map { category in
                let draft = GradeCategory(
                    id: GradeCategory.ID(rawValue: 0), title: category.title, rule: try category.rule.rule,
                    weight: try points(category.weight) ?? Points(1), isExtra: category.extra ?? false)
                return try insert(try draft.checked(), into: course)
            }
            func placement(_ category: Int?, _ weight: String?, _ extra: Bool?) throws -> GradeColumn.Placement {
                if let category, !(1...max(1, ids.count)).contains(category) || ids.isEmpty {
                    throw GradebookRefusal.unknownCategory
                }
                return try GradeColumn.Placement(
                    category: category.map { ids[$0 - 1] }, weight: try points(weight) ?? Points(1),
                    isExtra: extra ?? false
                ).checked()
            }
            for place in outline.placements ?? [] {
                guard activities.indices.contains(place.module - 1),
                    activities[place.module - 1].indices.contains(place.activity - 1)
                else { continue }
                let row = try columnRow(of: activities[place.module - 1][place.activity - 1])
                try self.place(row, try placement(place.category, place.weight, place.extra))
            }
            for column in outline.columns ?? [] {
                let draft = OwnColumn(
                    title: column.title, heldOn: column.date, maximum: try points(column.points),
                    placement: try placement(column.category, column.weight, column.extra))
                _ = try insert(try draft.checked(), into: course)
            }
        } catch let refusal as GradebookRefusal {
            throw CourseFolderProblem(file: CourseFolder.manifest, kind: .grading(refusal))
        }
    }

    private func points(_ text: String?) throws -> Points? { try text.map { try GradingOutline.points($0) } }

    private func outlined(_ weight: Points) -> String? { weight == Points(1) ? nil : weight.decimal(".") }
}

extension GradingOutline {
    fileprivate static func points(_ text: String) throws(GradebookRefusal) -> Points {
        do { return try Points(decimal: text) } catch { throw .points(error) }
    }
}

extension GradingOutline.Rule {
    init(_ rule: GradeRule) {
        aggregation = rule.aggregation.rawValue
        dropLowest = rule.dropLowest == 0 ? nil : rule.dropLowest
        missingIsZero = rule.missingIsZero ? true : nil
        points = rule.maximum == GradeRule().maximum ? nil : rule.maximum.decimal(".")
    }

    fileprivate var rule: GradeRule {
        get throws {
            guard let known = Aggregation(rawValue: aggregation) else {
                throw CourseFolderProblem.unknownWord(aggregation, Aggregation.self)
            }
            return try GradeRule(
                known, dropLowest: dropLowest ?? 0, missingIsZero: missingIsZero ?? false,
                maximum: try points.map { try GradingOutline.points($0) } ?? GradeRule().maximum
            ).checked()
        }
    }
}

extension CourseFolderProblem {
    fileprivate static func unknownWord<Word: RawRepresentable & CaseIterable>(
        _ text: String, _ type: Word.Type
    ) -> CourseFolderProblem where Word.RawValue == String {
        CourseFolderProblem(
            file: CourseFolder.manifest, kind: .unknownWord(text, known: Word.allCases.map(\.rawValue)))
    }
}
