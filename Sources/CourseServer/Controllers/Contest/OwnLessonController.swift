import Accounts
import Contest
import Foundation
import HTTPTypes
import Hummingbird
import Media
import Spaces
import Storage

/// Own lessons: the timetable, booking, the lesson with those who come to it.
struct OwnLessonController: Controller {
    let domains: Domains
    let site: Site
    let temporaryFolder: String

    func timetable(_ request: Request, context: AppContext) async throws -> Response {
        let visit = try await contest(context)
        let page = LessonsPage(
            visit: visit,
            timetable: try await domains.ownLessons.timetable(of: visit.contest.id, for: context.user?.id),
            showsNames: context.user != nil, now: domains.now())
        return self.page(page.frame, request, context)
    }

    func new(_ request: Request, context: AppContext) async throws -> Response {
        let page = try await formPage(context)
        let timetable = try await domains.ownLessons.timetable(of: page.visit.contest.id, for: context.user?.id)
        if let own = timetable.entries.first(where: { $0.isMine && $0.state != .failed }) {
            return redirect("/contests/\(page.visit.contest.id)/lessons/\(own.lesson.id)")
        }
        return self.page(page.frame, request, context)
    }

    func book(_ request: Request, context: AppContext) async throws -> Response {
        let user = try context.requireUser()
        var page = try await formPage(context)
        let upload = try await uploaded(request, context)
        do {
            let id = try await domains.ownLessons.book(
                try LessonPlan(upload.fields, context.t), files: upload.newFiles, in: page.visit.contest.id,
                by: user.id)
            return redirect("/contests/\(page.visit.contest.id)/lessons/\(id)")
        } catch {
            guard let text = context.t.text(lessonOrAsset: error) else { throw error }
            (page.fields, page.refusal) = (upload.fields, text)
            return refused(page.frame, request, context)
        }
    }

    func show(_ request: Request, context: AppContext) async throws -> Response {
        let page = try await lessonPage(context)
        return self.page(page.frame, request, context)
    }

    func edit(_ request: Request, context: AppContext) async throws -> Response {
        let page = try await editPage(context)
        return self.page(page.frame, request, context)
    }

    func change(_ request: Request, context: AppContext) async throws -> Response {
        let user = try context.requireUser()
        var page = try await editPage(context)
        let upload = try await uploaded(request, context)
        let id: OwnLesson.ID = try context.parameters.id("lesson")
        do {
            try await domains.ownLessons.change(
                id, to: try LessonPlan(upload.fields, context.t),
                keeping: upload.fields.all("keep").compactMap { WorkFile.ID($0) }, files: upload.newFiles,
                in: page.visit.contest.id, by: user.id)
            return redirect("/contests/\(page.visit.contest.id)/lessons/\(id)")
        } catch {
            guard let text = context.t.text(lessonOrAsset: error) else { throw error }
            (page.fields, page.refusal) = (upload.fields, text)
            return refused(page.frame, request, context)
        }
    }

    /// Materials are for whoever sees the contest.
    func file(_ request: Request, context: AppContext) async throws -> Response {
        let visit = try await contest(context)
        let file = try await domains.ownLessons.file(
            try context.parameters.id("file"), of: try context.parameters.id("lesson"), in: visit.contest.id)
        return try respond(with: file, request, context)
    }

    func enrol(_ request: Request, context: AppContext) async throws -> Response {
        try await act(request, context) { try await domains.ownLessons.enrol($2, in: $1, of: $0) }
    }

    func withdraw(_ request: Request, context: AppContext) async throws -> Response {
        try await act(request, context) { try await domains.ownLessons.withdraw($2, from: $1, of: $0) }
    }

    func start(_ request: Request, context: AppContext) async throws -> Response {
        try await act(request, context) { try await domains.ownLessons.start($1, in: $0, by: $2) }
    }

    func end(_ request: Request, context: AppContext) async throws -> Response {
        try await act(request, context) { try await domains.ownLessons.end($1, in: $0, by: $2) }
    }

    func enter(_ request: Request, context: AppContext) async throws -> Response {
        try await act(request, context) { try await domains.ownLessons.enter($1, in: $0, by: $2) }
    }

    func leave(_ request: Request, context: AppContext) async throws -> Response {
        try await act(request, context) { try await domains.ownLessons.leave($1, in: $0, by: $2) }
    }

