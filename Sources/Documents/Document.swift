public import Accounts
public import Foundation
public import Spaces
public import Storage

/// A paper with a number: a diploma, a certificate, an order, minutes. What was printed can be checked by its code.
public struct Document: Equatable, Sendable, Identifiable {
    public typealias ID = Identifier<Document>

    public enum Kind: String, CaseIterable, Sendable, ColumnValue {
        case diploma, certificate, thanks, order, minutes, markSheet
    }

    public let id: ID
    /// The organisation that issued it.
    public let space: Space.ID
    public var kind: Kind
    /// «ДУ-2013/0017», unique within the organisation.
    public var number: String
    /// Whose it is; nil for orders and minutes.
    public var holder: User.ID?
    /// The name as it was printed.
    public var holderName: String
    public var issuedAt: Date
    /// What the code on the paper opens: 16 characters of Crockford's base 32.
    public var checkCode: String
    /// Why it is no longer valid.
    public var revocation: String?
}
