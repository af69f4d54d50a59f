// The commit thread: takes what waits, has it encoded, writes once, syncs once, tells the waiters.
// Knows nothing of what a request means.

internal import DaybookBytes
internal import Dispatch
internal import Synchronization

/// Where a writer goes on.
struct WritePosition: Sendable {
    /// Offset of the next block.
    var offset: UInt64
    /// The next sequence.
    var next: UInt64
    /// The chain before it.
    var chain: UInt64
    /// The recorded time of the last block.
    var recorded: Int64
    /// Whether the last block closed the book.
    var isBehindClosing: Bool
}

// Sendable without the compiler's proof: the thread that opens the log builds it and hands it to
// the commit thread once, through the start of that thread; nobody else ever holds it.
final class Committer<Writer: SegmentWriter>: @unchecked Sendable {
    /// What waits for the round to be committed.
    struct Flight {
        let waiting: Inbox<Writer.Request>.Waiting
        let first: UInt64
        let count: Int
        let recorded: Int64
    }

    let place: Place
    let options: LogOptions
    let inbox: Inbox<Writer.Request>
    let poison: Poison
    let ledger: Ledger
    let watermark: WatermarkFile
    let upkeep: Upkeep
    let epoch: UInt64
    let lock: any StorageLock
    let syncClock = SyncClock()

    var writer: Writer
    var active: ActiveSegment
    var position: WritePosition
    /// The last sequence that is durable.
    var durable: UInt64
    /// When buffered blocks must be synced, in `DispatchTime` nanoseconds.
    var syncDeadline: UInt64?
    /// Whether WATERMARK was written since it was synced.
    var isWatermarkDirty = false
    var askedForNext = false
    /// Whether the log is closed or abandoned: there is nothing more to be done.
    var isEnded = false

    var batch: [Inbox<Writer.Request>.Waiting] = []
    var flights: [Flight] = []
    /// Blocks of this round, as they will stand in the file.
    var round = ByteBuffer(capacity: Limits.roundBytes + Limits.blockBytes)
    /// The bytes of the last write; the views of its blocks share them.
    var window: [UInt8] = []
    var placed: [(header: BlockHeader, start: Int)] = []
    /// The block under construction.
    var block = BlockBuilder()
    var blockBefore = DefinitionCounts()
    var blockRecorded: Int64 = 0

    init(
        _ opened: OpenedLog, options: LogOptions, writer: Writer, inbox: Inbox<Writer.Request>,
        poison: Poison, ledger: Ledger, upkeep: Upkeep
    ) {
        place = opened.place
        self.options = options
        self.inbox = inbox
        self.poison = poison
        self.ledger = ledger
        watermark = opened.watermark
        self.upkeep = upkeep
        epoch = opened.manifest.epoch
        lock = opened.lock
        self.writer = writer
        active = opened.active
        position = opened.position
        durable = opened.position.next - 1
        batch.reserveCapacity(1024)
        flights.reserveCapacity(1024)
    }

    /// The body of the thread.
    func run() {
        begin()
        while !isEnded {
            if !turn() { rest() }
        }
    }

    /// Asks for what every writer needs.
    func begin() {
        upkeep.add(.prepare(active, position: position.offset))
        if options.keepsReserve { upkeep.add(.reserve) }
    }

    /// Does all that waits; false if nothing does.
    func turn() -> Bool {
        guard !isEnded, let orders = inbox.take(into: &batch) else { return false }
        if orders.isAbandoned {
            abandon(orders.syncs)
            return true
        }
        processBatch()
        if !orders.syncs.isEmpty || orders.closing != nil { flush() }
        for completion in orders.syncs { completion(poison.error.map { .poisoned($0) }) }
        if let closing = orders.closing { closing(close()) }
        return true
    }

    /// Sleeps until there is work, or until what is due after a time without work.
    private func rest() {
        let idle = UInt64(options.watermarkIdleMilliseconds) * 1_000_000
        let now = DispatchTime.now().uptimeNanoseconds
        let deadline = syncDeadline ?? (isWatermarkDirty ? now + idle : nil)
        if !inbox.sleep(until: deadline) { elapse() }
    }

