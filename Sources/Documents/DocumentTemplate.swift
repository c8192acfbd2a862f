public import Foundation
public import Spaces
public import Storage

/// A template that an organisation keeps.
public struct DocumentTemplate: Equatable, Sendable, Identifiable {
    public typealias ID = Identifier<DocumentTemplate>

    public let id: ID
    public let space: Space.ID
    public var name: String
    public var content: TemplateContent
    public var changedAt: Date

    public static let nameLimit = 200
    public static let countLimit = 100
}

extension DocumentTemplate {
    static let columns: SQL = "id, space_id, name, content, changed_at"

    init(_ row: borrowing Row) throws {
        self.init(
            id: try row["id"], space: try row["space_id"], name: try row["name"],
            content: try JSONDecoder().decode(TemplateContent.self, from: Data((try row["content"] as String).utf8)),
            changedAt: try row["changed_at"])
    }
}

extension Encodable {
    /// Equal for equal values.
    var storedJSON: String {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            return String(decoding: try encoder.encode(self), as: UTF8.self)
        }
    }
}
