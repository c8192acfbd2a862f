import Courses
import Foundation

extension ForeignCollector {
    /// Questions of an H5P exercise: choices, true or false, sets of them. Other exercises give none.
    mutating func add(h5p content: Data, library: String, _ texts: @escaping QuestionReaders.Texts) {
        guard let parameters = (try? JSONSerialization.jsonObject(with: content)) as? [String: Any] else { return }
        add(library: library, parameters, depth: 0, texts)
    }

    private mutating func add(
        library: String, _ parameters: [String: Any], depth: Int, _ texts: @escaping QuestionReaders.Texts
    ) {
        func text(_ value: Any?) -> RichText? {
            (value as? String).flatMap { .markdown(texts($0, .html, "")) }
        }
        let stem = text(parameters["question"]) ?? RichText("", format: .markdown)
        let name = stem.source.questionName
        switch library.split(separator: " ").first.map(String.init) ?? library {
        case "H5P.MultiChoice":
            let answers = parameters["answers"] as? [[String: Any]] ?? []
            let right = answers.count { $0["correct"] as? Bool == true }
            guard answers.count > 1, right > 0 else { return lose(.questionBroken, name) }
            let wrong = max(1, answers.count - right)
            let options = answers.map { answer in
                let isRight = answer["correct"] as? Bool == true
                let fraction = right == 1 ? (isRight ? 1 : 0) : isRight ? 1 / Double(right) : -1 / Double(wrong)
                let tip = (answer["tipsAndFeedback"] as? [String: Any])?["chosenFeedback"]
                return Question.Option(
                    text: text(answer["text"]) ?? RichText("—", format: .markdown),
                    fraction: (fraction * 100_000).rounded() / 100_000, feedback: text(tip))
            }
            let choice = Question.Choice(options: options)
            add(Question(name: name, stem: stem, kind: right == 1 ? .choice(choice) : .multiple(choice)))
        case "H5P.TrueFalse":
            let key = (parameters["correct"] as? String) == "true" || (parameters["correct"] as? Bool) == true
            add(Question(name: name, stem: stem, kind: .trueFalse(.init(key: key))))
        case "H5P.SingleChoiceSet":
            for choice in parameters["choices"] as? [[String: Any]] ?? [] {
                let answers = (choice["answers"] as? [String] ?? []).compactMap { text($0) }
                guard let stem = text(choice["question"]), answers.count > 1 else { continue }
                // The first answer is the right one; the exercise mixes them.
                let options = answers.enumerated().map { Question.Option(text: $1, fraction: $0 == 0 ? 1 : 0) }
                add(Question(name: stem.source.questionName, stem: stem, kind: .choice(.init(options: options))))
            }
        case "H5P.QuestionSet" where depth < 3:
            for question in parameters["questions"] as? [[String: Any]] ?? [] {
                let inner = question["params"] as? [String: Any] ?? [:]
                add(library: question["library"] as? String ?? "", inner, depth: depth + 1, texts)
            }
        case "H5P.Essay":
            let task = text(parameters["taskDescription"]) ?? stem
            add(Question(name: task.source.questionName, stem: task, kind: .essay(.init())))
        // An exercise that is no question at all stays a file, which its report says by itself.
        default:
            if depth > 0 { lose(.questionNotSupported, name == "?" ? library : name, detail: library) }
        }
    }
}
