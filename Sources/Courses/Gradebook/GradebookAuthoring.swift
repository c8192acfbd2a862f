public import Spaces
public import Storage

/// What teachers and heads set up: columns of their own, categories, rules, the table of marks. Access is the caller's
/// to check. Everything throws `GradebookRefusal`, and `NoRow` for what is not in the course.
public struct GradebookAuthoring: Sendable {
    let database: any Database

    public init(database: any Database) { self.database = database }

    public func add(_ column: OwnColumn, to course: Course.ID) async throws -> GradeColumn.ID {
        let column = try column.checked()
        return try await database.write { tx in
            let count: Int = try tx.value("SELECT count(*) FROM grade_columns WHERE course_id = \(course)")
            guard count < OwnColumn.limit else { throw GradebookRefusal.tooManyColumns(limit: OwnColumn.limit) }
            try tx.requireCategory(column.placement.category, in: course)
            return .own(try tx.insert(column, into: course))
        }
    }

    public func change(_ id: OwnColumn.ID, in course: Course.ID, to column: OwnColumn) async throws {
        let column = try column.checked()
        try await database.write { tx in
            try tx.requireCategory(column.placement.category, in: course)
            let changed = try tx.run(
                """
                UPDATE grade_columns SET title = \(column.title), held_on = \(column.heldOn),
                    points = \(column.maximum), category_id = \(column.placement.category),
                    weight = \(column.placement.weight), is_extra = \(column.placement.isExtra ? 1 : 0)
                WHERE id = \(id) AND course_id = \(course) AND activity_id IS NULL
                """)
            if changed == 0 { throw NoRow() }
        }
    }

    /// How an activity's column counts.
    public func place(_ activity: Activity.ID, _ placement: GradeColumn.Placement, in course: Course.ID) async throws {
        let placement = try placement.checked()
        try await database.write { tx in
            guard try tx.course(of: activity).id == course else { throw NoRow() }
            try tx.requireCategory(placement.category, in: course)
            let row = try tx.columnRow(of: activity)
            try tx.place(row, placement)
        }
    }

    /// Takes a column with its marks and their history away.
    public func remove(_ id: OwnColumn.ID, from course: Course.ID) async throws {
        try await database.write { tx in
            let removed = try tx.run(
                "DELETE FROM grade_columns WHERE id = \(id) AND course_id = \(course) AND activity_id IS NULL")
            if removed == 0 { throw NoRow() }
        }
    }

    public func change(_ course: Course.ID, to rule: GradeRule, scale: GradeScale) async throws {
        let rule = try rule.checked()
        try await database.write { tx in try tx.setGradingRule(rule, scale: scale, of: course) }
    }

    @discardableResult
    public func add(_ category: GradeCategory, to course: Course.ID) async throws -> GradeCategory.ID {
        let category = try category.checked()
        return try await database.write { tx in
            let count: Int = try tx.value("SELECT count(*) FROM grade_categories WHERE course_id = \(course)")
            guard count < GradeCategory.limit else {
                throw GradebookRefusal.tooManyCategories(limit: GradeCategory.limit)
            }
            return try tx.insert(category, into: course)
        }
    }

    public func change(_ category: GradeCategory, in course: Course.ID) async throws {
        let category = try category.checked()
        let rule = category.rule
        try await database.write { tx in
            let changed = try tx.run(
                """
                UPDATE grade_categories SET title = \(category.title), aggregation = \(rule.aggregation),
                    drop_lowest = \(rule.dropLowest), missing_is_zero = \(rule.missingIsZero ? 1 : 0),
                    points = \(rule.maximum), weight = \(category.weight), is_extra = \(category.isExtra ? 1 : 0)
                WHERE id = \(category.id) AND course_id = \(course)
                """)
            if changed == 0 { throw NoRow() }
        }
    }

    /// Its columns stay, right in the course.
    public func remove(_ category: GradeCategory.ID, from course: Course.ID) async throws {
        try await database.write { tx in
            let removed = try tx.run(
                "DELETE FROM grade_categories WHERE id = \(category) AND course_id = \(course)")
            if removed == 0 { throw NoRow() }
        }
    }

    /// The table that holds in a space: its own, or the nearest one's above; and whether it is its own.
    public func fivePointTable(in access: Access) async throws -> (table: FivePointTable, isOwn: Bool) {
        let path = access.path.map(\.space.id)
        return try await database.read { tx in
            let own = try tx.first("SELECT space_id FROM grade_scales WHERE space_id = \(path[0])") { _ in true }
            return (try tx.fivePointTable(on: path), own != nil)
        }
    }

