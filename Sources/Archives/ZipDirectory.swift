import Glibc

/// What the end of a zip says of its list of files (PKWARE APPNOTE 6.3.10, 4.3.14 to 4.3.16). libarchive reads the whole
/// list into memory before it hands out the first name, so how long it is must be known before.
struct ZipDirectory: Equatable {
    /// As the archive tells.
    var entries: UInt64
    /// From where the list begins to the end record.
    var bytes: UInt64

    /// Bytes of an entry of the list without its name.
    static let entryBytes = 46

    /// Nil when the file does not end as a zip does.
    init?(of file: String) {
        let descriptor = open(file, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        let size = Int(lseek(descriptor, 0, SEEK_END))
        let start = max(0, size - (1 << 16) - Self.endBytes)
        let tail = Self.read(size - start, at: start, descriptor)
        guard tail.count >= Self.endBytes,
            let place = (0...tail.count - Self.endBytes).last(where: { tail.number(4, at: $0) == 0x0605_4B50 })
        else { return nil }
        var (entries, offset) = (tail.number(2, at: place + 10), tail.number(4, at: place + 16))
        if place >= 20, tail.number(4, at: place - 20) == 0x0706_4B50 {
            let end = Self.read(56, at: Int(clamping: tail.number(8, at: place - 12)), descriptor)
            if end.count == 56, end.number(4, at: 0) == 0x0606_4B50 {
                (entries, offset) = (end.number(8, at: 32), end.number(8, at: 48))
            }
        }
        self.entries = entries
        let position = UInt64(start + place)
        bytes = position > offset ? position - offset : 0
    }

    private static let endBytes = 22

    private static func read(_ count: Int, at offset: Int, _ descriptor: Int32) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            filled = max(0, pread(descriptor, buffer.baseAddress, count, offset))
        }
    }
}

extension [UInt8] {
    /// The least significant byte comes first.
    fileprivate func number(_ count: Int, at place: Int) -> UInt64 {
        self[place..<place + count].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
}
