// The front door: a book is opened, appended to, read, asked, and closed.
// What each of these needs stands beside this file; here is only what they share.

public import DaybookCoding
internal import DaybookCommerce
public import DaybookLog
internal import DaybookModels
internal import Synchronization

/// A book of facts: an append-only log and the read models posted from it.
///
/// ```swift
/// let book = try await Daybook.open("shop.daybook")
/// let receipt = try await book.append(PageViewed(visitor: "v-81", url: "/tv/oled-65"))
/// print(receipt.sequence)
/// try await book.close()
/// ```
/// Usable from any number of tasks at once. One process at a time appends; any number reads.
public final class Daybook: Sendable {
    /// The event types that the book knows.
    public let catalog: Catalog
    /// What opening found and did; nil for a book open for reading.
    public let opening: OpeningReport?
    let options: Options
    let storage: any Storage
    let directory: String
    let writer: LogWriter<BookWriter>?
    let reader: LogReader
    let signal: Signal
    let admission: Admission
    let sinks: Sinks
    let folding: FoldSource
    let models: LiveModel<Models>
    let searching: Searching
    let lost: LostFacts
    /// One snapshot at a time: they share a table of names.
    let snapshotting = BlockingQueue("snapshot")
    private let closing = Mutex(Closing.open)

    /// How far the closing of the book is.
    private enum Closing {
        case open
        /// Being closed, with those who wait for it.
        case begun([CheckedContinuation<Void, Never>])
        case closed
    }

    private init(
        _ storage: any Storage, _ directory: String, _ options: Options, _ catalog: Catalog
    ) throws(DaybookError) {
        self.storage = storage
        self.directory = directory
        self.options = options
        self.catalog = catalog
        let signal = Signal()
        let admission = Admission(bytesMax: options.pendingBytesMax)
        let sinks = Sinks()
        self.signal = signal
        self.admission = admission
        self.sinks = sinks
        if case .readOnly = options.access {
            writer = nil
            opening = nil
            reader = try logged { () throws(LogError) in try LogReader(storage, directory) }
        } else {
            let encoder = BookWriter(catalog: catalog) {
                sinks.take($0)
            } announce: {
                signal.announce($0)
            }
            let writer = try logged { () throws(LogError) in
                try LogWriter.open(storage, directory, options.log, encoder)
            }
            self.writer = writer
            opening = writer.report
            reader = writer.reader()
            signal.announce(writer.durableSequence)
        }
        lost = LostFacts(passedOver: options.skipsLost)
        folding = FoldSource(
            reader: reader, catalog: catalog,
            snapshots: SnapshotStore(storage, directory, isStepped: options.isStepped),
            corrections: Corrections(reader, catalog), lost: lost)
        models = LiveModel(Models(), folding, admission, isPushed: writer != nil)
        searching = Searching(reader, catalog)
        if writer != nil { sinks.add(models) }
    }

    /// Opens a book.
    ///
    /// - Parameters:
    ///   - path: the book's directory; its parent exists.
    ///   - options: what for, and how.
    /// - Throws: `DaybookError.log` with `.locked` if another process appends (use that one, or
    ///   open for reading), `.missing` if there is no book, `.damaged` if promised facts are
    ///   damaged (restore a copy, or open with `damage: .appendBeyond`), `.diskFull`, `.system`,
    ///   `.unsupported`; `.exists` or `.notABook` if the directory is not what `options.access`
    ///   asks for; `.coding` if a declared type has a flaw.
    /// - Complexity: two segments scanned and one copied at most, whatever the book's size.
    public static func open(
        _ path: String, _ options: Options = Options()
    ) async throws(DaybookError) -> Daybook {
        try await open(Disk(), path, options)
    }

    /// Makes a book in memory, for tests: it behaves as one on disk, and is gone with its last
    /// reference.
    public static func inMemory(_ options: Options = Options()) async throws(DaybookError)
        -> Daybook
    {
        try await open(MemoryStorage(), "book", options)
    }

    /// Opens a book on a storage of the caller's, as a simulated disk.
    public static func open(
        _ storage: any Storage, _ path: String, _ options: Options = Options()
    ) async throws(DaybookError) -> Daybook {
        let catalog = Catalog()
        try coded { () throws(CodingError) in
            try Vocabulary.declare(in: catalog)
            for type in options.types { _ = try declare(type, in: catalog) }
        }
        return try await BlockingQueue("open").run { () throws(DaybookError) in
            try checkPlace(storage, path, options.access)
            return try Daybook(storage, path, options, catalog)
        }
    }

