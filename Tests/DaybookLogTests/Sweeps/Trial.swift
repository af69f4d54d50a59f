// One run of a stepped writer over a simulated disk: a list of steps, what became of each, and the
// bookkeeper's list. The same steps on the same disk make the same calls.

import DaybookBytes
import DaybookLog
import DaybookTesting
import Foundation
import Synchronization
import Testing

let isSlow = ProcessInfo.processInfo.environment["SLOW_TESTS"] == "1"

/// Says what a sweep has tried, in one line that begins with "sweep".
func told(_ sweep: String, _ counts: KeyValuePairs<String, Int>) {
    let figures = counts.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
    print("sweep: \(sweep): \(figures)")
}

/// What is done to a log.
enum Step: Equatable, Sendable {
    case open
    case openBuffered
    /// Appends that are taken in one turn of the writer.
    case append([[String]])
    /// An append for which the segment has no room.
    case roll(String)
    /// All that waits in the background.
    case upkeep
    /// A part of the first job in the background.
    case part
    /// A time without work.
    case time
    case sync
    case close
    /// The process ends.
    case drop
    /// Another process looks.
    case look
}

extension Step {
    /// Creating, appending, batches, rolling, sealing, preparing, closing, an unclean end and the
    /// recovery from it, a clean end and going on behind it, buffered appends.
    static let life: [Step] = [
        .open, .append([["a", "b"]]), .look, .append([["c"], ["d", "e"], ["f"]]), .time, .upkeep,
        .roll("g"), .append([["h"]]), .part, .look, .roll("i"), .upkeep, .append([["j", "k"]]),
        .drop, .look, .open, .look, .append([["l"]]), .roll("m"), .upkeep, .close, .look,
        .open, .append([["n", "o"]]), .close, .openBuffered, .append([["p"], ["q"]]), .look,
        .sync, .append([["r", "s"]]), .roll("t"), .append([["u"]]), .time, .drop,
        .open, .look, .append([["v"]]), .close,
    ]

    /// The least that still makes, rolls, seals, ends uncleanly and recovers.
    static let shortLife: [Step] = [
        .open, .append([["a", "b"]]), .roll("c"), .upkeep, .append([["d"], ["e", "f"]]), .drop,
        .open, .append([["g"]]), .close,
    ]
}

/// A run.
final class Trial: Sendable {
    struct State: Sendable {
        var oracle = Oracle()
        var log: LogWriter<ByteWriter>?
        var objections: [String] = []
        var failures: [LogError] = []
    }
    let disk: SimulatedDisk
    private let bench: Bench
    private let state = Mutex(State())

    init(_ disk: SimulatedDisk, oracle: Oracle = Oracle(), seed: UInt64 = 1, reserve: Bool = false)
    {
        self.disk = disk
        var bench = Bench(disk, seed: seed)
        bench.options.isStepped = true
        bench.options.keepsReserve = reserve
        self.bench = bench
        state.withLock { $0.oracle = oracle }
    }

    var oracle: Oracle { state.withLock { $0.oracle } }
    /// What happened that must not happen.
    var objections: [String] { state.withLock { $0.objections } }
    /// The errors that were met, each of which has a type.
    var failures: [LogError] { state.withLock { $0.failures } }
    var log: LogWriter<ByteWriter>? { state.withLock { $0.log } }

    func run(_ steps: [Step]) {
        for step in steps {
            run(step)
            // Whoever has a writer that can prove nothing any more opens the log again.
            if let failure = log?.failure {
                note(failure)
                run(.close)
                run(.open)
            }
        }
    }

    private func run(_ step: Step) {
        switch step {
        case .open: open(.durable)
        case .openBuffered: open(.buffered(milliseconds: 3_600_000))
        case .append(let appends): append(appends)
        case .roll(let text): append([[text]], extraBytes: 13_000)
        case .upkeep: while log?.stepUpkeep() ?? false {}
        case .part: _ = log?.stepUpkeep()
        case .time: log?.stepTime()
        case .sync: sync()
        case .close: close()
        case .drop: letGo()
        case .look: look()
        }
    }

    /// Opens the log, and once more if that fails: what failed may have been passing.
    private func open(_ durability: Durability) {
        if log != nil { return }
        for _ in 0..<2 where log == nil {
            var bench = bench
            bench.options.durability = durability
            do throws(LogError) {
                let log = try LogWriter.open(disk, bench.directory, bench.options, ByteWriter())
                state.withLock { $0.log = log }
            } catch { note(error) }
        }
        guard let log else { return }
        var cursor = log.reader().cursor()
        do throws(LogError) {
            let found = try texts(&cursor)
            state.withLock { state in
                if let objection = state.oracle.objection(toFound: found) {
                    state.objections.append("opened: \(objection)")
                }
                state.oracle.settle(found)
            }
        } catch { note(error) }
    }

