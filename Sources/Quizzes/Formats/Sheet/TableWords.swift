/// The words of a sheet.
enum TableWords {
    static func kind(_ word: String) -> Question.Kind.Name? {
        let text = word.lowercased().replacing("ё", with: "е").trimmingSpaces()
        func has(_ parts: String...) -> Bool { parts.contains { text.contains($0) } }
        if has("нескольк", "множ", "multiple response", "multi answer", "checkbox", "multiple_answers")
            || text == "multiple"
        {
            return .multiple
        }
        if has("верно или", "верно/", "да/нет", "да или", "true", "истин") { return .trueFalse }
        if has("один", "одиноч", "single", "choice", "выбор", "тест") { return .choice }
        if has("коротк", "short", "слово", "ввод") { return .shortAnswer }
        if has("числ", "num") { return .numeric }
        if has("соответ", "сопостав", "match", "пары") { return .matching }
        if has("поряд", "последоват", "order", "sort") { return .ordering }
        if has("пропуск", "cloze", "gap", "blank") { return .gaps }
        if has("разверн", "эссе", "essay", "свободн") { return .essay }
        if has("без вопроса", "описани", "description", "текст") { return .description }
        return nil
    }

    static func name(of kind: Question.Kind.Name) -> String? {
        switch kind {
        case .choice: "один ответ"
        case .multiple: "несколько ответов"
        case .trueFalse: "верно или неверно"
        case .shortAnswer: "короткий ответ"
        case .numeric: "число"
        case .matching: "соответствие"
        case .ordering: "порядок"
        case .gaps: "пропуски"
        case .essay: "развёрнутый ответ"
        case .description: "текст без вопроса"
        case .dragWords, .textSelection, .hotSpot, .formula, .random: nil
        }
    }

    static func truth(_ word: String) -> Bool? {
        switch word.lowercased() {
        case "верно", "да", "истина", "правда", "true", "yes", "t", "+": true
        case "неверно", "нет", "ложь", "неправда", "false", "no", "f", "-": false
        default: nil
        }
    }

    /// `left -> right`, by an arrow, a dash between spaces or `=`.
    static func pair(_ line: String) -> (String, String)? {
        for mark in ["->", "→", " — ", " – ", " = "] {
            guard let place = line.firstRange(of: mark) else { continue }
            let (left, right) = (line[..<place.lowerBound].trimmingSpaces(), line[place.upperBound...].trimmingSpaces())
            if !left.isEmpty, !right.isEmpty { return (left, right) }
        }
        return nil
    }

    /// The place of an option by its letter, Latin or Russian, or its number from 1.
    static func place(_ text: String, count: Int) -> Int? {
        let word = text.filter { $0.isLetter || $0.isNumber }.lowercased()
        if let number = Int(word) { return 1...max(1, count) ~= number ? number - 1 : nil }
        guard word.count == 1, let letter = word.first else { return nil }
        for alphabet in ["abcdefghijklmnopqrstuvwxyz", "абвгдежзиклмнопрст"] {
            if let place = Array(alphabet).firstIndex(of: letter) { return place < count ? place : nil }
        }
        return nil
    }
}
