// Measures the book and prints one JSON object a line, each figure beside a baseline of the same
// run: machines differ and are shared, ratios hold. `benchmark --small` runs in seconds, so that
// the tests can see that it still works; `--large` opens books of real segments, up to 6.4 GB;
// `--only NAME` measures one thing; `--lines FILE` only what a file of CloudEvents lines takes on
// disk.

import Daybook
import DaybookLog
import DaybookTesting
import Foundation

@main
struct Benchmark {
    /// How much each measurement does.
    struct Size {
        var events = 1_000_000
        var appended = 400_000
        var durable = 4_000
        /// How many tasks append at once.
        var tasks = [1, 16, 64, 256, 4_096]
        /// How many segments the books have that are opened after a crash.
        var segments = [1, 10, 100]
        var segmentBytes = 4 << 20

        static let small = Size(
            events: 20_000, appended: 20_000, durable: 200, tasks: [1, 16, 4_096],
            segments: [1, 10], segmentBytes: 256 << 10)
    }

    private static let measurements: [(String, @Sendable (Size, String) async throws -> Void)] = [
        ("replaying", replaying), ("remembering", remembering), ("appending", appending),
        ("durability", durability),
        ("stalls", stalls), ("opening", opening),
    ]

    static func main() async throws {
        var size = Size()
        var lines: String?
        var only: String?
        var arguments = CommandLine.arguments.dropFirst()
        while let argument = arguments.popFirst() {
            switch argument {
            case "--small": size = .small
            case "--large": size.segmentBytes = 64 << 20
            case "--only" where measurements.contains { $0.0 == arguments.first }:
                only = arguments.popFirst()
            case "--lines" where !arguments.isEmpty: lines = arguments.popFirst()
            default:
                FileHandle.standardError.write(
                    Data("usage: benchmark [--small|--large] [--only NAME] [--lines FILE]\n".utf8))
                exit(2)
            }
        }
        let directory =
            FileManager.default.temporaryDirectory.path + "/daybook-benchmark-\(getpid())"
        try FileManager.default.createDirectory(
            atPath: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        if let lines { return try await Self.lines(lines, directory) }
        for (name, measure) in measurements where only ?? name == name {
            try await measure(size, directory)
        }
    }

    /// Prints one figure with its baseline.
    static func report(
        _ name: String, _ value: Double, _ unit: String, baseline: (String, Double)?,
        notes: [String: String] = [:]
    ) throws {
        var line: [String: Any] = [
            "figure": name, "value": (value * 100).rounded() / 100, "unit": unit,
        ]
        if let (what, value) = baseline {
            line["baseline"] = what
            line["baselineValue"] = (value * 100).rounded() / 100
        }
        for (key, value) in notes { line[key] = value }
        let data = try JSONSerialization.data(
            withJSONObject: line, options: [.sortedKeys, .withoutEscapingSlashes])
        FileHandle.standardOutput.write(data + Data("\n".utf8))
    }

    /// The seconds that something takes.
    static func seconds(_ body: () async throws -> Void) async rethrows -> Double {
        let start = Platform.monotonicNanoseconds()
        try await body()
        return Double(Platform.monotonicNanoseconds() - start) / 1e9
    }

    /// The fastest of several runs: what the machine can do when nobody else uses it.
    static func best(of runs: Int, _ body: () async throws -> Void) async rethrows -> Double {
        var best = Double.infinity
        for _ in 0..<runs { best = min(best, try await seconds(body)) }
        return best
    }
}
