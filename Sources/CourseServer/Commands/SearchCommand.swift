import ArgumentParser
import Courses
import Storage

struct SearchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "search", abstract: "Указатель для поиска по курсам.", subcommands: [ReindexCommand.self])
}

struct ReindexCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reindex", abstract: "Строит указатель заново; сервер при этом работает.")

    @OptionGroup var data: DataOptions

    func run() async throws {
        let (domains, _) = try await data.open()
        let documents = try await domains.searchIndex.rebuild()
        print("Указатель построен: материалов \(documents).")
        await domains.database.shutdown()
    }
}
