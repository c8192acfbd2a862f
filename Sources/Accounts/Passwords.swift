import CArgon2
import Dispatch
import Storage
import Synchronization

/// Why a password was not accepted.
public enum PasswordRefusal: Error, Equatable, Sendable {
    case tooShort(least: Int)
    case tooLong(most: Int)
    case tooCommon
    case sameAsLogin
    case wrong
}

/// Password hashing by argon2id: 19 MiB, two passes, one lane (OWASP Password Storage Cheat Sheet, the least set).
/// The text form carries its own parameters. About 30 ms of one core each, so it runs on two threads of its own:
/// an exam's first minute queues here and nowhere else.
public struct PasswordHasher: Sendable {
    let memoryKiB: UInt32
    let passes: UInt32
    private let workers: HashWorkers

    public init(memoryKiB: UInt32 = 19 * 1024, passes: UInt32 = 2, threads: Int = 2) {
        self.memoryKiB = memoryKiB
        self.passes = passes
        workers = HashWorkers(threads: threads)
        // Its blocks go back to the system after each hash: 20 MB less resident after a few sign-ins.
        argon2_return_blocks()
    }

    /// Checks a new password by NIST SP 800-63B: length counts, composition does not, common ones are refused.
    public static func check(_ password: String, login: String) throws(PasswordRefusal) {
        guard password.count >= 8 else { throw .tooShort(least: 8) }
        guard password.utf8.count <= 512 else { throw .tooLong(most: 512) }
        guard password.lowercased() != login.lowercased() else { throw .sameAsLogin }
        guard !CommonPasswords.contains(password) else { throw .tooCommon }
    }

    public func hash(_ password: String) async -> String {
        let (memoryKiB, passes) = (memoryKiB, passes)
        return await workers.run { argon2id(password, memoryKiB: memoryKiB, passes: passes) }
    }

    /// Compares in constant time. A nil hash costs the same, so that an answer does not tell whether a login exists.
    public func verify(_ password: String, against encoded: String?) async -> Bool {
        let (memoryKiB, passes) = (memoryKiB, passes)
        return await workers.run {
            guard let encoded else {
                _ = argon2id(password, memoryKiB: memoryKiB, passes: passes)
                return false
            }
            let bytes = Array(password.utf8)
            return argon2id_verify(encoded, bytes, bytes.count) == ARGON2_OK.rawValue
        }
    }
}

private func argon2id(_ password: String, memoryKiB: UInt32, passes: UInt32) -> String {
    let salt = Hashing.random(16)
    let bytes = Array(password.utf8)
    var encoded = [CChar](repeating: 0, count: 128)
    let code = argon2id_hash_encoded(
        passes, memoryKiB, 1, bytes, bytes.count, salt, salt.count, 32, &encoded, encoded.count)
    precondition(code == ARGON2_OK.rawValue, "argon2id refused constant parameters: \(code)")
    return String(decoding: encoded.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
}

/// A few threads that take hashing off the cooperative pool; each has its own queue, first come, first served.
private final class HashWorkers: Sendable {
    private let queues: [DispatchQueue]
    private let turn = Atomic<Int>(0)

    init(threads: Int) {
        queues = (0..<threads).map { DispatchQueue(label: "password-hash-\($0)") }
    }

    func run<T: Sendable>(_ body: @escaping @Sendable () -> T) async -> T {
        let queue = queues[turn.wrappingAdd(1, ordering: .relaxed).oldValue % queues.count]
        return await withCheckedContinuation { continuation in
            queue.async { continuation.resume(returning: body()) }
        }
    }
}
