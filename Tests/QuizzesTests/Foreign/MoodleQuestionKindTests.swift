import Courses
import Foundation
import Media
import Spaces
import Storage
import TestSupport
import Testing

@testable import Quizzes

/// Kinds of questions of which no backup stands among the fixtures: samples of our own, made by the element names of
/// Moodle's `backup_qtype_…_plugin` classes.
@Suite struct MoodleQuestionKindTests {
    @Test(arguments: [false, true])
    func `questions with gaps, dragged words, pictures and orders come in`(isNew: Bool) async throws {
        try await withCourseDoor { door, folder in
            try write(MoodleSample.quiz(of: MoodleSample.everyKind, isNew: isNew), to: folder + "/moodle")
            let (course, report) = try await door.transfer.read(
                folder + "/moodle", named: "b", into: door.space.id, by: nil)
            #expect(report.losses == [])
            #expect(report.questions == ["gaps": 1, "dragWords": 3, "hotSpot": 1, "ordering": 1])

            let out = folder + "/out"
            try await door.exporter.write(course.id, to: CourseFolder(path: out))
            let (again, _) = try await door.transfer.read(out, named: "out", into: door.space.id, by: nil)

            for course in [course, again] {
                let quiz = try #require(try await door.courses.contents(course.id).activities.first)
                let questions = try await door.quizzes.questions(of: quiz.id).map(\.question)
                #expect(questions.map(\.stem.source) == Self.stems)
                let pictures = questions.compactMap(\.picture)
                #expect(pictures.allSatisfy { $0.source.hasPrefix("/media/") && $0.width == 40 && $0.height == 30 })
                #expect(questions.map { $0.withPictures("p").kind } == Self.kinds)
            }
        }
    }

    private static let stems = [
        "Столица — [[1]], рек [[2]], цвет [[3]], два: [[4]].", "Кот [[1]], пёс [[2]].", "Трава [[1]].", "Подпишите.",
        "Где?",
        "По порядку",
    ]

    private static let kinds: [Question.Kind] = {
        let text = { RichText($0, format: .markdown) }
        let picture = Question.Picture(source: "p", alternative: "", width: 40, height: 30)
        return [
            .gaps(
                .init([
                    .init(
                        weight: 2,
                        .text(
                            .init(patterns: [
                                .init(text: "Казань", fraction: 1, feedback: text("**Да**")),
                                .init(text: "Казан", fraction: 0.5, feedback: text("**Да**")),
                            ]))),
                    .init(.number(.init(answers: [.init(.number(3, .absolute(0.5)))]))),
                    .init(
                        .choice(
                            .init(
                                options: [
                                    .init(text: text("синий"), fraction: 1), .init(text: text("белый"), fraction: 0),
                                ],
                                shuffles: false), .column)),
                    .init(
                        .multiple(
                            .init(
                                options: [
                                    .init(text: text("раз"), fraction: 0.5), .init(text: text("два"), fraction: 0.5),
                                    .init(text: text("три"), fraction: 0),
                                ], shuffles: false), .column)),
                ])),
            .dragWords(
                .init(
                    words: [.init(text("лает"), group: 2, isReusable: true), .init(text("спит"))],
                    places: [.init(word: 1), .init(word: 0)], shuffles: false)),
            .dragWords(
                .init(words: [.init(text("зелёная")), .init(text("синяя"))], places: [.init(word: 0)], isList: true)),
            .dragWords(
                .init(
                    words: [.init(text("лист")), .init(text("![корень](p)"), isReusable: true)],
                    places: [
                        .init(word: 1, point: .init(x: 10, y: 20)),
                        .init(word: 0, point: .init(x: 30, y: 40), label: "наверху"),
                    ], picture: picture)),
            .hotSpot(
                .init(
                    picture: picture, markers: [.init(text("озеро"), count: 2), .init(text("лес"), count: 0)],
                    zones: [
                        .init(marker: 0, .circle(centre: .init(x: 10, y: 20), radius: 5)),
                        .init(marker: 1, .polygon([.init(x: 1, y: 1), .init(x: 9, y: 1), .init(x: 9, y: 9)])),
                    ])),
            .ordering(
                .init(items: [.init(text("раз")), .init(text("два"))], rule: .allOrNothing, isHorizontal: true)),
        ]
    }()

    @Test func `pictures of one name go each to the text they were pasted into`() async throws {
        let image = "&lt;img src=\"@@PLUGINFILE@@/image.png\" alt=\"%\"&gt;"
        let question = MoodleSample.question(
            1, "multichoice", image.replacing("%", with: "вопрос"),
            MoodleSample.answers([
                (1, image.replacing("%", with: "один"), 1), (2, image.replacing("%", with: "два"), 0),
            ]) + "<multichoice><single>1</single></multichoice>")
        var files = MoodleSample.quiz(of: [question])
        let hashes = ["a", "b", "c"].map { String(repeating: $0, count: 40) }
        files["files.xml"] =
            "<files>"
            + zip(hashes, [("answer", 2), ("answer", 1), ("questiontext", 1)]).map { hash, place in
                "<file><contenthash>\(hash)</contenthash><contextid>60</contextid><filearea>\(place.0)</filearea><itemid>\(place.1)</itemid><filepath>/</filepath><filename>image.png</filename></file>"
            }.joined() + "</files>"
        for (hash, text) in zip(hashes, ["два", "один", "вопрос"]) { files["files/\(hash.prefix(2))/\(hash)"] = text }
        let source = files
        try await withCourseDoor { door, folder in
            try write(source, to: folder + "/moodle")
            let (course, _) = try await door.transfer.read(
                folder + "/moodle", named: "b", into: door.space.id, by: nil)

            let quiz = try #require(try await door.courses.contents(course.id).activities.first)
            let read = try #require(try await door.quizzes.questions(of: quiz.id).first).question
            guard case .choice(let choice) = read.kind else { return }
            for text in [read.stem] + choice.options.map(\.text) {
                let match = try #require(text.source.firstMatch(of: /!\[([^\]]+)\]\(\/media\/(\d+)\//))
                let id = try #require(Asset.ID(String(match.2)))
                let asset = try await door.database.read { tx in try tx.asset(id) }
                let path = door.assets.path(of: asset)
                #expect(try String(contentsOfFile: path, encoding: .utf8) == match.1)
            }
        }
    }

    @Test func `a question whose picture or parts are missing is named`() async throws {
        var files = MoodleSample.quiz(of: MoodleSample.everyKind.filter { !$0.contains("<parent>1</parent>") })
        files["files.xml"] = "<files></files>"
        let source = files
        try await withCourseDoor { door, folder in
            try write(source, to: folder + "/moodle")

            let report = try await door.transfer.check(folder + "/moodle", named: "b")

            #expect(report.questions == ["dragWords": 2, "ordering": 1])
            #expect(report.losses.map(\.reason) == [.questionBroken, .questionBroken, .questionBroken])
            #expect(report.losses.map(\.detail) == ["multianswer", "ddimageortext", "ddmarker"])
        }
    }
}

extension Question {
    fileprivate var picture: Picture? {
        switch kind {
        case .hotSpot(let content): content.picture
        case .dragWords(let content): content.picture
        default: nil
        }
    }

    /// With one address in place of all.
    fileprivate func withPictures(_ address: String) -> Question {
        withTexts { $0.replacing(/\/media\/[^)]+/, with: address) }
    }
}
