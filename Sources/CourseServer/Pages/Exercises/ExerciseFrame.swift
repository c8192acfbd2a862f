import Markup

/// A page of an exercise alone, to stand in a frame of another page.
struct ExerciseFrame {
    var title: String
    var block: ExerciseBlock

    func html(_ t: Words, _ reader: Reader, site: Site) -> HTML {
        var block = block
        block.teacher = nil
        return """
            <!doctype html>
            <html lang="\(t.language.rawValue)"\(reader.preferences.attributes)>
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>\(title)</title>
            <link rel="stylesheet" href="\(site.asset("css/app.css"))">
            <link rel="stylesheet" href="\(site.asset("css/exercises.css"))">
            <script type="module" src="\(site.asset("js/app.js"))"></script>
            </head>
            <body class="framed"><main id="main"><h1 class="vh">\(title)</h1>
            \(block.html(t))
            </main></body>
            </html>
            """
    }
}

/// A line of a page that holds nothing but a link to an exercise becomes the exercise itself; the link stays under it.
enum ExerciseEmbeds {
    private static var line: Regex<(Substring, Substring, Substring)> {
        /<p><a href="(\/x\/[0-9A-Z]{16}|\/activities\/\d+\/exercise)"[^>]*>([^<]*)<\/a><\/p>/
    }

    static func isIn(_ html: SafeHTML) -> Bool {
        (html.contains("=\"/x/") || html.contains("/exercise\"")) && html.string.contains(line)
    }

    static func shown(_ html: SafeHTML) -> SafeHTML {
        guard isIn(html) else { return html }
        return SafeHTML(
            stored: html.string.replacing(line) { match in
                // Between tags a quotation mark may stand as it is, in an attribute it may not.
                let title = match.2.replacing("\"", with: "&quot;")
                return """
                    <exercise-frame><iframe class="exercise" src="\(match.1)?framed=yes" title="\(title)" loading="lazy"></iframe></exercise-frame>\
                    <p class="small"><a href="\(match.1)">\(match.2)</a></p>
                    """
            })
    }
}
