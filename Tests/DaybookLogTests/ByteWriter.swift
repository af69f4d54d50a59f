// The encoder that these tests drive the log with: a request is a run of bytes, each an event of
// its own record: a length and the bytes. Notes what the log tells it.

import DaybookBytes
import DaybookLog
import DaybookTesting
import Synchronization

/// An append of some texts.
struct ByteRequest: Sendable {
    var texts: [String]
    /// Settled instead of appended.
    var isDuplicate = false
    /// Room asked for beyond what is needed, so that a small segment is full.
    var extraBytes = 0
    var outcome: @Sendable (CommitOutcome) -> Void = { _ in }
}

/// A block as its writer was told of it, before it was written.
struct PlacedBlock: Sendable {
    let segment: SegmentIdentity
    let offset: UInt64
    let header: BlockHeader
}

/// What the writer was told, shared with the test.
final class Notes: Sendable {
    struct State {
        var segments: [SegmentIdentity] = []
        var placed: [PlacedBlock] = []
        var restored: [UInt64] = []
        var committed: [UInt64] = []
        var outcomes: [CommitOutcome] = []
        var durable: UInt64 = 0
    }
    let state = Mutex(State())

    var durable: UInt64 { state.withLock { $0.durable } }
    var outcomes: [CommitOutcome] { state.withLock { $0.outcomes } }
    /// Sequences acknowledged as durable, and their texts' count.
    var acknowledged: UInt64 {
        outcomes.reduce(0) { greatest, outcome in
            if case .committed(let first, let count, _, true) = outcome {
                return max(greatest, first + UInt64(count) - 1)
            }
            return greatest
        }
    }
}

struct ByteWriter: SegmentWriter {
    let notes: Notes
    private(set) var counts = DefinitionCounts()
    private var blocks: [UInt64] = []

    init(_ notes: Notes = Notes()) { self.notes = notes }

    func byteBound(_ request: ByteRequest) -> Int {
        request.texts.reduce(64 + request.extraBytes) { $0 + $1.utf8.count + 16 }
    }

    mutating func begin(_ segment: SegmentIdentity) {
        counts = DefinitionCounts()
        blocks = []
        notes.state.withLock { $0.segments.append(segment) }
    }

    mutating func restore(_ block: BlockView) throws(ContentFault) {
        let texts = Self.texts(block)
        if texts.count != Int(block.header.count) { throw ContentFault(code: 1, offset: 0) }
        counts.names = block.header.before.names + UInt32(block.header.definitionBytes / 8)
        notes.state.withLock { $0.restored.append(block.header.first) }
    }

    mutating func encode(
        _ request: inout ByteRequest, into block: inout BlockBuilder, first: UInt64,
        recorded: Int64
    ) -> Encoded {
        if request.isDuplicate { return .settled }
        for text in request.texts {
            block.parts.records.appendVarint(UInt64(text.utf8.count))
            block.parts.records.append(text)
            block.parts.personalTexts.append(UInt8(text.utf8.count & 0xFF))
        }
        block.parts.definitions.append(first)
        counts.names += 1
        return .appended(events: request.texts.count)
    }

    mutating func placed(_ header: BlockHeader, at offset: UInt64) {
        blocks.append(offset)
        notes.state.withLock { state in
            guard let segment = state.segments.last else { return }
            state.placed.append(PlacedBlock(segment: segment, offset: offset, header: header))
        }
    }

    mutating func committed(_ block: BlockView) {
        notes.state.withLock { $0.committed.append(block.header.first) }
    }

    func finish(_ request: ByteRequest, _ outcome: CommitOutcome) {
        notes.state.withLock { $0.outcomes.append(outcome) }
        request.outcome(outcome)
    }

    func durable(through sequence: UInt64) {
        notes.state.withLock { $0.durable = sequence }
    }

    mutating func footer() -> @Sendable () -> [UInt8] {
        let payload = Self.footer(blocks)
        return { payload }
    }

