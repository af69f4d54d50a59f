// Reading: by sequence, time, type and name; catching up and following with one cursor.

import Daybook
import DaybookLog
import DaybookTesting
import Testing

@Suite struct ReadTests {
    private static func shop(_ storage: any Storage) async throws -> Daybook {
        var options = fixedOptions()
        options.segmentBytes = 64 << 10
        let book = try await Daybook.open(storage, "book", options)
        var traffic = Traffic(seed: 5)
        for _ in 0..<40 { try await book.append((0..<250).map { _ in traffic.next() }) }
        return book
    }

    @Test("a choice of facts is what a walk over all facts would choose") func selections()
        async throws
    {
        let book = try await Self.shop(MemoryStorage())
        let all = try await book.events().all()
        #expect(all.map(\.sequence) == Array(1...10_000))
        let types = ["message.sent", "queue.entered"]
        let byType = try await book.events(Selection(types: types)).all()
        #expect(byType.map(\.sequence) == all.filter { types.contains($0.type) }.map(\.sequence))
        #expect(!byType.isEmpty)
        let (from, until) = (all[3_000].time, all[7_000].time)
        let byTime = try await book.events(Selection(from: from, until: until)).all()
        let inTime = all.filter { $0.time >= from && $0.time < until }
        #expect(byTime.map(\.sequence) == inTime.map(\.sequence))
        let tail = try await book.events(after: 9_990).all()
        #expect(tail.map(\.sequence) == Array(9_991...10_000))
        try await book.close()
    }

    @Test("facts about a name are found by the indexes, in sealed and open segments")
    func about() async throws {
        let storage = MemoryStorage()
        let book = try await Self.shop(storage)
        let sealed = try await Daybook.inspect("book", storage: storage).segments.count
        #expect(sealed > 2)
        let all = try await book.events().all()
        var names: [VisitorID: [UInt64]] = [:]
        for event in all {
            var seen: Set<VisitorID> = []
            if let it = event.decode(as: PageViewed.self) { seen.insert(it.visitor) }
            if let it = event.decode(as: VisitorSeen.self) { seen.insert(it.visitor) }
            for visitor in seen { names[visitor, default: []].append(event.sequence) }
        }
        let views = Selection(types: ["page.viewed", "visitor.seen"]).types
        for (visitor, sequences) in names.sorted(by: { $0.key < $1.key }).prefix(25) {
            let selection = Selection(types: views, about: [.visitor(visitor)])
            #expect(try await book.events(selection).all().map(\.sequence) == sequences)
        }
        #expect(try await book.events(.about(.visitor("nobody"))).all().isEmpty)
        try await book.close()
    }

    @Test("a follower sees every fact once, from the past into the present") func follow()
        async throws
    {
        let book = try await Daybook.inMemory(fixedOptions())
        for number in 0..<50 {
            try await book.append(VisitorSeen(visitor: VisitorID("v-\(number)")))
        }
        let follower = Task {
            var seen: [UInt64] = []
            for try await event in book.follow(after: 10) { seen.append(event.sequence) }
            return seen
        }
        for number in 50..<200 {
            try await book.append(VisitorSeen(visitor: VisitorID("v-\(number)")))
            if number % 50 == 0 { try await Task.sleep(for: .milliseconds(5)) }
        }
        try await Task.sleep(for: .milliseconds(100))
        try await book.close()
        #expect(try await follower.value == Array(11...200))
    }

    @Test("a follower of a book that another process writes sees its facts too")
    func followFiles() async throws {
        let directory = try TemporaryDirectory()
        let path = directory.path + "/shop.daybook"
        let book = try await Daybook.open(path)
        try await book.append(VisitorSeen(visitor: "v-0"))
        var options = Daybook.Options()
        options.access = .readOnly
        let reading = try await Daybook.open(path, options)
        let follower = Task {
            var seen: [UInt64] = []
            for try await event in reading.follow() {
                seen.append(event.sequence)
                if event.sequence == 20 { break }
            }
            return seen
        }
        for number in 1..<20 {
            try await book.append(VisitorSeen(visitor: VisitorID("v-\(number)")))
        }
        #expect(try await follower.value == Array(1...20))
        try await book.close()
        try await reading.close()
    }

    @Test("a cancelled follower ends") func cancelled() async throws {
        let book = try await Daybook.inMemory(fixedOptions())
        let follower = Task {
            for try await _ in book.follow() {}
            return true
        }
        try await Task.sleep(for: .milliseconds(20))
        follower.cancel()
        #expect(try await follower.value)
        try await book.close()
    }

    @Test("facts are read at any place, forwards and backwards") func anyPlace() async throws {
        let book = try await Self.shop(MemoryStorage())
        let all = try await book.events().all()
        var generator = SeededRandom(seed: 7)
        for _ in 0..<300 {
            let sequence = UInt64.random(in: 1...10_000, using: &generator)
            let event = try #require(try await book.event(at: sequence))
            #expect(event.row == all[Int(sequence) - 1].row)
        }
        let beyond = try await book.event(at: 10_001)
        #expect(beyond?.sequence == nil)
        let before = try await book.event(at: 0)
        #expect(before?.sequence == nil)
        try await book.close()
    }
}
