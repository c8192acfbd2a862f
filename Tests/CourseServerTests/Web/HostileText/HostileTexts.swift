import Foundation
import HTTPTypes
import HummingbirdTesting
import Testing

@testable import CourseServer

/// Texts that would run if a page let them. `px7` tells that a page shows what was written.
let hostileTexts = [
    "px7<script>px7()</script>", "px7\"><img src=x onerror=px7()>", "px7' onmouseover='px7()",
    "px7</title></textarea></script><svg/onload=px7()>", "px7<a href=\"javascript:px7()\">",
    "px7\u{202E}<iframe srcdoc=x>&lt;b&gt;<!--", "=px7+cmd|' /C calc'!A0", "px7 {count} \\(x) ${7*7} %00 %s",
]

/// What authors may write in Markdown and in `[html]` questions, with what must not come through.
let hostileMarkup = [
    "<script>px7()</script>", "<img src=x onerror=px7()>", "<a href=\"javascript:px7()\">x</a>",
    "[x](javascript:px7%28%29)", "[x](JaVa&#115;cript:px7)", "![x](data:text/html;base64,PHNjcmlwdD4=)",
    "<svg/onload=px7()>", "<iframe src=\"https://evil.example\"></iframe>", "<form action=//evil.example><input>",
    "<p style=\"background:url(//evil.example)\">x</p>", "<base href=//evil.example>", "<x onclick=px7()>x</x>",
    "<a href=\"x\" onclick=\"px7()\">x</a>", "<math><mtext></p><img src=x onerror=px7()>", "<style>*{}</style>",
    "```\n</code></pre><script>px7()</script>\n```", "<object data=x>", "<meta http-equiv=refresh content=\"0;url=x\">",
]

/// Looks at pages: nothing in them runs, and they show what was written.
func expectClean(_ world: WebWorld, shows mark: String = "", _ pages: [(String, Person?)]) async throws {
    for (path, person) in pages {
        let page = try await world.get(path, as: person)
        #expect(page.status == .ok, "\(path)")
        #expect(LiveMarkup.fault(in: page.text) == nil, "\(path)")
        #expect(mark.isEmpty || page.text.contains(mark), "\(path)")
    }
}
