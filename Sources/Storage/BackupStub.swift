public struct BackupSummary: CustomStringConvertible, Sendable { public var description: String { "" } }
public enum BackupRefusal: Error { case damaged }
public struct IntegrityReport: Sendable { public var problems: [String] = [] }
public func writeBackup(of: any Database, blobs: BlobStore, blobDigests: @escaping @Sendable (Transaction) throws -> Set<Digest>, to: String) async throws -> BackupSummary { BackupSummary() }
public func restoreBackup(from: String, to: any Database, migrations: [Migration], blobs: BlobStore) async throws -> BackupSummary { BackupSummary() }
public func checkIntegrity(of: any Database, blobs: BlobStore, blobDigests: @escaping @Sendable (Transaction) throws -> Set<Digest>, deep: Bool) async throws -> IntegrityReport { IntegrityReport() }
