/// A picture of our own files in clean markup. One whose name ends in `-1600x900.webp` says its size there, so that the
/// page leaves room for it; one whose name is a video's or a recording's becomes a player.
struct MediaTag {
    private let tag: Substring
    private let source: Substring
    private let words: Substring

    /// Elements by the ending of the file's name.
    private static let players = [
        "mp4": "video", "webm": "video",
        "mp3": "audio", "m4a": "audio", "ogg": "audio", "oga": "audio", "opus": "audio", "wav": "audio",
    ]

    /// Nil for a picture that is not served by us.
    init?(_ tag: Substring) {
        guard let source = tag.firstMatch(of: /\ssrc="(\/media\/[^"]*)"/)?.1 else { return nil }
        self.tag = tag
        self.source = source
        words = tag.firstMatch(of: /\salt="([^"]*)"/)?.1 ?? ""
    }

    var dressed: String {
        if let player = Self.players[source.split(separator: ".").last?.lowercased() ?? ""] {
            return "<\(player) controls preload=\"none\" src=\"\(source)\" aria-label=\"\(words)\"></\(player)>"
        }
        var extra = tag.contains(" loading=") ? "" : " loading=\"lazy\""
        if !tag.contains(" width="), !tag.contains(" height="),
            let size = source.firstMatch(of: /-(\d{1,5})x(\d{1,5})\.webp$/)
        {
            extra += " width=\"\(size.1)\" height=\"\(size.2)\""
        }
        return tag.dropLast() + extra + ">"
    }
}
