import Courses
import HTTPTypes
import Hummingbird
import Spaces
import Storage

/// A course beside the district's requirements, and what the district asks for.
struct ReviewController: Controller {
    let domains: Domains
    let site: Site

    func show(_ request: Request, context: AppContext) async throws -> Response {
        let (course, access) = try await course(.author, context)
        let requirements = try CourseTemplate.district.get().requirements
        let page = CourseReviewPage(
            course: course, access: access, title: requirements.title,
            review: try await domains.courses.review(
                course.id, against: requirements,
                waived: try await domains.courses.waivedRequirements(in: access).names))
        return self.page(page.frame, request, context)
    }

    func requirements(_ request: Request, context: AppContext) async throws -> Response {
        let (district, access) = try await district(context)
        let (waived, isOwn) = try await domains.courses.waivedRequirements(in: access)
        let page = RequirementsPage(
            space: district, requirements: try CourseTemplate.district.get().requirements, waived: waived,
            isOwn: isOwn, done: request.query("saved") == nil ? nil : context.t["authoring.saved"])
        return self.page(page.frame, request, context)
    }

    func changeRequirements(_ request: Request, context: AppContext) async throws -> Response {
        let (district, _) = try await district(context)
        let form = try await request.formFields(context: context)
        let names = try CourseTemplate.district.get().requirements.names
        try await domains.courses.waive(
            form["inherit"] == nil ? names.subtracting(form.all("part")) : nil, in: district.id)
        return redirect("/o/\(district.slug)/requirements?saved=yes")
    }

    /// The district of the address, for who leads it: schools go by its list.
    private func district(_ context: AppContext) async throws -> (Space, Access) {
        guard let slug = context.parameters["slug"], let space = try await domains.spaces.space(slug: String(slug)),
            space.kind == .district
        else { throw Refused.notFound }
        return (space, try await require(.managePeople, in: space.id, context))
    }
}
