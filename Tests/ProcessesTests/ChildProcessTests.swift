import Glibc
import Testing

@testable import Processes

@Suite struct ChildProcessTests {
    private func run(
        _ script: String, _ input: String = "", timeLimit: Duration = .seconds(60), outputLimit: Int = 1 << 20
    ) -> String? {
        ChildProcess(program: "/bin/sh", arguments: ["-c", script], environment: ["PATH=/usr/bin:/bin"])
            .run(input: Array(input.utf8), timeLimit: timeLimit, outputLimit: outputLimit)
            .map { String(decoding: $0, as: UTF8.self) }
    }

    @Test func `a program answers what it is given`() {
        #expect(run("cat; echo \"$HOME.\"", "a") == "a.\n")
        #expect(run("exit 3") == nil)
        #expect(
            ChildProcess(program: "/no/such", arguments: [], environment: [])
                .run(input: [], timeLimit: .seconds(60), outputLimit: 1) == nil)
    }

    @Test func `a program over its limits is killed`() {
        let time = ContinuousClock().measure {
            #expect(run("exec sleep 200", timeLimit: .milliseconds(100)) == nil)
            #expect(run("exec cat /dev/zero", outputLimit: 1 << 16) == nil)
        }

        #expect(time < .seconds(100))
    }

    @Test func `a program gets no file and no socket of ours`() throws {
        let pair = UnsafeMutablePointer<Int32>.allocate(capacity: 2)
        defer { pair.deallocate() }
        try #require(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, pair) == 0)
        defer {
            close(pair[0])
            close(pair[1])
        }

        // The fourth is of the folder that is listed.
        #expect(run("exec ls /proc/self/fd") == "0\n1\n2\n3\n")
    }
}