    func fail(_ request: Request, context: AppContext) async throws -> Response {
        let form = try await request.formFields(context: context)
        return try await act(request, context, form) {
            try await domains.ownLessons.fail($1, because: form["reason"] ?? "", in: $0, by: $2)
        }
    }

    func rate(_ request: Request, context: AppContext) async throws -> Response {
        let form = try await request.formFields(context: context)
        let marks = (0..<LessonRating.questionLimit).compactMap { form.int("mark-\($0)") }
        return try await act(request, context, form) {
            try await domains.ownLessons.rate($1, marks, comment: form["comment"] ?? "", in: $0, by: $2)
        }
    }

    /// Back to the lesson; a refusal shows it with what was typed.
    private func act(
        _ request: Request, _ context: AppContext, _ form: FormFields = FormFields(),
        _ body: (Contest.ID, OwnLesson.ID, User.ID) async throws -> Void
    ) async throws -> Response {
        let user = try context.requireUser()
        let visit = try await contest(context)
        let id: OwnLesson.ID = try context.parameters.id("lesson")
        do {
            try await body(visit.contest.id, id, user.id)
            return redirect("/contests/\(visit.contest.id)/lessons/\(id)")
        } catch let refusal as LessonRefusal {
            if refusal.isForbidden { throw Refused.forbidden(.notMember) }
            var page = try await lessonPage(context)
            (page.fields, page.refusal) = (form, refusal)
            return refused(page.frame, request, context)
        }
    }

    private func lessonPage(_ context: AppContext) async throws -> OwnLessonPage {
        let visit = try await contest(context)
        return OwnLessonPage(
            visit: visit,
            lesson: try await domains.ownLessons.visit(
                try context.parameters.id("lesson"), in: visit.contest.id, by: context.user?.id))
    }

    /// An empty form, for an entrant of the contest.
    private func formPage(_ context: AppContext) async throws -> OwnLessonFormPage {
        _ = try context.requireUser()
        let visit = try await contest(context)
        guard visit.registration?.state == .admitted else { throw Refused.forbidden(.notMember) }
        guard let stage = visit.stages.first(where: { $0.kind == .lesson }) else { throw Refused.notFound }
        return OwnLessonFormPage(visit: visit, stage: stage, now: domains.now())
    }

    /// The form of a lesson, for its author.
    private func editPage(_ context: AppContext) async throws -> OwnLessonFormPage {
        var page = try await formPage(context)
        let lesson = try await domains.ownLessons.visit(
            try context.parameters.id("lesson"), in: page.visit.contest.id, by: context.user?.id)
        guard lesson.isMine else { throw Refused.forbidden(.notMember) }
        page.lesson = lesson
        page.fields = FormFields(lesson.lesson.plan, context.t)
        return page
    }

    private func uploaded(_ request: Request, _ context: AppContext) async throws -> UploadedForm {
        try await request.uploadedForm(
            folder: temporaryFolder, fileLimit: WorkVersion.sizeLimit * WorkVersion.fileLimit, context: context)
    }
}

extension LessonRefusal {
    /// Not a matter of time or of what was typed: the person has no such right.
    fileprivate var isForbidden: Bool {
        switch self {
        case .notYours, .notColleague, .notAdmitted: true
        default: false
        }
    }
}

extension LessonPlan {
    fileprivate init(_ form: FormFields, _ t: Words) throws {
        guard let startsAt = t.date(localInput: form.trimmed("starts")) else { throw LessonRefusal.timeMissing }
        self.init(
            topic: form["topic"] ?? "", audience: form["audience"] ?? "", plan: form["plan"] ?? "",
            materials: form["materials"] ?? "", link: form["link"], startsAt: startsAt,
            minutes: form.int("minutes") ?? 0)
    }
}

extension FormFields {
    fileprivate init(_ plan: LessonPlan, _ t: Words) {
        self.init(
            pairs: [
                ("topic", plan.topic), ("audience", plan.audience), ("plan", plan.plan), ("materials", plan.materials),
                ("link", plan.link ?? ""), ("starts", t.localInput(plan.startsAt)), ("minutes", "\(plan.minutes)"),
            ])
    }
}

extension Words {
    /// The sentence for a refusal of a lesson, nil for an error of ours.
    func text(lessonOrAsset error: any Error) -> String? {
        switch error {
        case let refusal as LessonRefusal: text(refusal)
        case let refusal as AssetRefusal: text(refusal)
        default: nil
        }
    }
}
