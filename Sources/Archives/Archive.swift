import CLibArchive
import Glibc

/// Packed folders from outside and to outside: zip, tar, tar.gz.
public enum Archive {
    public struct Limits: Sendable {
        /// Files and folders.
        public var entries = 20_000
        /// Unpacked bytes in all.
        public var totalBytes: Int64 = 4 << 30
        /// Unpacked bytes of one file.
        public var fileBytes: Int64 = 2 << 30
        /// Unpacked bytes for each packed one, asked for after the first 10 MB.
        public var ratio: Int64 = 200
        /// Of a name with its folders, in UTF-8.
        public var nameBytes = 1_024

        public init() {}
    }

    /// Unpacks `file` into `folder`, which exists and is empty, and names the files made, with `/` between folders.
    ///
    /// Nothing is written outside `folder`, and no link is made in it. Sizes are counted as they come, since those an
    /// archive declares prove nothing. What was unpacked before a refusal stays for the caller to remove.
    @discardableResult
    public static func unpack(
        _ file: String, into folder: String, limits: Limits = Limits()
    ) throws(ArchiveRefusal) -> [String] {
        let reader = try ArchiveReader(file: file, limits: limits)
        var names: [String] = []
        while let entry = try reader.nextEntry() {
            let name = try ArchiveName(of: entry, limit: limits.nameBytes)
            guard archive_entry_is_encrypted(entry) == 0 else { throw .passwordProtected }
            let type = archive_entry_filetype(entry)
            // Folders are made by the names of the files in them.
            if type == S_IFDIR { continue }
            guard type == S_IFREG, archive_entry_hardlink(entry) == nil, archive_entry_symlink(entry) == nil else {
                throw .notAFile(name.string)
            }
            let target = try newFile(name, in: folder)
            defer { close(target) }
            try reader.copyData(to: target)
            names.append(name.string)
        }
        return names
    }

    private static func newFile(_ name: ArchiveName, in folder: String) throws(ArchiveRefusal) -> Int32 {
        var path = folder
        for part in name.parts.dropLast() {
            path += "/" + part
            if mkdir(path, 0o700) != 0 && errno != EEXIST { throw refusal(name) }
        }
        let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
        let file = open("\(folder)/\(name.string)", flags, 0o600)
        guard file >= 0 else { throw refusal(name) }
        return file
    }

    private static func refusal(_ name: ArchiveName) -> ArchiveRefusal {
        switch errno {
        case EEXIST, ENOTDIR, EISDIR: .duplicate(name.string)
        case ENAMETOOLONG: .badName(name.string)
        default: .cannotWrite(errno: errno)
        }
    }
}

/// Why an archive was not unpacked or made.
public enum ArchiveRefusal: Error, Equatable, Sendable {
    /// Neither zip nor tar nor tar.gz.
    case notAnArchive
    /// Begins well and breaks off or does not add up.
    case damaged
    case passwordProtected
    case tooManyEntries(limit: Int)
    case tooLarge(limit: Int64)
    /// Unpacks to more than `ratio` times its size.
    case bomb(ratio: Int64)
    /// Leads outside the folder, is empty, too long or holds control characters.
    case badName(String)
    /// Both `/` and `\` in a name. Where there is only `\`, as old Windows programs wrote, libarchive makes it `/`.
    case backslash(String)
    /// A link or device.
    case notAFile(String)
    /// Stands twice, or as a file and as a folder.
    case duplicate(String)
    /// The disk refused: full, absent or not ours.
    case cannotWrite(errno: Int32)
    /// A file to be packed is not there.
    case cannotRead(String)
}
