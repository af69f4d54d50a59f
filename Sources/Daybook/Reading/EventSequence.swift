// Facts in the order of the log, as a sequence to await. Catching up and following are one cursor.

internal import DaybookBytes
public import DaybookCoding
internal import DaybookLog

/// Facts of a book, in the order of their sequence.
///
/// Every fact that is chosen comes exactly once, in whole appends, and only when it is durable.
/// A sequence that follows goes on until the book is closed or the task cancelled.
public struct EventSequence: AsyncSequence, Sendable {
    public typealias Element = RecordedEvent
    public typealias Failure = DaybookError

    let reader: LogReader
    let catalog: Catalog
    let signal: Signal
    /// Whether another process writes, so that nobody signals.
    let polls: Bool
    let selection: Selection
    let after: UInt64
    let follows: Bool
    let lost: LostFacts

    public func makeAsyncIterator() -> Iterator {
        Iterator(
            source: EventSource(reader, catalog, selection, after: after, lost), signal: signal,
            polls: polls, follows: follows)
    }

    /// A place in the log.
    public struct Iterator: AsyncIteratorProtocol {
        fileprivate let source: EventSource
        fileprivate let signal: Signal
        fileprivate let polls: Bool
        fileprivate let follows: Bool
        fileprivate let queue = BlockingQueue("cursor")
        fileprivate var events: [RecordedEvent] = []
        fileprivate var index = 0

        fileprivate init(source: EventSource, signal: Signal, polls: Bool, follows: Bool) {
            self.source = source
            self.signal = signal
            self.polls = polls
            self.follows = follows
        }

        /// The next fact; nil at the end, when the book is closed, or when the task is cancelled.
        ///
        /// - Throws: `DaybookError.log(.damaged)` where facts cannot be read: verify the book.
        public mutating func next(
            isolation actor: isolated (any Actor)?
        ) async throws(DaybookError) -> RecordedEvent? {
            while index == events.count {
                let source = source
                let found = try await queue.run { () throws(DaybookError) in try source.next() }
                events = found.events
                index = 0
                if !events.isEmpty || found.hasMore { continue }
                if !follows || Task.isCancelled { return nil }
                guard try await wait(behind: found.next) else { return nil }
            }
            index += 1
            return events[index - 1]
        }

        /// Waits for more; false if nothing will come.
        private func wait(behind next: UInt64) async throws(DaybookError) -> Bool {
            if signal.isEnded { return false }
            if polls {
                // Another process's watermark is looked at again, slower while nothing comes.
                do { try await Task.sleep(for: .milliseconds(source.pause())) } catch {
                    return false
                }
                return true
            }
            await signal.wait(for: next)
            return !Task.isCancelled
        }
    }
}

/// What an iterator reads from, on a queue of its own.
///
/// Sendable without the compiler's proof: only the iterator's serial queue calls `next`, and the
/// iterator itself calls `pause` while the queue is idle, awaiting each call before the next.
final class EventSource: @unchecked Sendable {
    private let reader: LogReader
    private let lookup: Lookup
    private let selection: Selection
    private let lost: LostFacts
    /// The last fact that is not to be yielded any more: a segment that was replaced under the
    /// cursor comes again from its beginning.
    private var passed: UInt64
    private var cursor: BlockCursor
    private var batch: Batch
    private var types: Set<UInt16> = []
    private var knownTypes = 0
    private var quietRounds = 0
    private var segment: UInt64?
    /// In a sealed segment, the blocks that may name one of the subjects.
    private var wanted: Set<UInt64>?
    private var subjects = NameSet()

    init(
        _ reader: LogReader, _ catalog: Catalog, _ selection: Selection, after: UInt64,
        _ lost: LostFacts
    ) {
        self.lost = lost
        self.reader = reader
        self.selection = selection
        passed = after
        lookup = Lookup(reader, catalog)
        cursor = reader.cursor(from: after + 1)
        batch = Batch(catalog: catalog)
    }

    /// How long to wait before looking again, in milliseconds: 5 to 50.
    func pause() -> Int {
        quietRounds += 1
        return min(50, 5 * quietRounds)
    }

    /// The facts of the next block, and whether more may follow at once.
    func next() throws(DaybookError) -> (events: [RecordedEvent], hasMore: Bool, next: UInt64) {
        let block = try logged { () throws(LogError) in
            let block = try cursor.nextBlock(lost)
            if block != nil { return block }
            try reader.refresh()
            return try cursor.nextBlock(lost)
        }
        guard let block else { return ([], false, cursor.next) }
        quietRounds = 0
        if segment != block.segment.id { try enter(block) }
        let isWanted = wanted?.contains(block.offset) ?? true
        guard block.header.next > passed + 1, isWanted else {
            try take(block) { () throws(CodingError) in try batch.define(block.page) }
            return ([], true, block.header.next)
        }
        try take(block) { () throws(CodingError) in try batch.load(block.page) }
        let events = chosen()
        passed = block.header.next - 1
        return (events, true, block.header.next)
    }

    /// Takes in a page; one that is passed over has no events.
    private func take(
        _ block: BlockView, _ body: () throws(CodingError) -> Void
    ) throws(DaybookError) {
        do throws(CodingError) { try body() } catch {
            if !lost.passOver(block, error) { throw .coding(error) }
        }
    }

    /// Begins a segment: its footer tells which of its blocks name the subjects.
    private func enter(_ block: BlockView) throws(DaybookError) {
        segment = block.segment.id
        wanted = nil
        if selection.about.isEmpty { return }
        let key = block.segment.key
        subjects = NameSet(selection.about.map { ($0.entity.name, $0.name) }, key: key)
        let state = try logged { () throws(LogError) in try reader.state }
        guard let entry = state.segments.first(where: { $0.id == block.segment.id }),
            let footer = try lookup.footer(of: entry)
        else { return }
        let found = selection.about.flatMap { footer.occurrences(name: $0.hash(key: key)) }
        let numbers = found.flatMap(\.blocks)
        wanted = Set(numbers.map { footer.blocks[$0].offset })
        if numbers.isEmpty { cursor = reader.cursor(from: entry.last + 1) }
    }

    private func chosen() -> [RecordedEvent] {
        learnTypes()
        var events: [RecordedEvent] = []
        for index in 0..<batch.count {
            let event = batch[index]
            if batch.sequence(event) <= passed { continue }
            if !selection.types.isEmpty && !types.contains(event.type) { continue }
            if let from = selection.from, event.time < from.microseconds { continue }
            if let until = selection.until, event.time >= until.microseconds { continue }
            if !selection.about.isEmpty, !batch.names(event, anyOf: subjects) { continue }
            if let event = batch.event(index) { events.append(event) }
        }
        return events
    }

    private func learnTypes() {
        if selection.types.isEmpty || knownTypes == batch.catalog.count { return }
        let entries = batch.catalog.entries()
        for (number, entry) in entries.enumerated()
        where selection.types.contains(entry.schema.name) {
            types.insert(UInt16(number))
        }
        knownTypes = entries.count
    }
}

extension Batch {
    /// Whether the fact with a sequence names a subject.
    func names(_ subject: Subject, at sequence: UInt64) -> Bool {
        for index in 0..<count where self.sequence(self[index]) == sequence {
            return names(subject, self[index])
        }
        return false
    }

    /// Whether a fact names a subject.
    func names(_ subject: Subject, _ event: EventHead) -> Bool {
        names(event, entity: subject.entity.name, name: subject.name)
    }
}
