import Accounts
import Archives
import ArgumentParser
import Courses
import Foundation
import Spaces
import Storage

struct CourseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "course", abstract: "Курсы как папки с читаемыми файлами.",
        subcommands: [Import.self, Export.self])

    struct Import: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Делает курс из папки или архива.")

        @OptionGroup var data: DataOptions
        @Argument(help: "Folder with course.yaml, or a ZIP of it.") var source: String
        @Option(help: "Address name of the organisation, the root by default.") var space: String?
        @Option(help: "Login of the author.") var author: String?

        func run() async throws {
            let (domains, _) = try await data.open()
            let place: Space?
            if let space {
                place = try await domains.spaces.space(slug: space)
            } else {
                place = try await domains.spaces.root()
            }
            guard let place else { throw CommandFailure("Нет пространства «\(space ?? "корень")».") }
            var user: User?
            if let author {
                user = try await domains.accounts.user(login: author)
                if user == nil { throw CommandFailure("Нет человека с логином «\(author)».") }
            }
            let unpacked = NSTemporaryDirectory() + "course-" + UUID().uuidString
            defer { try? FileManager.default.removeItem(atPath: unpacked) }
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: source, isDirectory: &isFolder) else {
                throw CommandFailure("Нет папки или архива \(source).")
            }
            do {
                if !isFolder.boolValue {
                    try FileManager.default.createDirectory(atPath: unpacked, withIntermediateDirectories: true)
                    try Archive.unpack(source, into: unpacked)
                }
                let folder = try CourseFolder.find(in: isFolder.boolValue ? source : unpacked)
                let course = try await domains.courseImport.read(folder, into: place.id, by: user?.id)
                print("Курс «\(course.title)» добавлен: /courses/\(course.id)")
            } catch {
                throw Words(.ru).text(importError: error).map(CommandFailure.init) ?? error
            }
            await domains.database.shutdown()
        }
    }

    struct Export: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Пишет курс в пустую папку.")

        @OptionGroup var data: DataOptions
        @Argument(help: "Number of the course, as in its address.") var course: String
        @Argument(help: "Empty or new folder.") var folder: String

        func run() async throws {
            let (domains, _) = try await data.open()
            guard let id = Course.ID(course) else { throw CommandFailure("«\(course)» — не номер курса.") }
            do { try await domains.courseExport.write(id, to: CourseFolder(path: folder)) } catch is NoRow {
                throw CommandFailure("Нет курса \(course).")
            } catch CocoaError.fileWriteFileExists { throw CommandFailure("Папка \(folder) не пуста.") }
            print("Курс \(course) записан в \(folder)")
            await domains.database.shutdown()
        }
    }
}
