public import Accounts
import Dispatch
public import Foundation
public import Spaces
public import Storage

/// A PDF among the blobs.
public struct PrintedFile: Equatable, Sendable {
    public var digest: Digest
    /// Bytes.
    public var size: Int
}

/// A batch on its way to paper.
public struct BatchPrinting: Equatable, Sendable {
    public enum State: Equatable, Sendable {
        /// Nobody has asked for it as it is now.
        case unasked
        /// So many of its papers are set.
        case underWay(printed: Int)
        case failed(PrintingRefusal)
        case done(PrintedFile)
    }

    public var batch: DocumentBatch
    /// Papers that are valid; the others are not printed.
    public var count: Int
    public var state: State
}

/// Printing of papers: one at once, a batch part by part among the persisted jobs. What has been printed is kept, and
/// given again as long as nothing on it has changed.
public struct Printings: Sendable {
    public static let job = "documents.print"
    /// The engine may fail so many times, on a machine that is busy or short of memory, before people are told.
    static let patience = 3

    let database: any Database
    let blobs: BlobStore
    let jobs: JobQueue
    let printer: @Sendable () throws -> DocumentPrinter
    let now: @Sendable () -> Date

    public init(
        database: any Database, blobs: BlobStore, jobs: JobQueue,
        printer: @escaping @Sendable () throws -> DocumentPrinter, now: @escaping @Sendable () -> Date
    ) {
        self.database = database
        self.blobs = blobs
        self.jobs = jobs
        self.printer = printer
        self.now = now
    }

    // MARK: - One paper

    /// The paper as it was issued. `site` is what the check's address begins with: `https://belovo.example`. Throws
    /// `PrintingRefusal`.
    public func file(of document: Document, title: String, site: String) async throws -> PrintedFile {
        let printer = try printer()
        let (batch, edition, kept) = try await database.read { tx in
            let batch = try tx.printable(document.batch, only: document.id)
            let edition = batch.edition(of: batch.papers, title: title, site: site, by: printer)
            return (batch, edition, try tx.files(of: [edition])[edition])
        }
        if let kept, blobs.contains(kept.digest) { return kept }
        let sheets = try batch.sheets(batch.papers, site: site)
        let file = try await put(on: Self.alone) { try printer.pdf(sheets, title: title) }
        try await database.write { [now] tx in try tx.keep(file, as: edition, of: document.batch, at: now()) }
        return file
    }

    /// A sheet that is not kept. Throws `PrintingRefusal`.
    public func sample(_ sheet: DocumentSheet, title: String) async throws -> [UInt8] {
        let printer = try printer()
        return try await run(on: Self.alone) { try printer.pdf([sheet], title: title) }
    }

    // MARK: - A batch

    /// Throws `NoRow` when the organisation has no such batch.
    public func printing(of batch: DocumentBatch.ID, in space: Space.ID, site: String) async throws -> BatchPrinting {
        let printer = try printer()
        return try await database.read { [blobs] tx in try tx.printing(of: batch, in: space, site: site, printer, blobs)
        }
    }

    /// Puts the batch among the jobs, unless it is there or has been printed as it is now. Throws `PrintingRefusal`,
    /// `NoRow`.
    public func ask(for batch: DocumentBatch.ID, in space: Space.ID, site: String, by user: User.ID) async throws {
        let printer = try printer()
        guard printer.isInstalled else { throw PrintingRefusal.engineMissing }
        try await database.write { [now, jobs, blobs] tx in
            switch try tx.printing(of: batch, in: space, site: site, printer, blobs).state {
            case .underWay, .done: return
            case .unasked, .failed: break
            }
            try tx.run(
                """
                INSERT INTO document_printings (batch_id, site, asked_by, asked_at)
                VALUES (\(batch), \(site), \(user), \(now()))
                ON CONFLICT (batch_id) DO UPDATE
                SET site = \(site), asked_by = \(user), asked_at = \(now()), failure = NULL
                """)
            try jobs.enqueue(Self.job, payload: "\(batch)", runAt: now(), in: tx)
        }
    }

    /// Prints the first part of the batch that is not printed yet and puts itself among the jobs again; when there is
    /// none, joins the parts. It may be begun again after any of its lines. Throws `PrintingRefusal`, to be tried again
    /// later, until it has failed `patience` times.
    public func carryOn(_ batch: DocumentBatch.ID, attempt: Int) async throws {
        do { try await step(batch) } catch let refusal as PrintingRefusal {
            guard refusal == .engineMissing || attempt >= Self.patience else { throw refusal }
            try await database.write { tx in
                try tx.run("UPDATE document_printings SET failure = \(refusal) WHERE batch_id = \(batch)")
            }
        }
    }

