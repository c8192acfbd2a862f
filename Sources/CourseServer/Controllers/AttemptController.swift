import Accounts
import Courses
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Quizzes
import Spaces
import Storage

/// Taking a quiz: starting, answering, handing in, reading the review, marking by hand.
struct AttemptController: Controller {
    let domains: Domains
    let site: Site
    /// Passwords tried by one person.
    var guesses = RateLimiter<User.ID>(perSecond: 0.1, burst: 10)

    func create(_ request: Request, context: AppContext) async throws -> Response {
        let user = try context.requireUser()
        let (open, visit) = try await visitActivity(.study, context)
        guard open.activity.kind == .quiz else { throw Refused.notFound }
        guard visit.progress != nil else { throw Refused.forbidden(.notMember) }
        let password = try await request.formFields(context: context)["password"]
        do {
            if let password, !password.isEmpty, guesses.take(user.id) != nil { throw AttemptRefusal.tooManyGuesses }
            return redirect(
                "/attempts/\(try await domains.attempts.start(open.activity.id, by: user.id, password: password))")
        } catch let refusal as AttemptRefusal {
            return try await ActivityController(domains: domains, site: site)
                .show(request, context, refusal: context.t.text(refusal))
        }
    }

    func show(_ request: Request, context: AppContext) async throws -> Response {
        try await show(request, context, page: request.query("page").flatMap { Int($0) } ?? 1)
    }

    /// The attempt with a refusal.
    func show(
        _ request: Request, context: AppContext, refusal: String, field: String
    ) async throws -> Response {
        let paper = try await domains.attempts.paper(try await own(context).id)
        let shown = paper.pages.firstIndex { $0.contains { "q\($0.slot.number)" == field } }.map { $0 + 1 } ?? 1
        return try await show(request, context, page: shown, refusal: refusal, field: field)
    }

    private func show(
        _ request: Request, _ context: AppContext, page number: Int, refusal: String? = nil, field: String? = nil,
        confirms: Bool = false
    ) async throws -> Response {
        let attempt = try await own(context)
        let id = attempt.id
        if attempt.isOverdue(at: domains.now()) { try await domains.attempts.closeIfOverdue(id) }
        let paper = try await domains.attempts.paper(id)
        if paper.attempt.isFinished { return redirect("/attempts/\(id)/review") }
        let page = AttemptPage(
            paper: paper, page: paper.page ?? min(max(1, number), max(1, paper.pages.count)), now: domains.now(),
            refusal: refusal,
            field: field, confirms: confirms)
        var response = self.page(page.frame, request, context, status: refusal == nil ? .ok : .unprocessableContent)
        // An old copy, shown again by the browser's Back and Forward, would put old answers over the new ones.
        response.headers[.cacheControl] = "private, no-store"
        return response
    }

    /// Answers as the script sends them, each by itself.
    func save(_ request: Request, context: AppContext) async throws -> Response {
        guard let user = context.user else { return json("{\"error\":\"signed_out\"}", status: .unauthorized) }
        let id = try await own(context).id
        let body = try await request.body.collect(upTo: 1 << 20)
        guard let sent = try? JSONDecoder().decode(SentAnswers.self, from: Data(body.readableBytesView)), sent.isSane
        else {
            return json("{\"error\":\"malformed\"}", status: .badRequest)
        }
        do {
            let receipt = try await domains.attempts.save(
                sent.answers.map(\.submitted), device: sent.device, in: id, by: user.id)
            return json(receipt.json)
        } catch let refusal as AttemptRefusal {
            return json(
                "{\"error\":\"closed\",\"state\":\"finished\",\"message\":\(quoted(context.t.text(refusal)))}",
                status: .conflict)
        }
    }

