import Accounts
import ArgumentParser
import Foundation
import Spaces
import Storage

struct UserCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user", abstract: "Люди: завести, выдать новый пароль, загрузить списком.",
        subcommands: [Add.self, ResetPassword.self, Import.self])

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Заводит человека и печатает его пароль.")

        @OptionGroup var data: DataOptions
        @Option var login: String
        @Option var surname: String
        @Option var given: String
        @Option var patronymic: String?
        @Option var email: String?
        @Option(help: "Issued when left out.") var password: String?
        @Option(
            help: "Role in the space: administrator, methodist, head, author, tutor, learner, parent, juror, guest.")
        var role: String?
        @Option(help: "Address name of the space, the root by default.") var space: String?

        func run() async throws {
            let (domains, _) = try await data.open()
            let issued = password ?? Accounts.issuedPassword()
            do {
                let user = try await domains.accounts.register(
                    NewUser(
                        login: login, name: PersonName(surname: surname, given: given, patronymic: patronymic),
                        email: email, password: issued, mustChangePassword: password == nil))
                if let role {
                    guard let role = Role(rawValue: role) else { throw CommandFailure("Нет роли «\(role)».") }
                    let place: Space?
                    if let space {
                        place = try await domains.spaces.space(slug: space)
                    } else {
                        place = try await domains.spaces.root()
                    }
                    guard let place else { throw CommandFailure("Нет пространства «\(space ?? "корень")».") }
                    try await domains.spaces.add(user.id, to: place.id, as: role)
                }
                print("\(user.login)\t\(issued)")
            } catch let refusal as RegistrationRefusal { throw CommandFailure(Words(.ru).text(refusal)) }
            await domains.database.shutdown()
        }
    }

    struct ResetPassword: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Выдаёт новый пароль и печатает его.")

        @OptionGroup var data: DataOptions
        @Argument var login: String

        func run() async throws {
            let (domains, _) = try await data.open()
            guard let user = try await domains.accounts.user(login: login) else {
                throw CommandFailure("Нет человека с логином «\(login)».")
            }
            let password = Accounts.issuedPassword()
            try await domains.accounts.resetPassword(of: user.id, to: password)
            print("\(user.login)\t\(password)")
            await domains.database.shutdown()
        }
    }

    struct Import: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Заводит людей из CSV: всех или, если хоть одна строка плоха, никого.")

        @OptionGroup var data: DataOptions
        @Argument(help: "CSV file.") var file: String
        @Option(help: "Address name of the organisation.") var space: String
        @Option(help: "Role of those whose line names none.") var role = "learner"
        @Flag(help: "Only say what would be done.") var preview = false

        func run() async throws {
            let (domains, _) = try await data.open()
            guard let place = try await domains.spaces.space(slug: space), let role = Role(rawValue: role) else {
                throw CommandFailure("Нет пространства «\(space)» или роли «\(self.role)».")
            }
            guard let content = FileManager.default.contents(atPath: file) else {
                throw CommandFailure("Не удалось прочитать \(file).")
            }
            let list = try await domains.peopleImport.check(
                [UInt8](content), role: role, allowing: Set(Role.allCases))
            for problem in list.problems { print(Words(.ru).text(problem)) }
            guard list.canBeEntered else { throw ExitCode(1) }
            let people = preview ? list.people : try await domains.peopleImport.enter(list, in: place.id)
            for person in people {
                let password = preview ? "" : person.user.password ?? ""
                print("\(person.line)\t\(person.user.login)\t\(person.user.name.full)\t\(password)")
            }
            await domains.database.shutdown()
        }
    }
}
