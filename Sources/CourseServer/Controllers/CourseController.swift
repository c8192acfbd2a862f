import Accounts
import Archives
import Courses
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Spaces
import Storage

/// The course's front page, enrolment, settings, import and export.
struct CourseController: Controller {
    let domains: Domains
    let site: Site
    let temporaryFolder: String

    func show(_ request: Request, context: AppContext) async throws -> Response {
        try await show(request, context, refusal: nil, key: "")
    }

    private func show(_ request: Request, _ context: AppContext, refusal: String?, key: String) async throws -> Response
    {
        let visit = try await visit(.view, context)
        var application: EnrolmentOutcome?
        if let user = context.user, visit.access.ownRoles.isEmpty {
            application = try await domains.enrolments.application(of: user.id, to: visit.course.id)
        }
        let page = CoursePage(
            contents: visit.contents, access: visit.access, progress: visit.progress, locks: visit.locks,
            completion: visit.completion, application: application, refusal: refusal, key: key)
        return self.page(page.frame, request, context, status: refusal == nil ? .ok : .unprocessableContent)
    }

    func enrol(_ request: Request, context: AppContext) async throws -> Response {
        let user = try context.requireUser()
        let (course, _) = try await course(.view, context)
        let form = try await request.formFields(context: context)
        do {
            try await domains.enrolments.apply(
                user.id, to: course.id, key: form["key"], note: form["note"] ?? "")
            return redirect("/courses/\(course.id)")
        } catch let refusal as EnrolmentRefusal {
            return try await show(request, context, refusal: context.t.text(refusal), key: form["key"] ?? "")
        }
    }

    func dropApplication(_ request: Request, context: AppContext) async throws -> Response {
        let user = try context.requireUser()
        let (course, _) = try await course(.view, context)
        try await domains.enrolments.dropApplication(of: user.id, to: course.id)
        return redirect("/courses/\(course.id)")
    }

    func settings(_ request: Request, context: AppContext) async throws -> Response {
        let (course, access) = try await course(.author, context)
        let page = CourseSettingsPage(
            course: course, access: access, fields: FormFields(course, context.t),
            done: request.query("saved") == nil ? nil : context.t["authoring.saved"])
        return self.page(page.frame, request, context)
    }

    func changeSettings(_ request: Request, context: AppContext) async throws -> Response {
        let (course, access) = try await course(.author, context)
        let form = try await request.formFields(context: context)
        let (shown, t) = (ShownFields(in: form), context.t)
        do {
            try await domains.courses.change(course.id, to: try CourseSettings(form, t)) {
                shown.holds(for: FormFields($0, t))
            }
            return redirect("/courses/\(course.id)/settings?saved=yes")
        } catch is SettingsChanged {
            let now = FormFields(try await domains.courses.course(course.id), t)
            let change = SettingsChange(form: .course, names: shown?.changed(in: now) ?? [], now: now)
            let page = CourseSettingsPage(
                course: course, access: access, fields: form.showing(now), refusal: change.text(t))
            return refused(page.frame, request, context)
        } catch let refusal as AuthoringRefusal {
            let page = CourseSettingsPage(
                course: course, access: access, fields: form, refusal: context.t.text(refusal))
            return refused(page.frame, request, context)
        }
    }

    func new(_ request: Request, context: AppContext) async throws -> Response {
        let parent = try await parent(context)
        let page = CourseSettingsPage(parent: parent, fields: FormFields(pairs: [("visibility", "self")]))
        return self.page(page.frame, request, context)
    }

    func create(_ request: Request, context: AppContext) async throws -> Response {
        let user = try context.requireUser()
        let parent = try await parent(context)
        let form = try await request.formFields(context: context)
        do {
            let course = try await domains.courses.found(
                try CourseSettings(form, context.t), in: parent.id, by: user.id)
            if form["template"] == "district" {
                try await domains.courseImport.add(
                    try CourseTemplate.district.get().folder, to: course.id, by: user.id)
            }
            return redirect("/courses/\(course.id)/edit")
        } catch let refusal as AuthoringRefusal {
            let page = CourseSettingsPage(parent: parent, fields: form, refusal: context.t.text(refusal))
            return refused(page.frame, request, context)
        }
    }

