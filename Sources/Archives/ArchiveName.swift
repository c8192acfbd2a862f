import CLibArchive
import Glibc

/// The name of a file in an archive, checked to lead nowhere but down.
struct ArchiveName: Equatable {
    let parts: [String]

    /// The parts with `/` between them.
    var string: String { parts.joined(separator: "/") }

    init(_ name: String, limit: Int) throws(ArchiveRefusal) {
        guard !name.contains("\\") else { throw .backslash(name) }
        parts = name.split(separator: "/").map(String.init).filter { $0 != "." }
        let isDrive = parts.first.map { $0.count == 2 && $0.hasSuffix(":") } ?? true
        guard !name.hasPrefix("/"), !isDrive, !parts.contains(".."), name.utf8.count <= limit,
            !name.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F })
        else { throw .badName(name) }
    }

    init(of entry: OpaquePointer, limit: Int) throws(ArchiveRefusal) {
        let name: String
        if let utf8 = archive_entry_pathname_utf8(entry) {
            name = String(cString: utf8)
        } else if let raw = archive_entry_pathname(entry) {
            name = Self.decode(UnsafeBufferPointer(start: raw, count: strlen(raw)).map { UInt8(bitPattern: $0) })
        } else {
            throw .badName("")
        }
        try self.init(name, limit: limit)
    }

    /// Reads a name that says nothing of its encoding: UTF-8 if it is that, else the DOS encoding of a Windows. In
    /// Russian names no Latin letter touches a Cyrillic one, in German or Czech ones every other letter is Latin.
    static func decode(_ bytes: [UInt8]) -> String {
        if let utf8 = String(validating: bytes, as: UTF8.self) { return utf8 }
        let russian = SingleByteEncoding.cp866.decode(bytes)
        let letters = Array(russian)
        let isMixed = zip(letters, letters.dropFirst()).contains { left, right in
            left.isLatin && !right.isASCII || !left.isASCII && right.isLatin
        }
        let isRussian = !isMixed && letters.allSatisfy { $0.isASCII || $0.isLetter || $0 == "№" }
        return isRussian ? russian : SingleByteEncoding.cp437.decode(bytes)
    }

    /// Without a UTF-8 locale libarchive hands out no names but ASCII ones. Set once for the process.
    static let usesUTF8 = setlocale(LC_CTYPE, "C.UTF-8") != nil
}

extension Character {
    fileprivate var isLatin: Bool { isASCII && isLetter }
}
