import Foundation
import Markup

/// The files that stand in a question, as its texts name them after `@@PLUGINFILE@@/`.
struct MoodleXMLFiles {
    private(set) var all: [ReadQuestion.File] = []
    private var places: [String: Int] = [:]
    /// Of the picture a question is asked about.
    private(set) var picture: String?
    /// Of the pictures to be dragged, by the numbers of their elements.
    private(set) var drags: [String: String] = [:]
    /// Of the picture that Moodle 1.9 showed under the text.
    private(set) var oldImage: String?

    init(_ element: XMLElement) {
        for child in element.children where child.name != "file" && child.name != "drag" {
            for file in child.descendants("file") { add(file, named: nil) }
        }
        for file in element.children("file").prefix(1) { picture = add(file, named: "picture") }
        for drag in element.children("drag") {
            guard let file = drag["file"] else { continue }
            let number = drag.value("no") ?? ""
            drags[number] = add(file, named: "drag-\(number)")
        }
        if let name = element.value("image")?.split(separator: "/").last.map(String.init),
            let data = element["image_base64"].flatMap({ Self.data($0.text) })
        {
            oldImage = name
            all.append(.init(name: name, bytes: data))
        }
    }

    func bytes(of name: String?) -> [UInt8]? { name.flatMap { places[$0] }.map { all[$0].bytes } }

    /// Keeps the file and gives its name: its own, unless another file has it already.
    @discardableResult
    private mutating func add(_ file: XMLElement, named prefix: String?) -> String? {
        guard let own = file.attributes["name"], !own.isEmpty,
            file.attributes["encoding"]?.lowercased() ?? "base64" == "base64", let bytes = Self.data(file.text)
        else { return nil }
        let folder = (file.attributes["path"] ?? "/").split(separator: "/").joined(separator: "/")
        var name = folder.isEmpty ? own : "\(folder)/\(own)"
        if let place = places[name] {
            if all[place].bytes == bytes { return name }
            guard let prefix else { return name }
            name = "\(prefix)-\(own)"
        }
        places[name] = all.count
        all.append(.init(name: name, bytes: bytes))
        return name
    }

    private static func data(_ text: String) -> [UInt8]? {
        guard let data = Data(base64Encoded: text, options: .ignoreUnknownCharacters), !data.isEmpty else { return nil }
        return [UInt8](data)
    }
}
