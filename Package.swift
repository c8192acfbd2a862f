// swift-tools-version: 6.2
import PackageDescription

// The architecture in one page: every target, and the edges it may have. Arrows go down only; `ImportGraphTests`
// reads each `import` line of the sources against this graph.

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .treatAllWarnings(as: .error),
]

/// A C library of the system, by its module map under `Sources/System/`.
func system(_ name: String, pkgConfig: String? = nil, apt: String) -> Target {
    .systemLibrary(name: name, path: "Sources/System/\(name)", pkgConfig: pkgConfig, providers: [.apt([apt])])
}

func domain(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

func tests(of name: String, _ dependencies: [Target.Dependency], resources: [Resource] = []) -> Target {
    .testTarget(
        name: "\(name)Tests", dependencies: [.target(name: name), "TestSupport"] + dependencies, resources: resources,
        swiftSettings: strict)
}

func product(_ name: String, _ package: String) -> Target.Dependency { .product(name: name, package: package) }

let package = Package(
    name: "course-server",
    dependencies: [
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: [
        system("CSQLite", pkgConfig: "sqlite3", apt: "libsqlite3-dev"),
        system("CLibPQ", pkgConfig: "libpq", apt: "libpq-dev"),
        system("CLibXML2", pkgConfig: "libxml-2.0", apt: "libxml2-dev"),
        system("CLibArchive", pkgConfig: "libarchive", apt: "libarchive-dev"),
        system("CArgon2", pkgConfig: "libargon2", apt: "libargon2-dev"),
        system("CLibCrypto", pkgConfig: "libcrypto", apt: "libssl-dev"),
        system("CZlib", pkgConfig: "zlib", apt: "zlib1g-dev"),
        system("CBrotli", pkgConfig: "libbrotlienc", apt: "libbrotli-dev"),
        system("CXLSXWriter", pkgConfig: "xlsxwriter", apt: "libxlsxwriter-dev"),
        system("CCMark", pkgConfig: "libcmark-gfm", apt: "libcmark-gfm-dev"),
        system("CStemmer", apt: "libstemmer-dev"),
        system("CQREncode", pkgConfig: "libqrencode", apt: "libqrencode-dev"),

        domain("Storage", ["CSQLite", "CLibPQ", "CLibCrypto"]),
        domain("Processes", []),
        domain("Statistics", []),
        domain("Markup", ["Processes", "CLibXML2", "CCMark"]),
        domain("Archives", ["CLibArchive", "CLibXML2", "CXLSXWriter"]),
        domain("Accounts", ["Storage", "CArgon2", "CLibCrypto"]),
        domain("Spaces", ["Accounts", "Storage", "Archives"]),
        domain("Media", ["Spaces", "Accounts", "Storage", "Processes"]),
        domain(
            "Courses",
            ["Media", "Spaces", "Accounts", "Storage", "Markup", "Archives", "CStemmer", product("Yams", "Yams")]),
        domain("Quizzes", ["Courses", "Statistics", "Media", "Spaces", "Accounts", "Storage", "Markup", "Archives"]),
        domain("Surveys", ["Spaces", "Accounts", "Statistics", "Storage"]),
        domain("Documents", ["Spaces", "Accounts", "Storage", "Markup", "Processes", "CQREncode"]),
        domain("Contest", ["Courses", "Documents", "Media", "Spaces", "Accounts", "Statistics", "Storage", "Markup"]),
        .executableTarget(
            name: "CourseServer",
            dependencies: [
                "Contest", "Documents", "Quizzes", "Courses", "Surveys", "Media", "Spaces", "Accounts", "Archives",
                "Markup", "Statistics",
                "Storage",
                "CZlib", "CBrotli",
                product("Hummingbird", "hummingbird"), product("HummingbirdCore", "hummingbird"),
                product("HummingbirdTLS", "hummingbird"), product("HummingbirdHTTP2", "hummingbird"),
                product("ArgumentParser", "swift-argument-parser"), product("Yams", "Yams"),
                product("HTTPTypes", "swift-http-types"), product("Logging", "swift-log"),
                product("NIOCore", "swift-nio"), product("NIOPosix", "swift-nio"), product("NIOHTTP1", "swift-nio"),
                product("NIOHTTPTypes", "swift-nio-extras"), product("NIOHTTPTypesHTTP1", "swift-nio-extras"),
                product("NIOSSL", "swift-nio-ssl"), product("ServiceLifecycle", "swift-service-lifecycle"),
                product("UnixSignals", "swift-service-lifecycle"),
            ],
            resources: [.copy("Locales"), .copy("Templates")], swiftSettings: strict),

        .executableTarget(
            name: "JuryBenchmark", dependencies: ["Statistics"], path: "Benchmarks/Jury", swiftSettings: strict),

        .target(
            name: "TestSupport", dependencies: ["Storage"], path: "Tests/Support", exclude: ["fuzz", "with-postgres"],
            swiftSettings: strict),
        tests(of: "Storage", []),
        tests(of: "Processes", []),
        tests(of: "Statistics", ["Archives"]),
        tests(of: "Markup", []),
        tests(of: "Media", ["Processes"]),
        tests(of: "Archives", []),
        tests(of: "Accounts", ["Storage"]),
        tests(of: "Spaces", ["Accounts", "Storage"]),
        tests(of: "Courses", ["Archives", "Media", "Spaces", "Accounts", "Storage", "Markup"]),
        tests(
            of: "Quizzes", ["Archives", "Courses", "Media", "Spaces", "Accounts", "Statistics", "Storage", "Markup"],
            resources: [.copy("Fixtures")]),
        tests(of: "Surveys", ["Archives", "Spaces", "Accounts", "Storage"]),
        tests(of: "Documents", ["Spaces", "Accounts", "Storage", "Markup"]),
        tests(of: "Contest", ["Courses", "Documents", "Media", "Spaces", "Accounts", "Statistics", "Storage"]),
        tests(
            of: "CourseServer",
            [
                "Contest", "Documents", "Quizzes", "Courses", "Surveys", "Media", "Processes", "Spaces", "Accounts",
                "Markup", "Archives",
                "Storage",
                product("ArgumentParser", "swift-argument-parser"),
                product("Hummingbird", "hummingbird"), product("HummingbirdTesting", "hummingbird"),
                product("HTTPTypes", "swift-http-types"), product("NIOCore", "swift-nio"),
                product("NIOPosix", "swift-nio"), product("Logging", "swift-log"),
            ]),
    ]
)
