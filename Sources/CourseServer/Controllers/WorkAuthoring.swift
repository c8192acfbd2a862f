import Accounts
import Courses
import Foundation
import HTTPTypes
import Hummingbird
import Markup
import Media
import Storage

/// Assignments and polls as authors make and change them.
extension AuthoringController {
    func addAssignment(
        _ upload: UploadedForm, to module: Module.ID, of course: Course, _ context: AppContext
    ) async throws -> Activity.ID {
        let settings = try AssignmentSettings(upload.fields, context.t).checked()
        let page = try domains.courses.render(try await text(upload, course))
        return try await domains.courses.add(
            .assignment(page), titled: upload.fields["title"] ?? "", to: module, by: try context.requireUser().id
        ) { tx, id in try tx.storeAssignment(settings, of: id) }
    }

    func addPoll(_ fields: FormFields, to module: Module.ID, _ context: AppContext) async throws -> Activity.ID {
        let (poll, closesAt) = try Poll.read(fields, context.t)
        let page = try domains.courses.render(fields["text"] ?? "")
        return try await domains.courses.add(
            .poll(page), titled: fields["title"] ?? "", to: module, by: try context.requireUser().id
        ) { tx, id in try tx.storePoll(poll, closesAt: closesAt, of: id) }
    }

    /// The form's fields for an assignment or a poll as it stands; nil for other kinds.
    func workFields(_ open: OpenActivity, _ t: Words) async throws -> FormFields? {
        let text: String
        switch open.body {
        case .assignment(let page), .poll(let page): text = page.markdown
        default: return nil
        }
        let settings = try await settingsFields(open, t)
        let pairs = [("title", open.activity.title), ("version", "\(open.version)"), ("text", text)]
        return FormFields(pairs: pairs + settings.pairs.map { ($0.name, $0.value) }).showing(settings)
    }

    /// Everything of an assignment's or a poll's form but title and text, which have versions.
    private func settingsFields(_ open: OpenActivity, _ t: Words) async throws -> FormFields {
        if open.activity.kind == .assignment {
            return try await domains.assignments.assignment(open.activity.id).settings.fields(t)
        }
        return try await domains.polls.poll(open.activity.id).fields(closesAt: open.activity.dueAt, t)
    }

    /// What somebody else has changed of the settings while the form was filled in, and the form noted to have shown
    /// it; nil when `error` is another.
    func settingsChange(
        _ error: any Error, _ open: OpenActivity, _ fields: FormFields, _ t: Words
    ) async throws -> (text: String, fields: FormFields)? {
        if case AuthoringRefusal.changedMeanwhile = error {} else if !(error is SettingsChanged) { return nil }
        guard let shown = ShownFields(in: fields) else { return nil }
        let now = try await settingsFields(try await domains.courses.open(open.activity.id).0, t)
        let names = shown.changed(in: now)
        let form: SettingsChange.Form = open.activity.kind == .assignment ? .assignment : .poll
        let change = SettingsChange(form: form, names: names, now: now)
        let isToldAnyway = names.isEmpty && !(error is SettingsChanged)
        return (isToldAnyway ? "" : change.text(t), fields.showing(now))
    }

    func changeWork(
        _ open: OpenActivity, of course: Course, _ upload: UploadedForm, _ context: AppContext
    ) async throws {
        let (fields, user) = (upload.fields, try context.requireUser())
        let (title, version) = (fields["title"] ?? "", fields.int("version") ?? 0)
        let (shown, t) = (ShownFields(in: fields), context.t)
        if open.activity.kind == .assignment {
            let settings = try AssignmentSettings(fields, context.t).checked()
            try await domains.assignments.change(
                open.activity.id, titled: title, to: try domains.courses.render(try await text(upload, course)),
                settings, version: version, by: user.id
            ) { shown.holds(for: $0.fields(t)) }
        } else {
            let (poll, closesAt) = try Poll.read(fields, context.t)
            try await domains.polls.change(
                open.activity.id, titled: title, to: try domains.courses.render(fields["text"] ?? ""), poll,
                closesAt: closesAt, version: version, by: user.id
            ) { poll, closesAt in shown.holds(for: poll.fields(closesAt: closesAt, t)) }
        }
    }

