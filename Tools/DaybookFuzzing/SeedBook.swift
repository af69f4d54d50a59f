// The book that all seeds are cut from: small, with a fact of every kind that traffic has, a sealed
// segment, an active one, snapshots. The same bytes in every run.

internal import Daybook
internal import DaybookBytes
internal import DaybookCoding
internal import DaybookLog
internal import DaybookTesting
internal import Synchronization

/// A small closed book, as files in memory.
package struct SeedBook: Sendable {
    /// The files by their paths, without the space that is prepared for facts to come.
    let files: [String: [UInt8]]
    /// The facts in order.
    let events: [RecordedEvent]
    /// The blocks in order, as views into their files.
    let blocks: [BlockView]
    /// What the list of segments says.
    let segments: [SegmentEntry]

    static let directory = "book"
    static let manifest = "book/MANIFEST"
    static let watermark = "book/WATERMARK"

    /// Writes the book.
    package static func make() async throws -> SeedBook {
        let storage = MemoryStorage()
        let book = try await Daybook.open(storage, directory, options())
        var facts = sample()[...]
        var number = 0
        while !facts.isEmpty {
            let chunk = Array(facts.prefix(8))
            facts = facts.dropFirst(8)
            number += 1
            let key = number % 3 == 0 ? Key("shop", "e-\(number)") : nil
            if facts.count < 60 && number % 4 == 0 {
                try await moved(book) { try await book.snapshot() }
            }
            try await moved(book) { try await book.append(chunk, key: key) }
        }
        let events = try await book.events().all()
        try await moved(book) { try await book.close() }
        return try SeedBook(files(of: storage), events)
    }

    /// Does something that waits for the engine, which is moved by hand: left to its threads, it
    /// would prove the end now sooner, now later.
    private static func moved<Value: Sendable>(
        _ book: Daybook, _ work: @escaping @Sendable () async throws -> Value
    ) async throws {
        async let value = work()
        while book.waiting == 0 { await Task.yield() }
        while book.stepCommit() || book.stepUpkeep() {}
        _ = try await value
    }

    private init(_ files: [String: [UInt8]], _ events: [RecordedEvent]) throws {
        self.files = files
        self.events = events
        let reader = try LogReader(Self.storage(of: files), Self.directory)
        segments = try reader.state.segments
        var cursor = reader.cursor()
        var blocks: [BlockView] = []
        while let block = try cursor.nextBlock() { blocks.append(block) }
        self.blocks = blocks
    }

    /// One fact of each type that a day of traffic has, and then facts as they come.
    private static func sample() -> [Fact] {
        var traffic = Traffic(seed: 7, visitorsPerDay: 400)
        var types: Set<String> = []
        var sample: [Fact] = []
        for _ in 0..<5_000 {
            let fact = traffic.next()
            if types.insert(type(of: fact.event).type).inserted { sample.append(fact) }
        }
        for _ in 0..<120 { sample.append(traffic.next()) }
        return sample
    }

    private static func options() -> Daybook.Options {
        var options = Daybook.Options()
        options.segmentBytes = 20 << 10
        options.isStepped = true
        let now = Mutex("2026-03-02T08:00:00Z" as Timestamp)
        options.clock = {
            now.withLock { now in
                now = now + .milliseconds(1)
                return now
            }
        }
        let random = Mutex(SeededRandom(seed: 1))
        options.random = { random.withLock { $0.next() } }
        return options
    }

    private static func files(of storage: MemoryStorage) throws -> [String: [UInt8]] {
        var files: [String: [UInt8]] = [:]
        for folder in [directory, directory + "/segments", directory + "/snapshots"] {
            for name in try storage.list(folder) where !["LOCK", "RESERVE"].contains(name) {
                let path = folder + "/" + name
                guard !name.hasPrefix("."), let file = try? storage.open(path, .read) else {
                    continue
                }
                var bytes = try file.read(at: 0, count: Int(file.size()))
                if name.hasSuffix(".segment") {
                    while bytes.count > 4_096, bytes.suffix(64).allSatisfy({ $0 == 0 }) {
                        bytes.removeLast(64)
                    }
                }
                files[path] = bytes
            }
        }
        return files
    }

    /// Files in a storage of their own.
    static func storage(of files: [String: [UInt8]]) throws(SystemError) -> MemoryStorage {
        let storage = MemoryStorage()
        for folder in [directory, directory + "/segments", directory + "/snapshots"] {
            try storage.makeDirectory(folder)
        }
        for (path, bytes) in files {
            try storage.open(path, .replace).write(bytes.raw, at: 0)
        }
        return storage
    }

    /// The path of a segment's file.
    static func path(_ segment: SegmentEntry) -> String {
        "\(directory)/segments/\(segment.fileName)"
    }
}

extension EventSequence {
    fileprivate func all() async throws -> [RecordedEvent] {
        var events: [RecordedEvent] = []
        for try await event in self { events.append(event) }
        return events
    }
}
