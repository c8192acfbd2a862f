import Courses
import Foundation

/// The district's template of a course: a course folder to begin from, and what a course must have.
struct CourseTemplate: Sendable {
    var folder: CourseFolder
    var requirements: CourseRequirements

    static let district = Result { try CourseTemplate(path: Bundle.module.bundleURL.path + "/Templates/district") }

    init(path: String) throws {
        folder = CourseFolder(path: path)
        requirements = try CourseRequirements(
            yaml: try String(contentsOfFile: path + "/requirements.yaml", encoding: .utf8))
    }
}