    func importCourse(_ request: Request, context: AppContext) async throws -> Response {
        let user = try context.requireUser()
        let parent = try await parent(context)
        let upload = try await request.uploadedForm(
            folder: temporaryFolder, fileLimit: 2 << 30, context: context)
        do {
            guard let file = upload.file("file"), file.size > 0 else { throw AuthoringRefusal.fileMissing }
            let (course, report) = try await HeavyWork.run {
                try await domains.transfer.read(file.path, named: file.name, into: parent.id, by: user.id)
            }
            if report.format == .folder { return redirect("/courses/\(course.id)") }
            return page(TransferPage(course: course, report: report).frame, request, context)
        } catch {
            guard let text = context.t.text(importError: error) else { throw error }
            let page = CourseSettingsPage(
                parent: parent, fields: FormFields(pairs: [("visibility", "self")]), refusal: text)
            return refused(page.frame, request, context)
        }
    }

    func export(_ request: Request, context: AppContext) async throws -> Response {
        let (course, _) = try await course(.author, context)
        let folder = temporaryFolder + "/export-" + UUID().uuidString
        let archive = folder + ".zip"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await HeavyWork.run {
            try await domains.courseExport.write(course.id, to: CourseFolder(path: folder))
            let files = (FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []).filter {
                var isFolder: ObjCBool = false
                return FileManager.default.fileExists(atPath: folder + "/" + $0, isDirectory: &isFolder)
                    && !isFolder.boolValue
            }
            try Archive.pack(files, of: folder, to: archive)
        }
        return try packed(archive, named: "course-\(course.id).zip", request, context)
    }

    func exportCartridge(_ request: Request, context: AppContext) async throws -> Response {
        let (course, _) = try await course(.author, context)
        let file = temporaryFolder + "/export-" + UUID().uuidString + ".imscc"
        try await HeavyWork.run { try await domains.cartridgeExport.write(course.id, to: file) }
        return try packed(file, named: "course-\(course.id).imscc", request, context)
    }

    /// A file made for this answer only.
    private func packed(
        _ archive: String, named name: String, _ request: Request, _ context: AppContext
    ) throws -> Response {
        let size = (try FileManager.default.attributesOfItem(atPath: archive)[.size] as? NSNumber)?.intValue ?? 0
        // The response holds the file open; its name may go at once.
        defer { try? FileManager.default.removeItem(atPath: archive) }
        return try MediaResponse.respond(
            path: archive, size: size, type: "application/zip", etag: "\"\(UUID().uuidString)\"",
            name: name, attachment: true, cacheControl: "private, no-store", request: request,
            context: context)
    }

    private func parent(_ context: AppContext) async throws -> Space {
        guard let slug = context.parameters["slug"], let space = try await domains.spaces.space(slug: String(slug))
        else { throw Refused.notFound }
        try await require(.createCourse, in: space.id, context)
        return space
    }
}

extension FormFields {
    init(_ course: Course, _ t: Words) {
        self.init(pairs: [
            ("title", course.title), ("summary", course.summary), ("visibility", course.visibility.rawValue),
            ("mode", course.admission.mode.rawValue), ("key", course.admission.key ?? ""),
            ("hours", course.hours.map { "\($0)" } ?? ""),
            ("capacity", course.admission.capacity.map { "\($0)" } ?? ""),
            ("opens", course.admission.opensAt.map(t.field) ?? ""),
            ("closes", course.admission.closesAt.map(t.field) ?? ""),
            ("format", course.format.rawValue),
            ("starts_on", course.startsAt.map { TimeZoneSetting.standard.day(of: $0) } ?? ""),
        ])
    }

    /// An instant, nil for an empty field. Throws `AuthoringRefusal.dateMalformed`.
    func instant(_ name: String, _ t: Words) throws -> Date? {
        let text = trimmed(name)
        guard !text.isEmpty else { return nil }
        guard let instant = t.instant(field: text) else {
            throw AuthoringRefusal.dateMalformed(String(text.prefix(40)))
        }
        return instant
    }

    /// A number, nil for an empty field. What is no number becomes -1, which no range admits.
    func optionalNumber(_ name: String) -> Int? {
        let text = trimmed(name)
        return text.isEmpty ? nil : Int(text) ?? -1
    }
}

extension CourseSettings {
    init(_ form: FormFields, _ t: Words) throws {
        guard let visibility = Space.Visibility(rawValue: form["visibility"] ?? "self"),
            let mode = Admission.Mode(rawValue: form["mode"] ?? "manual")
        else { throw Refused.badRequest }
        guard let format = CourseFormat(rawValue: form["format"] ?? "topics") else { throw Refused.badRequest }
        self.init(
            title: form["title"] ?? "", summary: form["summary"] ?? "", hours: form.optionalNumber("hours"),
            visibility: visibility,
            admission: Admission(
                mode: mode, key: form["key"], opensAt: try form.instant("opens", t),
                closesAt: try form.instant("closes", t), capacity: form.optionalNumber("capacity")),
            format: format, startsAt: TimeZoneSetting.standard.startOfDay(form.trimmed("starts_on")))
    }
}
