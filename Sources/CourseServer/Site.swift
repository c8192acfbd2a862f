import Accounts
import Contest
import Courses
import Documents
import Foundation
import HTTPTypes
import Hummingbird
import Markup
import Media
import NIOCore
import Quizzes
import Spaces
import Storage
import Surveys

/// The site as pages need to know it.
struct Site: Sendable {
    var name: String
    var assets: Assets
    /// `https://belovo.example`, where it is set.
    var publicAddress: String?

    /// The address people use, for links that leave the site.
    func address(_ request: Request, _ context: AppContext) -> String {
        publicAddress ?? "\(context.isSecure ? "https" : "http")://\(request.head.authority ?? "")"
    }

    func asset(_ path: String) -> String { assets.url(path) }

    /// A page in its frame.
    func page(
        _ frame: Frame, _ request: Request, _ context: AppContext, status: HTTPResponse.Status = .ok
    ) -> Response {
        let html = frame.html(context.t, context.reader, site: self, path: request.uri.path)
        var headers: HTTPFields = [
            .contentType: "text/html; charset=utf-8", .contentLanguage: context.language.rawValue,
        ]
        // The worker that keeps copies of pages learns whose they are. A failing server may not know.
        if status.code < 500 { headers[.reader] = "\(context.user?.id.rawValue ?? 0)" }
        return Response(status: status, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: html.bytes)))
    }
}

extension HTTPField.Name {
    static let reader = HTTPField.Name("X-Reader")!  // a token
}

/// The domains, put together.
struct Domains: Sendable {
    let database: any Database
    let blobs: BlobStore
    let jobs: JobQueue
    let accounts: Accounts
    let sessions: Sessions
    let consents: Consents
    let families: Families
    let spaces: Spaces
    let invitations: Invitations
    let peopleImport: PeopleImport
    let assets: AssetLibrary
    let courses: Courses
    let enrolments: Enrolments
    let progress: ProgressLog
    let schedules: Schedules
    let gradebook: Gradebook
    let gradeEntry: GradeEntry
    let gradebookAuthoring: GradebookAuthoring
    let assignments: Assignments
    let polls: Polls
    let quizzes: Quizzes
    let bank: QuestionBank
    let attempts: Attempts
    let exercises: Exercises
    let packages: Packages
    let courseImport: CourseImport
    let transfer: CourseTransfer
    let courseExport: CourseExport
    let search: CourseSearch
    let searchIndex: SearchIndex
    let calendar: CourseCalendar
    let trajectories: Trajectories
    let surveys: Surveys
    let contests: Contests
    let registrations: Registrations
    let works: Works
    let ownLessons: OwnLessons
    let finalists: Finalists
    let documents: Documents
    let printings: Printings
    let contestDocuments: ContestDocuments
    let jury: Jury
    let scoreSheets: ScoreSheetEntry
    let results: Results
    let appeals: Appeals
    let audienceVotes: AudienceVotes
    let cartridgeExport: CartridgeExport
    let now: @Sendable () -> Date

    static let migrations =
        JobQueue.migrations + Accounts.migrations + Spaces.migrations + AssetLibrary.migrations + Courses.migrations
        + Attempts.migrations + Surveys.migrations + Documents.migrations + Contests.migrations

    init(
        database: any Database, blobs: BlobStore, hasher: PasswordHasher = PasswordHasher(),
        formulas: FormulaRenderer? = KaTeX.render,
        printer: @escaping @Sendable () throws -> DocumentPrinter = { try PaperTemplate.printer.get() },
        now: @escaping @Sendable () -> Date = { Date() }
    ) {
        self.database = database
        self.blobs = blobs
        self.now = now
        jobs = JobQueue(database: database, now: now)
        accounts = Accounts(database: database, hasher: hasher, now: now)
        sessions = Sessions(database: database, hasher: hasher, now: now)
        consents = Consents(database: database, now: now)
        families = Families(database: database)
        spaces = Spaces(database: database, now: now)
        invitations = Invitations(database: database, now: now)
        peopleImport = PeopleImport(database: database, accounts: accounts, now: now)
        assets = AssetLibrary(database: database, blobs: blobs, now: now)
        courses = Courses(database: database, formulas: formulas, now: now)
        enrolments = Enrolments(database: database, now: now)
        progress = ProgressLog(database: database, now: now)
        schedules = Schedules(database: database)
        gradebook = Gradebook(database: database, now: now)
        gradeEntry = GradeEntry(database: database, now: now)
        gradebookAuthoring = GradebookAuthoring(database: database)
        assignments = Assignments(database: database, assets: assets, now: now)
        polls = Polls(database: database, now: now)
        quizzes = Quizzes(database: database, formulas: formulas, now: now)
        bank = QuestionBank(database: database, quizzes: quizzes, now: now)
        attempts = Attempts(database: database, quizzes: quizzes, jobs: jobs, now: now)
        exercises = Exercises(database: database, now: now)
        packages = Packages(database: database, now: now)
        courseImport = CourseImport(
            database: database, courses: courses, assets: assets, now: now, readQuiz: quizzes.folderReader(),
            readBank: quizzes.bankReader(), readExercise: exercises.folderReader())
        transfer = CourseTransfer(courseImport: courseImport, readers: .all)
        courseExport = CourseExport(
            database: database, assets: assets, writeQuiz: quizzes.folderWriter(),
            writeBank: quizzes.bankWriter(), writeExercise: exercises.folderWriter())
        search = CourseSearch(database: database, now: now)
        searchIndex = SearchIndex(database: database, sources: [quizzes.searchSource()])
        calendar = CourseCalendar(database: database, now: now)
        trajectories = Trajectories(database: database, now: now)
        surveys = Surveys(database: database, now: now)
        contests = Contests(database: database, now: now)
        registrations = Registrations(database: database, now: now)
        works = Works(database: database, assets: assets, now: now)
        ownLessons = OwnLessons(database: database, assets: assets, now: now)
        finalists = Finalists(database: database, now: now)
        documents = Documents(database: database, now: now, revoked: ContestDocuments.logRevocation)
        printings = Printings(database: database, blobs: blobs, jobs: jobs, printer: printer, now: now)
        contestDocuments = ContestDocuments(database: database, now: now)
        jury = Jury(database: database, now: now)
        scoreSheets = ScoreSheetEntry(database: database, now: now)
        results = Results(database: database, now: now)
        appeals = Appeals(database: database, hoursEast: TimeZoneSetting.standard.hours, now: now)
        audienceVotes = AudienceVotes(database: database, now: now)
        cartridgeExport = CartridgeExport(courseExport: courseExport, writeQuiz: CartridgeExport.quizWriter)
    }
}
