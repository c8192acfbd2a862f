import Accounts
import Archives
import Courses
import Foundation
import Spaces
import TestSupport
import Testing

@Suite struct MoodlePeopleTests {
    private let users = """
        <?xml version="1.0" encoding="UTF-8"?>
        <users>
        <user id="2"><username>ivanova</username><firstname>Мария Петровна</firstname><lastname>Иванова</lastname><email>m@example.org</email><deleted>0</deleted></user>
        <user id="3"><username>smith</username><firstname>John Paul</firstname><lastname>Smith</lastname><middlename>$@NULL@$</middlename><email>$@NULL@$</email></user>
        <user id="4"><username>gone</username><firstname>A</firstname><lastname>B</lastname><deleted>1</deleted></user>
        <user id="1"><username>guest</username><firstname>Guest</firstname><lastname>User</lastname></user>
        </users>
        """

    @Test func `people of a backup come as a table for their own door`() async throws {
        try await withTemporaryFolder { folder in
            let source = folder + "/source"
            try FileManager.default.createDirectory(atPath: source, withIntermediateDirectories: true)
            try "<moodle_backup/>".write(toFile: source + "/moodle_backup.xml", atomically: true, encoding: .utf8)
            try users.write(toFile: source + "/users.xml", atomically: true, encoding: .utf8)
            try Archive.pack(["moodle_backup.xml", "users.xml"], of: source, to: folder + "/course.mbz")
            let table = try #require(
                try MoodlePeople.table(of: folder + "/course.mbz", temporaryFolder: folder))
            let list = PeopleList(csv: table, role: .learner)
            #expect(list.problems.isEmpty)
            #expect(list.people.map(\.user.name.full) == ["Иванова Мария Петровна", "Smith John Paul"])
            #expect(list.people.map(\.user.login) == ["ivanova", "smith"])
            #expect(list.people.map(\.user.email) == ["m@example.org", nil])
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder).count == 2, "nothing is left")

            try Archive.pack(["users.xml"], of: source, to: folder + "/other.zip")
            #expect(try MoodlePeople.table(of: folder + "/other.zip", temporaryFolder: folder) == nil)
            try "a;b\n".write(toFile: folder + "/list.csv", atomically: true, encoding: .utf8)
            #expect(try MoodlePeople.table(of: folder + "/list.csv", temporaryFolder: folder) == nil)
        }
    }
}
