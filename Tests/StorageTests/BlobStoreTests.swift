import Foundation
import TestSupport
import Testing

@testable import Storage

private func names(in folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
}

struct BlobStoreTests {
    @Test func `the same bytes are kept once, under the digest of what they are`() async throws {
        try await withTemporaryFolder { folder in
            let store = try BlobStore(folder: folder)
            let bytes = Array("abc".utf8)
            let file = folder + "/source"
            try Data(bytes).write(to: URL(filePath: file))

            let digests = [try store.put(bytes), try store.put(bytes), try store.put(file: file)]

            let digest = try #require(
                Digest(rawValue: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"))
            #expect(digests == [digest, digest, digest])
            #expect(try store.all() == [digest])
            #expect(try Data(contentsOf: URL(filePath: store.path(of: digest))) == Data(bytes))
            #expect(try names(in: folder + "/incoming") == [])
        }
    }

    @Test func `a blob arrives in pieces, an empty one in none`() async throws {
        try await withTemporaryFolder { folder in
            let store = try BlobStore(folder: folder)
            let bytes = (0..<1_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
            let writer = try BlobWriter(store)
            for start in stride(from: 0, to: bytes.count, by: 70_001) {
                try bytes[start..<min(start + 70_001, bytes.count)].withUnsafeBytes { try writer.append($0) }
            }

            let (digest, size) = try writer.commit()

            #expect(digest == Digest(bytes: Hashing.sha256(bytes)))
            #expect(size == bytes.count)
            #expect(try store.rehash(digest) == digest)
            #expect(try store.put([]) == Digest(bytes: Hashing.sha256([])))
        }
    }

    @Test func `a writer given up leaves nothing`() async throws {
        try await withTemporaryFolder { folder in
            let store = try BlobStore(folder: folder)
            func begin() throws {
                let writer = try BlobWriter(store)
                try [1, 2, 3].withUnsafeBytes { try writer.append($0) }
                #expect(try names(in: folder + "/incoming").count == 1)
            }

            try begin()

            #expect(try names(in: folder + "/incoming") == [])
            #expect(try store.all() == [])
        }
    }

    @Test func `what a crash left half-written goes when it is old`() async throws {
        try await withTemporaryFolder { folder in
            let store = try BlobStore(folder: folder)
            for (name, age) in [("old", 90_000.0), ("young", 60)] {
                let path = folder + "/incoming/" + name
                try Data().write(to: URL(filePath: path))
                try FileManager.default.setAttributes(
                    [.modificationDate: Date(timeIntervalSinceNow: -age)], ofItemAtPath: path)
            }

            try store.removeStaleTemporaries()

            #expect(try names(in: folder + "/incoming") == ["young"])
        }
    }

    @Test func `blobs are listed in order, without what does not belong`() async throws {
        try await withTemporaryFolder { folder in
            let store = try BlobStore(folder: folder)
            let digests = try (0..<20).map { try store.put([$0]) }.sorted()
            try Data().write(to: URL(filePath: folder + "/" + digests[0].rawValue.prefix(2) + "/notes.txt"))

            #expect(try store.all() == digests)

            try store.remove(digests[0])
            try store.remove(digests[0])
            #expect(!store.contains(digests[0]) && store.contains(digests[1]))
            #expect(try store.all() == Array(digests.dropFirst()))
        }
    }
}
