import Accounts
import Courses
import Foundation
import Hummingbird
import Quizzes
import Spaces
import Storage

/// The question bank of a course or of an organisation.
struct BankController: Controller {
    let domains: Domains
    let site: Site

    func ofCourse(_ request: Request, context: AppContext) async throws -> Response {
        let (course, _) = try await course(.author, context)
        return try await show(try await domains.spaces.space(course.space), course, request, context)
    }

    func ofOrganisation(_ request: Request, context: AppContext) async throws -> Response {
        try await show(try await organisation(context), nil, request, context)
    }

    func changeOfCourse(_ request: Request, context: AppContext) async throws -> Response {
        let (course, _) = try await course(.author, context)
        return try await change(try await domains.spaces.space(course.space), course, request, context)
    }

    func changeOfOrganisation(_ request: Request, context: AppContext) async throws -> Response {
        let space = try await organisation(context)
        try await require(.author, in: space.id, context)
        return try await change(space, nil, request, context)
    }

    /// One question: as a learner sees it, its versions, the quizzes it stands in.
    func question(_ request: Request, context: AppContext) async throws -> Response {
        _ = try context.requireUser()
        let opened = try await domains.bank.open(try context.parameters.id("question"))
        guard context.reader.isTeacher else { throw Refused.notFound }
        let space = try await domains.spaces.space(opened.space)
        try await requireBank(space, context)
        return page(
            BankQuestionPage(opened: opened, space: space, course: try await courseOfSpace(space)).frame, request,
            context)
    }

    // MARK: -

    /// A bank is open to the authors of its space, and an organisation's to every teacher below it.
    private func requireBank(_ space: Space, _ context: AppContext) async throws {
        if space.kind == .course {
            try await require(.author, in: space.id, context)
        } else {
            let user = try context.requireUser()
            guard context.reader.isTeacher else { throw Refused.notFound }
            if try await domains.bank.mayRead(space.id, user.id) { return }
            try await require(.author, in: space.id, context)
        }
    }

    private func organisation(_ context: AppContext) async throws -> Space {
        _ = try context.requireUser()
        guard let slug = context.parameters["slug"], let space = try await domains.spaces.space(slug: String(slug)),
            space.kind != .course
        else { throw Refused.notFound }
        try await requireBank(space, context)
        return space
    }

    private func courseOfSpace(_ space: Space) async throws -> Course? {
        space.kind == .course ? try await domains.courses.course(ofSpace: space.id) : nil
    }

    private func show(
        _ space: Space, _ course: Course?, _ request: Request, _ context: AppContext, done: String? = nil,
        refusal: String? = nil, undo: [BankQuestion.ID] = []
    ) async throws -> Response {
        let filter = QuestionBank.Filter(
            words: request.query("q") ?? "", category: request.query("category").flatMap { $0.isEmpty ? nil : $0 },
            kind: request.query("kind").flatMap(Question.Kind.Name.init(rawValue:)),
            tag: request.query("tag").flatMap { $0.isEmpty ? nil : $0 },
            page: max(0, (request.query("page").flatMap { Int($0) } ?? 1) - 1))
        let access = try await domains.spaces.access(of: context.user?.id, to: space.id)
        var bank = BankPage(
            space: space, course: course, filter: filter, listing: try await domains.bank.list(space.id, filter),
            mayChange: access.allows(.author), done: done)
        bank.undo = undo
        bank.refusal = refusal
        if let course {
            for other in try await domains.bank.banks(for: course) where other.id != space.id {
                let mayShare = try await domains.spaces.access(of: context.user?.id, to: other.id).allows(.author)
                bank.others.append(BankPage.Other(space: other, mayShare: mayShare))
            }
            bank.address = site.address(request, context) + BankPage.address(of: space, course)
        }
        if let quiz = request.query("for").flatMap({ Activity.ID($0) }) { bank.quiz = quiz }
        if request.query("duplicates") != nil { bank.duplicates = try await domains.bank.duplicates(in: space.id) }
        return page(bank.frame, request, context, status: refusal == nil ? .ok : .forbidden)
    }

    private func change(
        _ space: Space, _ course: Course?, _ request: Request, _ context: AppContext
    ) async throws -> Response {
        let fields = try await request.formFields(context: context)
        let chosen = fields.all("question").compactMap { BankQuestion.ID($0) }
        var done = context.t["bank.none_chosen"]
        if !chosen.isEmpty {
            done = context.t.plural("bank.changed", count: chosen.count)
            switch fields["go"] {
            case "move": try await domains.bank.move(chosen, in: space.id, to: fields.trimmed("to"))
            case "tag":
                let tags = fields.trimmed("tags").split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
                try await domains.bank.tag(chosen, in: space.id, with: tags.filter { !$0.isEmpty })
            case "remove": try await domains.bank.setRemoved(true, chosen, in: space.id)
            case "restore": try await domains.bank.setRemoved(false, chosen, in: space.id)
            case "share":
                guard let id = fields.int("with").map({ Space.ID(rawValue: Int64($0)) }), let course,
                    let other = try await domains.bank.banks(for: course).first(where: { $0.id == id })
                else { throw Refused.notFound }
                // A copy is a change of that bank: whoever may not change it may not put anything into it.
                guard try await domains.spaces.access(of: context.user?.id, to: id).allows(.author) else {
                    return try await show(
                        space, course, request, context,
                        refusal: context.t.text("bank.share_refused", ["space": other.name]))
                }
                done = context.t.plural(
                    "bank.shared", count: try await domains.bank.share(chosen, from: space.id, with: id))
            default: throw Refused.notFound
            }
        }
        return try await show(
            space, course, request, context, done: done, undo: fields["go"] == "remove" ? chosen : [])
    }
}
