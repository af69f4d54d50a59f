// The writer of a log as its owner sees it: open, submit, sync, close.
// The work is done by the commit thread; nothing here blocks but opening and `close()`.

internal import Dispatch
internal import Synchronization

/// The one writer of a log.
///
/// Dropping it without `close` stops the commit thread as a crash would: the next opening finds an
/// unclean end and loses nothing that was acknowledged.
public final class LogWriter<Writer: SegmentWriter>: Sendable {
    /// Called once when what was asked for is done, on the commit thread: be quick.
    public typealias Completion = @Sendable (LogError?) -> Void

    /// What opening found and did.
    public let report: OpeningReport
    /// The log's id.
    public let log: Bits128
    /// The log's secret.
    public let secret: Bits128
    private let inbox: Inbox<Writer.Request>
    private let poison: Poison
    private let place: Place
    private let live: LiveBounds
    private let upkeep: Upkeep
    private let syncClock: SyncClock
    /// The commit thread's work, where it has no thread.
    private let stepped: Committer<Writer>?

    /// Opens a log for writing, making it if the directory holds none.
    ///
    /// Blocks while it reads the last segment: do not call it on a thread of the cooperative pool.
    /// - Parameters:
    ///   - storage: where the directory is.
    ///   - directory: the log's directory; its parent must exist.
    ///   - options: how to open.
    ///   - writer: the encoder; it is told of every block of the active segment.
    /// - Throws: `LogError`; each case says what to do.
    /// - Complexity: two segments read and one copied at most, whatever the log's size.
    public static func open(
        _ storage: any Storage, _ directory: String, _ options: LogOptions, _ writer: Writer
    ) throws(LogError) -> LogWriter {
        precondition(options.segmentBytes >= Limits.segmentBytesMin)
        let opened = try Recovery.open(storage, directory, options)
        do throws(LogError) {
            return try LogWriter(opened, options, writer)
        } catch {
            opened.lock.release()
            throw error
        }
    }

    private init(
        _ opened: OpenedLog, _ options: LogOptions, _ writer: Writer
    ) throws(LogError) {
        var writer = writer
        try Self.restore(&writer, opened)
        let last = opened.position.next - 1
        live = LiveBounds(
            Bounds(
                manifest: opened.manifest, sequence: last, segment: opened.active.segment.id,
                end: opened.position.offset))
        let ledger = Ledger(opened.place, opened.manifest, live)
        poison = Poison()
        inbox = Inbox()
        place = opened.place
        report = opened.report
        log = opened.manifest.log
        secret = opened.manifest.secret
        upkeep = Upkeep(
            opened.place, options, ledger, opened.watermark, poison,
            unsealedFor: Self.damage(opened))
        let committer = Committer(
            opened, options: options, writer: writer, inbox: inbox, poison: poison,
            ledger: ledger, upkeep: upkeep)
        syncClock = committer.syncClock
        stepped = options.isStepped ? committer : nil
        if options.isStepped {
            committer.begin()
        } else {
            try Self.start(committer, upkeep)
        }
        Self.seal(opened, upkeep)
    }

    /// Damage that keeps an ended segment from ever being sealed.
    private static func damage(_ opened: OpenedLog) -> LogError? {
        let ended = opened.manifest.segments.filter { $0.state == .ended }
        let damage = opened.report.damages.first { damage in
            damage.losesFacts && ended.contains { Place.shown($0.fileName) == damage.file }
        }
        return damage.map { .damaged($0) }
    }

    private static func start(
        _ committer: Committer<Writer>, _ upkeep: Upkeep
    ) throws(LogError) {
        try logged { () throws(SystemError) in
            try upkeep.start()
            do throws(SystemError) {
                try WorkerThread.start { committer.run() }
            } catch {
                upkeep.stop()
                throw error
            }
        }
    }

