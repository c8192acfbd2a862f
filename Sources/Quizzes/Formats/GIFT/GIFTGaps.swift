/// Gaps inside a GIFT text, as Moodle's embedded answers have them.
enum GIFTGaps {
    static func text(_ stem: RichText, _ gaps: [Question.Gaps.Gap]) -> String {
        var source = stem.source
        var blocks: [String] = []
        for (index, gap) in gaps.enumerated() {
            let block = Cloze.text(RichText("[[1]]", format: stem.format), [gap]).source
            blocks.append(escapedBlock(String(block.dropFirst().dropLast())))
            // One that the text does not name is asked after it.
            if !source.contains("[[\(index + 1)]]") { source += " [[\(index + 1)]]" }
        }
        let mark = stem.format == .moodle && !source.hasPrefix("[") ? "" : "[\(stem.format.rawValue)]"
        var text = giftEscaped(source)
        for index in blocks.indices {
            if let place = text.firstRange(of: "[[\(index + 1)]]") {
                text.replaceSubrange(place, with: "{\(blocks[index])}")
            }
        }
        return mark + text
    }

    /// What the two grammars escape alike stays; a backslash of its own is doubled.
    private static func escapedBlock(_ block: String) -> String {
        var text = ""
        var characters = Array(block.replacing("\r\n", with: "\n"))[...]
        while let character = characters.popFirst() {
            switch character {
            case "\\":
                if let next = characters.first, "}#~".contains(next) {
                    text += "\\" + String(characters.removeFirst())
                } else {
                    text += "\\\\"
                }
            case "{": text += "\\{"
            case "\n", "\r": text += "\\n"
            default: text.append(character)
            }
        }
        return text
    }
}

extension GIFTSource {
    var hasGaps: Bool {
        stride(from: 1, to: pieces.count, by: 2).contains { GIFTAnswers.isEmbedded(pieces[$0][...]) }
    }

    /// A question whose blocks are gaps. Blocks that are none stay in the text in their braces.
    func readGaps(category: String) -> (question: Question?, problems: [FormatProblem]) {
        var problems: [FormatProblem] = []
        func report(_ kind: FormatProblem.Kind, lost: Bool = false) {
            problems.append(FormatProblem(line: line, kind: kind, lost: lost))
        }
        let blocks = stride(from: 1, to: pieces.count, by: 2)
        let others = blocks.filter { !GIFTAnswers.isEmbedded(pieces[$0][...]) }
        if others.contains(where: { GIFTAnswers.looksLikeAnswers(pieces[$0][...]) }) {
            report(.severalAnswerBlocks(count: pieces.count / 2), lost: true)
            return (nil, problems)
        }
        if !others.isEmpty { report(.bracesTakenAsText) }
        let heading = GIFTSource.heading(pieces[0])
        let start = heading.map { Array(pieces[0].dropFirst($0.end)) } ?? pieces[0]
        let format = richText(start[...], isStem: true).format
        var text: [UInt8] = []
        var gaps: [Question.Gaps.Gap] = []
        for (index, piece) in pieces.enumerated() {
            guard index % 2 == 1 else {
                text += index == 0 ? start : piece
                continue
            }
            let source = "{\(Self.clozeText(piece))}"
            let gap = ClozeText(RichText(source, format: format))
            if gap.gaps.count == 1 {
                gaps += gap.gaps
                for problem in gap.problems { report(problem) }
                text += "[[\(gaps.count)]]".utf8
            } else {
                if GIFTAnswers.isEmbedded(piece[...]) { report(.gapBroken(String(source.prefix(40)))) }
                text += [Placeholder.openBrace] + piece + [Placeholder.closeBrace]
            }
        }
        guard !gaps.isEmpty else {
            report(.noGaps, lost: true)
            return (nil, problems)
        }
        let stem = richText(text[...], isStem: true)
        var name = heading.map { collapsingSpaces(Placeholder.text(pieces[0][$0.name])) } ?? ""
        if name.isEmpty { name = defaultName(of: stem) }
        let (idNumber, tags) = identifiers()
        let weight = gaps.reduce(0) { $0 + $1.weight }
        return (
            Question(
                name: name, category: category, stem: stem, defaultMark: weight, idNumber: idNumber, tags: tags,
                kind: .gaps(.init(gaps))), problems
        )
    }

    private static func heading(_ text: [UInt8]) -> (name: Range<Int>, end: Int)? { title(in: text[...]) }

    /// A block with its escapes as the other grammar writes them.
    private static func clozeText(_ block: [UInt8]) -> String {
        var text: [UInt8] = []
        for byte in block {
            switch byte {
            case Placeholder.tilde: text += [.backslash, .tilde]
            case Placeholder.hash: text += [.backslash, .hash]
            case Placeholder.closeBrace: text += [.backslash, .closeBrace]
            case Placeholder.openBrace: text.append(.openBrace)
            case Placeholder.equals: text.append(.equals)
            case Placeholder.colon: text.append(.colon)
            case Placeholder.newline: text.append(.newline)
            case Placeholder.backslash: text.append(.backslash)
            case Placeholder.arrowhead: text.append(UInt8(ascii: ">"))
            default: text.append(byte)
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}
