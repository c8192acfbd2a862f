/// One question of a GIFT file before its parts are read: bytes as `GIFTLines` left them, without comments.
struct GIFTSource {
    /// The line the text starts on, from 1.
    var line: Int
    /// Text and what stands between braces, in turn: text, answers, text… An odd number of pieces.
    var pieces: [[UInt8]]
    var comments: [ArraySlice<UInt8>]
    /// Lines of braces that close nothing.
    var strayBraces: [Int]
}

/// Cuts a GIFT file into questions and category lines.
///
/// A blank line ends a question, except inside braces. So does a line that can only be a beginning: a category, a
/// `::title::`, or a line with answers of its own after a line that ended with answers.
struct GIFTSplitter {
    enum Part {
        case category(String)
        case question(GIFTSource)
    }

    private(set) var parts: [Part] = []
    private(set) var problems: [FormatProblem] = []

    private var lines: GIFTLines
    private var draft = Draft(start: 0)
    /// The line at hand.
    private var index = 0
    /// Index into `lines.braces` of the first brace `beginsQuestion` has not passed.
    private var nextBrace = 0

    /// The question being collected, by positions in `lines.bytes`.
    private struct Draft {
        /// Where it starts; comments before its text are part of it.
        var start: Int
        /// Where its last line of text ends; nil before the first.
        var textEnd: Int?
        var blocks: [Range<Int>] = []
        /// The brace whose block is not closed yet, and its line.
        var open: (position: Int, line: Int)?
        /// Where the first line after the last block starts.
        var tailStart: Int?
        var strayBraces: [Int] = []
    }

    init(_ lines: GIFTLines) { self.lines = lines }

    mutating func split() {
        while index < lines.starts.count {
            let range = lines.line(index)
            if lines.areComments[index] {
                // Stays in its place; `GIFTLines.comments(in:)` finds it.
            } else if lines.bytes[range].isBlank {
                if draft.open == nil || questionFollows() { finish(at: range.lowerBound) }
            } else if lines.bytes[range].startsCategory {
                finish(at: draft.textEnd ?? draft.start)
                parts.append(
                    .category(Placeholder.text(trimmed(lines.bytes[range]).dropFirst("$CATEGORY:".utf8.count))))
                draft = Draft(start: range.upperBound)
            } else {
                takeText(range)
            }
            index += 1
        }
        finish(at: lines.bytes.count)
    }

    /// Whether what follows a blank line inside braces is plainly another question: then the closing brace was
    /// forgotten, and only this question is lost.
    private mutating func questionFollows() -> Bool {
        var next = index + 1
        while next < lines.starts.count, lines.areComments[next] { next += 1 }
        guard next < lines.starts.count else { return true }
        let line = lines.bytes[lines.line(next)]
        // Of several blank lines the last decides.
        if line.isBlank || line.startsAnswer { return false }
        if line.startsCategory || title(in: line) != nil { return true }
        while nextBrace < lines.braces.count, lines.braces[nextBrace] < line.startIndex { nextBrace += 1 }
        return nextBrace == lines.braces.count || lines.bytes[lines.braces[nextBrace]] == .openBrace
    }

    private mutating func takeText(_ line: Range<Int>) {
        if let textEnd = draft.textEnd, title(in: lines.bytes[line]) != nil {
            if draft.open == nil { report(.missingBlankLine) }
            finish(at: textEnd)
        }
        if !draft.blocks.isEmpty, draft.open == nil, draft.tailStart == nil { draft.tailStart = line.lowerBound }
        let startsAnswer = lines.bytes[line].startsAnswer
        var bracesInAnswer = 0
        for position in line {
            switch lines.bytes[position] {
            case .openBrace:
                if let open = draft.open {
                    if open.line == index || startsAnswer {
                        lines.quoteBrace(at: position)
                        report(.bracesTakenAsText)
                        // On the line that opened the block the first closing brace ends it, as in Moodle.
                        if open.line != index { bracesInAnswer += 1 }
                        continue
                    }
                    // A block opens on a line that continues no answer: the brace before was forgotten.
                    finish(at: draft.textEnd ?? line.lowerBound)
                } else if let boundary = boundary() {
                    report(.missingBlankLine, line: lines.index(of: draft.tailStart ?? position) + 1)
                    finish(at: boundary)
                }
                draft.open = (position, index)
            case .closeBrace where bracesInAnswer > 0:
                bracesInAnswer -= 1
                lines.quoteBrace(at: position)
            case .closeBrace:
                if let open = draft.open {
                    draft.blocks.append(open.position..<(position + 1))
                    (draft.open, draft.tailStart) = (nil, nil)
                    finishIfTitleFollows(position + 1, lineEnd: line.upperBound)
                } else {
                    if draft.strayBraces.last != index + 1 { draft.strayBraces.append(index + 1) }
                }
            default: break
            }
        }
        draft.textEnd = line.upperBound
    }