    static func footer(_ blocks: [UInt64]) -> [UInt8] {
        var bytes = ByteBuffer()
        for offset in blocks { bytes.append(offset) }
        return bytes.array
    }

    static func footer(
        rebuiltFrom blocks: inout SegmentBlocks, of segment: SegmentIdentity
    ) throws(LogError) -> [UInt8] {
        var offsets: [UInt64] = []
        while let block = try blocks.next() {
            if !block.header.isClosing { offsets.append(block.offset) }
        }
        return footer(offsets)
    }

    static func texts(_ block: BlockView) -> [String] {
        let records = block.records
        var reader = ByteReader(records)
        var texts: [String] = []
        while !reader.isAtEnd {
            let count = reader.count(limit: 1 << 24)
            let start = reader.skip(count)
            guard reader.isValid else { break }
            var bytes: [UInt8] = []
            for offset in start..<start + count { bytes.append(records.uint8(at: offset)) }
            texts.append(String(decoding: bytes, as: UTF8.self))
        }
        return texts
    }
}

/// Random numbers that are the same in every run.
final class Generator: Sendable {
    private let random: Mutex<SeededRandom>
    init(seed: UInt64) { random = Mutex(SeededRandom(seed: seed)) }

    func next() -> UInt64 { random.withLock { $0.next() } }

    func below(_ bound: Int) -> Int { Int(next() % UInt64(max(bound, 1))) }
}

/// A log under test, with its directory "book" on some storage.
struct Bench {
    var storage: any Storage
    var directory = "book"
    var options: LogOptions

    init(_ storage: any Storage, seed: UInt64 = 1, segmentBytes: Int = 16 * 1024) {
        self.storage = storage
        let generator = Generator(seed: seed)
        let clock = Clock(1_000_000)
        options = LogOptions(clock: { clock.next() }, random: { generator.next() })
        options.segmentBytes = segmentBytes
        options.keepsReserve = false
        options.watermarkIdleMilliseconds = 5
    }

    func open(_ notes: Notes = Notes()) throws -> LogWriter<ByteWriter> {
        try LogWriter.open(storage, directory, options, ByteWriter(notes))
    }

    /// Every text that a reader is shown, in order, with a check that sequences are dense.
    func read() throws -> [String] {
        var cursor = try LogReader(storage, directory).cursor()
        return try drain(&cursor)
    }
}

struct Gap: Error {
    let expected: UInt64
    let found: UInt64
}

func drain(_ cursor: inout BlockCursor, from first: UInt64 = 1) throws -> [String] {
    var texts: [String] = []
    var next = first
    while let block = try cursor.nextBlock() {
        if block.header.next <= next { continue }
        if block.header.first != next { throw Gap(expected: next, found: block.header.first) }
        texts += ByteWriter.texts(block)
        next = block.header.next
    }
    return texts
}

/// A clock that advances by itself.
final class Clock: Sendable {
    private let time: Mutex<Int64>
    init(_ start: Int64) { time = Mutex(start) }
    func next() -> Int64 {
        time.withLock { time in
            time += 10
            return time
        }
    }
}

extension LogWriter where Writer == ByteWriter {
    /// Appends and waits for the outcome.
    func append(_ texts: [String], isDuplicate: Bool = false) async -> CommitOutcome {
        await withCheckedContinuation { continuation in
            let request = ByteRequest(texts: texts, isDuplicate: isDuplicate) { outcome in
                continuation.resume(returning: outcome)
            }
            do throws(LogError) { try submit(request) } catch {
                continuation.resume(returning: .notAppended(error))
            }
        }
    }

    func append(_ text: String) async -> CommitOutcome { await append([text]) }

    func sync() async -> LogError? {
        await withCheckedContinuation { continuation in
            sync { continuation.resume(returning: $0) }
        }
    }

    func closed() async -> LogError? {
        await withCheckedContinuation { continuation in
            close { continuation.resume(returning: $0) }
        }
    }
}
