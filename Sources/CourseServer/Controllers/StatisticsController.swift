import Archives
import Courses
import HTTPTypes
import Hummingbird
import NIOCore
import Quizzes
import Spaces
import Storage

/// What a quiz's attempts say of the quiz and of its questions, for who may see its results.
struct StatisticsController: Controller {
    let domains: Domains
    let site: Site

    func show(_ request: Request, context: AppContext) async throws -> Response {
        let (open, visit, statistics) = try await statistics(request, context)
        let page = StatisticsPage(activity: open.activity, course: visit.course, statistics: statistics)
        return self.page(page.frame, request, context)
    }

    func question(_ request: Request, context: AppContext) async throws -> Response {
        let id: BankQuestion.ID = try context.parameters.id("question")
        let (open, visit, statistics) = try await statistics(request, context)
        guard let place = statistics.questions.firstIndex(where: { $0.question.id == id }) else {
            throw Refused.notFound
        }
        let page = QuestionStatisticsPage(
            activity: open.activity, course: visit.course, statistics: statistics, place: place)
        return self.page(page.frame, request, context)
    }

    func csv(_ request: Request, context: AppContext) async throws -> Response {
        let (open, _, statistics) = try await statistics(request, context)
        return table(StatisticsTable(statistics, context.t).rows, "statistics-\(open.activity.id)")
    }

    func answers(_ request: Request, context: AppContext) async throws -> Response {
        let (open, _, statistics) = try await statistics(request, context)
        return table(AnswerTable(statistics, context.t).rows, "answers-\(open.activity.id)")
    }

    private func table(_ rows: [[String]], _ name: String) -> Response {
        Response(
            status: .ok,
            headers: [
                .contentType: "text/csv; charset=utf-8",
                .contentDisposition: "attachment; filename=\"\(name).csv\"",
            ], body: .init(byteBuffer: ByteBuffer(bytes: CSV.write(rows))))
    }

    private func statistics(
        _ request: Request, _ context: AppContext
    ) async throws -> (OpenActivity, CourseVisit, QuizStatistics) {
        let (open, visit) = try await visitActivity(.grade, context)
        guard open.activity.kind == .quiz else { throw Refused.notFound }
        let counted = request.query("count").flatMap(CountedAttempts.init(rawValue:)) ?? .first
        return (open, visit, try await domains.attempts.statistics(of: open.activity.id, counting: counted))
    }
}
