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

    static func run(_ arguments: [String]) async -> Int32 {
        var (seed, seeds, operations): (UInt64, UInt64, Int) = (1, 1, 500)
        var (goesOn, traces) = (false, false)
        var rest = arguments[...]
        while let flag = rest.popFirst() {
            if flag == "--all" {
                goesOn = true
                continue
            }
            if flag == "--trace" {
                traces = true
                continue
            }
            guard let value = rest.popFirst().flatMap(UInt64.init) else { return 2 }
            switch flag {
            case "--seed": seed = value
            case "--seeds": seeds = value
            case "--operations": operations = Int(value)
            default: return 2
            }
        }
        let start = Platform.monotonicNanoseconds()
        let outcome = await run(
            seeds: seed..<seed + seeds, operations: operations, stopsAtFirst: !goesOn,
            traces: traces)
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
}
