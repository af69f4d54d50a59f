// Many at once, and what fails in between: the front door under pressure.

import Daybook
import DaybookBytes
import DaybookLog
import DaybookTesting
import Testing

@Suite struct ConcurrencyTests {
    private static func filled(_ storage: any Storage, appends: Int) async throws -> Daybook {
        var options = fixedOptions()
        options.segmentBytes = 16 << 10
        let book = try await Daybook.open(storage, "book", options)
        for number in 0..<appends {
            let facts = (0..<10).map { step in
                Fact(
                    PageViewed(visitor: VisitorID("v-\(number)"), url: Symbol("/p/\(step)")),
                    Envelope(source: "web", id: "\(number)/\(step)"))
            }
            try await book.append(facts)
        }
        return book
    }

    @Test("the first queries, asked at once, all see every fact") func firstQueries() async throws {
        for _ in 0..<10 {
            let book = try await Self.filled(MemoryStorage(), appends: 60)
            let answers = try await withThrowingTaskGroup(of: UInt64.self) { group in
                for _ in 0..<24 { group.addTask { try await book.query { $0.sequence } } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(answers == Array(repeating: 600, count: 24))
            try await book.close()
        }
    }

    @Test("a query after an append sees it, however many tasks do both at once")
    func appendAndQuery() async throws {
        let book = try await Daybook.inMemory(fixedOptions())
        try await withThrowingTaskGroup(of: Void.self) { group in
            for task in 0..<64 {
                group.addTask {
                    let receipt = try await book.append(
                        VisitorSeen(visitor: VisitorID("v-\(task)")))
                    let seen = try await book.query { $0.sequence }
                    #expect(seen >= receipt.sequence)
                }
            }
            try await group.waitForAll()
        }
        try await book.close()
    }

    /// Flips a byte of a book's segment file.
    private static func flip(_ storage: MemoryStorage, segment index: Int, fromEnd: UInt64)
        async throws
    {
        let entry = try await Daybook.inspect("book", storage: storage).segments[index]
        let file = try storage.open("book/segments/" + entry.fileName, .write)
        let place = try file.size() - fromEnd
        let byte = try file.read(at: place, count: 1)[0]
        try file.write([byte ^ 4].raw, at: place)
    }

    @Test("a model that cannot be folded says so at every query") func damagedModel() async throws {
        let storage = MemoryStorage()
        let book = try await Self.filled(storage, appends: 200)
        try await book.sync()
        let file = try await Daybook.inspect("book", storage: storage).segments[1]
        try await Self.flip(storage, segment: 1, fromEnd: file.bytes - 4_096 - 200)
        for _ in 0..<3 {
            await #expect(throws: DaybookError.self) { try await book.query { $0.sequence } }
        }
        try await book.close()
    }

    @Test("a damaged footer of an old segment costs a scan, not the appends: P22")
    func damagedFooter() async throws {
        let storage = MemoryStorage()
        let book = try await Self.filled(storage, appends: 400)
        try await book.close()
        try await Self.flip(storage, segment: 2, fromEnd: 100)
        var options = fixedOptions(seed: 2)
        options.segmentBytes = 16 << 10
        let again = try await Daybook.open(storage, "book", options)
        let event = PageViewed(visitor: "v-1", url: "/new")
        let receipt = try await again.append(event, key: Key("web", "new"))
        #expect(receipt.first == 4_001)
        await #expect(throws: DaybookError.keyConflict(sequence: 1_001)) {
            try await again.append(event, key: Key("web", "100/0"))
        }
        try await again.close()
    }

    @Test("appends larger together than what may wait take turns") func pressure() async throws {
        var options = fixedOptions()
        options.pendingBytesMax = 20_000
        let book = try await Daybook.inMemory(options)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for task in 0..<12 {
                group.addTask {
                    let facts = (0..<200).map { number in
                        Fact(VisitorSeen(visitor: VisitorID("v-\(task)-\(number)")))
                    }
                    for _ in 0..<5 { try await book.append(facts) }
                }
            }
            try await group.waitForAll()
        }
        #expect(try book.sequence == 12_000)
        try await book.close()
    }

    @Test("a follower of a book open for reading ends when it is closed") func closedFollower()
        async throws
    {
        let storage = MemoryStorage()
        let book = try await Self.filled(storage, appends: 3)
        var options = Daybook.Options()
        options.access = .readOnly
        let reading = try await Daybook.open(storage, "book", options)
        let follower = Task {
            var count = 0
            for try await _ in reading.follow() { count += 1 }
            return count
        }
        try await Task.sleep(for: .milliseconds(100))
        try await reading.close()
        #expect(try await follower.value == 30)
        try await book.close()
    }

    @Test("snapshots asked for at once are all kept") func snapshots() async throws {
        let book = try await Self.filled(MemoryStorage(), appends: 20)
        try await withThrowingTaskGroup(of: UInt64.self) { group in
            for _ in 0..<8 { group.addTask { try await book.snapshot().sequence } }
            for try await sequence in group { #expect(sequence == 200) }
        }
        try await book.close()
    }

    @Test("one key twice in one append is refused") func keyTwice() async throws {
        let book = try await Daybook.inMemory(fixedOptions())
        let key = Envelope(source: "web", id: "1")
        let facts = [
            Fact(VisitorSeen(visitor: "v-1"), key), Fact(VisitorSeen(visitor: "v-2"), key),
        ]
        await #expect(throws: DaybookError.coding(.keyTwice("web", "1"))) {
            try await book.append(facts)
        }
        #expect(try book.sequence == 0)
        try await book.close()
    }

    @Test("whoever closes, the book is closed when close returns") func closedTwice() async throws {
        let storage = MemoryStorage()
        let book = try await Self.filled(storage, appends: 5)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    try await book.close()
                    await #expect(throws: DaybookError.closed) { try await book.sync() }
                }
            }
            try await group.waitForAll()
        }
        let again = try await Daybook.open(storage, "book", fixedOptions(seed: 3))
        try await again.close()
    }
}
