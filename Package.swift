// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
]

extension Target.Dependency {
    static let argumentParser: Self = .product(name: "ArgumentParser", package: "swift-argument-parser")
    static let configuration: Self = .product(name: "Configuration", package: "swift-configuration")
    static let crypto: Self = .product(name: "Crypto", package: "swift-crypto")
    static let deque: Self = .product(name: "DequeModule", package: "swift-collections")
    static let heap: Self = .product(name: "HeapModule", package: "swift-collections")
    static let httpTypes: Self = .product(name: "HTTPTypes", package: "swift-http-types")
    static let hummingbird: Self = .product(name: "Hummingbird", package: "hummingbird")
    static let hummingbirdCore: Self = .product(name: "HummingbirdCore", package: "hummingbird")
    static let hummingbirdTLS: Self = .product(name: "HummingbirdTLS", package: "hummingbird")
    static let hummingbirdTesting: Self = .product(name: "HummingbirdTesting", package: "hummingbird")
    static let inMemoryLogging: Self = .product(name: "InMemoryLogging", package: "swift-log")
    static let lifecycle: Self = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
    static let lifecycleTesting: Self = .product(
        name: "ServiceLifecycleTestKit",
        package: "swift-service-lifecycle"
    )
    static let logging: Self = .product(name: "Logging", package: "swift-log")
    static let metrics: Self = .product(name: "Metrics", package: "swift-metrics")
    static let mustache: Self = .product(name: "Mustache", package: "swift-mustache")
    static let nio: Self = .product(name: "NIOCore", package: "swift-nio")
    static let nioCertificateReloading: Self = .product(name: "NIOCertificateReloading", package: "swift-nio-extras")
    static let nioHTTP1: Self = .product(name: "NIOHTTP1", package: "swift-nio")
    static let nioHTTPTypes: Self = .product(name: "NIOHTTPTypes", package: "swift-nio-extras")
    static let nioHTTPTypesHTTP1: Self = .product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras")
    static let nioSSL: Self = .product(name: "NIOSSL", package: "swift-nio-ssl")
    static let nioPosix: Self = .product(name: "NIOPosix", package: "swift-nio")
    static let subprocess: Self = .product(name: "Subprocess", package: "swift-subprocess")
    static let signals: Self = .product(name: "UnixSignals", package: "swift-service-lifecycle")
    static let system: Self = .product(name: "SystemPackage", package: "swift-system")
}

/// A target lists only targets of lower levels; `docs/architecture.md` names the levels.
func library(_ name: String, dependencies: [Target.Dependency] = [], resources: [Resource]? = nil) -> Target {
    .target(name: name, dependencies: dependencies, resources: resources, swiftSettings: settings)
}

func tests(
    _ name: String,
    dependencies: [Target.Dependency],
    exclude: [String] = [],
    resources: [Resource]? = nil
) -> Target {
    .testTarget(
        name: name,
        dependencies: dependencies,
        exclude: exclude,
        resources: resources,
        swiftSettings: settings
    )
}

