import Foundation

/// Writes questions as a QTI 2.1 package: a manifest, a test with a section for each category, an item for each question.
enum QTI2Writer {
    /// The files of the package by their names. Random questions have no item: there is nothing of theirs to ask.
    static func files(_ questions: [ReadQuestion]) -> [(name: String, bytes: [UInt8])] {
        var files: [(name: String, bytes: [UInt8])] = []
        var resources = ""
        var sections: [(title: String, refs: String)] = []
        for (index, read) in questions.enumerated() {
            var writer = QTI2ItemWriter(read, identifier: "item\(index + 1)")
            guard let item = writer.item() else { continue }
            let name = "item\(index + 1).xml"
            files.append((name, Array(item.utf8)))
            for file in read.files where !files.contains(where: { $0.name == "media/\(file.name)" }) {
                files.append(("media/\(file.name)", file.bytes))
            }
            let media = read.files.map { "<file href=\"media/\(escaped($0.name))\"/>" }.joined()
            resources +=
                "<resource identifier=\"item\(index + 1)\" type=\"imsqti_item_xmlv2p1\" href=\"\(name)\"><file href=\"\(name)\"/>\(media)</resource>\n"
            let ref = "<assessmentItemRef identifier=\"item\(index + 1)\" href=\"\(name)\"/>\n"
            if sections.last?.title == read.question.category {
                sections[sections.count - 1].refs += ref
            } else {
                sections.append((read.question.category, ref))
            }
        }
        let written = sections.enumerated().map { index, section in
            let levels = levels(of: section.title).enumerated().map {
                "<assessmentSection identifier=\"section\(index + 1)-\($0 + 1)\" title=\"\(escaped($1))\" visible=\"true\">\n"
            }
            return levels.joined() + section.refs + levels.map { _ in "</assessmentSection>\n" }.joined()
        }.joined()
        files.append(("test.xml", Array(test(written).utf8)))
        files.append(("imsmanifest.xml", Array(manifest(resources).utf8)))
        return files
    }

    /// The sections of a category's path, where `//` is a slash in a name; one without a name where there is no path.
    private static func levels(of path: String) -> [String] {
        path.replacing("//", with: "\u{1}").split(separator: "/", omittingEmptySubsequences: false).map {
            String($0).replacing("\u{1}", with: "/")
        }
    }

    private static func test(_ sections: String) -> String {
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <assessmentTest xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="test" title="test">
        <testPart identifier="part" navigationMode="nonlinear" submissionMode="simultaneous">
        \(sections)</testPart></assessmentTest>

        """
    }

    private static func manifest(_ resources: String) -> String {
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <manifest xmlns="http://www.imsglobal.org/xsd/imscp_v1p1" identifier="manifest">
        <metadata><schema>QTIv2.1 Package</schema><schemaversion>1.0.0</schemaversion></metadata>
        <organizations/>
        <resources>
        <resource identifier="test" type="imsqti_test_xmlv2p1" href="test.xml"><file href="test.xml"/></resource>
        \(resources)</resources></manifest>

        """
    }

    static func escaped(_ text: String) -> String { MoodleXMLWriter.escaped(text) }
}