    /// Gives a space a table of its own; nil takes it away, and the one above holds again.
    public func setFivePointTable(_ table: FivePointTable?, in space: Space.ID) async throws {
        let table = try table?.checked()
        try await database.write { tx in
            try tx.run("DELETE FROM grade_scales WHERE space_id = \(space)")
            guard let table else { return }
            try tx.run(
                """
                INSERT INTO grade_scales (space_id, excellent, good, satisfactory, pass)
                VALUES (\(space), \(table.excellent), \(table.good), \(table.satisfactory), \(table.pass))
                """)
        }
    }
}

extension OwnColumn {
    func checked() throws(GradebookRefusal) -> OwnColumn {
        var column = self
        do { column.title = try Course.checked(title: title) } catch { throw .title(error) }
        if let heldOn, heldOn.wholeMatch(of: /(19|20)\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])/) == nil {
            throw .dateMalformed
        }
        if let maximum, maximum <= .zero || maximum > Points(Course.pointsRange.upperBound) {
            throw .pointsOutOfRange(1...Course.pointsRange.upperBound)
        }
        column.placement = try placement.checked()
        return column
    }
}

extension GradeColumn.Placement {
    static let weightRange = 0...1_000

    func checked() throws(GradebookRefusal) -> Self {
        guard weight >= .zero, weight <= Points(Self.weightRange.upperBound) else {
            throw .weightOutOfRange(Self.weightRange)
        }
        return self
    }
}

extension GradeRule {
    func checked() throws(GradebookRefusal) -> GradeRule {
        guard Self.dropRange.contains(dropLowest) else { throw .dropOutOfRange(Self.dropRange) }
        guard maximum > .zero, maximum <= Points(Course.pointsRange.upperBound) else {
            throw .pointsOutOfRange(1...Course.pointsRange.upperBound)
        }
        return self
    }
}

extension GradeCategory {
    func checked() throws(GradebookRefusal) -> GradeCategory {
        var category = self
        do { category.title = try Course.checked(title: title) } catch { throw .title(error) }
        category.rule = try rule.checked()
        _ = try GradeColumn.Placement(weight: weight).checked()
        return category
    }
}

extension Transaction {
    func insert(_ column: OwnColumn, into course: Course.ID) throws -> OwnColumn.ID {
        try value(
            """
            INSERT INTO grade_columns (course_id, category_id, title, held_on, points, weight, is_extra)
            VALUES (\(course), \(column.placement.category), \(column.title), \(column.heldOn), \(column.maximum),
                \(column.placement.weight), \(column.placement.isExtra ? 1 : 0))
            RETURNING id
            """)
    }

    func insert(_ category: GradeCategory, into course: Course.ID) throws -> GradeCategory.ID {
        try value(
            """
            INSERT INTO grade_categories (course_id, title, aggregation, drop_lowest, missing_is_zero, points, weight,
                is_extra)
            VALUES (\(course), \(category.title), \(category.rule.aggregation), \(category.rule.dropLowest),
                \(category.rule.missingIsZero ? 1 : 0), \(category.rule.maximum), \(category.weight),
                \(category.isExtra ? 1 : 0))
            RETURNING id
            """)
    }

    func place(_ row: OwnColumn.ID, _ placement: GradeColumn.Placement) throws {
        try run(
            """
            UPDATE grade_columns SET category_id = \(placement.category), weight = \(placement.weight),
                is_extra = \(placement.isExtra ? 1 : 0)
            WHERE id = \(row)
            """)
    }

    func setGradingRule(_ rule: GradeRule, scale: GradeScale, of course: Course.ID) throws {
        let missingIsZero = rule.missingIsZero ? 1 : 0
        try run(
            """
            INSERT INTO gradebooks (course_id, aggregation, drop_lowest, missing_is_zero, points, scale)
            VALUES (\(course), \(rule.aggregation), \(rule.dropLowest), \(missingIsZero), \(rule.maximum), \(scale))
            ON CONFLICT (course_id) DO UPDATE SET aggregation = excluded.aggregation,
                drop_lowest = excluded.drop_lowest, missing_is_zero = excluded.missing_is_zero,
                points = excluded.points, scale = excluded.scale
            """)
    }

    fileprivate func requireCategory(_ category: GradeCategory.ID?, in course: Course.ID) throws {
        guard let category else { return }
        let known = try first("SELECT id FROM grade_categories WHERE id = \(category) AND course_id = \(course)") { _ in
            true
        }
        if known == nil { throw GradebookRefusal.unknownCategory }
    }
}
