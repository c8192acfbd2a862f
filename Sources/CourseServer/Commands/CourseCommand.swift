import Accounts
import ArgumentParser
import Courses
import Foundation
import Spaces
import Storage

struct CourseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "course", abstract: "Курсы как папки с читаемыми файлами и копии из других систем.",
        subcommands: [Check.self, Import.self, Export.self])

    struct Import: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Делает курс из папки, её архива или копии из другой системы: .mbz, .imscc, SCORM, H5P.")

        @OptionGroup var data: DataOptions
        @Argument(help: "Folder with course.yaml, a ZIP of it, .mbz, .imscc, a SCORM or H5P package.") var source:
            String
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
            guard FileManager.default.fileExists(atPath: source) else {
                throw CommandFailure("Нет папки или архива \(source).")
            }
            do {
                let (course, report) = try await domains.transfer.read(
                    source, named: (source as NSString).lastPathComponent, into: place.id, by: user?.id)
                print("Курс «\(course.title)» добавлен: /courses/\(course.id)")
                if report.format != .folder { print(CheckAnswer(report: report).summary) }
            } catch {
                throw Words(.ru).text(importError: error).map(CommandFailure.init) ?? error
            }
            await domains.database.shutdown()
        }
    }

    struct Export: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Пишет курс в пустую папку или файлом Common Cartridge.")

        enum Format: String, CaseIterable, ExpressibleByArgument { case folder, imscc }

        @OptionGroup var data: DataOptions
        @Argument(help: "Number of the course, as in its address.") var course: String
        @Argument(help: "Empty or new folder; with --format imscc, a file.") var folder: String
        @Option(help: "folder or imscc, which is Common Cartridge 1.3.") var format = Format.folder

        func run() async throws {
            let (domains, _) = try await data.open()
            guard let id = Course.ID(course) else { throw CommandFailure("«\(course)» — не номер курса.") }
            do {
                switch format {
                case .folder: try await domains.courseExport.write(id, to: CourseFolder(path: folder))
                case .imscc: try await domains.cartridgeExport.write(id, to: folder)
                }
            } catch is NoRow {
                throw CommandFailure("Нет курса \(course).")
            } catch CocoaError.fileWriteFileExists { throw CommandFailure("Папка \(folder) не пуста.") }
            print("Курс \(course) записан в \(folder)")
            await domains.database.shutdown()
        }
    }
}
