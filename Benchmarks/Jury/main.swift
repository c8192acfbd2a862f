import Foundation

// What `Benchmarks/run contest` measures of the library itself: `simulation` prints how near each method comes to the truth,
// `timings` how long the work on the marks takes that stand in the standard input. Both print JSON.

switch CommandLine.arguments.dropFirst().first {
case "simulation": print(try json(Simulation.allCases.map { try $0.table(runs: 400) }))
case "timings":
    print(try json(try Timings(marks: String(decoding: FileHandle.standardInput.readDataToEndOfFile(), as: UTF8.self))))
default: FileHandle.standardError.write(Data("usage: JuryBenchmark simulation | timings < MARKS\n".utf8))
}

func json(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    return String(decoding: try encoder.encode(value), as: UTF8.self)
}
