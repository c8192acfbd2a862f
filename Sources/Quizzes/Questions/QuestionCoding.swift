extension Question: Codable {
    private enum CodingKeys: String, CodingKey {
        case name, category, stem, generalFeedback, outcomes, defaultMark, penalty, idNumber, tags, hints, kind
    }

    /// Questions stored before there were hints have none.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            name: try container.decode(String.self, forKey: .name),
            category: try container.decode(String.self, forKey: .category),
            stem: try container.decode(RichText.self, forKey: .stem),
            generalFeedback: try container.decodeIfPresent(RichText.self, forKey: .generalFeedback),
            outcomes: try container.decodeIfPresent(Outcomes.self, forKey: .outcomes),
            defaultMark: try container.decode(Double.self, forKey: .defaultMark),
            penalty: try container.decode(Double.self, forKey: .penalty),
            idNumber: try container.decodeIfPresent(String.self, forKey: .idNumber),
            tags: try container.decode([String].self, forKey: .tags),
            hints: try container.decodeIfPresent([Hint].self, forKey: .hints) ?? [],
            kind: try container.decode(Kind.self, forKey: .kind))
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(name, forKey: .name)
        try container.encode(category, forKey: .category)
        try container.encode(stem, forKey: .stem)
        try container.encodeIfPresent(generalFeedback, forKey: .generalFeedback)
        try container.encodeIfPresent(outcomes, forKey: .outcomes)
        try container.encode(defaultMark, forKey: .defaultMark)
        try container.encode(penalty, forKey: .penalty)
        try container.encodeIfPresent(idNumber, forKey: .idNumber)
        try container.encode(tags, forKey: .tags)
        if !hints.isEmpty { try container.encode(hints, forKey: .hints) }
        try container.encode(kind, forKey: .kind)
    }
}

extension Question.Kind: Codable {
    /// One key that names the kind, its content under it: `{"choice": {…}}`.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Name.self)
        guard container.allKeys.count == 1, let name = container.allKeys.first else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: container.codingPath, debugDescription: "a question has exactly one known kind"))
        }
        switch name {
        case .choice: self = .choice(try container.decode(Question.Choice.self, forKey: name))
        case .multiple: self = .multiple(try container.decode(Question.Choice.self, forKey: name))
        case .trueFalse: self = .trueFalse(try container.decode(Question.TrueFalse.self, forKey: name))
        case .shortAnswer: self = .shortAnswer(try container.decode(Question.ShortAnswer.self, forKey: name))
        case .numeric: self = .numeric(try container.decode(Question.Numeric.self, forKey: name))
        case .matching: self = .matching(try container.decode(Question.Matching.self, forKey: name))
        case .ordering: self = .ordering(try container.decode(Question.Ordering.self, forKey: name))
        case .gaps: self = .gaps(try container.decode(Question.Gaps.self, forKey: name))
        case .dragWords: self = .dragWords(try container.decode(Question.DragWords.self, forKey: name))
        case .textSelection: self = .textSelection(try container.decode(Question.TextSelection.self, forKey: name))
        case .hotSpot: self = .hotSpot(try container.decode(Question.HotSpot.self, forKey: name))
        case .formula: self = .formula(try container.decode(Question.Formula.self, forKey: name))
        case .random: self = .random(try container.decode(Question.Random.self, forKey: name))
        case .essay: self = .essay(try container.decode(Question.Essay.self, forKey: name))
        case .description: self = .description
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Name.self)
        switch self {
        case .choice(let content), .multiple(let content): try container.encode(content, forKey: name)
        case .trueFalse(let content): try container.encode(content, forKey: name)
        case .shortAnswer(let content): try container.encode(content, forKey: name)
        case .numeric(let content): try container.encode(content, forKey: name)
        case .matching(let content): try container.encode(content, forKey: name)
        case .ordering(let content): try container.encode(content, forKey: name)
        case .gaps(let content): try container.encode(content, forKey: name)
        case .dragWords(let content): try container.encode(content, forKey: name)
        case .textSelection(let content): try container.encode(content, forKey: name)
        case .hotSpot(let content): try container.encode(content, forKey: name)
        case .formula(let content): try container.encode(content, forKey: name)
        case .random(let content): try container.encode(content, forKey: name)
        case .essay(let content): try container.encode(content, forKey: name)
        case .description: try container.encode(true, forKey: name)
        }
    }
}

extension Question.Kind.Name: CodingKey {}

/// What was stored before there were these settings has none of them; what is not set is not stored.
extension Question.Choice: Codable {
    private enum CodingKeys: String, CodingKey { case options, shuffles, isAllOrNothing }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            options: try container.decode([Question.Option].self, forKey: .options),
            shuffles: try container.decode(Bool.self, forKey: .shuffles),
            isAllOrNothing: try container.decodeIfPresent(Bool.self, forKey: .isAllOrNothing) ?? false)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(options, forKey: .options)
        try container.encode(shuffles, forKey: .shuffles)
        if isAllOrNothing { try container.encode(true, forKey: .isAllOrNothing) }
    }
}

extension Question.ShortAnswer: Codable {
    private enum CodingKeys: String, CodingKey { case patterns, isCaseSensitive, forgivesTypo }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            patterns: try container.decode([Pattern].self, forKey: .patterns),
            isCaseSensitive: try container.decode(Bool.self, forKey: .isCaseSensitive),
            forgivesTypo: try container.decodeIfPresent(Bool.self, forKey: .forgivesTypo) ?? false)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(patterns, forKey: .patterns)
        try container.encode(isCaseSensitive, forKey: .isCaseSensitive)
        if forgivesTypo { try container.encode(true, forKey: .forgivesTypo) }
    }
}

extension Question.Essay: Codable {
    private enum CodingKeys: String, CodingKey { case graderInfo, template, reply }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            graderInfo: try container.decodeIfPresent(RichText.self, forKey: .graderInfo),
            template: try container.decodeIfPresent(String.self, forKey: .template),
            reply: try container.decodeIfPresent(Reply.self, forKey: .reply) ?? .text)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encodeIfPresent(graderInfo, forKey: .graderInfo)
        try container.encodeIfPresent(template, forKey: .template)
        if reply != .text { try container.encode(reply, forKey: .reply) }
    }
}
