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
