// Simulated runs of a whole book: a sample always, thousands on demand.

import DaybookTorture
import Foundation
import Synchronization
import Testing

@Suite struct SimulationTests {
    @Test("no seed breaks a promise") func seeds() async {
        let outcome = await SimulateCommand.run(
            seeds: 1..<(isSlow ? 2_001 : 25), operations: isSlow ? 500 : 150, stopsAtFirst: false)
        for (seed, broken) in outcome.findings {
            Issue.record("seed \(seed): \(broken.what)")
        }
        #expect(outcome.operations >= (isSlow ? 900_000 : 3_000))
        // What a sample must meet; a long run must meet everything.
        let counts = outcome.counters.counts
        for what in [Coverage.append, .round, .killed, .powerCut, .recoveredCopy, .roll, .poisoned]
        {
            #expect(counts[what, default: 0] > 0, "\(what)")
        }
        if isSlow { #expect(outcome.counters.missing == []) }
    }

    private static func course(_ seed: UInt64) async throws -> [String] {
        let lines = Lines()
        let simulation = Simulation(seed: seed, operations: 120)
        simulation.trace = { line in lines.all.withLock { $0.append(line) } }
        try await simulation.run()
        return lines.all.withLock { $0 }
    }

    @Test("a seed is one course of events, call by call", arguments: [3, 11, 29, 47])
    func determinism(seed: UInt64) async throws {
        let first = try await Self.course(seed)
        let second = try await Self.course(seed)
        #expect(first.count > 200)
        #expect(first == second)
    }
}

private final class Lines: Sendable {
    let all = Mutex<[String]>([])
}
