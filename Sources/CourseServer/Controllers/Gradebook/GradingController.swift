import Courses
import Foundation
import HTTPTypes
import Hummingbird
import Spaces
import Storage

/// How marks are counted: rules, categories, columns of the teacher's own, an organisation's table.
struct GradingController: Controller {
    let domains: Domains
    let site: Site

    func settings(_ request: Request, context: AppContext) async throws -> Response {
        page(GradingPage(sheet: try await journal(context).0).frame, request, context)
    }

    func changeSettings(_ request: Request, context: AppContext) async throws -> Response {
        let (sheet, _) = try await journal(context)
        let form = try await request.formFields(context: context)
        guard let scale = GradeScale(rawValue: form["scale"] ?? sheet.plan.scale.rawValue) else {
            throw Refused.badRequest
        }
        do {
            let rule = try form.rule(like: sheet.plan.rule)
            try await domains.gradebookAuthoring.change(sheet.course.id, to: rule, scale: scale)
            return redirect("/courses/\(sheet.course.id)/gradebook")
        } catch let refusal as GradebookRefusal {
            let page = GradingPage(sheet: sheet, typed: form, refusal: context.t.text(refusal))
            return refused(page.frame, request, context)
        }
    }

    func newCategory(_ request: Request, context: AppContext) async throws -> Response {
        let (course, _) = try await course(.grade, context)
        return page(CategoryPage(course: course, category: .new).frame, request, context)
    }

    func createCategory(_ request: Request, context: AppContext) async throws -> Response {
        let (course, _) = try await course(.grade, context)
        return try await save(.new, in: course, request, context)
    }

    func category(_ request: Request, context: AppContext) async throws -> Response {
        let (sheet, _) = try await journal(context)
        return page(
            CategoryPage(course: sheet.course, category: try category(of: sheet, context)).frame, request, context)
    }

    func changeCategory(_ request: Request, context: AppContext) async throws -> Response {
        let (sheet, _) = try await journal(context)
        return try await save(try category(of: sheet, context), in: sheet.course, request, context)
    }

    func removeCategory(_ request: Request, context: AppContext) async throws -> Response {
        let (sheet, _) = try await journal(context)
        try await domains.gradebookAuthoring.remove(try category(of: sheet, context).id, from: sheet.course.id)
        return redirect("/courses/\(sheet.course.id)/gradebook/settings")
    }

    private func category(of sheet: GradebookSheet, _ context: AppContext) throws -> GradeCategory {
        let id: GradeCategory.ID = try context.parameters.id("category")
        guard let category = sheet.plan.categories.first(where: { $0.id == id }) else { throw Refused.notFound }
        return category
    }

    private func save(
        _ category: GradeCategory, in course: Course, _ request: Request, _ context: AppContext
    ) async throws -> Response {
        let form = try await request.formFields(context: context)
        var category = category
        do {
            category.title = form["title"] ?? ""
            category.rule = try form.rule(like: category.rule)
            category.weight = try form.points("weight") ?? Points(1)
            category.isExtra = form["extra"] != nil
            if category.id.rawValue == 0 {
                try await domains.gradebookAuthoring.add(category, to: course.id)
            } else {
                try await domains.gradebookAuthoring.change(category, in: course.id)
            }
            return redirect("/courses/\(course.id)/gradebook/settings")
        } catch let refusal as GradebookRefusal {
            let page = CategoryPage(
                course: course, category: category, typed: form, refusal: context.t.text(refusal))
            return refused(page.frame, request, context)
        }
    }

    // MARK: - Columns

    func newColumn(_ request: Request, context: AppContext) async throws -> Response {
        let (sheet, _) = try await journal(context)
        return page(NewColumnPage(course: sheet.course, categories: sheet.plan.categories).frame, request, context)
    }

    func createColumn(_ request: Request, context: AppContext) async throws -> Response {
        let (sheet, _) = try await journal(context)
        let form = try await request.formFields(context: context)
        do {
            _ = try await domains.gradebookAuthoring.add(try form.ownColumn(), to: sheet.course.id)
            return redirect("/courses/\(sheet.course.id)/gradebook")
        } catch let refusal as GradebookRefusal {
            let page = NewColumnPage(
                course: sheet.course, categories: sheet.plan.categories, typed: form,
                refusal: context.t.text(refusal))
            return refused(page.frame, request, context)
        }
    }

    func column(_ request: Request, context: AppContext) async throws -> Response {
        let (sheet, access) = try await journal(context)
        let page = GradeColumnPage(sheet: sheet, access: access, column: try column(of: sheet, context))
        return self.page(page.frame, request, context)
    }

