extension Question: Codable {
    private enum CodingKeys: String, CodingKey {
        case name, category, stem, generalFeedback, defaultMark, penalty, idNumber, tags, hints, kind
    }

    /// Questions stored before there were hints have none.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            name: try container.decode(String.self, forKey: .name),
            category: try container.decode(String.self, forKey: .category),
            stem: try container.decode(RichText.self, forKey: .stem),
            generalFeedback: try container.decodeIfPresent(RichText.self, forKey: .generalFeedback),
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
        case .essay(let content): try container.encode(content, forKey: name)
        case .description: try container.encode(true, forKey: name)
        }
    }
}

extension Question.Kind.Name: CodingKey {}