    private func append(_ appends: [[String]], extraBytes: Int = 0) {
        guard let log else { return }
        for texts in appends {
            let id = state.withLock { $0.oracle.submit(texts) }
            let request = ByteRequest(texts: texts, extraBytes: extraBytes) { [self] outcome in
                state.withLock { Self.take(outcome, id, &$0) }
            }
            do throws(LogError) { try log.submit(request) } catch { note(error) }
        }
        while log.stepCommit() {}
    }

    private static func take(_ outcome: CommitOutcome, _ id: Int, _ state: inout State) {
        switch outcome {
        case .committed(let first, _, _, durable: true):
            if !state.oracle.acknowledge(id, first: first) {
                state.objections.append("append \(id) acknowledged as \(first)")
            }
        case .committed: state.oracle.accept(id)
        case .settled: state.objections.append("append \(id) settled")
        case .notAppended(let error):
            state.oracle.refuse(id)
            state.failures.append(error)
        case .indeterminate(let error): state.failures.append(error)
        }
    }

    private func sync() {
        log?.sync { [self] error in
            state.withLock { state in
                if let error { state.failures.append(error) } else { state.oracle.sync() }
            }
        }
        while log?.stepCommit() ?? false {}
    }

    private func close() {
        log?.close { [self] error in
            state.withLock { state in
                if let error { state.failures.append(error) } else { state.oracle.sync() }
            }
        }
        while log?.stepCommit() ?? false {}
        letGo()
    }

    /// Ends with the writer, which tells its waiters: not while the state is locked.
    private func letGo() {
        let log = state.withLock { state in
            let log = state.log
            state.log = nil
            return log
        }
        _ = log
    }

    /// Reads the files as another process does.
    private func look() {
        do throws(LogError) {
            var cursor = try LogReader(disk, bench.directory).cursor()
            let found = try texts(&cursor)
            state.withLock { state in
                if let objection = state.oracle.objection(toShown: found) {
                    state.objections.append("shown: \(objection)")
                }
                state.oracle.show(found.count)
            }
        } catch { note(error) }
    }

    private func texts(_ cursor: inout BlockCursor) throws(LogError) -> [String] {
        var texts: [String] = []
        while let block = try cursor.nextBlock() {
            // A segment that was copied meanwhile is told from its beginning.
            if block.header.next <= UInt64(texts.count) + 1 { continue }
            texts += ByteWriter.texts(block)
        }
        return texts
    }

    private func note(_ error: LogError) { state.withLock { $0.failures.append(error) } }
}

/// Looks at what a crash has left, opens it, goes on, and cuts the power once more.
struct Aftermath {
    /// How far a check goes.
    enum Depth { case reading, opening, appending }

    /// What is wrong with what was found; empty if nothing is.
    static func objections(
        _ image: SimulatedDisk, _ oracle: Oracle, _ depth: Depth = .appending
    ) -> [String] {
        // Looking costs no write, so that what follows finds the same disk.
        let reading = Trial(image, oracle: oracle, seed: 70)
        reading.run([.look])
        var objections = reading.objections + unexpected(reading, image)
        if depth == .reading { return objections }
        let trial = Trial(image, oracle: reading.oracle, seed: 71)
        trial.run([.open, .look])
        objections += trial.objections + trial.failures.map { "opening: \($0)" }
        guard depth == .appending, trial.log != nil else { return objections }
        trial.run([.append([["x", "y"]])])
        let second = Trial(image.crashed(.losingAll), oracle: trial.oracle, seed: 72)
        trial.run([.close, .look])
        second.run([.open, .look, .close])
        for trial in [trial, second] {
            objections += trial.objections + trial.failures.map { "going on: \($0)" }
            let findings = (try? Verifier.findings(trial.disk, "book")) ?? []
            objections += findings.map { "verified: \($0)" }
        }
        return objections
    }

    /// Reading fails only where no log has come to be.
    private static func unexpected(_ trial: Trial, _ image: SimulatedDisk) -> [String] {
        let isPromised = !trial.oracle.certain.isEmpty
        return trial.failures.compactMap { isPromised ? "reading: \($0)" : nil }
    }
}
