// Every call of a log's life fails once and for ever, in every way; the machine stops besides. What
// was acknowledged or shown is there afterwards, the rest is there whole or not at all.

import DaybookBytes
import DaybookLog
import DaybookTesting
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(isSlow ? 120 : 30))) struct FaultSweepTests {
    /// A way to fail.
    struct Way: Sendable, CustomTestStringConvertible {
        let name: String
        let kind: SimulatedDisk.Fault.Kind
        let isPersistent: Bool
        /// Only this kind of call, or any.
        var call: SystemError.Call?

        var testDescription: String { name + (isPersistent ? " for ever" : " once") }

        func fault(_ number: Int) -> SimulatedDisk.Fault {
            .init(call, number: number, kind: kind, isPersistent: isPersistent)
        }
    }

    static let ways: [Way] = {
        let codes: [(String, Int32)] = [
            ("EIO", 5), ("ENOSPC", 28), ("EDQUOT", 122), ("EFBIG", 27),
        ]
        var ways = codes.flatMap { name, code in
            [false, true].map { Way(name: name, kind: .error(code), isPersistent: $0) }
        }
        ways += [
            Way(name: "EINTR", kind: .interrupted, isPersistent: false),
            Way(name: "short transfer", kind: .short, isPersistent: false),
            Way(name: "short transfers", kind: .short, isPersistent: true),
            Way(name: "partial sync", kind: .partialSync(seed: 6), isPersistent: false),
            Way(name: "partial sync, pages lost", kind: .partialSync(seed: 7), isPersistent: false),
            Way(name: "unreadable", kind: .error(5), isPersistent: true, call: .read),
            Way(name: "no sync", kind: .error(5), isPersistent: true, call: .sync),
            Way(name: "full", kind: .error(28), isPersistent: true, call: .write),
        ]
        return ways
    }()

    /// The number of calls of a life without faults.
    static func calls(_ steps: [Step], _ call: SystemError.Call? = nil) -> Int {
        let disk = SimulatedDisk()
        let count = Mutex(0)
        disk.observe { (found: SystemError.Call, _: String) in
            if call == nil || call == found { count.withLock { $0 += 1 } }
        }
        let trial = Trial(disk)
        trial.run(steps)
        #expect(trial.objections.isEmpty && trial.failures.isEmpty)
        return count.withLock { $0 }
    }

    /// Every number up to a count, or a sample that differs by way.
    static func numbers(_ count: Int, _ wanted: Int, seed: UInt64) -> [Int] {
        if isSlow { return Array(1...count) }
        let generator = Generator(seed: seed)
        return (0..<wanted).map { _ in 1 + generator.below(count) }
    }

    @Test(
        "whichever call fails, nothing acknowledged is lost and nothing shown is taken back",
        arguments: Array(ways.enumerated().map { ($0.offset, $0.element) }))
    func single(index: Int, way: Way) {
        let calls = Self.calls(Step.life, way.call)
        #expect(calls > 20)
        var met = 0
        var errors = 0
        for number in Self.numbers(calls, 10, seed: UInt64(index)) {
            let disk = SimulatedDisk()
            disk.fail(way.fault(number))
            let trial = Trial(disk)
            trial.run(Step.life)
            met += disk.faultsMet > 0 ? 1 : 0
            errors += trial.failures.count
            var objections = trial.objections
            // What stays when the cause is gone and the power fails.
            let crashes: [SimulatedDisk.Crash] = [
                .losingAll, .keepingAll, .killed, .random(seed: UInt64(number)),
            ]
            for crash in isSlow ? crashes : [crashes[number % 4]] {
                objections += Aftermath.objections(disk.crashed(crash), trial.oracle)
                    .map { "\(crash): \($0)" }
            }
            #expect(objections.isEmpty, "call \(number): \(way.testDescription)")
        }
        told(
            "the N-th call, \(way.testDescription)",
            ["runs": Self.numbers(calls, 10, seed: 0).count, "faults met": met, "errors": errors])
        #expect(met > 0)
    }

    @Test("a call fails and later the machine stops: pairs of both", arguments: [5, 28] as [Int32])
    func pairs(code: Int32) {
        let calls = Self.calls(Step.shortLife)
        let disk = SimulatedDisk()
        Trial(disk).run(Step.shortLife)
        let changes = disk.changes
        let generator = Generator(seed: UInt64(code))
        var pairs: [(Int, Int)] = []
        if isSlow {
            for number in 1...calls { for stop in 0..<changes { pairs.append((number, stop)) } }
        } else {
            pairs = (0..<40).map { _ in (1 + generator.below(calls), generator.below(changes)) }
        }
        for (number, stop) in pairs {
            let disk = SimulatedDisk()
            disk.fail(.init(nil, number: number, code: code))
            disk.stop(after: stop)
            let trial = Trial(disk)
            trial.run(Step.shortLife)
            var objections = trial.objections
            let crash: SimulatedDisk.Crash =
                [.losingAll, .keepingAll, .random(seed: generator.next())][generator.below(3)]
            objections += Aftermath.objections(disk.crashed(crash), trial.oracle, .opening)
            #expect(objections.isEmpty, "call \(number), stop after \(stop), \(crash)")
        }
        told("one fault and a crash, code \(code)", ["runs": pairs.count])
    }
}