    private func step(_ id: DocumentBatch.ID) async throws {
        let printer = try printer()
        let found = try await database.read { tx -> (PrintableBatch, site: String, [String: PrintedFile])? in
            let asked = "SELECT site FROM document_printings WHERE batch_id = \(id)" as SQL
            guard let site: String = try tx.first(asked, { try $0["site"] }) else { return nil }
            let batch = try tx.printable(id)
            return (batch, site, try tx.files(of: batch.editions(site: site, by: printer)))
        }
        guard let (batch, site, kept) = found else { return }
        let files = batch.editions(site: site, by: printer).map { edition in
            kept[edition].flatMap { blobs.contains($0.digest) ? $0 : nil }
        }
        let parts = batch.parts(of: printer.partSize)
        if let missing = files.firstIndex(of: nil) {
            let part = parts[missing]
            let sheets = try batch.sheets(part, site: site)
            let file = try await put(on: Self.together) { try printer.pdf(sheets, title: batch.occasion) }
            let edition = batch.edition(of: part, title: batch.occasion, site: site, by: printer)
            try await database.write { [now, jobs] tx in
                try tx.keep(file, as: edition, of: id, at: now())
                try jobs.enqueue(Self.job, payload: "\(id)", runAt: now(), in: tx)
            }
        } else {
            let set = files.compactMap { $0 }
            if set.count > 1 {
                let paths = set.map { blobs.path(of: $0.digest) }
                let limit = 2 * set.reduce(0) { $0 + $1.size } + 1 << 20
                let whole = batch.edition(
                    of: parts.flatMap { $0 }, title: batch.occasion, site: site, by: printer)
                let file = try await put(on: Self.together) { try printer.joined(paths, outputLimit: limit) }
                try await database.write { [now] tx in try tx.keep(file, as: whole, of: id, at: now()) }
            }
            try await database.write { tx in try tx.run("DELETE FROM document_printings WHERE batch_id = \(id)") }
        }
    }

    // MARK: - Threads

    /// Whoever waits for one paper does not wait for a batch. Each queue is one thread: a class that opens its diplomas
    /// at the same moment starts one engine, not thirty.
    private static let alone = DispatchQueue(label: "printing.alone", qos: .utility)
    private static let together = DispatchQueue(label: "printing.together", qos: .background)

    private func put(
        on queue: DispatchQueue, _ make: @escaping @Sendable () throws -> [UInt8]
    ) async throws -> PrintedFile {
        try await run(on: queue) { [blobs] in
            let made = try make()
            return PrintedFile(digest: try blobs.put(made), size: made.count)
        }
    }

    private func run<T: Sendable>(
        on queue: DispatchQueue, _ body: @escaping @Sendable () throws -> T
    ) async throws -> T {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result { try body() }) }
        }
    }
}

extension PrintableBatch {
    /// Of its parts. Where there is one, it is that of the whole.
    func editions(site: String, by printer: DocumentPrinter) -> [String] {
        parts(of: printer.partSize).map { edition(of: $0, title: occasion, site: site, by: printer) }
    }
}

extension Transaction {
    fileprivate func printing(
        of id: DocumentBatch.ID, in space: Space.ID, site: String, _ printer: DocumentPrinter, _ blobs: BlobStore
    ) throws -> BatchPrinting {
        let found = try batches("document_batches.id = \(id) AND document_batches.space_id = \(space)", limit: 1)
        guard let batch = found.first else { throw NoRow() }
        let asked: (site: String, failure: PrintingRefusal?)? = try first(
            "SELECT site, failure FROM document_printings WHERE batch_id = \(id)"
        ) { (try $0["site"], try $0["failure"]) }
        let printable = try printable(id)
        let place = asked?.site ?? site
        let parts = printable.parts(of: printer.partSize)
        let editions = printable.editions(site: place, by: printer)
        let whole = printable.edition(
            of: parts.flatMap { $0 }, title: printable.occasion, site: place, by: printer)
        let files = try files(of: editions + [whole]).filter { blobs.contains($0.value.digest) }
        let state: BatchPrinting.State
        if let failure = asked?.failure {
            state = .failed(failure)
        } else if asked != nil {
            let printed = zip(parts, editions).reduce(0) { $0 + (files[$1.1] == nil ? 0 : $1.0.count) }
            state = .underWay(printed: printed)
        } else if let file = files[whole] {
            state = .done(file)
        } else {
            state = .unasked
        }
        return BatchPrinting(batch: batch, count: parts.reduce(0) { $0 + $1.count }, state: state)
    }
}
