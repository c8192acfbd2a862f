import Accounts
import Foundation
import Markup
import Storage
import TestSupport
import Testing

@testable import Archives
@testable import Courses

private func manifest(_ items: String, _ resources: String, version: String = "1.2") throws -> ContentManifest {
    try ContentManifest(
        Array(
            """
            <manifest identifier="m" xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2">
            <metadata><schema>ADL SCORM</schema><schemaversion>\(version)</schemaversion></metadata>
            <organizations default="o"><organization identifier="o"><title>Гольф</title>\(items)</organization>
            </organizations><resources xml:base="res/">\(resources)</resources></manifest>
            """.utf8))
}

private let item = Package.Item(
    identifier: "i1", title: "Первое", level: 0, file: "a.html", query: "", isAsset: false, launchData: "",
    masteryScore: nil)

@Suite struct PackageTests {
    @Test func `a manifest becomes a table of contents`() throws {
        let manifest = try manifest(
            """
            <item identifier="c"><title>Глава</title>
            <item identifier="i1" identifierref="r1" parameters="?q=1"><title>Первое</title>
            <adlcp:masteryscore>80</adlcp:masteryscore><adlcp:datafromlms>x=1</adlcp:datafromlms></item>
            <item identifier="i2" identifierref="r2"><title>Второе</title></item></item>
            """,
            """
            <resource identifier="r1" type="webcontent" adlcp:scormtype="sco" href="a%20b/../one.html?z=2"/>
            <resource identifier="r2" type="webcontent" adlcp:scormtype="asset" href="GONE.html"/>
            """)
        let (package, missing) = try Package.read(manifest, files: ["res/One.html"])

        #expect(package.standard == .scorm12)
        #expect(package.title == "Гольф")
        #expect(missing == ["res/GONE.html"])
        #expect(
            package.items == [
                Package.Item(
                    identifier: "c", title: "Глава", level: 0, file: nil, query: "", isAsset: false, launchData: "",
                    masteryScore: nil),
                Package.Item(
                    identifier: "i1", title: "Первое", level: 1, file: "res/One.html", query: "?z=2&q=1",
                    isAsset: false,
                    launchData: "x=1", masteryScore: 80),
                Package.Item(
                    identifier: "i2", title: "Второе", level: 1, file: nil, query: "", isAsset: true, launchData: "",
                    masteryScore: nil),
            ])
    }

    @Test(
        arguments: [
            (["cmi.core.lesson_status": "completed"], PackageTrack(isCompleted: true)),
            (["cmi.core.lesson_status": "passed"], PackageTrack(isCompleted: true, isPassed: true)),
            (["cmi.core.lesson_status": "failed"], PackageTrack(isPassed: false)),
            (["cmi.core.lesson_status": "incomplete"], PackageTrack()),
            (["cmi.core.score.raw": "80"], PackageTrack(score: Points(rawValue: 80_000))),
            (
                ["cmi.core.score.raw": "3", "cmi.core.score.min": "1", "cmi.core.score.max": "5"],
                PackageTrack(score: Points(rawValue: 50_000))
            ),
            (["cmi.core.score.raw": ""], PackageTrack()),
            (["cmi.suspend_data": "страница 7"], PackageTrack()),
        ] as [([String: String], PackageTrack)])
    func `what 1.2 sets is understood`(values: [String: String], expected: PackageTrack) throws {
        var expected = expected
        expected.values = values
        #expect(try PackageTrack().taking(values, of: item, by: .scorm12, isFinished: false) == expected)
    }

    @Test(
        arguments: [
            (["cmi.completion_status": "completed"], PackageTrack(isCompleted: true)),
            (["cmi.success_status": "passed"], PackageTrack(isCompleted: true, isPassed: true)),
            (["cmi.score.scaled": "0.65"], PackageTrack(score: Points(rawValue: 65_000))),
            (["cmi.score.scaled": "-1"], PackageTrack(score: .zero)),
            (["cmi.score.raw": "5", "cmi.score.max": "20"], PackageTrack(score: Points(rawValue: 25_000))),
        ] as [([String: String], PackageTrack)])
    func `what 2004 sets is understood`(values: [String: String], expected: PackageTrack) throws {
        var expected = expected
        expected.values = values
        #expect(try PackageTrack().taking(values, of: item, by: .scorm2004, isFinished: false) == expected)
    }

    @Test(
        arguments: [
            ["cmi.core.lesson_status": "выдумано"], ["cmi.core.score.raw": "101"], ["cmi.core.score.raw": "-1"],
            ["cmi.core.score.raw": "1e3"], ["cmi.core.score.raw": "nan"], ["document.cookie": "x"],
            ["cmi.core score": "x"], ["cmi.suspend_data": String(repeating: "x", count: 500_000)],
        ])
    func `values that make no sense are refused whole`(values: [String: String]) {
        #expect(throws: TrackRefusal.self) {
            try PackageTrack().taking(values, of: item, by: .scorm12, isFinished: false)
        }
    }

    @Test func `with a mastery score the platform passes or fails`() throws {
        var item = item
        item.masteryScore = 70
        let values = ["cmi.core.lesson_status": "completed", "cmi.core.score.raw": "60"]
        let failed = try PackageTrack().taking(values, of: item, by: .scorm12, isFinished: false)
        #expect((failed.isCompleted, failed.isPassed) == (false, false))
    }

    @Test func `a second run takes nothing away, and time adds up`() throws {
        let first = try PackageTrack().taking(
            ["cmi.core.lesson_status": "passed", "cmi.core.score.raw": "90", "cmi.core.session_time": "0001:02:03.5"],
            of: item, by: .scorm12, isFinished: true)
        let second = try first.taking(
            ["cmi.core.lesson_status": "incomplete", "cmi.core.score.raw": "10", "cmi.core.session_time": "00:00:07"],
            of: item, by: .scorm12, isFinished: true)

        #expect(second.isCompleted)
        #expect(second.score == Points(rawValue: 90_000))
        #expect(second.seconds == 3_723 + 7)
        #expect(second.values["cmi.core.session_time"] == nil)
        #expect(PackageTrack.seconds("PT1H2M3.5S") == 3_723)
        #expect(PackageTrack.seconds("P1DT1S") == 86_401)
        #expect(PackageTrack.seconds("вечность") == 0)
    }

    @Test func `a package's grade is the mean of what its items reported`() {
        var other = item
        other.identifier = "i2"
        let package = Package(standard: .scorm12, edition: "1.2", title: "", items: [item, other])
        let half = PackageProgress(tracks: ["i1": PackageTrack(isCompleted: true, score: Points(rawValue: 66_667))])
        #expect(half.grade(of: package, maximum: Points(10)) == Points(rawValue: 666_670))
        #expect(!half.isCompleted(package))
        let whole = PackageProgress(tracks: [
            "i1": PackageTrack(isCompleted: true, score: Points(1)),
            "i2": PackageTrack(isCompleted: true, score: .zero),
        ])
        #expect(whole.grade(of: package, maximum: Points(10)) == Points(5))
        #expect(whole.isCompleted(package))
        #expect(PackageProgress(tracks: [:]).grade(of: package, maximum: Points(10)) == nil)
    }

    @Test func `a pass opens what it was given for, and for its time`() {
        let key = Array("key".utf8)
        let now = Date(timeIntervalSince1970: 1_000)
        let pass = PackagePass(
            activity: Activity.ID(rawValue: 5), user: User.ID(rawValue: 7), item: 1,
            expiresAt: now.addingTimeInterval(60))
        let token = pass.token(signedWith: key)

        #expect(PackagePass(token: token, key: key, now: now) == pass)
        #expect(PackagePass(token: token, key: key, now: now.addingTimeInterval(60)) == nil)
        #expect(PackagePass(token: token, key: Array("other".utf8), now: now) == nil)
        #expect(PackagePass(token: "6" + token.dropFirst(), key: key, now: now) == nil)
        #expect(PackagePass(token: "", key: key, now: now) == nil)
    }

    @Test func `the manifests of ADL's suite are all read`() async throws {
        guard let folder = fixtures("scorm") else { return }
        try await withTemporaryFolder { target in
            try Archive.unpack(folder + "/adl_scorm2004_4ed_manifests.zip", into: target)
            let manifests = try FileManager.default.contentsOfDirectory(atPath: target).map { name in
                try #require(try ScormConversion.manifest(in: target + "/" + name))
            }
            #expect(manifests.count == 126)
            for manifest in manifests {
                #expect(!manifest.organisations.isEmpty && !manifest.resources.isEmpty)
                #expect(manifest.resources.allSatisfy { !$0.identifier.isEmpty && !$0.type.isEmpty })
                #expect(try Package.read(manifest, files: []).package.standard == .scorm2004)
            }
        }
    }
}
