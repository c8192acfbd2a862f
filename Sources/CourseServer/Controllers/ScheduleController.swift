import Accounts
import Courses
import Foundation
import HTTPTypes
import Hummingbird
import Spaces
import Storage

/// When a step opens, when it is due and when it counts as done; the groups of a course.
struct ScheduleController: Controller {
    let domains: Domains
    let site: Site

    func show(_ request: Request, context: AppContext) async throws -> Response {
        let (open, visit) = try await visitActivity(.author, context)
        let schedule = try await domains.schedules.schedule(of: open.activity.id)
        let form = ScheduleForm(schedule, context.t)
        return try await show(form, open, visit, request, context, saved: request.query("saved") != nil)
    }

    private func show(
        _ form: ScheduleForm, _ open: OpenActivity, _ visit: CourseVisit, _ request: Request, _ context: AppContext,
        refusal: String? = nil, saved: Bool = false
    ) async throws -> Response {
        let page = SchedulePage(
            activity: open.activity, contents: visit.contents,
            groups: try await domains.schedules.groups(in: visit.course.id), form: form, refusal: refusal,
            done: saved ? context.t["authoring.saved"] : nil)
        return self.page(page.frame, request, context, status: refusal == nil ? .ok : .unprocessableContent)
    }

    /// Keeps the form, or adds to it a row that `add` asks for and shows it again.
    func change(_ request: Request, context: AppContext) async throws -> Response {
        let (open, visit) = try await visitActivity(.author, context)
        let fields = try await request.formFields(context: context)
        var form = ScheduleForm(fields)
        if let wanted = fields["add"] {
            form.add(wanted)
            return try await show(form, open, visit, request, context)
        }
        let (shown, t) = (ShownFields(in: fields), context.t)
        do {
            try await domains.schedules.set(try form.schedule(t), of: open.activity.id) {
                shown.holds(for: ScheduleForm($0, t).fields)
            }
            return redirect("/activities/\(open.activity.id)/schedule?saved=yes")
        } catch is SettingsChanged {
            let now = ScheduleForm(try await domains.schedules.schedule(of: open.activity.id), t)
            let change = SettingsChange(
                form: .schedule, names: shown?.changed(in: now.fields) ?? [], now: now.fields)
            form.shown = now.shown
            return try await show(form, open, visit, request, context, refusal: change.text(t))
        } catch {
            guard let text = context.t.text(scheduleError: error, in: visit.contents) else { throw error }
            return try await show(form, open, visit, request, context, refusal: text)
        }
    }

    func groups(_ request: Request, context: AppContext) async throws -> Response {
        try await groups(request, context, refusal: nil, name: "")
    }

    private func groups(
        _ request: Request, _ context: AppContext, refusal: String?, name: String
    ) async throws -> Response {
        let (course, access) = try await course(.manageMembers, context)
        let page = GroupsPage(
            course: course, access: access, groups: try await domains.schedules.groups(in: course.id),
            learners: try await domains.enrolments.learners(in: course.id), refusal: refusal, name: name)
        return self.page(page.frame, request, context, status: refusal == nil ? .ok : .unprocessableContent)
    }

    func addGroup(_ request: Request, context: AppContext) async throws -> Response {
        let (course, _) = try await course(.manageMembers, context)
        let name = try await request.formFields(context: context)["name"] ?? ""
        do {
            let group = try await domains.schedules.addGroup(name, to: course.id)
            return redirect("/courses/\(course.id)/groups#group-\(group)")
        } catch let refusal as ScheduleRefusal {
            return try await groups(request, context, refusal: context.t.text(refusal, in: nil), name: name)
        }
    }

    func changeGroup(_ request: Request, context: AppContext) async throws -> Response {
        let (course, _) = try await course(.manageMembers, context)
        let group: CourseGroup.ID = try context.parameters.id("group")
        let learners = try await request.formFields(context: context).all("learner").compactMap { User.ID($0) }
        try await domains.schedules.set(learners, of: group, in: course.id)
        return redirect("/courses/\(course.id)/groups#group-\(group)")
    }

    func removeGroup(_ request: Request, context: AppContext) async throws -> Response {
        let (course, _) = try await course(.manageMembers, context)
        try await domains.schedules.removeGroup(try context.parameters.id("group"), from: course.id)
        return redirect("/courses/\(course.id)/groups")
    }
}

/// A row of the form: one condition as it was filled in.
struct ConditionRow: Equatable, Sendable {
    enum Kind: String, CaseIterable { case from, until, completed, grade, group }

    var kind: Kind
    var date = ""
    var activity = ""
    var percent = ""
    var group = ""
}

/// Dates and conditions as a form holds them: variants of which one is enough, each of rows that must all hold. Every
/// tree of "and" and "or" can be written so.
struct ScheduleForm: Equatable, Sendable {
    /// A field that is no date, or names no step: its row, from 1.
    enum Problem: Error, Equatable { case dueMalformed, dateMissing, activityMissing, groupMissing }

    var due = ""
    var completion = ""
    var percent = ""
    var variants: [[ConditionRow]] = []
    /// What the form showed at first, `ShownFields`.
    var shown = ""

    /// The form's values by their names, the conditions as one.
    var fields: FormFields {
        FormFields(pairs: [
            ("due", due), ("completion", completion), ("percent", percent), ("conditions", "\(variants)"),
        ])
    }

