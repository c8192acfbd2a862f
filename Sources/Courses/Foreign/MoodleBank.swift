import Foundation
import Markup

/// The questions of a backup by their numbers, from before and after Moodle 4.0.
struct MoodleBank {
    private(set) var questions: [String: XMLElement] = [:]
    /// Files of a question lie in the context of its category.
    private(set) var contexts: [String: String] = [:]
    /// The newest version of each entry of the bank.
    private(set) var entries: [String: String] = [:]
    private var categories: [String: [String]] = [:]
    private var parents: [String: String] = [:]
    private var categoryOf: [String: String] = [:]
    var used: Set<String> = []

    /// Questions that are asked by themselves: no parts of others, none that draw others.
    var count: Int { categories.values.reduce(0) { $0 + $1.count } }

    init(_ document: XMLElement?) {
        for category in document?.children("question_category") ?? [] {
            let id = category.attributes["id"] ?? ""
            let context = category.value("contextid") ?? ""
            parents[id] = category.value("parent")
            for question in category["questions"]?.children("question") ?? [] {
                add(question, category: id, context: context)
            }
            for entry in category["question_bank_entries"]?.children("question_bank_entry") ?? [] {
                addNewest(of: entry, category: id, context: context)
            }
        }
    }

    private mutating func addNewest(of entry: XMLElement, category: String, context: String) {
        let versions = (entry["question_version"]?.children("question_versions") ?? []).sorted {
            (Int($0.value("version") ?? "") ?? 0) < (Int($1.value("version") ?? "") ?? 0)
        }
        for (place, version) in versions.enumerated() {
            guard let question = version.at("questions/question") else { continue }
            let isNewest = place == versions.count - 1
            add(question, category: category, context: context, isListed: isNewest)
            if isNewest { entries[entry.attributes["id"] ?? ""] = question.attributes["id"] ?? "" }
        }
    }

    private mutating func add(_ question: XMLElement, category: String, context: String, isListed: Bool = true) {
        let id = question.attributes["id"] ?? ""
        questions[id] = question
        contexts[id] = context
        categoryOf[id] = category
        let isPart = !["0", id].contains(question.value("parent") ?? "0")
        if isListed, !isPart, question.value("qtype") != "random" { categories[category, default: []].append(id) }
    }

    /// The questions in the gaps of `question`, in the order of their places.
    func parts(of question: XMLElement) -> [XMLElement] {
        let sequence = question.at("plugin_qtype_multianswer_question/multianswer")?.value("sequence") ?? ""
        return sequence.split(separator: ",").compactMap { questions[$0.trimmingCharacters(in: .whitespaces)] }
    }

    func category(of question: String) -> String? { categoryOf[question] }

    /// Questions of a category, and of those under it, in the order of the file.
    func questions(in category: String, deep: Bool) -> [String] {
        var found = categories[category] ?? []
        guard deep else { return found }
        var open = [category]
        var seen: Set<String> = [category]
        while let next = open.popLast() {
            for child in parents.filter({ $0.value == next }).keys.sorted() where seen.insert(child).inserted {
                found += categories[child] ?? []
                open.append(child)
            }
        }
        return found
    }
}

/// A place of a quiz: a certain question, or one drawn from a category.
struct MoodleSlot {
    enum Source {
        case question(String)
        case random(category: String, deep: Bool)
    }

    var source: Source
    var mark: Double

    /// The slots in order. Before 2.7 the order stands in `<questions>` with `0` at page breaks.
    static func all(of quiz: XMLElement, _ bank: MoodleBank) -> [MoodleSlot] {
        let instances = quiz["question_instances"]?.children("question_instance") ?? []
        let layout = quiz.value("questions")?.split(separator: ",").map(String.init).filter { $0 != "0" } ?? []
        let order = Dictionary(layout.enumerated().map { ($1, $0) }) { first, _ in first }
        return instances.enumerated().map { place, instance -> (Int, Int, MoodleSlot?) in
            let question = instance.value("questionid") ?? instance.value("question")
            let position = instance.value("slot").flatMap { Int($0) } ?? question.flatMap { order[$0] } ?? place
            return (position, place, slot(instance, question, bank))
        }.sorted { ($0.0, $0.1) < ($1.0, $1.1) }.compactMap(\.2)
    }

    private static func slot(_ instance: XMLElement, _ question: String?, _ bank: MoodleBank) -> MoodleSlot? {
        let mark = (instance.value("maxmark") ?? instance.value("grade")).flatMap { Double($0) } ?? 1
        if let reference = instance["question_set_reference"] {
            return random(reference.value("filtercondition") ?? "", mark)
        }
        if let entry = instance["question_reference"]?.value("questionbankentryid") {
            return MoodleSlot(source: .question(bank.entries[entry] ?? "entry \(entry)"), mark: mark)
        }
        guard let question else { return nil }
        if let drawn = bank.questions[question], drawn.value("qtype") == "random" {
            let category = instance.value("questioncategoryid")?.realValue ?? bank.category(of: question) ?? ""
            let deep = instance.value("includingsubcategories") ?? drawn.value("questiontext")
            return MoodleSlot(source: .random(category: category, deep: deep == "1"), mark: mark)
        }
        return MoodleSlot(source: .question(question), mark: mark)
    }

    /// `{"questioncategoryid":"9",…}` of 4.0 to 4.2, `{"filter":{"category":{"values":["9"],…}}}` later.
    private static func random(_ condition: String, _ mark: Double) -> MoodleSlot {
        let parsed = (try? JSONSerialization.jsonObject(with: Data(condition.utf8))) as? [String: Any] ?? [:]
        func word(_ value: Any?) -> String? { (value as? String) ?? (value as? NSNumber)?.stringValue }
        let filter = (parsed["filter"] as? [String: Any])?["category"] as? [String: Any]
        let category = word(parsed["questioncategoryid"]) ?? word((filter?["values"] as? [Any])?.first) ?? ""
        let options = filter?["filteroptions"] as? [String: Any]
        let deep = word(parsed["includingsubcategories"]) ?? word(options?["includesubcategories"]) ?? "0"
        return MoodleSlot(source: .random(category: category, deep: deep == "1" || deep == "true"), mark: mark)
    }
}
