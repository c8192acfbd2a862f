import Foundation
import Markup
public import Storage
import Yams

/// What a course must have to be a distance course: a district's own list, read from a file people can edit.
public struct CourseRequirements: Codable, Equatable, Sendable {
    public var title: String
    /// Of the course as a whole.
    public var course: [Requirement]
    /// Of each module that teaches.
    public var module: [Requirement]

    public struct Requirement: Codable, Equatable, Sendable {
        public var title: String
        /// Beginnings of words, one of which stands in a title or a heading.
        public var words: [String]?
        /// Kinds of activities, one of which is there.
        public var kinds: [String]?
        /// Settings of the course that are filled in.
        public var fields: [Field]?
        /// What is said when it is not met.
        public var missing: String
    }

    public enum Field: String, Codable, Sendable { case summary, hours }

    public init(yaml: String) throws { self = try YAMLDecoder().decode(Self.self, from: yaml) }
}

/// How a course stands against its requirements.
public struct CourseReview: Equatable, Sendable {
    public enum Place: Equatable, Sendable {
        case settings
        case course
        case module(Module.ID, title: String)
        case activity(Activity.ID, title: String)
    }

    public enum Defect: Equatable, Sendable {
        /// In the words of the requirement.
        case missing(String)
        case emptyModule
        case moduleWithoutSummary
        case picturesWithoutWords(count: Int)
    }

    public struct Finding: Equatable, Sendable {
        public var place: Place
        public var defect: Defect

        public init(place: Place, defect: Defect) {
            self.place = place
            self.defect = defect
        }
    }

    public struct Met: Equatable, Sendable {
        public var place: Place
        public var title: String
    }

    public var findings: [Finding] = []
    public var met: [Met] = []
}

extension CourseRequirements {
    /// Compares a course with the requirements. `texts` are the pages' Markdown. What describes the course as a whole,
    /// its front matter, is no module that teaches: goals, audience and sources do not end in a quiz. What is `waived` is
    /// not asked for, and a page with it is front matter nevertheless.
    public func review(
        _ contents: CourseContents, texts: [Activity.ID: String], waived: Set<Name> = []
    ) -> CourseReview {
        var review = CourseReview()
        var asked = self
        asked.course.removeAll { waived.contains("course: \($0.title)") }
        asked.module.removeAll { waived.contains("module: \($0.title)") }
        let headings = texts.mapValues { (try? Markdown.headings($0).map(\.text)) ?? [] }
        func titles(_ modules: [Module]) -> [String] {
            modules.flatMap { [$0.title] + $0.activities.flatMap { [$0.title] + (headings[$0.id] ?? []) } }
        }
        for requirement in asked.course {
            let isMet =
                requirement.hasFields(of: contents.course)
                ?? requirement.isMet(by: titles(contents.modules), kinds: contents.activities.map(\.kind))
            review.note(requirement, at: requirement.fields == nil ? .course : .settings, isMet)
        }
        for module in contents.modules {
            let place = CourseReview.Place.module(module.id, title: module.title)
            if module.activities.isEmpty {
                review.findings.append(.init(place: place, defect: .emptyModule))
                continue
            }
            if module.summary.isEmpty { review.findings.append(.init(place: place, defect: .moduleWithoutSummary)) }
            guard !isFrontMatter(module, headings) else { continue }
            for requirement in asked.module {
                let isMet = requirement.isMet(by: titles([module]), kinds: module.activities.map(\.kind))
                review.note(requirement, at: place, isMet)
            }
        }
        for activity in contents.activities {
            let count = texts[activity.id]?.matches(of: /!\[\s*\]\(/).count ?? 0
            guard count > 0 else { continue }
            review.findings.append(
                .init(
                    place: .activity(activity.id, title: activity.title), defect: .picturesWithoutWords(count: count)))
        }
        return review
    }

    /// Every activity of it is named by a requirement of the course as a whole.
    private func isFrontMatter(_ module: Module, _ headings: [Activity.ID: [String]]) -> Bool {
        let requirements = course.filter { $0.words != nil }
        return module.activities.allSatisfy { activity in
            requirements.contains { $0.isMet(by: [activity.title] + (headings[activity.id] ?? []), kinds: []) }
        }
    }
}

extension CourseRequirements.Requirement {
    fileprivate func isMet(by titles: [String], kinds present: [Activity.Kind]) -> Bool {
        if let kinds, present.contains(where: { kinds.contains($0.rawValue) }) { return true }
        guard let words else { return false }
        return titles.contains { title in
            let title =
                " " + title.lowercased().replacing("ё", with: "е").map { $0.isLetter ? String($0) : " " }.joined()
            return words.contains { title.contains(" " + $0.lowercased().replacing("ё", with: "е")) }
        }
    }

    /// Nil when it does not ask for fields.
    fileprivate func hasFields(of course: Course) -> Bool? {
        fields?.allSatisfy { field in
            switch field {
            case .summary: !course.summary.isEmpty
            case .hours: course.hours != nil
            }
        }
    }
}

extension CourseReview {
    fileprivate mutating func note(_ requirement: CourseRequirements.Requirement, at place: Place, _ isMet: Bool) {
        if isMet {
            met.append(Met(place: place, title: requirement.title))
        } else {
            findings.append(Finding(place: place, defect: .missing(requirement.missing)))
        }
    }
}

extension Courses {
    /// How a course stands against the requirements. Three queries.
    public func review(
        _ id: Course.ID, against requirements: CourseRequirements, waived: Set<CourseRequirements.Name> = []
    ) async throws -> CourseReview {
        let (contents, texts) = try await database.read { tx in
            let contents = try tx.contents(of: try tx.course(id))
            let texts: [(Activity.ID, String)] = try tx.all(
                """
                SELECT activities.id AS id, markdown FROM activities JOIN modules ON modules.id = module_id
                WHERE course_id = \(id) AND kind = 'page' AND markdown IS NOT NULL
                """
            ) { row in (try row["id"], try row["markdown"]) }
            return (contents, Dictionary(uniqueKeysWithValues: texts))
        }
        return requirements.review(contents, texts: texts, waived: waived)
    }
}