    /// The whole form, as a browser without script sends it: keeps the answers, then goes where the button says.
    func turn(_ request: Request, context: AppContext) async throws -> Response {
        let user = try context.requireUser()
        let id = try await own(context).id
        let form = try await request.formFields(context: context, limit: 4 << 20)
        let paper = try await domains.attempts.paper(id)
        let page = min(max(1, form.int("page") ?? 1), max(1, paper.pages.count))
        if paper.attempt.isFinished { return redirect("/attempts/\(id)/review") }
        do {
            try await keep(form, of: paper, by: user.id)
        } catch let refusal as AttemptRefusal {
            try await domains.attempts.closeIfOverdue(id)
            return try await show(request, context, page: page, refusal: context.t.text(refusal))
        }
        if let step = SubmittedStep(go: form["go"] ?? "") {
            return try await take(step, in: paper, page: page, request, context)
        }
        switch form["go"] {
        case "onward":
            if let open = paper.attempt.openSlots {
                do { try await domains.attempts.turnPage(from: open, of: id, by: user.id) } catch is AttemptRefusal {
                    try await domains.attempts.closeIfOverdue(id)
                }
            }
            return redirect("/attempts/\(id)")
        case "next": return redirect("/attempts/\(id)?page=\(page + 1)")
        case "previous": return redirect("/attempts/\(id)?page=\(max(1, page - 1))")
        case "finish": return try await show(request, context, page: page, confirms: true)
        case "submit", "timeout":
            try await domains.attempts.finish(id, by: user.id)
            return redirect("/attempts/\(id)/review")
        default: return redirect("/attempts/\(id)?page=\(page)")
        }
    }

    /// Keeps what a form says, before something else is done with it.
    func keep(_ form: FormFields, in id: Attempt.ID, by user: User.ID) async throws {
        let paper = try await domains.attempts.paper(id)
        guard paper.attempt.learner == user, !paper.attempt.isFinished else { return }
        try await keep(form, of: paper, by: user)
    }

    /// Only what differs from what is kept: the script may have sent newer answers meanwhile.
    private func keep(_ form: FormFields, of paper: AttemptPaper, by user: User.ID) async throws {
        let sequence = Int(domains.now().timeIntervalSince1970 * 1000)
        let open = paper.attempt.openSlots
        let answers = paper.items.filter { open?.contains($0.slot.number) != false }
            .compactMap { item in item.changed(in: form, sequence: sequence) }
        _ = try await domains.attempts.save(answers, device: "form", in: paper.attempt.id, by: user)
    }

    /// One question is marked at the learner's wish; the answer leads back to it.
    private func take(
        _ step: SubmittedStep, in paper: AttemptPaper, page: Int, _ request: Request, _ context: AppContext
    ) async throws -> Response {
        let user = try context.requireUser()
        let id = paper.attempt.id
        let shown = paper.pages.firstIndex { $0.contains { $0.slot.number == step.slot } }.map { $0 + 1 } ?? page
        do {
            try await domains.attempts.take(step, in: id, by: user.id)
            return redirect(
                "/attempts/\(id)?page=\(shown)#\(step.action == .submit ? "r" : "q")\(step.slot)")
        } catch let refusal as AttemptRefusal {
            try await domains.attempts.closeIfOverdue(id)
            return try await show(
                request, context, page: shown, refusal: context.t.text(refusal), field: "q\(step.slot)")
        }
    }

    func review(_ request: Request, context: AppContext) async throws -> Response {
        try await review(request, context, refusal: nil)
    }

    private func review(_ request: Request, _ context: AppContext, refusal: String?) async throws -> Response {
        let user = try context.requireUser()
        let paper = try await domains.attempts.paper(try context.parameters.id("attempt"))
        let access = try await domains.spaces.access(of: user.id, to: paper.course.space)
        let isOwn = paper.attempt.learner == user.id
        guard isOwn || access.allows(.grade) else { throw Refused.notFound }
        if isOwn && !paper.attempt.isFinished { return redirect("/attempts/\(paper.attempt.id)") }
        let status = try await domains.attempts.status(of: paper.attempt.quiz, for: paper.attempt.learner)
        var page = ReviewPage(
            paper: paper, learner: isOwn ? nil : try await domains.accounts.user(paper.attempt.learner).name,
            grade: status.grade, now: domains.now(), refusal: refusal)
        if !isOwn {
            page.hidesName = try await domains.attempts.hidesNames(at: paper.attempt.quiz)
            page.marksAtDesk = try await domains.attempts.marksAtDesk(paper.attempt.quiz)
        }
        let review = page
        return self.page(review.frame, request, context, status: refusal == nil ? .ok : .unprocessableContent)
    }

