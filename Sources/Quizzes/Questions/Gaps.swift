extension Question {
    /// A text with gaps, each a small question of its own: Moodle's embedded answers, "Cloze".
    ///
    /// The stem names the places: `[[1]]` is the first gap. A gap the stem does not name is asked after it.
    public struct Gaps: Codable, Equatable, Sendable {
        public var gaps: [Gap]

        public init(_ gaps: [Gap]) { self.gaps = gaps }

        public struct Gap: Codable, Equatable, Sendable {
            /// What the gap weighs beside the others, at least 0.
            public var weight: Double
            public var answer: Answer

            public init(weight: Double = 1, _ answer: Answer) {
                self.weight = weight
                self.answer = answer
            }
        }

        public enum Answer: Codable, Equatable, Sendable {
            case text(ShortAnswer)
            case number(Numeric)
            /// One of the options.
            case choice(Choice, Layout)
            /// Any number of them.
            case multiple(Choice, Layout)
        }

        public enum Layout: String, CaseIterable, Codable, Sendable {
            /// A list to open, inside the line.
            case list
            case column
            case row
        }

        /// The question a gap would be if it stood alone, to be read and marked by the same rules.
        func question(at index: Int) -> Question {
            let kind: Question.Kind =
                switch gaps[index].answer {
                case .text(let content): .shortAnswer(content)
                case .number(let content): .numeric(content)
                case .choice(let content, _): .choice(content)
                case .multiple(let content, _): .multiple(content)
                }
            return Question(name: "", stem: RichText(""), kind: kind)
        }
    }

    /// A text, or a picture, with places for words that stand beside it.
    ///
    /// In a text `[[1]]` is the first place; on a picture a place has a point.
    public struct DragWords: Codable, Equatable, Sendable {
        public var words: [Word]
        public var places: [Place]
        /// Words are dragged, or chosen from a list in each place.
        public var isList: Bool
        public var shuffles: Bool
        public var picture: Picture?

        public init(
            words: [Word], places: [Place], isList: Bool = false, shuffles: Bool = true, picture: Picture? = nil
        ) {
            self.words = words
            self.places = places
            self.isList = isList
            self.shuffles = shuffles
            self.picture = picture
        }

        public struct Word: Codable, Equatable, Sendable {
            public var text: RichText
            /// Only words of a place's group fit into it; 1…20.
            public var group: Int
            /// Whether it may stand in several places.
            public var isReusable: Bool

            public init(_ text: RichText, group: Int = 1, isReusable: Bool = false) {
                self.text = text
                self.group = group
                self.isReusable = isReusable
            }
        }

        public struct Place: Codable, Equatable, Sendable {
            /// Index of the word that belongs here.
            public var word: Int
            /// The upper left corner on the picture, in its pixels.
            public var point: Point?
            /// What a reader who does not see the picture is told of the place.
            public var label: String?

            public init(word: Int, point: Point? = nil, label: String? = nil) {
                self.word = word
                self.point = point
                self.label = label
            }
        }

        /// The words that fit into a place, by index: those of the group of the right one.
        public func words(for place: Int) -> [Int] {
            guard places.indices ~= place, words.indices ~= places[place].word else { return [] }
            let group = words[places[place].word].group
            return words.indices.filter { words[$0].group == group }
        }
    }

    /// A picture a question is asked about.
    public struct Picture: Codable, Equatable, Sendable {
        /// An address as Markdown and HTML have it: of an uploaded file, or `@@PLUGINFILE@@/name`.
        public var source: String
        /// What a reader hears who does not see it.
        public var alternative: String
        /// Pixels.
        public var width: Int
        public var height: Int

        public init(source: String, alternative: String, width: Int, height: Int) {
            self.source = source
            self.alternative = alternative
            self.width = width
            self.height = height
        }
    }

    /// A point of a picture in its pixels, from the upper left corner.
    public struct Point: Codable, Equatable, Hashable, Sendable {
        public var x: Int
        public var y: Int

        public init(x: Int, y: Int) {
            self.x = x
            self.y = y
        }
    }

    /// Places to be shown on a picture, each by a marker. One marker without a name makes "click the right place".
    public struct HotSpot: Codable, Equatable, Sendable {
        public var picture: Picture
        public var markers: [Marker]
        public var zones: [Zone]

        public init(picture: Picture, markers: [Marker], zones: [Zone]) {
            self.picture = picture
            self.markers = markers
            self.zones = zones
        }

        public struct Marker: Codable, Equatable, Sendable {
            public var text: RichText
            /// How many times it may be set; 0: as often as one likes.
            public var count: Int

            public init(_ text: RichText, count: Int = 1) {
                self.text = text
                self.count = count
            }
        }

        /// Where a marker belongs.
        public struct Zone: Codable, Equatable, Sendable {
            public var marker: Int
            public var shape: Shape

            public init(marker: Int, _ shape: Shape) {
                self.marker = marker
                self.shape = shape
            }
        }

        /// In pixels of the picture; edges belong to the shape.
        public enum Shape: Codable, Equatable, Sendable {
            case circle(centre: Point, radius: Int)
            case rectangle(corner: Point, width: Int, height: Int)
            case polygon([Point])

            public func contains(_ point: Point) -> Bool {
                switch self {
                case .circle(let centre, let radius):
                    let (x, y) = (point.x - centre.x, point.y - centre.y)
                    return x * x + y * y <= radius * radius
                case .rectangle(let corner, let width, let height):
                    return corner.x...(corner.x + max(width, 0)) ~= point.x
                        && corner.y...(corner.y + max(height, 0)) ~= point.y
                case .polygon(let corners): return isInside(point, corners)
                }
            }
        }
    }

    /// A text in which words are to be found: «Отметьте глаголы».
    public struct TextSelection: Codable, Equatable, Sendable {
        /// Plain text; what is to be found stands in brackets, `Кот [спит]`. `\[`, `\]` and `\\` are themselves.
        public var text: String

        public init(_ text: String) { self.text = text }
    }
}

