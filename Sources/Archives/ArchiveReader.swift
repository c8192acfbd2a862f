internal import CLibArchive
import Glibc

/// libarchive reading one file, with limits on what comes out.
final class ArchiveReader {
    private let archive: OpaquePointer
    private let limits: Archive.Limits
    private let packedBytes: Int64
    private var unpackedBytes: Int64 = 0
    private var entries = 0

    init(file: String, limits: Archive.Limits) throws(ArchiveRefusal) {
        var status = stat()
        guard stat(file, &status) == 0 else { throw .cannotRead(file) }
        if let directory = ZipDirectory(of: file) {
            let room = limits.entries * (ZipDirectory.entryBytes + limits.nameBytes)
            guard directory.entries <= limits.entries, directory.bytes <= room else {
                throw .tooManyEntries(limit: limits.entries)
            }
        }
        guard ArchiveName.usesUTF8, let archive = archive_read_new() else { throw .damaged }
        self.archive = archive
        self.limits = limits
        packedBytes = max(1, Int64(status.st_size))
        archive_read_support_format_zip(archive)
        archive_read_support_format_tar(archive)
        archive_read_support_filter_gzip(archive)
        guard archive_read_open_filename(archive, file, 1 << 16) == ARCHIVE_OK else { throw .notAnArchive }
    }

    deinit { archive_read_free(archive) }

    /// The next file or folder; it is valid until the next call.
    func nextEntry() throws(ArchiveRefusal) -> OpaquePointer? {
        var entry: OpaquePointer?
        let outcome = archive_read_next_header(archive, &entry)
        if outcome == ARCHIVE_EOF { return nil }
        guard outcome == ARCHIVE_OK || outcome == ARCHIVE_WARN, let entry else {
            throw entries == 0 && archive_format(archive) == 0 ? .notAnArchive : .damaged
        }
        guard entries < limits.entries else { throw .tooManyEntries(limit: limits.entries) }
        entries += 1
        return entry
    }

    /// Writes what the current entry holds to an open file.
    func copyData(to file: Int32) throws(ArchiveRefusal) {
        var block: UnsafeRawPointer?
        var count = 0
        var offset: Int64 = 0
        while true {
            let outcome = archive_read_data_block(archive, &block, &count, &offset)
            if outcome == ARCHIVE_EOF { return }
            guard outcome == ARCHIVE_OK else { throw .damaged }
            unpackedBytes += Int64(count)
            guard offset + Int64(count) <= limits.fileBytes else { throw .tooLarge(limit: limits.fileBytes) }
            guard unpackedBytes <= limits.totalBytes else { throw .tooLarge(limit: limits.totalBytes) }
            guard unpackedBytes <= 10 << 20 || unpackedBytes / packedBytes <= limits.ratio else {
                throw .bomb(ratio: limits.ratio)
            }
            var written = 0
            while let block, written < count {
                let step = pwrite(file, block + written, count - written, Int(offset) + written)
                guard step > 0 else { throw .cannotWrite(errno: errno) }
                written += step
            }
        }
    }
}