    func changeColumn(_ request: Request, context: AppContext) async throws -> Response {
        let (sheet, access) = try await journal(context)
        let column = try column(of: sheet, context)
        let form = try await request.formFields(context: context)
        do {
            switch column.id {
            case .own(let id):
                try await domains.gradebookAuthoring.change(id, in: sheet.course.id, to: try form.ownColumn())
            case .activity(let id):
                try await domains.gradebookAuthoring.place(id, try form.placement(), in: sheet.course.id)
            }
            return redirect("/courses/\(sheet.course.id)/gradebook")
        } catch let refusal as GradebookRefusal {
            let page = GradeColumnPage(sheet: sheet, access: access, column: column, refusal: refusal)
            return refused(page.frame, request, context)
        }
    }

    func removeColumn(_ request: Request, context: AppContext) async throws -> Response {
        let (sheet, _) = try await journal(context)
        guard case .own(let id) = try column(of: sheet, context).id else { throw Refused.notFound }
        try await domains.gradebookAuthoring.remove(id, from: sheet.course.id)
        return redirect("/courses/\(sheet.course.id)/gradebook")
    }

    // MARK: - The table of marks

    func table(_ request: Request, context: AppContext) async throws -> Response {
        let (space, access) = try await organisation(context)
        let (table, isOwn) = try await domains.gradebookAuthoring.fivePointTable(in: access)
        return page(MarkTablePage(space: space, table: table, isOwn: isOwn).frame, request, context)
    }

    func changeTable(_ request: Request, context: AppContext) async throws -> Response {
        let (space, access) = try await organisation(context)
        let form = try await request.formFields(context: context)
        do {
            let table = FivePointTable(
                excellent: form.int("five") ?? 0, good: form.int("four") ?? 0, satisfactory: form.int("three") ?? 0,
                pass: form.int("pass") ?? 0)
            try await domains.gradebookAuthoring.setFivePointTable(
                form["inherit"] == nil ? table : nil, in: space.id)
            return redirect("/o/\(space.slug)/marks")
        } catch let refusal as GradebookRefusal {
            let (table, isOwn) = try await domains.gradebookAuthoring.fivePointTable(in: access)
            let page = MarkTablePage(
                space: space, table: table, isOwn: isOwn, typed: form, refusal: context.t.text(refusal))
            return refused(page.frame, request, context)
        }
    }

    private func organisation(_ context: AppContext) async throws -> (Space, Access) {
        guard let slug = context.parameters["slug"], let space = try await domains.spaces.space(slug: String(slug)),
            space.kind != .course
        else { throw Refused.notFound }
        return (space, try await require(.managePeople, in: space.id, context))
    }
}

extension GradeCategory {
    /// A category before it is kept.
    fileprivate static let new = GradeCategory(id: ID(rawValue: 0), title: "")
}

extension FormFields {
    fileprivate func isChecked(_ name: String) -> Bool { pairs.contains { $0.name == name } }

    /// Throws `GradebookRefusal`; nil when the field is empty.
    fileprivate func points(_ name: String) throws(GradebookRefusal) -> Points? {
        let text = trimmed(name)
        if text.isEmpty { return nil }
        do { return try Points(decimal: text) } catch { throw .points(error) }
    }

    fileprivate func rule(like rule: GradeRule) throws -> GradeRule {
        let named = trimmed("aggregation")
        guard let aggregation = Aggregation(rawValue: named.isEmpty ? rule.aggregation.rawValue : named) else {
            throw Refused.badRequest
        }
        return GradeRule(
            aggregation, dropLowest: trimmed("drop").isEmpty ? 0 : int("drop") ?? -1,
            missingIsZero: isChecked("missing"), maximum: try points("points") ?? rule.maximum)
    }

    fileprivate func placement() throws -> GradeColumn.Placement {
        let category = trimmed("category")
        guard category.isEmpty || GradeCategory.ID(category) != nil else { throw GradebookRefusal.unknownCategory }
        return GradeColumn.Placement(
            category: GradeCategory.ID(category), weight: try points("weight") ?? Points(1),
            isExtra: isChecked("extra"))
    }

    fileprivate func ownColumn() throws -> OwnColumn {
        let heldOn = trimmed("held_on")
        return OwnColumn(
            title: trimmed("title"), heldOn: heldOn.isEmpty ? nil : heldOn, maximum: try points("points"),
            placement: try placement())
    }
}
