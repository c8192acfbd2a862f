import Accounts
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Spaces
import Storage

/// What belongs to one request on its way.
struct AppContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// The connection, for media that goes from the file to the socket.
    let channel: any Channel
    var requestID = ""
    var session: Session?
    /// The person's roles over all spaces, for the bar.
    var roles: Set<Role> = []
    var language = Language.ru
    var preferences = Preferences { _ in nil }
    var isSecure = false
    /// What a trusted proxy says of where the request came from.
    var forwardedAddress: String?

    init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        channel = source.channel
    }

    var maxUploadSize: Int { 1 << 20 }

    var user: User? { session?.user }
    var t: Words { Words(language) }
    var reader: Reader { Reader(user: user, roles: roles, preferences: preferences) }

    /// The person who must be there. Throws `Refused.signedOut`, which leads to the sign-in page.
    func requireUser() throws -> User {
        guard let user else { throw Refused.signedOut }
        return user
    }

    var remoteAddress: String { forwardedAddress ?? channel.remoteAddress?.ipAddress ?? "local" }
}

/// Why a request is not carried out, whatever its page.
enum Refused: Error, Equatable {
    case signedOut
    case notFound
    case forbidden(AccessRefusal)
    case badRequest
    /// The step is not open to this learner yet.
    case locked

    init(_ refusal: AccessRefusal) {
        self =
            switch refusal {
            case .signedOut: .signedOut
            case .invisible: .notFound
            case .notMember, .role: .forbidden(refusal)
            }
    }
}

extension Parameters {
    /// A typed number of the address. Throws `Refused.notFound` for anything else.
    func id<Of>(_ name: String, as type: Identifier<Of>.Type = Identifier<Of>.self) throws -> Identifier<Of> {
        guard let text = self[name[...]], let id = Identifier<Of>(String(text)) else { throw Refused.notFound }
        return id
    }
}

extension Request {
    func cookie(_ name: String) -> String? { cookies[name]?.value }

    /// What follows `?`: the value of `name`.
    func query(_ name: String) -> String? { uri.queryParameters[name[...]].map(String.init) }

    /// An address of this site to go back to; anything else is `/`.
    static func localPath(_ path: String?) -> String {
        guard let path, path.hasPrefix("/"), !path.hasPrefix("//"), !path.hasPrefix("/\\"),
            !path.unicodeScalars.contains(where: { $0.value < 0x20 })
        else { return "/" }
        return path
    }
}
