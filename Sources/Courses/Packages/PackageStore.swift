import Accounts
import Foundation
public import Storage

extension Transaction {
    /// Stores what a package activity shows.
    func insert(_ package: Package, _ files: [PackageFile], of activity: Activity.ID) throws {
        let contents = String(decoding: try JSONEncoder.sorted.encode(package), as: UTF8.self)
        try run(
            """
            INSERT INTO packages (activity_id, standard, contents)
            VALUES (\(activity), \(package.standard), \(contents))
            """)
        for file in files {
            try run(
                """
                INSERT INTO package_files (activity_id, path, folded_path, digest, size)
                VALUES (\(activity), \(file.path), \(file.path.lowercased()), \(file.digest), \(file.size))
                """)
        }
    }

    func package(_ activity: Activity.ID) throws -> Package {
        let contents: String = try value("SELECT contents FROM packages WHERE activity_id = \(activity)")
        return try JSONDecoder().decode(Package.self, from: Data(contents.utf8))
    }

    /// In the order of their names.
    func packageFiles(_ activity: Activity.ID) throws -> [PackageFile] {
        try all("SELECT path, digest, size FROM package_files WHERE activity_id = \(activity) ORDER BY path") {
            try PackageFile($0)
        }
    }

    /// The file at `path`, else one whose name differs in case only: packages are made on Windows.
    func packageFile(_ path: String, of activity: Activity.ID) throws -> PackageFile? {
        let found = try all(
            """
            SELECT path, digest, size FROM package_files
            WHERE activity_id = \(activity) AND folded_path = \(path.lowercased()) ORDER BY path
            """
        ) { try PackageFile($0) }
        return found.first { $0.path == path } ?? found.first
    }

    /// Every digest packages refer to, for the integrity check and the backup.
    public func packageDigests() throws -> Set<Digest> {
        Set(try all("SELECT DISTINCT digest FROM package_files") { try $0["digest"] })
    }

    func packageProgress(of learner: User.ID, at activity: Activity.ID) throws -> PackageProgress {
        let tracks = try all(
            """
            SELECT item, contents, is_completed, is_passed, score, seconds FROM package_tracks
            WHERE activity_id = \(activity) AND learner_id = \(learner)
            """
        ) { row in
            let contents: String = try row["contents"]
            let item: String = try row["item"]
            return (
                item,
                PackageTrack(
                    values: try JSONDecoder().decode([String: String].self, from: Data(contents.utf8)),
                    isCompleted: try row["is_completed"], isPassed: try row["is_passed"], score: try row["score"],
                    seconds: try row["seconds"])
            )
        }
        return PackageProgress(tracks: Dictionary(uniqueKeysWithValues: tracks))
    }

    func store(
        _ track: PackageTrack, of learner: User.ID, at activity: Activity.ID, item: String, on instant: Date
    ) throws {
        let contents = String(decoding: try JSONEncoder.sorted.encode(track.values), as: UTF8.self)
        try run(
            """
            INSERT INTO package_tracks (activity_id, learner_id, item, contents, is_completed, is_passed, score, seconds,
                changed_at)
            VALUES (\(activity), \(learner), \(item), \(contents), \(track.isCompleted), \(track.isPassed),
                \(track.score), \(track.seconds), \(instant))
            ON CONFLICT (activity_id, learner_id, item) DO UPDATE SET contents = excluded.contents,
                is_completed = excluded.is_completed, is_passed = excluded.is_passed, score = excluded.score,
                seconds = excluded.seconds, changed_at = excluded.changed_at
            """)
    }

    /// The secret by which this site's passes are signed; made when first asked for.
    func packageKey() throws -> [UInt8] {
        let fresh = Array(Hashing.random(32)).hex
        try run("INSERT INTO package_keys (id, secret) VALUES (1, \(fresh)) ON CONFLICT (id) DO NOTHING")
        let secret: String = try value("SELECT secret FROM package_keys WHERE id = 1")
        return Array(secret.utf8)
    }
}

extension PackageFile {
    init(_ row: borrowing Row) throws {
        self.init(path: try row["path"], digest: try row["digest"], size: try row["size"])
    }
}

extension JSONEncoder {
    static var sorted: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return encoder
    }
}
