import Foundation

/// What somebody answered: for each question the places of the options chosen, the number, or the words; empty where
/// nothing is.
public struct SurveySheet: Equatable, Sendable {
    public var answers: [[String]]

    public init(answers: [[String]]) { self.answers = answers }

    public func all(_ question: Int) -> [String] { answers.indices.contains(question) ? answers[question] : [] }

    public func chosen(_ question: Int) -> [Int] { all(question).compactMap { Int($0) } }

    /// A number, or words.
    public func text(_ question: Int) -> String { all(question).first ?? "" }

    /// This sheet with the answers to `questions` from another.
    func merging(_ fresh: SurveySheet, at questions: Set<Int>, count: Int) -> SurveySheet {
        SurveySheet(answers: (0..<count).map { (questions.contains($0) ? fresh : self).all($0) })
    }
}

extension SurveyContent {
    /// The sheet as it is kept: options that exist, each once, numbers within their range, words without white space
    /// around them. Throws `SurveyAnswerRefusal`; required answers must be there when `isWhole`.
    public func checked(_ sheet: SurveySheet, isWhole: Bool = true) throws(SurveyAnswerRefusal) -> SurveySheet {
        var answers: [[String]] = []
        for (place, question) in questions.enumerated() {
            switch question.kind {
            case .section: answers.append([])
            case .statement: answers.append(known(sheet, place, self.answers.labels.count, several: false))
            case .single(let options): answers.append(known(sheet, place, options.count, several: false))
            case .several(let options): answers.append(known(sheet, place, options.count, several: true))
            case .number(let range):
                let text = sheet.text(place).trimmingCharacters(in: .whitespacesAndNewlines)
                    .replacing("−", with: "-")
                if text.isEmpty {
                    answers.append([])
                } else if let number = Int(text), range.contains(number) {
                    answers.append(["\(number)"])
                } else if isWhole {
                    throw .outOfRange(question: place, range)
                } else {
                    answers.append([String(text.prefix(20))])
                }
            case .words:
                let words = sheet.text(place).plainLines.trimmingCharacters(in: .whitespacesAndNewlines)
                guard words.count <= SurveyQuestion.answerLimit else {
                    throw .tooLong(limit: SurveyQuestion.answerLimit)
                }
                answers.append(words.isEmpty ? [] : [words])
            }
        }
        guard isWhole else { return SurveySheet(answers: answers) }
        let missing = questions.indices.filter { questions[$0].isRequired && answers[$0].isEmpty }
        guard missing.isEmpty else { throw .missing(missing) }
        guard answers.contains(where: { !$0.isEmpty }) else { throw .nothing }
        return SurveySheet(answers: answers)
    }

    private func known(_ sheet: SurveySheet, _ place: Int, _ count: Int, several: Bool) -> [String] {
        let known = Set(sheet.chosen(place)).filter((0..<count).contains).sorted()
        return (several ? known : Array(known.prefix(1))).map { "\($0)" }
    }
}

extension SurveySheet {
    /// A JSON array with an array for each question.
    var stored: String {
        (try? JSONEncoder().encode(answers)).map { String(decoding: $0, as: UTF8.self) } ?? "[]"
    }

    init(stored text: String) {
        self.init(answers: (try? JSONDecoder().decode([[String]].self, from: Data(text.utf8))) ?? [])
    }
}
