extension GIFTSource {
    /// The question, or what is wrong with it.
    func read(category: String) -> (question: Question?, problems: [FormatProblem]) {
        var problems: [FormatProblem] = []
        func report(_ kind: FormatProblem.Kind, line: Int? = nil, lost: Bool = false) {
            problems.append(FormatProblem(line: line ?? self.line, kind: kind, lost: lost))
        }
        if hasGaps { return readGaps(category: category) }
        guard let block = indexOfAnswers() else {
            report(.severalAnswerBlocks(count: pieces.count / 2), lost: true)
            return (nil, problems)
        }
        if pieces.count > 3 { report(.bracesTakenAsText) }
        for stray in strayBraces { report(.unopenedBrace, line: stray, lost: pieces.count == 1) }
        if problems.contains(where: \.lost) { return (nil, problems) }
        if pieces.count == 1, pieces[0].split(separator: .newline).contains(where: startsAnswer) {
            report(.answersWithoutBraces)
        }

        var text = pieces.count == 1 ? pieces[0] : joined(pieces[..<block])
        let name = title(in: text[...]).map { title in
            let name = text[title.name]
            text.removeFirst(title.end)
            return collapsingSpaces(Placeholder.text(name))
        }
        let tail = pieces.count == 1 ? [] : joined(pieces[(block + 1)...])
        if let dropped = droppedTail(tail) {
            report(.trailingCharactersDropped(dropped))
        } else if !trimmed(tail[...]).isEmpty {
            text += Array("_____".utf8) + tail
        }
        let stem = richText(text[...], isStem: true)

        var question = Question(name: name ?? "", category: category, stem: stem, kind: .description)
        if question.name.isEmpty { question.name = defaultName(of: stem) }
        (question.idNumber, question.tags) = identifiers()
        if pieces.count > 1 {
            var answers = GIFTAnswers(pieces[block], defaultFormat: stem.format)
            guard let kind = answers.kind() else {
                for problem in answers.problems { report(problem, lost: true) }
                return (nil, problems)
            }
            for problem in answers.problems { report(problem) }
            if stem.source.isEmpty { report(.noStem) }
            question = Question(
                name: question.name, category: category, stem: stem, generalFeedback: answers.generalFeedback,
                idNumber: question.idNumber, tags: question.tags, kind: kind)
        }
        return (question, problems)
    }

    /// Which piece holds the answers: the only block, or of several the only one that looks like answers; the rest is
    /// then text its author did not escape, as `{ return 0; }`. A text without blocks ends with its only piece.
    private func indexOfAnswers() -> Int? {
        if pieces.count <= 3 { return pieces.count / 2 }
        let blocks = stride(from: 1, to: pieces.count, by: 2)
        let answers = blocks.filter { GIFTAnswers.looksLikeAnswers(pieces[$0][...]) }
        return answers.count == 1 ? answers[0] : nil
    }

    /// Text with the blocks among `pieces` as text in braces.
    private func joined(_ pieces: ArraySlice<[UInt8]>) -> [UInt8] {
        var text: [UInt8] = []
        for (index, piece) in zip(pieces.indices, pieces) {
            text += index % 2 == 0 ? piece : [Placeholder.openBrace] + piece + [Placeholder.closeBrace]
        }
        return text
    }

    /// What a file that was once a program leaves after its answers, `";`.
    private func droppedTail(_ tail: [UInt8]) -> String? {
        let tail = trimmed(tail[...])
        let isRemnant = tail.contains(UInt8(ascii: ";")) && tail.allSatisfy { "\"';,)".utf8.contains($0) }
        return isRemnant ? Placeholder.text(tail) : nil
    }

    private func startsAnswer(_ line: ArraySlice<UInt8>) -> Bool {
        let first = line.first { !$0.isSpace }
        return first == .equals || first == .tilde
    }

    func defaultName(of stem: RichText) -> String {
        let text = collapsingSpaces(stem.plainText)
        guard text.count > 80 else { return text }
        let start = text.prefix(80)
        return (start.lastIndex(of: " ").map { start[..<$0] } ?? start) + "…"
    }

    /// The identifier and the tags in comments: `// [id:7] [tag:algebra]`, where `\]` is a bracket.
    func identifiers() -> (idNumber: String?, tags: [String]) {
        var idNumber: String?
        var tags: [String] = []
        for comment in comments {
            var rest = comment
            while let open = rest.firstIndex(of: UInt8(ascii: "[")) {
                rest = rest[(open + 1)...]
                let isTag = rest.starts(with: "tag:".utf8)
                guard isTag || rest.starts(with: "id:".utf8) else { continue }
                guard let (value, end) = bracketed(rest.dropFirst(isTag ? 4 : 3)) else { break }
                rest = rest[end...]
                if value.isEmpty { continue }
                if isTag { tags.append(value) } else { idNumber = value }
            }
        }
        return (idNumber, tags)
    }

    /// The text up to the closing bracket, and where the comment goes on after it.
    private func bracketed(_ bytes: ArraySlice<UInt8>) -> (text: String, end: Int)? {
        var text: [UInt8] = []
        var position = bytes.startIndex
        while position < bytes.endIndex, bytes[position] != UInt8(ascii: "]") {
            let next = position + 1 < bytes.endIndex ? bytes[position + 1] : 0
            if bytes[position] == .backslash, next == UInt8(ascii: "]") || next == .backslash { position += 1 }
            text.append(bytes[position])
            position += 1
        }
        guard position < bytes.endIndex else { return nil }
        return (String(decoding: text, as: UTF8.self).trimmingSpaces(), position + 1)
    }
}

/// A text that may name its format first: `[html]<p>…`. Lines lose the indentation they have in the file, except in the
/// stem of a Markdown question, where indentation and spaces at the ends of lines are markup.
func richText(_ bytes: ArraySlice<UInt8>, defaultFormat: RichText.Format = .moodle, isStem: Bool = false) -> RichText {
    var text = trimmed(bytes)
    var format = defaultFormat
    if text.first == UInt8(ascii: "["), let end = text.prefix(12).firstIndex(of: UInt8(ascii: "]")),
        let named = RichText.Format(rawValue: Placeholder.text(text[(text.startIndex + 1)..<end]).lowercased())
    {
        format = named
        text = text[(end + 1)...]
    }
    if !(isStem && format == .markdown) {
        let lines = text.split(separator: .newline, omittingEmptySubsequences: false)
        text = Array(lines.map(trimmed).joined(separator: [.newline]))[...]
    }
    return RichText(Placeholder.text(text), format: format)
}
