public import Accounts
public import Foundation
public import Spaces
public import Storage

/// A paper with a number: a diploma, a certificate, an order, minutes. What was printed can be checked by its code.
public struct Document: Equatable, Sendable, Identifiable {
    public typealias ID = Identifier<Document>

    public enum Kind: String, CaseIterable, Sendable, Codable, ColumnValue {
        case diploma, certificate, thanks, order, minutes, markSheet
    }

    public let id: ID
    public let batch: DocumentBatch.ID
    /// The organisation that issued it.
    public let space: Space.ID
    public var kind: Kind
    /// «ДУ-2013/0017», unique within the organisation.
    public var number: String
    /// Whose it is; nil for orders and minutes, and for people who are not in the register.
    public var holder: User.ID?
    /// The name as it was printed; empty for orders and minutes.
    public var holderName: String
    /// The organisation as it was printed.
    public var issuer: String
    /// What it was issued for: «Конкурс «Дистанционный учитель года»».
    public var occasion: String
    /// The date as it was printed.
    public var dated: String
    public var issuedAt: Date
    /// What the code on the paper opens: 16 characters of Crockford's base 32.
    public var checkCode: String
    public var revokedAt: Date?
    /// Why it is no longer valid.
    public var revocation: String?

    public static let lineLimit = 500
    public static let batchLimit = 1_000
    public static let rowLimit = 1_000

    public var isValid: Bool { revokedAt == nil }
}

extension Document {
    /// The code as it is printed, by fours: «ABCD-EFGH-JKMN-PQRS».
    public var printedCode: String { Self.printed(checkCode) }

    static func printed(_ checkCode: String) -> String {
        var code = ""
        for (place, character) in checkCode.enumerated() {
            if place > 0, place % 4 == 0 { code += "-" }
            code.append(character)
        }
        return code
    }

    /// What was typed, as codes are stored: capitals without gaps, letters that look like digits as the digits.
    /// nil: it cannot be a code. Crockford, "Base 32", crockford.com/base32.html.
    public static func checkCode(typed text: String) -> String? {
        var code = ""
        for scalar in text.uppercased().unicodeScalars where scalar != " " && scalar != "-" && scalar != "\u{A0}" {
            switch scalar {
            case "O": code += "0"
            case "I", "L": code += "1"
            case "U": return nil
            case "0"..."9", "A"..."Z": code.unicodeScalars.append(scalar)
            default: return nil
            }
            guard code.utf8.count <= 16 else { return nil }
        }
        return code.utf8.count == 16 ? code : nil
    }
}

/// Papers issued together from one template, which stays as it was when they were.
public struct DocumentBatch: Equatable, Sendable, Identifiable {
    public typealias ID = Identifier<DocumentBatch>

    public let id: ID
    public let space: Space.ID
    public var kind: Document.Kind
    public var occasion: String
    public var issuedAt: Date
    /// Of its first and its last paper.
    public var numbers: [String]
    public var count: Int
}

/// Papers to be issued: what they say and to whom.
public struct DocumentIssue: Sendable {
    public var content: TemplateContent
    /// What numbers begin with: «ДУ-2013».
    public var series: String
    public var occasion: String
    /// The date as it is to be printed: «5 декабря 2013 г.».
    public var dated: String
    /// One paper each.
    public var recipients: [DocumentRecipient]

    public init(
        content: TemplateContent, series: String, occasion: String, dated: String, recipients: [DocumentRecipient]
    ) {
        self.content = content
        self.series = series
        self.occasion = occasion
        self.dated = dated
        self.recipients = recipients
    }

    public static let seriesLimit = 30
}

/// Whom a paper is for, and what it says of them.
public struct DocumentRecipient: Equatable, Sendable, Codable {
    public var user: User.ID?
    public var name: String
    public var organisation: String
    public var place: String
    public var nomination: String
    /// What it is given for: «за высокий уровень мастерства».
    public var award: String
    /// The rows of a list: of an order, of minutes, of a mark sheet.
    public var rows: [[String]]

    public init(
        user: User.ID? = nil, name: String, organisation: String = "", place: String = "", nomination: String = "",
        award: String = "", rows: [[String]] = []
    ) {
        self.user = user
        self.name = name
        self.organisation = organisation
        self.place = place
        self.nomination = nomination
        self.award = award
        self.rows = rows
    }

    private enum CodingKeys: String, CodingKey { case name, organisation, place, nomination, award, rows }
}

/// Why papers were not issued, or a template was not kept.
public enum DocumentRefusal: Error, Equatable, Sendable {
    case nameMissing
    case textMissing
    case lineTooLong(limit: Int)
    case textTooLong(limit: Int)
    /// `{` without its `}`, or the other way round.
    case unbalanced
    case unknownPlaceholder(String)
    case tooManySignatures(limit: Int)
    case tooManyTemplates(limit: Int)
    case seriesMissing
    case seriesTooLong(limit: Int)
    case occasionMissing
    case dateMissing
    case templateMissing
    case noRecipients
    case tooManyRecipients(limit: Int)
    case reasonMissing
    case revokedAlready
}

extension Document.Kind {
    /// Whether it names many people in one paper instead of one holder.
    public var listsPeople: Bool {
        switch self {
        case .diploma, .certificate, .thanks: false
        case .order, .minutes, .markSheet: true
        }
    }
}
