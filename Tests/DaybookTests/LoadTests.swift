// Thousands of tasks at once: what may wait is bounded, what is cancelled is not appended, what is
// acknowledged is there, in the order of the sequences, whatever ends in between.

import DaybookBytes
import DaybookLog
import DaybookTesting
import Dispatch
import Synchronization
import Testing

@testable import Daybook

/// A storage on which somebody looks at each call, and may hold it up.
struct WatchedStorage: Storage {
    typealias Watch = @Sendable (SystemError.Call, String) -> Void

    let inner: any Storage
    let watch: Watch

    func open(_ path: String, _ mode: OpenMode) throws(SystemError) -> any StorageFile {
        WatchedFile(try inner.open(path, mode), path, watch)
    }
    func list(_ directory: String) throws(SystemError) -> [String] { try inner.list(directory) }
    func makeDirectory(_ path: String) throws(SystemError) { try inner.makeDirectory(path) }
    func rename(_ path: String, to target: String) throws(SystemError) {
        try inner.rename(path, to: target)
    }
    func remove(_ path: String) throws(SystemError) { try inner.remove(path) }
    func syncDirectory(_ path: String) throws(SystemError) { try inner.syncDirectory(path) }
    func lock(_ path: String) throws(SystemError) -> any StorageLock { try inner.lock(path) }
    func prepareForWriting() {}
}

/// A file whose writes and syncs are told of, a sync when it has been made.
private final class WatchedFile: StorageFile {
    private let inner: any StorageFile
    private let path: String
    private let watch: WatchedStorage.Watch

    init(_ inner: any StorageFile, _ path: String, _ watch: @escaping WatchedStorage.Watch) {
        self.inner = inner
        self.path = path
        self.watch = watch
    }

    func read(at offset: UInt64, count: Int) throws(SystemError) -> [UInt8] {
        try inner.read(at: offset, count: count)
    }
    func write(_ bytes: RawSpan, at offset: UInt64) throws(SystemError) {
        try inner.write(bytes, at: offset)
        watch(.write, path)
    }
    func sync() throws(SystemError) {
        try inner.sync()
        watch(.sync, path)
    }
    func allocate(_ size: UInt64) throws(SystemError) { try inner.allocate(size) }
    func truncate(to size: UInt64) throws(SystemError) { try inner.truncate(to: size) }
    func size() throws(SystemError) -> UInt64 { try inner.size() }
    func close() throws(SystemError) { try inner.close() }
}

@Suite struct LoadTests {
    @Test("a book that is written tells how long appends waited for syncs") func syncTimes()
        async throws
    {
        let disk = SimulatedDisk()
        let book = try await Daybook.open(disk, "book", fixedOptions())
        for number in 1...3 {
            try await book.append(VisitorSeen(visitor: VisitorID("v-\(number)")))
        }
        let times = try #require(book.syncTimes)
        #expect((3...disk.count(of: .sync)).contains(times.count))
        #expect(times.latest > 0 && times.slowest >= times.latest && times.total >= times.slowest)
        try await book.close()
        var options = Daybook.Options()
        options.access = .readOnly
        #expect(try await Daybook.open(disk, "book", options).syncTimes == nil)
    }

    @Test("a sync is slow beyond a tenth of a second") func slowSyncs() {
        var times = SyncTimes()
        for nanoseconds: UInt64 in [100_000_000, 100_000_001, 7] { times.add(nanoseconds) }
        #expect(times.count == 3 && times.slowCount == 1)
        #expect(times.slowest == 100_000_001 && times.latest == 7 && times.total == 200_000_008)
    }

    private static let tasks = 10_000

    private static func event(_ number: Int, padding: Int = 0) -> MessageSent {
        MessageSent(
            conversation: "c-1", message: MessageID("m-\(number)"), direction: .in, kind: .text,
            body: PersonalText("\(number) " + String(repeating: "x", count: padding)))
    }