/// Even–odd rule, edges counted in. W. R. Franklin, "PNPOLY", 1970, with an exact test of the edges before.
private func isInside(_ point: Question.Point, _ corners: [Question.Point]) -> Bool {
    var isInside = false
    for (index, end) in corners.enumerated() {
        let start = corners[index == 0 ? corners.count - 1 : index - 1]
        let cross = (end.x - start.x) * (point.y - start.y) - (end.y - start.y) * (point.x - start.x)
        let isBetween =
            min(start.x, end.x)...max(start.x, end.x) ~= point.x && min(start.y, end.y)...max(start.y, end.y) ~= point.y
        if cross == 0 && isBetween { return true }
        if (end.y > point.y) != (start.y > point.y) {
            let side = cross > 0
            if side == (end.y > start.y) { isInside.toggle() }
        }
    }
    return isInside
}

extension Question.TextSelection {
    /// A part of the text as the learner meets it.
    public enum Piece: Equatable, Sendable {
        case text(String)
        /// Something one can mark: a word, or what stood in brackets.
        case fragment(String, isRight: Bool)
    }

    /// The text in its pieces; a fragment is named by its number among the fragments, from 0. Linear in the text.
    public var pieces: [Piece] {
        var pieces: [Piece] = []
        var plain = ""
        var bracketed: String?
        var isEscaped = false
        func flush() {
            pieces += words(of: plain)
            plain = ""
        }
        for character in text {
            if isEscaped || !"[]\\".contains(character) {
                if bracketed != nil { bracketed?.append(character) } else { plain.append(character) }
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else if character == "[", bracketed == nil {
                flush()
                bracketed = ""
            } else if character == "]", let found = bracketed {
                if !found.isEmpty { pieces.append(.fragment(found, isRight: true)) }
                bracketed = nil
            } else {
                plain.append(character)
            }
        }
        if let rest = bracketed { plain += "[" + rest }
        flush()
        return pieces
    }

    /// The fragments alone.
    public var fragments: [(text: String, isRight: Bool)] {
        pieces.compactMap { if case .fragment(let text, let isRight) = $0 { (text, isRight) } else { nil } }
    }

    /// Letters, digits, hyphens and apostrophes between letters make a word; all else is text.
    private func words(of plain: String) -> [Piece] {
        var pieces: [Piece] = []
        var isWord = false
        var run = ""
        func flush() {
            if !run.isEmpty { pieces.append(isWord ? .fragment(run, isRight: false) : .text(run)) }
            run = ""
        }
        for character in plain {
            let belongs =
                character.isLetter || character.isNumber
                || isWord && (character == "-" || character == "’" || character == "'")
            if belongs != isWord {
                flush()
                isWord = belongs
            }
            run.append(character)
        }
        flush()
        return pieces
    }
}
