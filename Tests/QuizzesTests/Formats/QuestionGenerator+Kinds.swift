import Foundation

@testable import Quizzes

/// The kinds that a GIFT file has no grammar for, and those it has by extension.
extension QuestionGenerator {
    mutating func laterKind() -> Question.Kind {
        switch below(8) {
        case 0: ordering()
        case 1: .gaps(.init((0...below(4)).map { _ in gap() }))
        case 2: dragWords()
        case 3: .textSelection(.init("Кот [спит] \\[так\\], а " + text() + " [идёт домой]"))
        case 4: hotSpot()
        case 5: formula()
        case 6: .random(.init(category: line(), includesSubcategories: below(2) == 0, tags: [line()]))
        default: .essay(.init(reply: .recording(seconds: 90)))
        }
    }

    mutating func ordering() -> Question.Kind {
        let count = 2 + below(5)
        let subset = below(2) == 0 || count == 2 ? nil : Question.Ordering.Subset(count: 2, isContiguous: below(2) == 0)
        return .ordering(
            .init(
                items: (0..<count).map { _ in .init(rich(), feedback: feedback()) },
                rule: one(of: Question.Ordering.Rule.allCases), isHorizontal: below(2) == 0, subset: subset))
    }

    private mutating func gap() -> Question.Gaps.Gap {
        let layout = one(of: Question.Gaps.Layout.allCases)
        let choice = Question.Choice(options: options(), shuffles: below(2) == 0)
        let patterns = (0...below(3)).map { _ in
            Question.ShortAnswer.Pattern(text: text(), fraction: fraction(), feedback: feedback())
        }
        let number = Question.Numeric.Answer(
            below(4) == 0 ? .anything : .number(decimal(), .absolute(decimal().magnitude)), feedback: feedback())
        let answer: Question.Gaps.Answer =
            switch below(4) {
            case 0: .text(.init(patterns: patterns, isCaseSensitive: below(2) == 0))
            case 1: .number(.init(answers: [number]))
            case 2: .choice(choice, layout)
            default: .multiple(choice, layout)
            }
        return .init(weight: one(of: [1, 2, 5, 0.5]), answer)
    }

    private mutating func picture() -> Question.Picture {
        .init(source: "@@PLUGINFILE@@/\(line())", alternative: line(), width: 640, height: 480)
    }

    private mutating func point() -> Question.Point { .init(x: below(600), y: below(400)) }

    private mutating func dragWords() -> Question.Kind {
        let words = (0...below(4)).map { _ in
            Question.DragWords.Word(rich(), group: 1 + below(3), isReusable: below(2) == 0)
        }
        let isOnPicture = below(2) == 0
        let places = (0...below(3)).map { _ in
            Question.DragWords.Place(
                word: below(words.count), point: isOnPicture ? point() : nil,
                label: isOnPicture && below(2) == 0 ? line() : nil)
        }
        return .dragWords(
            .init(
                words: words, places: places, isList: below(2) == 0, shuffles: below(2) == 0,
                picture: isOnPicture ? picture() : nil))
    }

    private mutating func hotSpot() -> Question.Kind {
        let markers = (0...below(3)).map { _ in Question.HotSpot.Marker(rich(), count: below(3)) }
        let zones = (0...below(3)).map { _ in
            let shape: Question.HotSpot.Shape =
                switch below(3) {
                case 0: .circle(centre: point(), radius: below(50))
                case 1: .rectangle(corner: point(), width: below(50), height: below(50))
                default: .polygon((0...(2 + below(4))).map { _ in point() })
                }
            return Question.HotSpot.Zone(marker: below(markers.count), shape)
        }
        return .hotSpot(.init(picture: picture(), markers: markers, zones: zones))
    }

    private mutating func formula() -> Question.Kind {
        let asks: Question.Formula.Asks =
            switch below(3) {
            case 0: .choice(.init(options: options()))
            case 1: .multiple(.init(options: options(), shuffles: false))
            default:
                .number(
                    [
                        .init(
                            "{a}*2 + sqrt({b})", tolerance: decimal().magnitude,
                            toleranceKind: one(of: Question.Formula.ToleranceKind.allCases), fraction: fraction(),
                            feedback: feedback(), digits: .init(below(5), areSignificant: below(2) == 0)),
                        .init("*", fraction: 0, feedback: feedback()),
                    ], (0..<below(3)).map { _ in unit() })
            }
        let variables = [
            Question.Formula.Variable("a", minimum: 1, maximum: 10, decimals: below(3)),
            Question.Formula.Variable("b", minimum: 2, maximum: 99, decimals: 1, isLogarithmic: below(2) == 0),
        ]
        return .formula(
            .init(asks: asks, variables: variables, variants: (0...below(5)).map { _ in [decimal(), decimal()] }))
    }
}