    /// The number of the task that appended each fact of a book.
    private static func numbers(_ book: Daybook) async throws -> [Int] {
        var found: [Int] = []
        for try await event in book.events() {
            let body = try #require(event.decode(as: MessageSent.self)).body.text
            found.append(try #require(Int(body.prefix { $0 != " " })))
            #expect(event.sequence == UInt64(found.count))
        }
        return found
    }

    /// A storage whose syncs wait while the gate is shut, and the book on it.
    private static func gated(
        _ storage: MemoryStorage, pendingBytesMax: Int
    ) async throws -> (book: Daybook, gate: DispatchGroup) {
        let gate = DispatchGroup()
        let watched = WatchedStorage(inner: storage) { call, _ in
            if call == .sync { gate.wait() }
        }
        var options = fixedOptions()
        options.pendingBytesMax = pendingBytesMax
        options.segmentBytes = 256 << 10
        return (try await Daybook.open(watched, "book", options), gate)
    }

    private static func weight(_ book: Daybook) -> Int { book.writer?.admittedBytes ?? 0 }

    @Test("ten thousand tasks get exact receipts, and what waits stays within the bound")
    func bound() async throws {
        let most = Atomic(0)
        let weighed = Mutex<Daybook?>(nil)
        let gate = DispatchGroup()
        let storage = WatchedStorage(inner: MemoryStorage()) { call, _ in
            let bytes = weighed.withLock { $0.map(Self.weight) ?? 0 }
            most.max(bytes, ordering: .relaxed)
            if call == .sync { gate.wait() }
        }
        var options = fixedOptions()
        options.pendingBytesMax = 300_000
        let book = try await Daybook.open(storage, "book", options)
        weighed.withLock { $0 = book }
        gate.enter()
        let receipts = try await withThrowingTaskGroup(of: (Int, Receipt).self) { group in
            for number in 0..<Self.tasks {
                group.addTask {
                    (number, try await book.append(Self.event(number, padding: 1_000)))
                }
            }
            // A row has more than a thousand bytes: the bound stops all but three hundred.
            while Self.weight(book) < 290_000 { await Task.yield() }
            gate.leave()
            return try await group.reduce(into: [(Int, Receipt)]()) { $0.append($1) }
        }
        #expect(most.load(ordering: .relaxed) <= 300_000)
        #expect(most.load(ordering: .relaxed) > 0)
        #expect(Self.weight(book) == 0)
        let log = try await Self.numbers(book)
        #expect(Set(receipts.map(\.1.first)) == Set(1...UInt64(Self.tasks)))
        for (number, receipt) in receipts { #expect(log[Int(receipt.first) - 1] == number) }
        weighed.withLock { $0 = nil }
        try await book.close()
    }

    @Test("of thousands of appends each is cancelled and not there, or has its receipt")
    func cancellation() async throws {
        let (book, gate) = try await Self.gated(MemoryStorage(), pendingBytesMax: 200_000)
        var random = SeededRandom(seed: 7)
        gate.enter()
        let appends = (0..<3_000).map { number in
            Task { try await book.append(Self.event(number, padding: 500)) }
        }
        while Self.weight(book) < 190_000 { await Task.yield() }
        // Some are being written, some are submitted, most wait for room; later all of these move.
        for append in appends where random.next() % 4 == 0 { append.cancel() }
        gate.leave()
        for append in appends where random.next() % 4 == 0 {
            append.cancel()
            await Task.yield()
        }
        var acknowledged: [Int: UInt64] = [:]
        var cancelled = 0
        for (number, append) in appends.enumerated() {
            do {
                acknowledged[number] = try await append.value.first
            } catch is CancellationError {
                cancelled += 1
            }
        }
        let log = try await Self.numbers(book)
        let found = Dictionary(uniqueKeysWithValues: zip(log, 1...UInt64(log.count)))
        #expect(found == acknowledged)
        #expect(cancelled + acknowledged.count == 3_000)
        // At most four hundred rows of five hundred bytes had room when the first were cancelled.
        #expect(cancelled > 300 && acknowledged.count > 1_000)
        // Nothing that was cancelled keeps its room.
        #expect(Self.weight(book) == 0)
        let last = try await book.append(Self.event(4_000, padding: 150_000))
        #expect(last.first == UInt64(log.count + 1))
        try await book.close()
    }

    @Test("an append during the closing has its receipt and is there, or is refused and is not")
    func closing() async throws {
        let storage = MemoryStorage()
        let (book, gate) = try await Self.gated(storage, pendingBytesMax: 100_000)
        gate.enter()
        let appends = (0..<2_000).map { number in
            Task { try await book.append(Self.event(number, padding: 300)) }
        }
        while Self.weight(book) < 90_000 { await Task.yield() }
        async let closed: Void = book.close()
        // Once the book is being closed, whoever waits for room comes too late.
        while (try? book.checkOpen()) != nil { await Task.yield() }
        gate.leave()
        try await closed
        var acknowledged: [Int: UInt64] = [:]
        for (number, append) in appends.enumerated() {
            do {
                acknowledged[number] = try await append.value.first
            } catch DaybookError.closed {}
        }
        // Rows of more than three hundred bytes, of which a hundred thousand bytes had room.
        #expect(acknowledged.count > 200 && acknowledged.count < 1_000)
        let again = try await Daybook.open(storage, "book", fixedOptions(seed: 9))
        #expect(again.opening?.ending == .closed)
        let log = try await Self.numbers(again)
        #expect(Dictionary(uniqueKeysWithValues: zip(log, UInt64(1)...)) == acknowledged)
        try await again.close()
    }

    @Test("nothing is acknowledged before the sync that covers it and all facts before it")
    func order() async throws {
        // What a power cut would leave is asked of the disk itself, each time somebody has got a
        // receipt; the book's own idea of what is durable does not enter.
        let disk = SimulatedDisk()
        var options = fixedOptions()
        options.segmentBytes = 64 << 10
        let book = try await Daybook.open(disk, "book", options)
        let looks = try await withThrowingTaskGroup(of: Int.self) { group in
            for task in 0..<64 {
                group.addTask { try await Self.appendAndLook(book, disk, task) }
            }
            return try await group.reduce(0, +)
        }
        #expect(looks == 8)
        try await book.close()
    }

    /// Appends some facts; some tasks cut the power behind a receipt and look at what is left.
    ///
    /// - Returns: how often it has looked.
    private static func appendAndLook(
        _ book: Daybook, _ disk: SimulatedDisk, _ task: Int
    ) async throws -> Int {
        var looks = 0
        for number in task * 100..<task * 100 + 8 {
            let receipt = try await book.append(event(number, padding: 300))
            guard number % 100 == 4, task % 8 == 0 else { continue }
            let found = try await Daybook.open(
                disk.crashed(.losingAll), "book", fixedOptions(seed: 5))
            #expect(try found.sequence >= receipt.sequence)
            #expect(try await numbers(found)[Int(receipt.first) - 1] == number)
            try await found.close()
            looks += 1
        }
        return looks
    }

    @Test("a cursor that is not read holds up nobody, and goes on behind rolls and seals")
    func slowReader() async throws {
        var options = fixedOptions()
        options.segmentBytes = 16 << 10
        let storage = MemoryStorage()
        let book = try await Daybook.open(storage, "book", options)
        try await book.append(Self.event(0))
        var reading = Daybook.Options()
        reading.access = .readOnly
        let other = try await Daybook.open(storage, "book", reading)
        var cursors = [book.follow().makeAsyncIterator(), other.follow().makeAsyncIterator()]
        for index in cursors.indices {
            #expect(try await cursors[index].next()?.sequence == 1)
        }
        for number in 1..<1_000 { try await book.append(Self.event(number, padding: 500)) }
        let segments = try await Daybook.inspect("book", storage: storage).segments
        #expect(segments.count { $0.state == .sealed } > 20)
        for index in cursors.indices {
            for number in 1..<1_000 {
                let event = try #require(try await cursors[index].next())
                #expect(event.sequence == UInt64(number + 1))
                let body = event.decode(as: MessageSent.self)?.body
                #expect(body == Self.event(number, padding: 500).body)
            }
        }
        try await other.close()
        try await book.close()
    }
}
