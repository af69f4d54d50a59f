// `torture simulate`: many seeds, one behind the other, and the sum of what they met.

internal import DaybookLog
internal import Foundation

/// Runs many simulations.
public enum SimulateCommand {
    /// What a series of runs came to.
    public struct Outcome: Sendable {
        /// What was met.
        public var counters = Counters()
        /// Operations done.
        public var operations = 0
        /// The seeds that found something, with what they found.
        public var findings: [(seed: UInt64, finding: BrokenPromise)] = []
    }

    /// Runs seeds until they are done, or something is found.
    ///
    /// - Parameters:
    ///   - seeds: the seeds.
    ///   - operations: operations a seed.
    ///   - stopsAtFirst: whether a finding ends the series.
    public static func run(
        seeds: Range<UInt64>, operations: Int, stopsAtFirst: Bool = true, traces: Bool = false,
        progress: (Outcome) -> Void = { _ in }
    ) async -> Outcome {
        var outcome = Outcome()
        for seed in seeds {
            let simulation = Simulation(seed: seed, operations: operations)
            if traces { simulation.trace = { print($0) } }
            do throws(BrokenPromise) {
                try await simulation.run()
            } catch {
                outcome.findings.append((seed, error))
            }
            outcome.counters.add(simulation.counters)
            outcome.operations += simulation.done
            progress(outcome)
            if stopsAtFirst && !outcome.findings.isEmpty { break }
        }
        return outcome
    }

    static let usage = """
          simulate        the course of a book and of its disk, one for each seed
                          --seed N --seeds N --operations N --all (go on after a finding) --trace
        """

    static func run(_ arguments: [String]) async -> Int32 {
        let flags: Set = ["--all", "--trace"]
        let given = Set(arguments).intersection(flags)
        let (seed, seeds): (UInt64, UInt64)
        let operations: Int
        do {
            let numbers = try Arguments(
                arguments.filter { !flags.contains($0) }, names: ["seed", "seeds", "operations"])
            seed = try numbers.number("seed", or: 1)
            seeds = try numbers.number("seeds", or: 1)
            operations = try numbers.number("operations", or: 500)
        } catch {
            return TortureCommand.refuse(error.what)
        }
        var told = 0
        let start = Platform.monotonicNanoseconds()
        let outcome = await run(
            seeds: seed..<seed + seeds, operations: operations,
            stopsAtFirst: !given.contains("--all"), traces: given.contains("--trace"),
            progress: { Self.tell($0, since: &told) })
        let seconds = Double(Platform.monotonicNanoseconds() - start) / 1e9
        for (seed, finding) in outcome.findings {
            print("seed \(seed): \(finding.what)")
            print("again: torture simulate --seed \(seed) --operations \(operations)")
        }
        for what in Coverage.allCases {
            print("\(what.rawValue): \(outcome.counters.counts[what, default: 0])")
        }
        print(
            "\(outcome.operations) operations in \(seconds) s, \(outcome.findings.count) findings")
        return outcome.findings.isEmpty ? 0 : 1
    }

    /// Long runs say how far they are.
    private static func tell(_ outcome: Outcome, since told: inout Int) {
        guard outcome.operations - told >= 100_000 else { return }
        told = outcome.operations
        let text = "\(outcome.operations) operations, \(outcome.findings.count) findings so far\n"
        FileHandle.standardError.write(Data(text.utf8))
    }
}