    /// Where a question that has its answers ends, if the block about to open belongs to the next one: with the line of
    /// its block, when only punctuation follows that block and the next line does not go on in lower case.
    private func boundary() -> Int? {
        guard let last = draft.blocks.last, let tail = draft.tailStart,
            !lines.bytes[last.upperBound..<tail].prefix(while: { $0 != .newline }).contains(where: \.isWordByte),
            !GIFTAnswers.isEmbedded(lines.bytes[draft.blocks[0]].dropFirst())
        else { return nil }
        let start = trimmed(lines.bytes[tail...].prefix(80).prefix { $0 != .newline })
        if String(decoding: start, as: UTF8.self).first?.isLowercase == true { return nil }
        // Comments between the two speak of the question they precede.
        return lines.line(lines.index(of: last.upperBound - 1)).upperBound
    }

    /// `… {T} ::Next:: …` on one line.
    private mutating func finishIfTitleFollows(_ position: Int, lineEnd: Int) {
        let rest = lines.bytes[position..<lineEnd].drop { !$0.isWordByte && $0 != .colon && $0 != .openBrace }
        guard rest.starts(with: "::".utf8), title(in: rest) != nil else { return }
        draft.textEnd = rest.startIndex
        report(.missingBlankLine)
        finish(at: rest.startIndex)
    }

    private mutating func finish(at end: Int) {
        guard draft.textEnd != nil || draft.open != nil else { return }
        if let open = draft.open {
            problems.append(FormatProblem(line: open.line + 1, kind: .unclosedBrace, lost: true))
        } else {
            append(source(upTo: end))
        }
        draft = Draft(start: end)
    }

    /// Answers alone after a text without answers are its answers: a blank line slipped between them.
    private mutating func append(_ source: GIFTSource) {
        if source.pieces.count == 3, source.pieces[0].isBlank, source.pieces[2].isBlank,
            case .question(let text) = parts.last, text.pieces.count == 1, text.strayBraces.isEmpty
        {
            problems.append(FormatProblem(line: source.line, kind: .answersApart, lost: false))
            parts[parts.count - 1] = .question(
                GIFTSource(
                    line: text.line, pieces: text.pieces + source.pieces[1...],
                    comments: text.comments + source.comments,
                    strayBraces: source.strayBraces))
        } else {
            parts.append(.question(source))
        }
    }

    private func source(upTo end: Int) -> GIFTSource {
        var pieces: [[UInt8]] = []
        var start = draft.start
        for block in draft.blocks {
            pieces.append(lines.text(in: start..<block.lowerBound))
            pieces.append(lines.text(in: (block.lowerBound + 1)..<(block.upperBound - 1)))
            start = block.upperBound
        }
        pieces.append(lines.text(in: start..<end))
        var line = lines.index(of: draft.start)
        while lines.areComments[line] || lines.bytes[lines.line(line).clamped(to: draft.start..<end)].isBlank {
            line += 1
        }
        return GIFTSource(
            line: line + 1, pieces: pieces, comments: lines.comments(in: draft.start..<end),
            strayBraces: draft.strayBraces)
    }

    /// Once a line: a hundred braces in a row are one oversight.
    private mutating func report(_ kind: FormatProblem.Kind, line: Int? = nil) {
        let problem = FormatProblem(line: line ?? index + 1, kind: kind, lost: false)
        if problems.last != problem { problems.append(problem) }
    }
}

extension Collection<UInt8> {
    fileprivate var isBlank: Bool { allSatisfy(\.isSpace) }
}

extension ArraySlice<UInt8> {

    /// Whether a line inside a block begins an answer, a feedback or the end of the block.
    fileprivate var startsAnswer: Bool {
        guard let first = first(where: { !$0.isSpace }) else { return false }
        return [.equals, .tilde, .hash, .percent, .closeBrace].contains(first)
    }
}

extension UInt8 {
    /// Part of a letter or a digit, in any script.
    var isWordByte: Bool { isLetterOrDigit || self >= 0x80 }
}