    func mark(_ request: Request, context: AppContext) async throws -> Response {
        let user = try context.requireUser()
        let id: Attempt.ID = try context.parameters.id("attempt")
        let paper = try await domains.attempts.paper(id)
        let access = try await domains.spaces.access(of: user.id, to: paper.course.space)
        guard access.allows(.grade) else {
            throw paper.attempt.learner == user.id ? Refused.forbidden(.role(.grade)) : Refused.notFound
        }
        let slot: Int = Int(try context.parameters.id("slot", as: Identifier<AttemptSlot>.self).rawValue)
        let form = try await request.formFields(context: context)
        do {
            guard let number = Double(form.trimmed("mark").replacing(",", with: ".")), number.isFinite,
                (-1e9...1e9).contains(number)
            else { throw MarkRefusal.notANumber }
            try await domains.attempts.mark(
                slot: slot, of: id, as: Points(rounding: number), comment: form.trimmed("comment"), by: user.id)
            return redirect("/attempts/\(id)/review#q\(slot)")
        } catch let refusal as MarkRefusal {
            return try await review(request, context, refusal: context.t.text(refusal))
        }
    }

    /// The attempt of the address if it is the person's own: others' do not exist for them.
    private func own(_ context: AppContext) async throws -> Attempt {
        let user = try context.requireUser()
        let (attempt, access) = try await domains.attempts.visit(try context.parameters.id("attempt"), by: user.id)
        guard attempt.learner == user.id else { throw Refused.notFound }
        // Whoever was withdrawn from the course goes on no more.
        if let refusal = access.refusal(of: .study) { throw Refused(refusal) }
        return attempt
    }
}

/// The body of an autosave.
struct SentAnswers: Decodable {
    struct Answer: Decodable {
        var slot: Int
        var sequence: Int
        var fields: [[String]]

        /// Names lose the slot's prefix: `s3` is the question's only field, `s3.1` its second row.
        var submitted: SubmittedAnswer {
            SubmittedAnswer(
                slot: slot, sequence: sequence,
                fields: fields.filter { $0.count == 2 }.compactMap { pair in
                    relativeName(pair[0], slot: slot).map { ($0, pair[1]) }
                })
        }
    }

    var device: String
    var answers: [Answer]

    var isSane: Bool {
        (1...64).contains(device.utf8.count) && answers.count <= 500
            && answers.allSatisfy { $0.slot > 0 && $0.sequence > 0 && $0.sequence < 1 << 53 && $0.fields.count <= 500 }
    }
}

/// The name of a form's field within its question; nil when it belongs to another.
private func relativeName(_ name: String, slot: Int) -> String? {
    let prefix = "s\(slot)"
    if name == prefix { return "" }
    return name.hasPrefix(prefix + ".") ? String(name.dropFirst(prefix.count + 1)) : nil
}

extension AttemptPaper.Item {
    /// What the form says of this question, if it is something new.
    fileprivate func changed(in form: FormFields, sequence: Int) -> SubmittedAnswer? {
        let fields = form.pairs.compactMap { pair in
            relativeName(pair.name, slot: slot.number).map { (name: $0, value: pair.value) }
        }
        guard !fields.isEmpty, !play.isLocked else { return nil }
        let answer = SubmittedAnswer(slot: slot.number, sequence: max(sequence, slot.sequence + 1), fields: fields)
        let certainty = Certainty(fields: fields)
        if play.behaviour.asksCertainty, let certainty, certainty != slot.certainty { return answer }
        guard let response = presentation.response(fields: fields), response != slot.response,
            !(response.isEmpty && slot.response == nil)
        else { return nil }
        return answer
    }
}

extension SubmittedStep {
    /// Reads the value of a question's button, `check-3-1`: its slot and the step's number.
    fileprivate init?(go: String) {
        let parts = go.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, let slot = Int(parts[1]), let number = Int(parts[2]) else { return nil }
        switch parts[0] {
        case "check": self.init(slot: slot, number: number, action: .submit)
        case "again": self.init(slot: slot, number: number, action: .tryAgain)
        default: return nil
        }
    }
}

extension SaveReceipt {
    /// Written by hand: it is the commonest answer of an exam.
    fileprivate var json: String {
        let saved = saved.map { "{\"slot\":\($0.slot),\"sequence\":\($0.sequence)}" }.joined(separator: ",")
        let remaining = attempt.deadline.map { "\(Int($0.timeIntervalSince(at) * 1000))" } ?? "null"
        let state = attempt.isFinished ? "finished" : isLate ? "late" : "open"
        let refused = refused.map { "\($0)" }.joined(separator: ",")
        return "{\"saved\":[\(saved)],\"refused\":[\(refused)],\"remaining_ms\":\(remaining),\"state\":\"\(state)\"}"
    }
}

/// A JSON string.
func quoted(_ text: String) -> String {
    let data = try? JSONEncoder().encode(text)
    return data.map { String(decoding: $0, as: UTF8.self) } ?? "\"\""
}
