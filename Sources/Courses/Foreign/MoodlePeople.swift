import Archives
import Foundation
import Markup

/// The people of a Moodle backup. A course brings none of them: they come in by the door that all people come in by, where
/// their list is shown before anybody is entered.
public enum MoodlePeople {
    /// The people as CSV with Moodle's names of columns; nil when the file is no Moodle backup. Throws `ArchiveRefusal`,
    /// `TransferRefusal`.
    public static func table(of file: String, temporaryFolder: String) throws -> [UInt8]? {
        guard isPacked(file) else { return nil }
        let folder = temporaryFolder + "/people-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let names = try Archive.unpack(file, into: folder)
        guard names.contains("moodle_backup.xml") else { return nil }
        let users = names.contains("users.xml") ? try MoodleBackup.document(folder, "users.xml").children("user") : []
        let rows = users.filter { $0.value("deleted") != "1" && $0.value("username") != "guest" }.map(row)
        return CSV.write([["lastname", "firstname", "middlename", "username", "email"]] + rows)
    }

    private static func row(_ user: XMLElement) -> [String] {
        func value(_ name: String) -> String { user.value(name)?.realValue ?? "" }
        var (given, patronymic) = (value("firstname"), value("middlename"))
        // Where Moodle has no field for it, the patronymic stands behind the name.
        let words = given.split(separator: " ")
        if patronymic.isEmpty, words.count == 2, isPatronymic(words[1]) {
            (given, patronymic) = (String(words[0]), String(words[1]))
        }
        return [value("lastname"), given, patronymic, value("username"), value("email")]
    }

    private static func isPatronymic(_ word: Substring) -> Bool {
        ["вич", "вна", "ична", "инична", "оглы", "кызы"].contains { word.lowercased().hasSuffix($0) }
    }

    private static func isPacked(_ file: String) -> Bool {
        guard let handle = FileHandle(forReadingAtPath: file) else { return false }
        defer { try? handle.close() }
        let head = [UInt8]((try? handle.read(upToCount: 4)) ?? Data())
        return head.starts(with: [0x50, 0x4B, 3, 4]) || head.starts(with: [0x1F, 0x8B])
    }
}
