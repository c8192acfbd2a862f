import ArgumentParser

@main
struct CourseServerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "course-server",
        abstract: "Сервер дистанционных курсов муниципальной сети школ.",
        subcommands: [
            ServeCommand.self, MigrateCommand.self, SeedCommand.self, UserCommand.self, CourseCommand.self,
            QuestionsCommand.self, QuizCommand.self, BackupCommand.self, RestoreCommand.self, CheckCommand.self,
            ContestCommand.self, JobsCommand.self,
            SearchCommand.self,
        ])
}