    /// Does what is due after a time without work: syncs what is buffered, or else WATERMARK.
    func elapse() {
        if syncDeadline != nil {
            flush()
        } else if isWatermarkDirty {
            isWatermarkDirty = false
            upkeep.add(.watermark)
        }
    }

    private func processBatch() {
        for index in batch.indices {
            if let error = makeRoom(writer.byteBound(batch[index].request)) {
                commitRound()
                finish(batch[index], .notAppended(error))
            } else {
                encode(&batch[index])
            }
        }
        commitRound()
        batch.removeAll(keepingCapacity: true)
        if let deadline = syncDeadline, DispatchTime.now().uptimeNanoseconds >= deadline { flush() }
    }

    private func encode(_ waiting: inout Inbox<Writer.Request>.Waiting) {
        if block.count == 0 {
            blockBefore = writer.counts
            blockRecorded = max(options.clock(), position.recorded)
        }
        let first = position.next + UInt64(block.count)
        let bytes = block.parts.count
        let encoded = writer.encode(
            &waiting.request, into: &block, first: first, recorded: blockRecorded)
        switch encoded {
        case .appended(let events) where events > 0:
            block.count += UInt32(events)
            flights.append(
                Flight(waiting: waiting, first: first, count: events, recorded: blockRecorded))
        case .appended, .settled:
            assert(block.parts.count == bytes, "a settled request appends nothing")
            flights.append(Flight(waiting: waiting, first: 0, count: 0, recorded: 0))
        }
    }

    /// Finds room for a request of some size, or tells why there is none.
    private func makeRoom(_ bound: Int) -> LogError? {
        if let error = poison.error { return .poisoned(error) }
        let overhead = Limits.blockHeaderBytes + Limits.alignmentBytes
        if bound > Limits.blockBytesMax - overhead {
            return .tooLarge(bytes: bound, limit: Limits.blockBytesMax - overhead)
        }
        if block.count > 0 && block.parts.count + bound > Limits.blockBytes { closeBlock() }
        if round.count >= Limits.roundBytes { commitRound() }
        var end = self.end(with: bound)
        if end > active.capacity {
            commitRound()
            if let error = poison.error { return .poisoned(error) }
            end = self.end(with: bound)
            // A request larger than a segment gets one of its own, which grows for it.
            let isEmpty = position.offset == UInt64(Limits.segmentHeaderBytes)
            if end > active.capacity && !isEmpty {
                if let error = roll() { return error }
                end = self.end(with: bound)
            }
        }
        let needed = end + UInt64(Limits.closingBytes)
        if needed > active.prepared {
            do throws(SystemError) {
                try prepare(needed, wanted: min(active.target(at: end), active.preparedMax))
            } catch {
                // No block was touched. A failed sync of zeros is still a sync that failed.
                if !error.isDiskFull { poison.set(error) }
                return error.isDiskFull ? .diskFull(error) : .poisoned(error)
            }
        }
        return nil
    }

    /// Prepares as much as is wanted, or, where there is little room left, what is needed.
    private func prepare(_ needed: UInt64, wanted: UInt64) throws(SystemError) {
        do throws(SystemError) {
            try active.prepare(to: max(needed, wanted))
        } catch {
            if !error.isDiskFull || wanted <= needed { throw error }
            try active.prepare(to: needed)
        }
    }

    /// Where the blocks would end, with a request of some size added.
    private func end(with bound: Int) -> UInt64 {
        let pending = round.count + block.parts.count + bound
        return position.offset
            + UInt64(Limits.aligned(pending + 2 * Limits.blockHeaderBytes))
    }
}

extension Committer {
    /// Moves the block under construction into the round: header, parts, padding, checksums.
    func closeBlock() {
        if block.count == 0 { return }
        place(isClosing: false)
    }