    /// The text with a link to the file that came with it, if any.
    private func text(_ upload: UploadedForm, _ course: Course) async throws -> String {
        let text = upload.fields["text"] ?? ""
        guard let file = upload.file("file"), file.size > 0 else { return text }
        let asset = try await domains.assets.add(file: file.path, named: file.name, to: course.space)
        let name = asset.name.replacing(/[\[\]\\`*_<>!]/) { "\\" + $0.output }
        return "\(text)\n\n[\(name)](\(asset.path))\n"
    }
}

extension AssignmentSettings {
    init(_ form: FormFields, _ t: Words) throws {
        func date(_ name: String) throws -> Date? {
            let text = form.trimmed(name)
            guard !text.isEmpty else { return nil }
            guard let date = t.date(localInput: text) else { throw AssignmentRefusal.dateMalformed }
            return date
        }
        let points = form.trimmed("points").isEmpty ? Points.zero : Points(typed: form.trimmed("points"))
        guard let points else { throw AssignmentRefusal.outOfRange(.points, Course.pointsRange) }
        self.init(
            points: points, dueAt: try date("due"), takesText: form["takes_text"] != nil,
            files: FileLimits(
                count: form.optionalNumber("file_count") ?? 0, megabytes: form.optionalNumber("file_megabytes") ?? 20,
                kinds: form["file_kinds"] ?? ""),
            attempts: form.optionalNumber("attempts"),
            late: LatePolicy(
                graceMinutes: form.optionalNumber("grace") ?? 0,
                percentPerDay: form.optionalNumber("late_percent") ?? 0,
                floor: form.optionalNumber("late_floor") ?? 0, closesAt: try date("closes")),
            isBlind: form["blind"] != nil, releasesTogether: form["together"] != nil,
            pass: form.optionalNumber("pass"), rubric: try Rubric(text: form["rubric"] ?? ""))
    }

    fileprivate func fields(_ t: Words) -> FormFields {
        var pairs = [
            ("points", points.typed.replacing(".", with: t.decimalSeparator)), ("due", t.localInput(dueAt)),
            ("file_count", "\(files.count)"), ("file_megabytes", "\(files.megabytes)"),
            ("file_kinds", files.kinds.joined(separator: ", ")), ("attempts", attempts.map { "\($0)" } ?? ""),
            ("grace", "\(late.graceMinutes)"), ("late_percent", "\(late.percentPerDay)"),
            ("late_floor", "\(late.floor)"), ("closes", t.localInput(late.closesAt)),
            ("pass", pass.map { "\($0)" } ?? ""), ("rubric", rubric.text),
        ]
        if takesText { pairs.append(("takes_text", "yes")) }
        if isBlind { pairs.append(("blind", "yes")) }
        if releasesTogether { pairs.append(("together", "yes")) }
        return FormFields(pairs: pairs)
    }
}

extension Poll {
    fileprivate static func read(_ form: FormFields, _ t: Words) throws -> (Poll, closesAt: Date?) {
        guard let results = Results(rawValue: form["results"] ?? "answered") else { throw Refused.badRequest }
        let closes = form.trimmed("closes")
        let closesAt = t.date(localInput: closes)
        guard closes.isEmpty || closesAt != nil else { throw AssignmentRefusal.dateMalformed }
        let poll = Poll(
            questions: try PollQuestion.questions(in: form["questions"] ?? ""),
            isAnonymous: form["names"] != "named", isChangeable: form["changeable"] != nil, results: results)
        return (poll, closesAt)
    }

    fileprivate func fields(closesAt: Date?, _ t: Words) -> FormFields {
        var pairs = [
            ("questions", PollQuestion.text(of: questions)), ("names", isAnonymous ? "anonymous" : "named"),
            ("results", results.rawValue), ("closes", t.localInput(closesAt)),
        ]
        if isChangeable { pairs.append(("changeable", "yes")) }
        return FormFields(pairs: pairs)
    }
}
