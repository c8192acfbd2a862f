public import Courses
import Markup

/// Gathers questions of another format, leaving out those a course folder could not give back.
struct ForeignCollector {
    private var questions: [Question] = []
    private var losses: [TransferReport.Loss] = []

    /// Adds the question unless a course folder could not hold it.
    mutating func add(_ question: Question) {
        let text = CourseExport.QuestionText([question]).text
        guard let file = try? QuestionFile(Array(text.utf8)), file.questions.count == 1,
            !file.problems.contains(where: \.lost), file.questions[0].question.kind.name == question.kind.name
        else { return lose(.questionBroken, question.name) }
        questions.append(question)
    }

    mutating func lose(_ reason: TransferReport.Reason, _ name: String, detail: String? = nil) {
        losses.append(TransferReport.Loss(reason, name, detail: detail))
    }

    var result: ForeignQuestions {
        ForeignQuestions(
            text: .init(questions), kinds: Dictionary(questions.map { ($0.kind.name.rawValue, 1) }) { $0 + $1 },
            losses: losses)
    }
}

extension QuestionReaders {
    /// The readers of questions from Moodle backups, QTI 1.2 and H5P.
    public static let all = QuestionReaders(
        moodle: { source in
            var collector = ForeignCollector()
            for question in source.asked { collector.add(moodle: question, of: source) }
            return collector.result
        },
        qti: { items, texts in
            var collector = ForeignCollector()
            for item in items { collector.add(qti: item, texts) }
            return collector.result
        },
        h5p: { content, library, texts in
            var collector = ForeignCollector()
            collector.add(h5p: content, library: library, texts)
            return collector.result
        })
}

extension RichText {
    /// Markdown, nil when there is nothing in it.
    static func markdown(_ source: String) -> RichText? {
        let text = source.trimmingSpaces()
        return text.isEmpty ? nil : RichText(text, format: .markdown)
    }
}

extension String {
    /// A name for a question that has none: its first words.
    var questionName: String {
        // The first words are near the beginning; a long text is not worth the reading.
        let words = collapsingSpaces(RichText(String(prefix(2_000)), format: .markdown).plainText)
        return words.count > 60 ? words.prefix(59) + "…" : words.isEmpty ? "?" : words
    }
}