let package = Package(
    name: "moorage",
    products: [
        .executable(name: "moorage", targets: ["moorage"]),
        .executable(name: "moorage-lab", targets: ["moorage-lab"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-collections", exact: "1.6.0"),
        .package(url: "https://github.com/apple/swift-configuration", exact: "1.4.0"),
        .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", exact: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", exact: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", exact: "1.35.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", exact: "2.37.6"),
        .package(url: "https://github.com/apple/swift-system", exact: "1.8.1"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", exact: "2.1.1"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", exact: "1.0.2"),
    ],
    targets: [
        .systemLibrary(name: "CPostgres", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "CSSH2", pkgConfig: "libssh2", providers: [.apt(["libssh2-1-dev"])]),
        .systemLibrary(name: "CCrypt", pkgConfig: "libcrypt", providers: [.apt(["libcrypt-dev"])]),
        .systemLibrary(name: "CEpoll"),

        library("FailPoints"),
        library("Workspaces"),
        library("EventLoop", dependencies: ["CEpoll", .lifecycle, .logging]),
        library(
            "Postgres",
            dependencies: ["CPostgres", "EventLoop", .crypto, .deque, .lifecycle, .logging, .subprocess, .system]
        ),
        library("Curl", dependencies: ["CCurl", "EventLoop"]),
        library("SSH", dependencies: ["CSSH2", "EventLoop", .crypto]),
        library("Telemetry", dependencies: [.logging, .metrics]),
        library("CommandOutput", dependencies: ["Workspaces", .argumentParser]),

        library("Passwords", dependencies: ["CCrypt", "Workspaces", .nioPosix]),
        library("Services", dependencies: ["Workspaces"]),
        library("PortAllocator", dependencies: ["Services", "Workspaces", .crypto]),
        library("Templates", dependencies: ["Services", "Workspaces", .crypto, .mustache]),
        library(
            "Providers",
            dependencies: ["Curl", "FailPoints", "SSH", "Workspaces", .crypto, .logging]
        ),

        library(
            "Orchestrator",
            dependencies: [
                "EventLoop", "FailPoints", "PortAllocator", "Providers", "Services", "SSH", "Telemetry", "Templates",
                "Workspaces",
                .crypto, .lifecycle, .logging, .metrics,
            ]
        ),

        library(
            "Database",
            dependencies: [
                "EventLoop", "FailPoints", "Orchestrator", "PortAllocator", "Postgres", "Providers", "Services", "SSH",
                "Workspaces", .crypto, .deque, .lifecycle, .logging,
            ]
        ),
        library(
            "Front",
            dependencies: [
                "EventLoop", "Passwords", "SSH", "Telemetry", "Workspaces", .crypto, .deque, .httpTypes, .hummingbird,
                .hummingbirdCore, .hummingbirdTLS, .lifecycle, .logging, .metrics, .nio, .nioCertificateReloading,
                .nioHTTP1, .nioHTTPTypes, .nioHTTPTypesHTTP1, .nioSSL,
            ],
            resources: [.embedInCode("Resources")]
        ),
        .executableTarget(
            name: "moorage",
            dependencies: [
                "CommandOutput", "Curl", "Database", "EventLoop", "FailPoints", "Front", "Orchestrator", "Passwords",
                "PortAllocator", "Postgres", "Providers", "Services", "SSH", "Telemetry", "Templates", "Workspaces",
                .argumentParser, .configuration, .crypto, .lifecycle, .logging, .metrics, .signals, .system,
            ],
            swiftSettings: settings
        ),

        // What development needs and production does not; `moorage` depends on nothing below this line, which
        // scripts/check-imports.py checks.
        library(
            "DigitalOceanSimulator",
            dependencies: ["Workspaces", .crypto, .httpTypes, .hummingbird, .lifecycle, .logging, .nio]
        ),
        library(
            "Lab",
            dependencies: ["Workspaces", .crypto, .logging, .subprocess],
            resources: [.embedInCode("Resources")]
        ),
        .executableTarget(
            name: "moorage-lab",
            dependencies: [
                "CommandOutput", "Curl", "DigitalOceanSimulator", "Lab", "Postgres", "SSH", "Telemetry",
                "TestSSHServer", "TestSupport", "Workspaces", .argumentParser, .lifecycle, .logging, .signals,
                .subprocess, .system,
            ],
            swiftSettings: settings
        ),
        .executableTarget(name: "moorage-replay", dependencies: ["CommandOutput"], swiftSettings: settings),

        // The in-memory world and the simulation.
        .target(
            name: "TestSupport",
            dependencies: [
                "Orchestrator", "PortAllocator", "Providers", "Services", "SSH", "Templates", "Workspaces", .heap,
                .lifecycleTesting,
                .logging,
            ],
            path: "Tests/Support",
            exclude: ["LoopbackHTTP", "TestSSHServer"],
            swiftSettings: settings
        ),
        .target(name: "LoopbackHTTP", path: "Tests/Support/LoopbackHTTP", swiftSettings: settings),
        .target(
            name: "TestSSHServer",
            dependencies: ["SSH"],
            path: "Tests/Support/TestSSHServer",
            swiftSettings: settings
        ),

        tests("FailPointsTests", dependencies: ["FailPoints"]),
        tests("WorkspacesTests", dependencies: ["Workspaces"]),
        tests(
            "EventLoopTests",
            dependencies: ["EventLoop", .inMemoryLogging, .lifecycle, .lifecycleTesting, .logging]
        ),
        tests(
            "PostgresTests",
            dependencies: ["Postgres", .inMemoryLogging, .lifecycle, .lifecycleTesting, .logging, .subprocess, .system]
        ),
        tests("CurlTests", dependencies: ["Curl", "LoopbackHTTP"]),
        tests("SSHTests", dependencies: ["SSH", "TestSSHServer"]),
        tests("TelemetryTests", dependencies: ["Telemetry", .logging, .metrics], exclude: ["Golden"]),
        tests("PasswordsTests", dependencies: ["Passwords", "Workspaces"]),
        tests("PortAllocatorTests", dependencies: ["PortAllocator", "Services", "Workspaces"]),
        tests(
            "TemplatesTests",
            dependencies: ["PortAllocator", "Services", "Templates", "Workspaces", .subprocess, .system],
            exclude: ["Golden"]
        ),
        tests(
            "ProvidersTests",
            dependencies: [
                "Curl", "DigitalOceanSimulator", "LoopbackHTTP", "Providers", "SSH", "TestSSHServer", "TestSupport",
                "Workspaces", .crypto, .logging,
            ]
        ),
        tests(
            "OrchestratorTests",
            dependencies: [
                "Curl", "DigitalOceanSimulator", "FailPoints", "Orchestrator", "PortAllocator", "Providers", "Services",
                "SSH",
                "Workspaces", .logging,
            ],
            exclude: ["Golden"]
        ),
        tests(
            "DigitalOceanSimulatorTests",
            dependencies: [
                "DigitalOceanSimulator", "Workspaces", .httpTypes, .hummingbird, .hummingbirdTesting, .lifecycle,
                .logging,
            ]
        ),
        tests("LabTests", dependencies: ["Lab", "Workspaces", .logging]),
        tests(
            "FrontTests",
            dependencies: [
                "Database", "EventLoop", "Front", "Orchestrator", "Passwords", "Postgres", "Providers", "Services",
                "SSH",
                "Telemetry",
                "Workspaces",
                .httpTypes, .hummingbird, .hummingbirdTesting, .inMemoryLogging, .lifecycle, .lifecycleTesting,
                .logging, .metrics, .nio,
                .nioPosix, .subprocess, .system,
            ]
        ),
        tests(
            "CommandTests",
            dependencies: [
                "CommandOutput", "Curl", "Database", "FailPoints", "LoopbackHTTP", "moorage", "moorage-lab",
                "moorage-replay", "Orchestrator", "Postgres", "SSH", "TestSSHServer", "Workspaces", .logging,
            ]
        ),
        tests(
            "ReliabilityTests",
            dependencies: [
                "Curl", "Database", "DigitalOceanSimulator", "FailPoints", "moorage", "Orchestrator", "Postgres",
                "Providers", "SSH", "TestSSHServer", "Workspaces", .lifecycle, .logging,
            ]
        ),
        tests(
            "SimulationTests",
            dependencies: [
                "moorage-lab", "Orchestrator", "PortAllocator", "Providers", "Services", "SSH", "Templates",
                "TestSupport",
                "Workspaces", .logging, .subprocess, .system,
            ]
        ),
        tests(
            "IntegrationTests",
            dependencies: [
                "Curl", "Database", "DigitalOceanSimulator", "Orchestrator", "Postgres", "Providers", "Services", "SSH",
                "Templates", "TestSupport", "Workspaces", .lifecycle, .logging,
            ]
        ),
    ]
)
