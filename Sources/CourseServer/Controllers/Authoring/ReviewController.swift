import Courses
import HTTPTypes
import Hummingbird
import Spaces
import Storage

/// A course beside the district's requirements.
struct ReviewController: Controller {
    let domains: Domains
    let site: Site

    func show(_ request: Request, context: AppContext) async throws -> Response {
        let (course, access) = try await course(.author, context)
        let requirements = try CourseTemplate.district.get().requirements
        let page = CourseReviewPage(
            course: course, access: access, title: requirements.title,
            review: try await domains.courses.review(course.id, against: requirements))
        return self.page(page.frame, request, context)
    }
}