    private static func declare<E: Event>(
        _ type: E.Type, in catalog: Catalog
    ) throws(CodingError) -> UInt16 {
        try catalog.number(of: type)
    }

    /// Refuses a place that is not what the caller takes it for, before anything is written there.
    static func checkPlace(
        _ storage: any Storage, _ path: String, _ access: Options.Access
    ) throws(DaybookError) {
        let names: [String]
        do throws(SystemError) {
            names = try storage.list(path)
        } catch {
            switch access {
            case .createIfMissing, .create: if error.isMissing { return }
            case .existing, .readOnly: if error.isMissing { throw .log(.missing(path: path)) }
            }
            if error.isNotADirectory { throw .notABook(path: path) }
            throw .log(.system(error))
        }
        let isBook = names.contains("MANIFEST") || names.contains("segments")
        // What a creation leaves that was cut short: it may begin anew.
        let isBegun = names.allSatisfy { ["LOCK", "WATERMARK", "MANIFEST.new"].contains($0) }
        switch access {
        case .create: if !isBegun { throw .exists(path: path) }
        case .createIfMissing: if !isBegun && !isBook { throw .notABook(path: path) }
        case .existing, .readOnly: if !isBook { throw .notABook(path: path) }
        }
    }

    /// The log's id, 32 hexadecimal digits.
    public var id: String {
        get throws(DaybookError) {
            try logged { () throws(LogError) in try reader.state.log }.description
        }
    }

    /// The last durable sequence; 0 for an empty book.
    ///
    /// In a book open for reading, as of the last look at the log.
    public var sequence: UInt64 {
        get throws(DaybookError) {
            try logged { () throws(LogError) in try reader.state }.last
        }
    }

    /// How long the syncs took that appends waited for, since this book was opened; nil if it is
    /// open for reading.
    ///
    /// Watch `slowCount` and `slowest`: appends wait as long as the disk does.
    public var syncTimes: SyncTimes? { writer?.syncTimes }

    /// Facts behind the last proved one, which the next writer will decide on; 0 while this book
    /// appends itself.
    public func unprovenFacts() async throws(DaybookError) -> UInt64 {
        if writer != nil { return 0 }
        let reader = reader
        return try await BlockingQueue("look").run { () throws(DaybookError) in
            try logged { () throws(LogError) in try reader.unprovenFacts() }
        }
    }

    /// Waits until everything appended before is durable; at once unless the book is a buffered
    /// one.
    ///
    /// - Throws: `DaybookError.log(.poisoned)` if the disk failed: open the book again.
    public func sync() async throws(DaybookError) {
        guard let writer else { return }
        let error = await withCheckedContinuation { continuation in
            writer.sync { continuation.resume(returning: $0) }
        }
        if let error { try logged { () throws(LogError) in throw error } }
    }

    /// Makes everything durable, proves the end, and lets go of the book.
    ///
    /// Appends that wait are finished first; cursors that follow end.
    ///
    /// - Throws: `DaybookError.log` if the end could not be proved; nothing acknowledged is lost,
    ///   and the next opening recovers. Closing again does nothing.
    public func close() async throws(DaybookError) {
        if await isClosing() { return }
        defer { endClosing() }
        guard let writer else { return }
        let error = await withCheckedContinuation { continuation in
            writer.close { continuation.resume(returning: $0) }
        }
        if let error { try logged { () throws(LogError) in throw error } }
    }

    /// Begins to close; waits if somebody has begun, and answers true then.
    private func isClosing() async -> Bool {
        let isFirst = closing.withLock { closing in
            guard case .open = closing else { return false }
            closing = .begun([])
            return true
        }
        if isFirst { return false }
        await withCheckedContinuation { continuation in
            let isClosed = closing.withLock { closing in
                guard case .begun(let waiters) = closing else { return true }
                closing = .begun(waiters + [continuation])
                return false
            }
            if isClosed { continuation.resume() }
        }
        return true
    }

    private func endClosing() {
        signal.end()
        let waiters = closing.withLock { closing in
            defer { closing = .closed }
            if case .begun(let waiters) = closing { return waiters }
            return []
        }
        for waiter in waiters { waiter.resume() }
    }

    func checkOpen() throws(DaybookError) {
        let isOpen = closing.withLock { closing in
            if case .open = closing { return true }
            return false
        }
        if !isOpen { throw .closed }
    }
}