    /// Reads the active segment's blocks back into the encoder.
    private static func restore(_ writer: inout Writer, _ opened: OpenedLog) throws(LogError) {
        let segment = opened.active.segment
        writer.begin(segment)
        var walk = BlockWalk(opened.active.file, segment, limit: opened.position.offset)
        let last = opened.position.next - 1
        while let view = try walk.provedBlock(through: last) {
            if view.header.isClosing { continue }
            do throws(ContentFault) {
                try writer.restore(view)
            } catch {
                throw .damaged(
                    Damage(
                        file: Place.shown(segment.fileName), offset: view.offset,
                        evidence: .contents(error), first: view.header.first,
                        last: view.header.next - 1))
            }
            writer.placed(view.header, at: view.offset)
        }
    }

    private static func seal(_ opened: OpenedLog, _ upkeep: Upkeep) {
        let catalog = Catalog(opened.manifest)
        for entry in opened.unsealed {
            let index = opened.manifest.segments.firstIndex { $0.id == entry.id }
            guard let index else { continue }
            let segment = catalog.identity(index)
            let place = opened.place
            upkeep.add(
                .seal(
                    Ending(entry: entry) { () throws(LogError) in
                        let file = try logged { () throws(SystemError) in
                            try place.storage.open(place.path(entry.fileName), .read)
                        }
                        let walk = BlockWalk(file, segment, limit: entry.end)
                        var blocks = SegmentBlocks(walk, last: entry.last)
                        return try Writer.footer(rebuiltFrom: &blocks, of: segment)
                    }))
        }
    }

    deinit {
        inbox.abandon()
        _ = stepped?.turn()
    }

    /// Does what the commit thread would do with all that waits; false if nothing does.
    ///
    /// Only for a stepped writer, as the two below; one thread at a time calls them.
    package func stepCommit() -> Bool { stepped?.turn() ?? false }

    /// Does a part of the first job of the background; false if there is none.
    package func stepUpkeep() -> Bool { stepped != nil && upkeep.turn() }

    /// Does what is due after a time without work.
    package func stepTime() { stepped?.elapse() }

    /// Appends, syncs and closings that wait for a step.
    package var waiting: Int { inbox.waiting }

    /// Hands over a request; never blocks and never waits for the disk.
    ///
    /// How it ended is told through `SegmentWriter.finish`, exactly once.
    /// - Parameters:
    ///   - request: what to append.
    ///   - bytes: its weight in `admittedBytes`.
    /// - Throws: `LogError.closed` after `close`: nothing was taken then.
    public func submit(_ request: Writer.Request, bytes: Int = 0) throws(LogError) {
        if !inbox.add(request, bytes: bytes) { throw .closed }
    }

    /// The weight of all requests that were submitted and have not ended.
    public var admittedBytes: Int { inbox.admittedBytes }

    /// The error that ended this writer's promises, if any; open the log again then.
    public var failure: LogError? { poison.error.map { .poisoned($0) } }

    /// Why an ended segment cannot be sealed now, if so: what needs its footer would wait in vain.
    ///
    /// Asking has it tried again, if the disk was full.
    public func sealingFailure() -> LogError? { upkeep.sealingFailure() }

    /// How long the syncs took that acknowledgements waited for.
    public var syncTimes: SyncTimes { syncClock.times }

    /// The last sequence that is durable.
    public var durableSequence: UInt64 { live.current.sequence }

    /// Makes durable everything submitted before.
    public func sync(_ completion: @escaping Completion) {
        if !inbox.addSync(completion) { completion(.closed) }
    }

    /// Commits everything submitted before, proves the end, and lets go of the log.
    ///
    /// - Parameter completion: told nil, or why the end is not proved; the log can be opened again
    ///   in either case.
    public func close(_ completion: @escaping Completion) {
        if !inbox.close(completion) { completion(.closed) }
    }

    /// Closes and waits; not for threads of the cooperative pool.
    public func close() throws(LogError) {
        let done = DispatchSemaphore(value: 0)
        let result = Box()
        close { error in
            result.set(error)
            done.signal()
        }
        done.wait()
        if let error = result.error { throw error }
    }

    /// A reader that sees what this writer has made durable, at once.
    public func reader() -> LogReader { LogReader(place, .live(live)) }
}

/// Carries a result from one thread to another.
private final class Box: Sendable {
    private let value = Mutex<LogError?>(nil)
    var error: LogError? { value.withLock { $0 } }
    func set(_ error: LogError?) { value.withLock { $0 = error } }
}
