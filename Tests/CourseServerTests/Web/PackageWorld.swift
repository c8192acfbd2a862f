import Courses
import Foundation
import Storage

@testable import CourseServer

extension WebWorld {
    static let manifest = """
        <manifest identifier="m" xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2">
        <metadata><schema>ADL SCORM</schema><schemaversion>1.2</schemaversion></metadata>
        <organizations default="o"><organization identifier="o"><title>Пакет</title>
        <item identifier="i1" identifierref="r1"><title>Первое</title></item></organization></organizations>
        <resources><resource identifier="r1" type="webcontent" adlcp:scormtype="sco" href="one.html"/></resources>
        </manifest>
        """

    /// Adds a SCORM package of one page, and a picture of nothing.
    func addPackage() async throws -> Activity.ID {
        let source = folder + "/package-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: source, withIntermediateDirectories: true)
        for (name, text) in [
            "imsmanifest.xml": Self.manifest, "one.html": "<!-- <head> --><html><head><title>1</title></head></html>",
            "empty.css": "",
        ] { try Data(text.utf8).write(to: URL(fileURLWithPath: source + "/" + name)) }
        let draft = try PackageDraft(folder: source, put: domains.blobs.put(file:))
        return try await domains.courses.add(
            .package(draft.package), titled: "Пакет", points: Points(10), to: module, by: id(.author)
        ) { tx, activity in try draft.install(tx, activity) }
    }

    func pass(to activity: Activity.ID, for person: Person = .learner) async throws -> String {
        let (open, _) = try await domains.courses.open(activity)
        guard case .package(let package) = open.body, let item = package.launchable.first else { throw NoRow() }
        return try await domains.packages.pass(to: item, of: package, at: activity, for: id(person))
    }
}