    /// Adds a row: `1:from` to the second variant, `or:group` as a new variant.
    mutating func add(_ wanted: String) {
        let parts = wanted.split(separator: ":").map(String.init)
        guard parts.count == 2, let kind = ConditionRow.Kind(rawValue: parts[1]) else { return }
        if let variant = Int(parts[0]), variants.indices.contains(variant) {
            variants[variant].append(ConditionRow(kind: kind))
        } else {
            variants.append([ConditionRow(kind: kind)])
        }
    }
}

extension ScheduleForm {
    init(_ schedule: ActivitySchedule, _ t: Words) {
        due = schedule.dueAt.map(t.field) ?? ""
        switch schedule.completion {
        case .passed(let value): (completion, percent) = ("passed", "\(value)")
        case let rule: completion = rule?.word ?? ""
        }
        variants = schedule.condition?.variants.map { $0.map { ConditionRow($0, t) } } ?? []
        shown = ShownFields(fields).text
    }

    init(_ fields: FormFields) {
        due = fields.trimmed("due")
        completion = fields["completion"] ?? ""
        percent = fields.trimmed("percent")
        shown = fields[ShownFields.name] ?? ""
        var rows: [Int: [(Int, ConditionRow)]] = [:]
        for (name, value) in fields.pairs where name.hasPrefix("v") && name.hasSuffix(".kind") {
            let place = name.dropFirst().split(separator: ".").prefix(2).compactMap { Int($0) }
            guard place.count == 2, let kind = ConditionRow.Kind(rawValue: value) else { continue }
            let prefix = "v\(place[0]).\(place[1])"
            guard fields["\(prefix).remove"] == nil else { continue }
            rows[place[0], default: []].append(
                (
                    place[1],
                    ConditionRow(
                        kind: kind, date: fields.trimmed("\(prefix).date"),
                        activity: fields["\(prefix).activity"] ?? "",
                        percent: fields.trimmed("\(prefix).percent"), group: fields["\(prefix).group"] ?? "")
                ))
        }
        variants = rows.sorted { $0.key < $1.key }.map { $0.value.sorted { $0.0 < $1.0 }.map(\.1) }
    }

    /// Throws `Problem` or `ScheduleRefusal`.
    func schedule(_ t: Words) throws -> ActivitySchedule {
        var schedule = ActivitySchedule()
        if !due.isEmpty {
            guard let instant = t.instant(field: due) else { throw Problem.dueMalformed }
            schedule.dueAt = instant
        }
        if completion == "passed" {
            guard let value = Int(percent), (1...100).contains(value) else { throw ScheduleRefusal.percentOutOfRange }
            schedule.completion = .passed(percent: value)
        } else {
            schedule.completion = CompletionRule(word: completion)
        }
        schedule.condition = Condition(variants: try variants.map { try $0.map { try $0.condition(t) } })
        return schedule
    }
}

extension ConditionRow {
    init(_ condition: Condition, _ t: Words) {
        switch condition {
        case .from(let instant): self.init(kind: .from, date: t.field(instant))
        case .until(let instant): self.init(kind: .until, date: t.field(instant))
        case .completed(let id): self.init(kind: .completed, activity: "\(id)")
        case .grade(let id, let percent): self.init(kind: .grade, activity: "\(id)", percent: "\(percent)")
        case .group(let id): self.init(kind: .group, group: "\(id)")
        case .all, .any: preconditionFailure("variants are made of leaves")
        }
    }

    func condition(_ t: Words) throws -> Condition {
        func chosenActivity() throws -> Activity.ID {
            guard let id = Activity.ID(activity) else { throw ScheduleForm.Problem.activityMissing }
            return id
        }
        func instant() throws -> Date {
            guard let instant = t.instant(field: date) else { throw ScheduleForm.Problem.dateMissing }
            return instant
        }
        switch kind {
        case .from: return .from(try instant())
        case .until: return .until(try instant())
        case .completed: return .completed(try chosenActivity())
        case .grade:
            guard let value = Int(percent), (1...100).contains(value) else { throw ScheduleRefusal.percentOutOfRange }
            return .grade(try chosenActivity(), atLeast: value)
        case .group:
            guard let id = CourseGroup.ID(group) else { throw ScheduleForm.Problem.groupMissing }
            return .group(id)
        }
    }
}

extension Words {
    /// The sentence for what is wrong with a schedule, nil for an error of ours.
    func text(scheduleError error: any Error, in contents: CourseContents) -> String? {
        switch error {
        case let refusal as ScheduleRefusal: text(refusal, in: contents)
        case ScheduleForm.Problem.dueMalformed: self["schedule.due_malformed"]
        case ScheduleForm.Problem.dateMissing: self["schedule.date_missing"]
        case ScheduleForm.Problem.activityMissing: self["schedule.activity_missing"]
        case ScheduleForm.Problem.groupMissing: self["schedule.group_missing"]
        default: nil
        }
    }

    func text(_ refusal: ScheduleRefusal, in contents: CourseContents?) -> String {
        switch refusal {
        case .tooMany(let limit): plural("refusal.schedule.too_many", count: limit)
        case .onItself: self["refusal.schedule.on_itself"]
        case .circle(let id):
            text(
                "refusal.schedule.circle",
                ["title": contents?.activities.first { $0.id == id }?.title ?? ""])
        case .percentOutOfRange: self["refusal.schedule.percent"]
        case .unknownGroup: self["schedule.group_missing"]
        case .groupNameMissing: self["refusal.schedule.group_name_missing"]
        case .groupNameTaken(let name): text("refusal.schedule.group_name_taken", ["name": name])
        case .groupNameTooLong(let limit): plural("refusal.schedule.group_name_too_long", count: limit)
        case .tooManyGroups(let limit): plural("refusal.schedule.too_many_groups", count: limit)
        }
    }
}