    /// Gives the block under construction its place in the round.
    func place(isClosing: Bool) {
        let start = round.count
        let offset = position.offset + UInt64(start)
        let bytes = Limits.blockHeaderBytes + block.parts.count
        var header = BlockHeader(
            isClosing: isClosing, totalBytes: Limits.aligned(bytes),
            definitionBytes: block.parts.definitions.count,
            recordBytes: block.parts.records.count,
            personalBytes: block.parts.personalCount, before: blockBefore, durable: durable,
            bodyChecksum: 0, personalChecksum: 0, chainBefore: position.chain,
            first: position.next, count: block.count, recorded: blockRecorded)
        header.append(to: &round)
        block.append(to: &round)
        round.appendZeros(header.totalBytes - bytes)
        position.chain = header.seal(
            &round, at: start, salt: active.segment.salt, fileOffset: offset)
        position.next = header.next
        position.recorded = blockRecorded
        position.isBehindClosing = isClosing
        placed.append((header, start))
        if !isClosing { writer.placed(header, at: offset) }
        block.removeAll()
    }

    /// Writes and, in a durable log, syncs the round; then everybody concerned is told.
    func commitRound() {
        closeBlock()
        if !placed.isEmpty { writeRound() }
        for flight in flights { finish(flight.waiting, outcome(of: flight)) }
        flights.removeAll(keepingCapacity: true)
        placed.removeAll(keepingCapacity: true)
        round.removeAll()
        askForSpace()
    }

    /// Writes the round behind what is there.
    func write() throws(SystemError) {
        // An array, because a span of the buffer must not outlive the access to this object.
        let bytes = round.array
        window = bytes
        try active.file.write(bytes.raw, at: position.offset)
        position.offset += UInt64(round.count)
    }

    private func writeRound() {
        do throws(SystemError) {
            try write()
            if case .buffered(let milliseconds) = options.durability {
                if syncDeadline == nil {
                    syncDeadline =
                        DispatchTime.now().uptimeNanoseconds + UInt64(milliseconds) * 1_000_000
                }
            } else {
                try syncBlocks()
            }
        } catch {
            poison.set(error)
            return
        }
        for (header, start) in placed {
            let offset = position.offset - UInt64(window.count - start)
            writer.committed(
                BlockView(
                    segment: active.segment, header: header, offset: offset, window: window,
                    start: start))
        }
        if durable + 1 == position.next { writer.durable(through: durable) }
    }

    /// Syncs the blocks written so far and proves it in WATERMARK.
    func syncBlocks(closed: Bool = false) throws(SystemError) {
        try syncClock.sync(active.file)
        let last = position.next - 1
        try watermark.write(
            Watermark(
                log: active.segment.log, epoch: epoch, turn: 0, segment: active.segment.id,
                sequence: last, end: position.offset, chain: position.chain, isClosed: closed))
        isWatermarkDirty = true
        durable = last
        syncDeadline = nil
        ledger.live.advance(sequence: last, segment: active.segment.id, end: position.offset)
    }

    /// Makes durable what a buffered log has accepted.
    func flush() {
        if syncDeadline == nil { return }
        if poison.error != nil {
            syncDeadline = nil
            return
        }
        do throws(SystemError) {
            try syncBlocks()
            writer.durable(through: durable)
        } catch {
            poison.set(error)
            syncDeadline = nil
        }
    }

    func finish(
        _ waiting: Inbox<Writer.Request>.Waiting, _ outcome: CommitOutcome
    ) {
        // First, because whoever is told may hand over more at once.
        inbox.release(waiting.bytes)
        writer.finish(waiting.request, outcome)
    }

    private func outcome(of flight: Flight) -> CommitOutcome {
        if let error = poison.error, flight.first > durable || flight.count == 0 {
            return .indeterminate(.poisoned(error))
        }
        if flight.count == 0 { return .settled }
        return .committed(
            first: flight.first, count: flight.count, recorded: flight.recorded,
            durable: flight.first <= durable)
    }

    private func askForSpace() {
        if active.wantsPreparation(at: position.offset) {
            upkeep.add(.prepare(active, position: position.offset))
        }
        if !askedForNext && position.offset > active.capacity / 2 {
            askedForNext = true
            upkeep.add(.next)
        }
    }
}
