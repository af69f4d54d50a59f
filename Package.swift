// swift-tools-version: 6.2
// Daybook: an event-sourced core for interactive commerce. No packages, no C targets.
import PackageDescription

let package = Package(
    name: "daybook",
    platforms: [.macOS(.v26)],
    products: [
        .library(name: "Daybook", targets: ["Daybook"]),
        .library(name: "DaybookTesting", targets: ["DaybookTesting"]),
        .executable(name: "daybook", targets: ["daybook"]),
    ],
    targets: [
        .target(name: "DaybookBytes"),
        .target(name: "DaybookLog", dependencies: ["DaybookBytes"]),
        .target(name: "DaybookCoding", dependencies: ["DaybookBytes"]),
        .target(name: "DaybookCommerce", dependencies: ["DaybookCoding"]),
        .target(
            name: "DaybookModels",
            dependencies: ["DaybookBytes", "DaybookCoding", "DaybookCommerce"]),
        .target(
            name: "Daybook",
            dependencies: [
                "DaybookBytes", "DaybookLog", "DaybookCoding", "DaybookCommerce", "DaybookModels",
            ]),
        .target(
            name: "DaybookTesting",
            dependencies: [
                "Daybook", "DaybookBytes", "DaybookLog", "DaybookCoding", "DaybookCommerce",
            ]),
        .target(
            name: "DaybookCommand",
            dependencies: ["Daybook", "DaybookBytes", "DaybookLog", "DaybookTesting"],
            path: "Tools/DaybookCommand"),
        .executableTarget(
            name: "daybook", dependencies: ["DaybookCommand"], path: "Tools/daybook"),
        .executableTarget(
            name: "benchmark",
            dependencies: ["Daybook", "DaybookBytes", "DaybookLog", "DaybookTesting"],
            path: "Tools/benchmark"),
        .target(
            name: "DaybookTorture",
            dependencies: ["Daybook", "DaybookBytes", "DaybookLog", "DaybookTesting"],
            path: "Tools/DaybookTorture"),
        .executableTarget(
            name: "torture", dependencies: ["DaybookTorture"], path: "Tools/torture"),
        .target(
            name: "DaybookFuzzing",
            dependencies: [
                "Daybook", "DaybookBytes", "DaybookLog", "DaybookCoding", "DaybookModels",
                "DaybookCommand", "DaybookTesting",
            ],
            path: "Tools/DaybookFuzzing"),
        .testTarget(name: "TidyTests"),
        .testTarget(
            name: "DaybookBytesTests", dependencies: ["DaybookBytes", "DaybookTesting"]),
        .testTarget(
            name: "DaybookLogTests", dependencies: ["DaybookBytes", "DaybookLog", "DaybookTesting"]),
        .testTarget(
            name: "DaybookCodingTests",
            dependencies: ["DaybookBytes", "DaybookCoding", "DaybookCommerce", "DaybookTesting"]),
        .testTarget(
            name: "DaybookTests",
            dependencies: ["Daybook", "DaybookBytes", "DaybookLog", "DaybookTesting"]),
        .testTarget(
            name: "DaybookCommerceTests", dependencies: ["DaybookCommerce", "DaybookCoding"]),
        .testTarget(
            name: "DaybookModelsTests",
            dependencies: [
                "DaybookModels", "DaybookCommerce", "DaybookCoding", "DaybookBytes",
                "DaybookTesting",
            ]),
        .testTarget(
            name: "DaybookCommandTests", dependencies: ["DaybookCommand", "Daybook", "DaybookLog"]),
        .testTarget(
            name: "DaybookTestingTests",
            dependencies: ["DaybookTesting", "DaybookCommerce", "DaybookCoding"]),
        .testTarget(
            name: "DaybookTortureTests",
            dependencies: ["DaybookTorture", "Daybook", "DaybookLog", "DaybookTesting"]),
        .testTarget(name: "DaybookFuzzingTests", dependencies: ["DaybookFuzzing"]),
    ],
    swiftLanguageModes: [.v6]
)

// libFuzzer brings the main function, so only its own script builds this.
if Context.environment["DAYBOOK_FUZZING"] != nil {
    package.targets.append(
        .executableTarget(
            name: "fuzz", dependencies: ["DaybookFuzzing"], path: "Tools/fuzz", exclude: ["run"]))
}

let viewTargets: Set = ["DaybookBytes", "DaybookLog", "DaybookCoding", "DaybookModels", "Daybook"]

for target in package.targets {
    var settings: [SwiftSetting] = [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
        .enableUpcomingFeature("InferIsolatedConformances"),
    ]
    if target.type != .test { settings.append(.strictMemorySafety()) }
    if viewTargets.contains(target.name) {
        settings.append(.enableExperimentalFeature("Lifetimes"))
    }
    // A new compiler's warnings must not break the build of a package that depends on this one.
    if Context.environment["DAYBOOK_WARNINGS_AS_ERRORS"] != nil {
        settings.append(.treatAllWarnings(as: .error))
    }
    target.swiftSettings = settings
}
