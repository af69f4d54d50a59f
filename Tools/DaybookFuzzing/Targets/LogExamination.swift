// Everything that reads a log, let loose on one whose files may hold anything, with the laws that
// the answers must not contradict.

internal import Daybook
internal import DaybookBytes
internal import DaybookLog
internal import DaybookTesting
internal import Dispatch
internal import Synchronization

/// Reads a log in every way there is.
struct LogExamination {
    private let storage: MemoryStorage
    /// Whether checksums were put right, so that valid blocks may contradict each other.
    private let isCrafted: Bool

    /// Verifies, reads, recovers and reads again.
    ///
    /// - Throws: `BrokenLaw` if the verifier and a cursor contradict each other, if what a cursor
    ///   shows does not follow, or if recovery takes back what a cursor has shown.
    static func run(_ files: [String: [UInt8]], _ options: FuzzOptions) throws(BrokenLaw) {
        guard let storage = try? SeedBook.storage(of: files) else { return }
        try LogExamination(storage: storage, isCrafted: options.contains(.mends)).run()
    }

    private func run() throws(BrokenLaw) {
        let findings = try? Verifier.findings(storage, SeedBook.directory)
        let before = shown()
        if let before {
            try checkOrder(before)
            try checkDense(before)
            if let findings { try compare(before, findings) }
        }
        guard recover(.refuse) || recover(.appendBeyond), let before else { return }
        if isCrafted && before.isDamaged { return }
        let after = shown()
        for block in before.blocks {
            try expect(
                after?.bytes[block.lowerBound] == before.bytes[block.lowerBound],
                "recovery took back what stood at sequence \(block.lowerBound)")
        }
    }

    /// What a cursor that skips damage shows.
    private struct Shown {
        /// The sequences of each block.
        var blocks: [ClosedRange<UInt64>] = []
        /// The hash of each block's contents, by its first sequence.
        var bytes: [UInt64: UInt64] = [:]
        /// The last sequence proved durable.
        var last: UInt64 = 0
        /// What the list of segments names as lost, and what the cursor does.
        var lost: [ClosedRange<UInt64>] = []
        /// Whether the cursor met damage.
        var isDamaged = false
    }

    /// Nil if the log cannot be read at all.
    private func shown() -> Shown? {
        do throws(LogError) {
            let reader = try LogReader(storage, SeedBook.directory)
            let state = try reader.state
            var shown = Shown()
            shown.last = state.last
            for entry in state.segments {
                _ = try reader.footer(of: entry)
                if let hole = entry.hole, hole.from <= hole.to {
                    shown.lost.append(hole.from...hole.to)
                }
            }
            _ = try reader.unprovenFacts()
            var cursor = reader.cursor()
            while true {
                do throws(LogError) {
                    while let block = try cursor.nextBlock() {
                        shown.blocks.append(block.header.first...block.header.next - 1)
                        shown.bytes[block.header.first] = Self.hash(block)
                    }
                    return shown
                } catch {
                    guard case .damaged(let damage) = error else { return shown }
                    shown.isDamaged = true
                    if damage.losesFacts { shown.lost.append(damage.first...damage.last) }
                    guard let skipped = try cursor.skipDamage() else { return shown }
                    shown.lost.append(skipped)
                }
            }
        } catch {
            return nil
        }
    }

    private static func hash(_ block: BlockView) -> UInt64 {
        let body = XXH64.hash(block.definitions) &+ 3 &* XXH64.hash(block.records)
        return body &+ 5 &* XXH64.hash(block.personal)
    }

    private func checkOrder(_ shown: Shown) throws(BrokenLaw) {
        for (one, other) in zip(shown.blocks, shown.blocks.dropFirst()) {
            try expect(
                other.lowerBound > one.upperBound,
                "sequence \(other.lowerBound) is shown after \(one.upperBound)")
        }
        if let last = shown.blocks.last?.upperBound {
            try expect(last <= shown.last, "\(last) is shown, \(shown.last) is proved")
        }
    }

    /// The verifier finds fault where a cursor does, and none in what a cursor shows.
    private func compare(_ shown: Shown, _ findings: [Finding]) throws(BrokenLaw) {
        let isFound = findings.contains { finding in
            if case .watermark = finding.what { return true }
            return finding.severity == .damage
        }
        try expect(isFound || !shown.isDamaged, "a cursor meets damage, the verifier finds none")
        for finding in findings {
            guard let range = finding.sequences else { continue }
            for block in shown.blocks {
                try expect(
                    !block.overlaps(range), "\(block) is shown, and lost after \(finding)")
            }
        }
    }

    /// Every proved sequence is either shown or reported as lost by the cursor itself.
    private func checkDense(_ shown: Shown) throws(BrokenLaw) {
        let known = (shown.blocks + shown.lost).sorted { $0.lowerBound < $1.lowerBound }
        var next: UInt64 = 1
        for range in known where next <= shown.last {
            try expect(
                range.lowerBound <= next, "\(next) is neither shown nor lost, before \(range)")
            next = max(next, range.upperBound + 1)
        }
        try expect(next > shown.last, "\(next) of \(shown.last) is neither shown nor lost")
    }

    /// Opens the log for writing, and closes it; false if that is refused.
    private func recover(_ policy: DamagePolicy) -> Bool {
        let random = Mutex(SeededRandom(seed: 5))
        var options = LogOptions(clock: { 0 }, random: { random.withLock { $0.next() } })
        options.segmentBytes = Limits.segmentBytesMin
        options.keepsReserve = false
        options.watermarkIdleMilliseconds = 1
        options.damage = policy
        guard
            let log = try? LogWriter.open(storage, SeedBook.directory, options, SilentWriter())
        else { return false }
        let closed = DispatchSemaphore(value: 0)
        log.close { _ in closed.signal() }
        closed.wait()
        return true
    }
}

private typealias Limits = DaybookLog.Limits

/// Writes nothing, and takes every block for what it says it is.
private struct SilentWriter: SegmentWriter {
    private(set) var counts = DefinitionCounts()

    func byteBound(_ request: Never) -> Int {}
    mutating func begin(_ segment: SegmentIdentity) { counts = DefinitionCounts() }
    mutating func restore(_ block: BlockView) throws(ContentFault) { counts = block.header.before }
    mutating func encode(
        _ request: inout Never, into block: inout BlockBuilder, first: UInt64, recorded: Int64
    ) -> Encoded {}
    mutating func placed(_ header: BlockHeader, at offset: UInt64) {}
    mutating func committed(_ block: BlockView) {}
    func finish(_ request: Never, _ outcome: CommitOutcome) {}
    func durable(through sequence: UInt64) {}
    mutating func footer() -> @Sendable () -> [UInt8] { { [] } }
    static func footer(
        rebuiltFrom blocks: inout SegmentBlocks, of segment: SegmentIdentity
    ) throws(LogError) -> [UInt8] {
        while try blocks.next() != nil {}
        return []
    }
}
