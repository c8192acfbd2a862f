import CLibArchive
import Glibc

extension Archive {
    /// Packs `files`, named relative to `folder`, into a zip at `path`.
    ///
    /// The same files give the same bytes: they are sorted by name, and no time or owner is kept.
    public static func pack(_ files: [String], of folder: String, to path: String) throws(ArchiveRefusal) {
        guard ArchiveName.usesUTF8, let archive = archive_write_new() else { throw .cannotWrite(errno: ENOMEM) }
        defer { archive_write_free(archive) }
        archive_write_set_format_zip(archive)
        archive_write_set_options(archive, "zip:hdrcharset=UTF-8")
        guard archive_write_open_filename(archive, path) == ARCHIVE_OK else { throw failure(of: archive) }
        for file in files.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
            try add(ArchiveName(file, limit: Limits().nameBytes), of: folder, to: archive)
        }
        guard archive_write_close(archive) == ARCHIVE_OK else { throw failure(of: archive) }
    }

    private static func add(
        _ name: ArchiveName, of folder: String, to archive: OpaquePointer
    ) throws(ArchiveRefusal) {
        let file = open("\(folder)/\(name.string)", O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw .cannotRead(name.string) }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG, let entry = archive_entry_new() else {
            throw .cannotRead(name.string)
        }
        defer { archive_entry_free(entry) }
        archive_entry_set_pathname_utf8(entry, name.string)
        archive_entry_set_filetype(entry, S_IFREG)
        archive_entry_set_perm(entry, 0o644)
        archive_entry_set_size(entry, Int64(status.st_size))
        guard archive_write_header(archive, entry) == ARCHIVE_OK else { throw failure(of: archive) }
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(file, &buffer, buffer.count)
            guard count >= 0 else { throw .cannotRead(name.string) }
            if count == 0 { return }
            guard archive_write_data(archive, buffer, count) == count else { throw failure(of: archive) }
        }
    }

    private static func failure(of archive: OpaquePointer) -> ArchiveRefusal {
        .cannotWrite(errno: archive_errno(archive))
    }
}
