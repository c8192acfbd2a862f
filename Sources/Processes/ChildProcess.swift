import Foundation
import Glibc

/// A program run for its output.
///
/// Its input and output are files without a name rather than pipes: a program that dies early cannot raise SIGPIPE
/// here, one that writes before it has read cannot block both sides, and a pipe's end cannot leak into another child.
package struct ChildProcess {
    let program: String
    let arguments: [String]
    /// `NAME=value`; nothing is inherited.
    let environment: [String]

    package init(program: String, arguments: [String], environment: [String]) {
        self.program = program
        self.arguments = arguments
        self.environment = environment
    }

    /// What the program printed, or `nil` when it could not be started, failed, or went over a limit and was killed.
    package func run(input: [UInt8], timeLimit: Duration, outputLimit: Int) -> [UInt8]? {
        guard let stdin = UnnamedFile(), let stdout = UnnamedFile(), stdin.fill(with: input),
            let child = spawn(stdin: stdin.descriptor, stdout: stdout.descriptor)
        else { return nil }
        let deadline = ContinuousClock.now + timeLimit
        var status: Int32 = 0
        while waitpid(child, &status, WNOHANG) == 0 {
            if ContinuousClock.now > deadline || stdout.size > outputLimit { kill(child, SIGKILL) }
            usleep(5_000)
        }
        return status == 0 && stdout.size <= outputLimit ? stdout.contents() : nil
    }

    private func spawn(stdin: Int32, stdout: Int32) -> pid_t? {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, stdin, 0)
        posix_spawn_file_actions_adddup2(&actions, stdout, 1)
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        // Nothing else of ours is the child's: a socket that listens would keep its port busy after we are gone. glibc
        // has addclosefrom_np for it, which Swift does not see.
        let open = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
        for descriptor in open.compactMap(Int32.init) where descriptor > 2 {
            posix_spawn_file_actions_addclose(&actions, descriptor)
        }
        var argv: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) } + [nil]
        var envp: [UnsafeMutablePointer<CChar>?] = environment.map { strdup($0) } + [nil]
        defer { for string in argv + envp { free(string) } }
        var child: pid_t = 0
        return posix_spawn(&child, program, &actions, nil, &argv, &envp) == 0 ? child : nil
    }
}

/// A file of no folder, gone with its last descriptor.
private final class UnnamedFile {
    let descriptor: Int32

    init?() {
        let path = NSTemporaryDirectory() + "child-\(UInt64.random(in: 0 ... .max))"
        descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return nil }
        unlink(path)
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    var size: Int {
        var status = stat()
        return fstat(descriptor, &status) == 0 ? Int(status.st_size) : 0
    }

    /// Writes all of `bytes` and goes back to the start.
    func fill(with bytes: [UInt8]) -> Bool {
        write(descriptor, bytes, bytes.count) == bytes.count && lseek(descriptor, 0, SEEK_SET) == 0
    }

    func contents() -> [UInt8]? {
        let size = size
        var failed = false
        let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            let read = pread(descriptor, buffer.baseAddress, size, 0)
            failed = read != size
            count = max(0, read)
        }
        return failed ? nil : bytes
    }
}
