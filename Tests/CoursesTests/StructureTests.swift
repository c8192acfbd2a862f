import Courses
import Foundation
import Markup
import Media
import Spaces
import Storage
import TestSupport
import Testing

/// A course in letters: `ab|c` has two modules, the first with the activities a and b.
private func contents(_ text: String) -> CourseContents {
    let course = Course(
        id: Course.ID(rawValue: 1), space: Space.ID(rawValue: 1), title: "Курс", summary: "", visibility: .open,
        admission: Admission(mode: .open))
    let modules = text.split(separator: "|", omittingEmptySubsequences: false).enumerated().map { number, letters in
        Module(
            id: module(number + 1), title: "\(number + 1)", summary: "",
            activities: letters.map { letter in
                Activity(id: id(letter), kind: .page, title: String(letter))
            })
    }
    return CourseContents(course: course, modules: modules)
}

private func id(_ letter: Character) -> Activity.ID { Activity.ID(rawValue: Int64(letter.asciiValue ?? 0)) }

private func module(_ number: Int) -> Module.ID { Module.ID(rawValue: Int64(number)) }

private func text(_ contents: CourseContents) -> String {
    contents.modules.map { $0.activities.map(\.title).joined() }.joined(separator: "|")
}

@Suite struct StructureRuleTests {
    @Test(
        arguments: [
            ("b", nil, .up, "bac|d|"), ("c", nil, .down, "ab|cd|"), ("a", nil, .up, "abc|d|"),
            ("d", nil, .up, "abcd||"),
            ("d", nil, .down, "abc||d"), ("a", nil, .last, "bca|d|"), ("a", 2, .last, "bc|da|"),
            ("a", 3, .last, "bc|d|a"), ("c", nil, .before(id("a")), "cab|d|"), ("d", 1, .before(id("b")), "adbc||"),
            ("a", nil, .before(id("a")), "abc|d|"), ("a", 2, .before(id("z")), "bc|da|"), ("a", 9, .last, "abc|d|"),
            ("z", nil, .last, "abc|d|"), ("a", nil, .before(id("c")), "bac|d|"),
        ] as [(Character, Int?, Place<Activity.ID>, String)])
    func `an activity goes where it is put`(letter: Character, into: Int?, place: Place<Activity.ID>, result: String) {
        var course = contents("abc|d|")
        course.move(id(letter), to: into.map(module), place)
        #expect(text(course) == result)
    }

    @Test(
        arguments: [
            (1, .up, "ab|c|d"), (1, .down, "c|ab|d"), (3, .up, "ab|d|c"), (3, .before(module(1)), "d|ab|c"),
            (1, .last, "c|d|ab"),
            (9, .up, "ab|c|d"), (2, .before(module(9)), "ab|d|c"),
        ] as [(Int, Place<Module.ID>, String)])
    func `a module goes where it is put`(number: Int, place: Place<Module.ID>, result: String) {
        var course = contents("ab|c|d")
        course.move(module(number), place)
        #expect(text(course) == result)
    }

    @Test func `whatever is moved, nothing is lost and nothing doubled`() {
        var generator = SeededGenerator(seed: 5)
        var course = contents("abcd|ef||g")
        for _ in 0..<2_000 {
            let letter = Character(UnicodeScalar(UInt8.random(in: 97...104, using: &generator)))
            let other = Character(UnicodeScalar(UInt8.random(in: 97...104, using: &generator)))
            let target = Bool.random(using: &generator) ? module(.random(in: 0...5, using: &generator)) : nil
            let places: [Place<Activity.ID>] = [.up, .down, .last, .before(id(other))]
            course.move(id(letter), to: target, places.randomElement(using: &generator) ?? .up)
            #expect(course.activities.map(\.title).sorted().joined() == "abcdefg")
        }
    }

    @Test func `in a course by weeks each module has seven days of its own`() {
        var course = contents("a|b|c")
        #expect(course.week(of: module(1)) == nil)
        course.course.format = .weeks
        #expect(course.week(of: module(1)) == nil)
        let start = Date(timeIntervalSince1970: 1_378_000_000)
        course.course.startsAt = start
        #expect(course.week(of: module(1)) == start..<start.addingTimeInterval(604_800))
        #expect(course.week(of: module(3))?.lowerBound == start.addingTimeInterval(1_209_600))
    }
}

