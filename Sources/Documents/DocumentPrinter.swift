import Foundation
import Markup
import Processes

/// Setting of papers as PDF by WeasyPrint, as Debian's `weasyprint` package installs it.
public struct DocumentPrinter: Sendable {
    /// CSS of all sheets; ours.
    let style: String

    public init(style: String) { self.style = style }

    /// One PDF of all sheets in their order, or nil when the engine is not there, fails, or goes over its limits: 10 s
    /// and 0.5 s for a sheet, 4 GB of memory. Blocks until it is made: call it away from the event loops.
    ///
    /// The engine gets nothing but text that was escaped here, and every address it might follow is refused.
    public func pdf(_ sheets: [DocumentSheet], title: String) -> [UInt8]? {
        let job = Job(
            style: style, title: title,
            sheets: sheets.map { Job.Sheet(html: $0.html.description, flows: $0.content.sheet == .plain) })
        guard !sheets.isEmpty, let input = try? JSONEncoder().encode(job) else { return nil }
        return ChildProcess(
            program: "/usr/bin/prlimit",
            arguments: [
                "--as=\(4 << 30)", "--cpu=\(20 + sheets.count)", "--core=0", "--", "/usr/bin/python3", "-I", "-c",
                Self.script,
            ], environment: ["PATH=/usr/bin:/bin", "LANG=C.UTF-8", "XDG_CACHE_HOME=" + NSTemporaryDirectory()]
        ).run(
            input: Array(input), timeLimit: .seconds(20 + sheets.count),
            outputLimit: 8 << 20 + sheets.count << 18)
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

    /// A sheet that does not fit its page is set again in a smaller size, five of them. All parts share one
    /// configuration of fonts, so that a font is embedded once.
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
            for size in range(5):
                text = f'<!doctype html><html lang="ru"><title>{title}</title><body class="s{size}">{sheet["html"]}</body></html>'
                made = HTML(string=text, url_fetcher=refuse).render(stylesheets=[style], font_config=fonts)
                if sheet["flows"] or len(made.pages) == 1:
                    break
            return made

        made = [laid_out(sheet) for sheet in job["sheets"]]
        pages = [page for document in made for page in document.pages]
        sys.stdout.buffer.write(made[0].copy(pages).write_pdf())
        """
}
