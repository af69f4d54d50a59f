// A copy of the package in which every mutation can be turned on by name: all are built at once,
// and the sources themselves hold no trace of them.

public import Foundation

/// Why there are no mutants.
public enum MutantError: Error, Equatable {
    /// The text that a mutation breaks does not stand in the file exactly once: mend the mutation.
    case stale(mutation: String, file: String)
    /// The copy could not be made or does not build.
    case build(String)
}

/// A built copy of the package with all mutations in it.
public struct MutantBuild: Sendable {

    private let command: URL

    /// Copies the package at a root to a directory, plants the mutations, and builds it.
    ///
    /// - Parameter isOptimised: whether it is built for speed, for long runs.
    /// - Throws: `MutantError`.
    /// - Complexity: a build of the package.
    public init(root: URL, in directory: URL, isOptimised: Bool = false) throws {
        let files = FileManager.default
        try files.createDirectory(at: directory, withIntermediateDirectories: true)
        try files.copyItem(
            at: root.appendingPathComponent("Sources"),
            to: directory.appendingPathComponent("Sources"))
        for name in ["Package.swift", "Tools", "Tests"] {
            try files.createSymbolicLink(
                at: directory.appendingPathComponent(name),
                withDestinationURL: root.appendingPathComponent(name))
        }
        let sources = directory.appendingPathComponent("Sources")
        try Self.plant(Mutation.all, in: sources)
        try Self.decider.write(
            to: sources.appendingPathComponent("DaybookBytes/Mutant.swift"), atomically: true,
            encoding: .utf8)
        let configuration = isOptimised ? "release" : "debug"
        try Self.run(
            ["swift", "build", "-c", configuration, "--product", "torture"], at: directory)
        command = directory.appendingPathComponent(".build/\(configuration)/torture")
    }

    /// Runs the simulation with a mutation on.
    ///
    /// - Parameter mutation: nil: none is on.
    /// - Returns: what was printed, and the exit code: 1 if something was found.
    public func simulate(
        _ mutation: Mutation?, seeds: Int, operations: Int = 300
    ) throws -> (output: String, code: Int32) {
        let process = Process()
        process.executableURL = command
        process.arguments = [
            "simulate", "--seed", "1", "--seeds", "\(seeds)", "--operations", "\(operations)",
        ]
        var environment = ProcessInfo.processInfo.environment
        environment["DAYBOOK_MUTANT"] = mutation?.name ?? ""
        process.environment = environment
        return try Self.output(of: process)
    }

    // MARK: Planting

    private static func plant(_ mutations: [Mutation], in sources: URL) throws {
        var places: [String: [String: [(name: String, edit: Mutation.Edit)]]] = [:]
        for mutation in mutations {
            for edit in mutation.edits {
                places[edit.file, default: [:]][edit.original, default: []].append(
                    (mutation.name, edit))
            }
        }
        for (file, edits) in places {
            let url = sources.appendingPathComponent(file)
            var text = try String(contentsOf: url, encoding: .utf8)
            for (original, choices) in edits {
                let parts = text.components(separatedBy: original)
                guard parts.count == 2, let first = choices.first else {
                    throw MutantError.stale(mutation: choices[0].name, file: file)
                }
                let planted =
                    first.edit.kind == .statement
                    ? statement(original, choices) : expression(original, choices)
                text = parts[0] + planted + parts[1]
            }
            try ("internal import DaybookBytes\n" + text).write(
                to: url, atomically: true, encoding: .utf8)
        }
    }

    private static func statement(
        _ original: String, _ choices: [(name: String, edit: Mutation.Edit)]
    ) -> String {
        choices.reduce(into: "") { text, choice in
            text += "if Mutant.isOn(\"\(choice.name)\") { \(choice.edit.mutated) } else "
        } + "{ \(original) }"
    }

    private static func expression(
        _ original: String, _ choices: [(name: String, edit: Mutation.Edit)]
    ) -> String {
        choices.reduce("(\(original))") { text, choice in
            "(Mutant.isOn(\"\(choice.name)\") ? (\(choice.edit.mutated)) : \(text))"
        }
    }

    /// The source that decides in the copy.
    private static let decider = """
        import Foundation
        public enum Mutant {
            private static let active = ProcessInfo.processInfo.environment["DAYBOOK_MUTANT"] ?? ""
            public static func isOn(_ name: String) -> Bool { active == name }
        }
        """

    // MARK: Processes

    private static func run(_ arguments: [String], at directory: URL) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = arguments
        process.currentDirectoryURL = directory
        // A planted defect may leave something unused.
        process.environment = ProcessInfo.processInfo.environment.filter {
            $0.key != "DAYBOOK_WARNINGS_AS_ERRORS"
        }
        let (output, code) = try output(of: process)
        if code != 0 { throw MutantError.build(output) }
    }

    private static func output(of process: Process) throws -> (output: String, code: Int32) {
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (String(decoding: data, as: UTF8.self), process.terminationStatus)
    }
}
