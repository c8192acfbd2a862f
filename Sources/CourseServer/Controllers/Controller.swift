import Accounts
import Courses
import HTTPTypes
import Hummingbird
import Quizzes
import Spaces
import Storage

/// What every controller has at hand.
protocol Controller: Sendable {
    var domains: Domains { get }
    var site: Site { get }
}

extension Controller {
    func page(
        _ frame: (Words) -> Frame, _ request: Request, _ context: AppContext, status: HTTPResponse.Status = .ok
    ) -> Response {
        site.page(frame(context.t), request, context, status: status)
    }

    /// The page again with the refusal and what was typed: status 422.
    func refused(_ frame: (Words) -> Frame, _ request: Request, _ context: AppContext) -> Response {
        page(frame, request, context, status: .unprocessableContent)
    }

    /// Throws `Refused` unless the person may do `action` in `space`.
    @discardableResult
    func require(_ action: Action, in space: Space.ID, _ context: AppContext) async throws -> Access {
        let access = try await domains.spaces.access(of: context.user?.id, to: space)
        if let refusal = access.refusal(of: action) { throw Refused(refusal) }
        return access
    }

    /// The course of the address, if the person may do `action` there.
    func course(_ action: Action, _ context: AppContext) async throws -> (Course, Access) {
        let course = try await domains.courses.course(try context.parameters.id("course"))
        return (course, try await require(action, in: course.space, context))
    }

    /// The person at the course of the address, if they may do `action` there.
    func visit(_ action: Action, _ context: AppContext) async throws -> CourseVisit {
        let visit = try await domains.courses.visit(
            try context.parameters.id("course", as: Course.ID.self), by: context.user?.id)
        if let refusal = visit.access.refusal(of: action) { throw Refused(refusal) }
        return visit
    }

    /// The person at the activity of the address, if they may do `action` there and it is open to them.
    func visitActivity(
        _ action: Action, _ context: AppContext, evenLocked: Bool = false
    ) async throws -> (OpenActivity, CourseVisit) {
        let (open, visit) = try await domains.courses.visit(
            try context.parameters.id("activity", as: Activity.ID.self), by: context.user?.id)
        if let refusal = visit.access.refusal(of: action) { throw Refused(refusal) }
        if !evenLocked, visit.locks[open.activity.id] != nil { throw Refused.locked }
        return (open, visit)
    }

    func json(_ text: String, status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status, headers: [.contentType: "application/json", .cacheControl: "no-store"],
            body: .init(byteBuffer: ByteBuffer(string: text)))
    }

    func redirect(_ address: String) -> Response { .redirect(to: address, type: .normal) }
}