@Suite struct TextDiffTests {
    private func marked(_ old: String, _ new: String) -> String {
        TextDiff(from: old, to: new).lines.map { line in
            let sign = line.change == .same ? " " : line.change == .removed ? "-" : "+"
            return sign + line.pieces.map { $0.change == .same ? $0.text : "[\($0.text)]" }.joined()
        }.joined(separator: "\n")
    }

    @Test func `what changed in a line is marked by words`() {
        #expect(
            marked("Раз.\nДва три четыре.\nПять.", "Раз.\nДва семь четыре.\nПять.\nШесть.")
                == " Раз.\n-Два [три] четыре.\n+Два [семь] четыре.\n Пять.\n+[Шесть.]")
        #expect(marked("а\nб\nв", "а\nв") == " а\n-[б]\n в")
        #expect(TextDiff(from: "а\nб", to: "а\r\nб").hasChanges == false)
    }

    @Test func `both texts can be read out of the difference`() {
        var generator = SeededGenerator(seed: 7)
        for _ in 0..<300 {
            let texts = (0..<2).map { _ in
                (0..<Int.random(in: 1...12, using: &generator)).map { _ in
                    ["да", "нет, да", "может быть", ""].randomElement(using: &generator) ?? ""
                }.joined(separator: "\n")
            }
            let lines = TextDiff(from: texts[0], to: texts[1]).lines
            func side(_ other: TextDiff.Change) -> String {
                lines.filter { $0.change != other }.map { $0.pieces.map(\.text).joined() }.joined(separator: "\n")
            }
            #expect(side(.added) == texts[0])
            #expect(side(.removed) == texts[1])
        }
    }

    @Test func `two long texts with nothing in common do not take long`() {
        let old = (0..<20_000).map { "строка \($0)" }.joined(separator: "\n")
        let new = (0..<20_000).map { "line \($0)" }.joined(separator: "\n")
        let time = processorSeconds { #expect(TextDiff(from: old, to: new).lines.count == 40_000) }
        #expect(time < 10)
    }
}

@Suite struct CourseRequirementsTests {
    private let requirements = try! CourseRequirements(  // a literal of the test
        yaml: """
            title: Требования
            course:
              - {title: Аннотация, fields: [summary], missing: нет аннотации}
              - {title: Цели, words: [цел], missing: нет целей}
            module:
              - {title: Теория, kinds: [page], missing: нет теории}
              - {title: Практика, words: [задани], kinds: [assignment], missing: нет практики}
              - {title: Контроль, kinds: [quiz], missing: нет контроля}
            """)

    @Test func `what is missing is named with its place`() {
        var course = contents("ab|c|")
        course.course.summary = "О дробях"
        course.modules[0].summary = "Первый"
        course.modules[1].summary = "Второй"
        course.modules[1].activities[0].kind = .quiz

        let review = requirements.review(
            course, texts: [id("a"): "## Задание\n\n![](a.png) ![вид](b.png)", id("b"): "Нацеленность"])

        #expect(
            review.findings == [
                CourseReview.Finding(place: .course, defect: .missing("нет целей")),
                CourseReview.Finding(place: .module(module(1), title: "1"), defect: .missing("нет контроля")),
                CourseReview.Finding(place: .module(module(2), title: "2"), defect: .missing("нет теории")),
                CourseReview.Finding(place: .module(module(2), title: "2"), defect: .missing("нет практики")),
                CourseReview.Finding(place: .module(module(3), title: "3"), defect: .emptyModule),
                CourseReview.Finding(place: .activity(id("a"), title: "a"), defect: .picturesWithoutWords(count: 1)),
            ])
        #expect(review.met.map(\.title) == ["Аннотация", "Теория", "Практика", "Контроль"])
    }

    @Test func `what the district waives is not asked for, and its page is front matter still`() {
        var course = contents("a|b")
        (course.modules[0].summary, course.modules[1].summary) = ("Первый", "Второй")
        course.modules[0].activities[0].title = "Цели курса"

        let review = requirements.review(
            course, texts: [:],
            waived: ["course: Цели", "course: Аннотация", "module: Практика", "module: Контроль", "module: Цели"])

        #expect(review.findings == [] && review.met.map(\.title) == ["Теория"])
    }

    @Test func `what describes the course as a whole need not end in a quiz`() {
        var course = contents("a")
        course.modules[0].activities[0].title = "Цели курса"

        let review = requirements.review(course, texts: [:])

        #expect(
            review.findings.map(\.defect) == [.missing("нет аннотации"), .moduleWithoutSummary])
    }
}
