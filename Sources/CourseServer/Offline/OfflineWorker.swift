import HTTPTypes
import Hummingbird
import NIOCore

/// `/worker.js`: the service worker that keeps opened pages readable without a link. It stands at the root, since a
/// worker sees only what lies below it, and it changes with the site's files and words.
struct OfflineWorker: Sendable {
    private let script: ByteBuffer
    private let etag: String

    init(site: Site) {
        let words = Language.allCases.map { language in
            let words = Words(language).json([
                "copy": "offline.copy", "again": "offline.again", "waiting": "offline.waiting",
                "absent": "offline.absent", "absentText": "offline.absent_text", "kept": "offline.kept",
                "unsent": "offline.unsent", "unsentText": "offline.unsent_text", "queued": "offline.queued",
                "queuedText": "offline.queued_text", "played": "offline.played",
                "playedText": "offline.played_text", "signOut": "offline.sign_out",
                "signOutText": "offline.sign_out_text", "home": "frame.learning",
            ])
            return "\"\(language.rawValue)\":\(words)"
        }
        var script = ByteBuffer(
            string:
                "const SITE = {\"css\":\"\(site.asset("css/app.css"))\",\"words\":{\(words.joined(separator: ","))}}\n")
        if var text = site.assets.contents(of: "js/worker.js") { script.writeBuffer(&text) }
        self.script = script
        etag = "\"\(site.assets.hash)-\(script.readableBytes)\""
    }

    func show(_ request: Request, context: AppContext) async throws -> Response {
        let headers: HTTPFields = [
            .contentType: "text/javascript; charset=utf-8", .cacheControl: "no-cache", .eTag: etag,
        ]
        if request.hasCopy(of: etag) { return .notModified(headers) }
        return Response(status: .ok, headers: headers, body: .init(byteBuffer: script))
    }
}
