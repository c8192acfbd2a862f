import Storage
import Testing

@testable import Documents

@Suite struct DocumentKindTests {
    @Test(arguments: Document.Kind.allCases)
    func `kinds are stored by their names`(kind: Document.Kind) throws {
        #expect(kind.column == .text(kind.rawValue))
        #expect(try Document.Kind(column: kind.column) == kind)
    }
}
