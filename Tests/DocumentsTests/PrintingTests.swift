import Foundation
import Storage
import TestSupport
import Testing

@testable import Documents

/// Batches among the jobs. Where the engine is installed, it prints them.
@Suite struct PrintingTests {
    private static let isInstalled = paperPrinter.isInstalled
    private static let site = "https://belovo.example"

    @Test func `a part is a hundred papers, and a revoked one moves no other`() {
        let papers = (0..<5).map { number in
            PrintableBatch.Paper(number: "\(number)", checkCode: "", fields: "", isValid: number != 1)
        }
        let batch = PrintableBatch(issuer: "", occasion: "", dated: "", content: "", papers: papers)

        #expect(batch.parts(of: 2).map { $0.map(\.number) } == [["0"], ["2", "3"], ["4"]])
        #expect(paperPrinter.partSize == 100)
    }

    @Test(arguments: TestEngine.available)
    func `without the engine whoever asks is told at once, and whoever waits is told too`(engine: TestEngine)
        async throws
    {
        try await withPrintings(engine, DocumentPrinter(style: "", engine: "/nonexistent")) { world, printings, jobs in
            let paper = try await world.addPapers(["Анна"])
            await #expect(throws: PrintingRefusal.engineMissing) {
                try await printings.file(of: paper, title: "", site: Self.site)
            }
            await #expect(throws: PrintingRefusal.engineMissing) {
                try await printings.ask(for: paper.batch, in: world.school, site: Self.site, by: world.head)
            }
            #expect(try await jobs.list() == [])

            // It was there when they asked.
            try await world.database.write { tx in
                try tx.run(
                    """
                    INSERT INTO document_printings (batch_id, site, asked_by, asked_at)
                    VALUES (\(paper.batch), \(Self.site), \(world.head), \(world.clock.now))
                    """)
            }
            try await printings.carryOn(paper.batch, attempt: 1)

            let printing = try await printings.printing(of: paper.batch, in: world.school, site: Self.site)
            #expect(printing.state == .failed(.engineMissing) && printing.count == 1)
            await #expect(throws: NoRow.self) {
                try await printings.printing(of: paper.batch, in: world.other, site: Self.site)
            }
        }
    }

    @Test(arguments: TestEngine.available)
    func `an engine that fails is tried three times`(engine: TestEngine) async throws {
        let broken = DocumentPrinter(style: "", engine: "/bin/true", joiner: "/bin/true", program: "/bin/true")
        try await withPrintings(engine, broken) { world, printings, _ in
            let paper = try await world.addPapers(["Анна"])
            try await printings.ask(for: paper.batch, in: world.school, site: Self.site, by: world.head)
            for attempt in 1...2 {
                await #expect(throws: PrintingRefusal.engineFailed) {
                    try await printings.carryOn(paper.batch, attempt: attempt)
                }
            }
            try await printings.carryOn(paper.batch, attempt: 3)

            let printing = try await printings.printing(of: paper.batch, in: world.school, site: Self.site)
            #expect(printing.state == .failed(.engineFailed))
        }
    }

    @Test(.enabled(if: isInstalled), arguments: TestEngine.available)
    func `a batch is printed part by part, whoever carries it on, without what is revoked meanwhile`(
        engine: TestEngine
    ) async throws {
        let printer = DocumentPrinter(style: paperPrinter.style, partSize: 2)
        try await withPrintings(engine, printer) { world, printings, jobs in
            let batch = try await world.addPapers(["Ёлкина Анна", "Ким Пётр", "Щёголева Яна"]).batch
            let papers = try await world.documents.documents(of: world.teacher).sorted { $0.number < $1.number }
            func state() async throws -> BatchPrinting.State {
                try await printings.printing(of: batch, in: world.school, site: Self.site).state
            }
            #expect(try await state() == .unasked)

            for _ in 0..<2 { try await printings.ask(for: batch, in: world.school, site: Self.site, by: world.head) }
            #expect(try await jobs.list().count == 1, "asked twice, printed once")
            #expect(try await state() == .underWay(printed: 0))

            // The first worker dies with the part in its hands; another does it again when the lease is over.
            let lost = try #require(try await jobs.claim(by: "first", lease: 30))
            try await printings.carryOn(batch, attempt: lost.attempts)
            #expect(try await state() == .underWay(printed: 2))
            world.clock.advance(31)
            try await world.documents.revoke(papers[0].id, because: "Ошибка", by: world.head)
            while let job = try await jobs.claim(by: "second", lease: 30) {
                try await printings.carryOn(batch, attempt: job.attempts)
                try await jobs.finish(job.id, by: "second")
            }

            guard case .done(let file) = try await state() else {
                Issue.record("\(try await state())")
                return
            }
            let pdf = [UInt8](try Data(contentsOf: URL(fileURLWithPath: printings.blobs.path(of: file.digest))))
            #expect(pdf.count == file.size)
            if let text = try told("pdftotext", ["PDF", "-"], of: pdf) {
                #expect(!text.contains("Ёлкина") && text.contains("Ким Пётр") && text.contains("Щёголева Яна"))
                #expect(try #require(try told("pdfinfo", ["PDF"], of: pdf)).contains(/Pages:\s+2\n/))
            }
            let count = try await jobs.list().count
            try await printings.ask(for: batch, in: world.school, site: Self.site, by: world.head)
            #expect(try await jobs.list().count == count, "what is printed is not printed again")

            try await world.documents.revoke(papers[2].id, because: "Ошибка", by: world.head)
            #expect(try await state() != .done(file), "a revoked paper is in no file")
        }
    }

    @Test(.enabled(if: isInstalled))
    func `a paper that has not changed is not set again`() async throws {
        try await withPrintings(.sqlite, paperPrinter) { world, printings, _ in
            let paper = try await world.addPapers(["Ёлкина Анна"])
            let first = try await printings.file(of: paper, title: "Диплом", site: Self.site)
            let started = ContinuousClock.now
            let again = try await printings.file(of: paper, title: "Диплом", site: Self.site)
            #expect(again == first && ContinuousClock.now - started < .milliseconds(300))

            try printings.blobs.remove(first.digest)
            let anew = try await printings.file(of: paper, title: "Диплом", site: Self.site)
            #expect(printings.blobs.contains(anew.digest), "a file that was lost is made again")
            #expect(try await world.database.read { try $0.printedDigests() } == [anew.digest])
            let other = try await printings.file(of: paper, title: "Диплом", site: "https://other.example")
            #expect(other != first, "the code leads elsewhere")
        }
    }
}

private func withPrintings(
    _ engine: TestEngine, _ printer: DocumentPrinter, _ body: (PaperWorld, Printings, JobQueue) async throws -> Void
) async throws {
    let folder = NSTemporaryDirectory() + "printing-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try await withPapers(engine) { world in
        let jobs = JobQueue(database: world.database, now: { [clock = world.clock] in clock.now })
        let printings = Printings(
            database: world.database, blobs: try BlobStore(folder: folder), jobs: jobs, printer: { printer },
            now: { [clock = world.clock] in clock.now })
        try await body(world, printings, jobs)
    }
}

extension PaperWorld {
    /// Issues a paper for each name; answers with one of them.
    fileprivate func addPapers(_ names: [String]) async throws -> Document {
        try await documents.issue(issue(names), in: school, by: head)
        return try #require(try await documents.documents(of: teacher).first)
    }
}
