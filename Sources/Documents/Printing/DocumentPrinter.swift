import Foundation
import Glibc
import Markup
import Processes
public import Storage

/// Why nothing was printed.
public enum PrintingRefusal: String, Error, CaseIterable, Sendable, ColumnValue {
    /// The program that sets papers is not installed.
    case engineMissing
    /// It is there, and made nothing within its limits.
    case engineFailed
}

/// Setting of papers as PDF by WeasyPrint, as Debian's `weasyprint` package installs it, and joining of PDF files by
/// poppler's `pdfunite`.
public struct DocumentPrinter: Sendable {
    /// CSS of all sheets; ours.
    let style: String
    let engine: String
    let joiner: String
    /// What runs the engine.
    let program: String
    /// Sheets that one run of the engine sets. A run of 50 took 65 ms a sheet and 89 MB, of 100 55 ms and 118 MB, of 200
    /// 43 ms and 174 MB; all 1,000 at once took 831 MB.
    let partSize: Int

    public init(
        style: String, engine: String = "/usr/bin/weasyprint", joiner: String = "/usr/bin/pdfunite",
        program: String = "/usr/bin/python3", partSize: Int = 100
    ) {
        self.style = style
        self.program = program
        self.partSize = partSize
        self.engine = engine
        self.joiner = joiner
    }

    public var isInstalled: Bool { isProgram(engine) && isProgram(joiner) }

    private func isProgram(_ path: String) -> Bool { access(path, X_OK) == 0 }

    /// How the same papers would come out differently: another style, another way of setting.
    var edition: String { (style + Self.script).sha256 }

    /// One PDF of all sheets in their order. Throws when the engine is not there, fails, or goes over its limits: 20 s
    /// of a processor and 1 s for a sheet, three times that by the clock, 4 GB of memory. Blocks until it is made: call it
    /// away from the event loops.
    ///
    /// The engine gets nothing but text that was escaped here, and every address it might follow is refused.
    public func pdf(_ sheets: [DocumentSheet], title: String) throws -> [UInt8] {
        guard isProgram(engine) else { throw PrintingRefusal.engineMissing }
        let job = Job(
            style: style, title: title,
            sheets: sheets.map { Job.Sheet(html: $0.html.description, flows: $0.content.sheet == .plain) })
        let seconds = 20 + sheets.count
        return try run(
            program, ["-I", "-c", Self.script], input: Array(try JSONEncoder().encode(job)),
            seconds: seconds, outputLimit: 8 << 20 + sheets.count << 18)
    }

    /// One PDF of the pages of the files at `paths`, in their order. Blocks too.
    func joined(_ paths: [String], outputLimit: Int) throws -> [UInt8] {
        guard isProgram(joiner) else { throw PrintingRefusal.engineMissing }
        return try run(joiner, paths + ["/dev/stdout"], input: [], seconds: 60, outputLimit: outputLimit)
    }

    private func run(
        _ program: String, _ arguments: [String], input: [UInt8], seconds: Int, outputLimit: Int
    ) throws -> [UInt8] {
        // It gives way to whoever waits for a page.
        let made = ChildProcess(
            program: "/usr/bin/nice",
            arguments: [
                "-n", "5", "/usr/bin/prlimit", "--as=\(4 << 30)", "--cpu=\(seconds)", "--core=0", "--", program,
            ]
                + arguments,
            environment: ["PATH=/usr/bin:/bin", "LANG=C.UTF-8", "XDG_CACHE_HOME=" + NSTemporaryDirectory()]
        ).run(input: input, timeLimit: .seconds(3 * seconds), outputLimit: outputLimit)
        guard let made, made.starts(with: Array("%PDF".utf8)) else { throw PrintingRefusal.engineFailed }
        return made
    }

    private struct Job: Encodable {
        var style: String
        var title: String
        var sheets: [Sheet]

        struct Sheet: Encodable {
            var html: String
            /// It may take as many pages as it needs.
            var flows: Bool
        }
    }

    /// A sheet that does not fit its page is set again: the text gives room to a tall foot first, then gets smaller. All
    /// sheets share one configuration of fonts, so that a font is embedded once.
    private static let script = """
        import html, json, sys
        from weasyprint import CSS, HTML
        from weasyprint.text.fonts import FontConfiguration

        def refuse(address, *_, **__):
            raise ValueError("no address is open")

        job = json.load(sys.stdin)
        fonts = FontConfiguration()
        style = CSS(string=job["style"], font_config=fonts, url_fetcher=refuse)
        title = html.escape(job["title"])

        def laid_out(sheet):
            for fit in ("s0 h0", "s0 h1", "s0 h2", "s0 h3", "s1 h3", "s2 h3", "s3 h3", "s4 h3"):
                text = f'<!doctype html><html lang="ru"><title>{title}</title><body class="{fit}">{sheet["html"]}</body></html>'
                made = HTML(string=text, url_fetcher=refuse).render(stylesheets=[style], font_config=fonts)
                if sheet["flows"] or len(made.pages) == 1:
                    break
            return made

        made = [laid_out(sheet) for sheet in job["sheets"]]
        pages = [page for document in made for page in document.pages]
        sys.stdout.buffer.write(made[0].copy(pages).write_pdf())
        """
}
