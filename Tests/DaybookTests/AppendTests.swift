// Appending: what comes back is what was appended, once, all or none.

import Daybook
import DaybookLog
import Testing

@Suite struct AppendTests {
    @Test("an event comes back with its envelope and fields") func roundTrip() async throws {
        let book = try await Daybook.inMemory(fixedOptions())
        let placed = OrderPlaced(
            order: "1001", cart: "c-1", person: "p-9", channel: "webchat",
            lines: [
                OrderLine(
                    product: "tv-65", quantity: Milli(2), price: Money(129_900, "EUR"),
                    tax: Money(20_741, "EUR"))
            ],
            total: Money(259_800, "EUR"), country: "DE")
        let receipt = try await book.append(
            placed, at: "2026-03-02T09:30:00.25Z", by: EventActor(.customer, "p-9"),
            key: Key("shopify", "evt-77"))
        #expect(receipt.first == 1 && receipt.count == 1 && receipt.isDurable)
        let event = try #require(try await book.event(at: 1))
        #expect(event.decode(as: OrderPlaced.self) == placed)
        #expect(event.time == "2026-03-02T09:30:00.25Z")
        #expect(event.envelope.source == "shopify" && event.envelope.id == "evt-77")
        #expect(event.envelope.actor == EventActor(.customer, "p-9"))
        #expect(event.decode(as: OrderConfirmed.self) == nil)
        try await book.close()
    }

    @Test("several events are one append, in order") func several() async throws {
        let book = try await Daybook.inMemory(fixedOptions())
        let receipt = try await book.append([
            OrderPlaced(order: "1", lines: [], total: Money(100, "EUR")),
            PaymentCaptured(payment: "pay-1", order: "1", amount: Money(100, "EUR")),
        ])
        #expect(receipt.first == 1 && receipt.sequence == 2)
        let types = try await book.events().all().map(\.type)
        #expect(types == ["order.placed", "payment.captured"])
        try await book.close()
    }

    @Test("an event over a limit is refused with its type and field, and nothing is appended")
    func limits() async throws {
        let book = try await Daybook.inMemory(fixedOptions())
        let name = String(repeating: "v", count: 257)
        await #expect(
            throws: DaybookError.coding(.badName("visitor.seen", "visitor", 257))
        ) { try await book.append(VisitorSeen(visitor: VisitorID(name))) }
        await #expect(throws: DaybookError.coding(.badName("visitor.seen", "visitor", 0))) {
            try await book.append(VisitorSeen(visitor: ""))
        }
        await #expect(throws: DaybookError.coding(.appendTooLarge(0, 0))) {
            try await book.append([Fact]())
        }
        #expect(try book.sequence == 0)
        try await book.close()
    }

    @Test("the same key and content gets the first receipt again") func repeated() async throws {
        let book = try await Daybook.inMemory(fixedOptions())
        let event = PageViewed(visitor: "v-1", url: "/")
        let key = Key("web", "e-1")
        let first = try await book.append(event, at: "2026-03-02T09:00:00Z", key: key)
        try await book.append(event)
        let second = try await book.append(event, at: "2026-03-02T09:00:00Z", key: key)
        #expect(second.first == first.first && second.isRepeated && !first.isRepeated)
        #expect(try book.sequence == 2)
        try await book.close()
    }

    @Test(
        "the same key with another content is a conflict that names the first",
        arguments: [
            (PageViewed(visitor: "v-1", url: "/other"), "2026-03-02T09:00:00Z", nil),
            (PageViewed(visitor: "v-1", url: "/"), "2026-03-02T09:00:01Z", nil),
            (PageViewed(visitor: "v-1", url: "/"), "2026-03-02T09:00:00Z", EventActor(.agent, "a")),
            (PageViewed(visitor: "v-1", url: "/"), nil, nil),
        ] as [(PageViewed, Timestamp?, EventActor?)])
    func conflict(event: PageViewed, time: Timestamp?, actor: EventActor?) async throws {
        let book = try await Daybook.inMemory(fixedOptions())
        try await book.append(VisitorSeen(visitor: "v-0"))
        let key = Key("web", "e-1")
        try await book.append(
            PageViewed(visitor: "v-1", url: "/"), at: "2026-03-02T09:00:00Z", key: key)
        await #expect(throws: DaybookError.keyConflict(sequence: 2)) {
            try await book.append(event, at: time, by: actor, key: key)
        }
        #expect(try book.sequence == 2)
        try await book.close()
    }

    @Test("a keyed append of several is repeated as a whole or not at all")
    func keyedGroup() async throws {
        let book = try await Daybook.inMemory(fixedOptions())
        let events: [any Event] = [
            VisitorSeen(visitor: "v-1"), PageViewed(visitor: "v-1", url: "/"),
        ]
        let time: Timestamp = "2026-03-02T09:00:00Z"
        let first = try await book.append(events, at: time, key: Key("web", "k"))
        let again = try await book.append(events, at: time, key: Key("web", "k"))
        #expect(again.first == first.first && again.count == 2 && again.isRepeated)
        await #expect(throws: DaybookError.keyConflict(sequence: 1)) {
            try await book.append(
                events + [VisitorSeen(visitor: "v-1")], at: time, key: Key("web", "k"))
        }
        let ids = try await book.events().all().map(\.envelope.id)
        #expect(ids == ["k#0", "k#1"])
        try await book.close()
    }

    @Test("a condition fails with the sequence that broke it, and holds for other names")
    func condition() async throws {
        let book = try await Daybook.inMemory(fixedOptions())
        try await book.append(OrderPlaced(order: "1001", lines: [], total: Money(1, "EUR")))
        let seen = try book.sequence
        let confirm = OrderConfirmed(order: "1001")
        try await book.append(
            confirm, unless: .changed(since: seen, about: [.order("1001"), .order("nobody")]))
        await #expect(throws: DaybookError.changed(sequence: 2)) {
            try await book.append(confirm, unless: .changed(since: seen, about: [.order("1001")]))
        }
        try await book.append(confirm, unless: .changed(since: seen, about: [.cart("1001")]))
        #expect(try book.sequence == 3)
        try await book.close()
    }

    @Test("keys and conditions are exact over many sealed segments") func sealed() async throws {
        var options = fixedOptions()
        options.segmentBytes = 16 << 10
        let storage = MemoryStorage()
        let book = try await Daybook.open(storage, "book", options)
        let time: Timestamp = "2026-03-02T09:00:00Z"
        for number in 0..<400 {
            let facts = (0..<10).map { step in
                Fact(
                    PageViewed(visitor: VisitorID("v-\(number)"), url: Symbol("/p/\(step)")),
                    Envelope(time: time, source: "web", id: "\(number)/\(step)"))
            }
            try await book.append(facts)
        }
        let segments = try await Daybook.inspect("book", storage: storage).segments
        #expect(segments.count > 4)
        for number in [0, 7, 199, 399] {
            let event = PageViewed(visitor: VisitorID("v-\(number)"), url: "/p/3")
            let receipt = try await book.append(event, at: time, key: Key("web", "\(number)/3"))
            #expect(receipt.first == UInt64(number * 10 + 4) && receipt.isRepeated)
            await #expect(throws: DaybookError.keyConflict(sequence: UInt64(number * 10 + 5))) {
                try await book.append(event, at: time, key: Key("web", "\(number)/4"))
            }
            let last = UInt64(number * 10 + 10)
            let subject = Subject.visitor(VisitorID("v-\(number)"))
            await #expect(throws: DaybookError.changed(sequence: last)) {
                try await book.append(event, unless: .changed(since: last - 1, about: [subject]))
            }
        }
        try await book.append(
            VisitorSeen(visitor: "v-3"), unless: .changed(since: 40, about: [.visitor("v-3")]))
        #expect(try book.sequence == 4_001)
        let about = try await book.events(.about(.visitor("v-7"))).all()
        #expect(about.map(\.sequence) == Array(71...80))
        try await book.close()
    }

    @Test("a fact is found by its key, in the open segment and in sealed ones")
    func keys() async throws {
        var options = fixedOptions()
        options.segmentBytes = 16 << 10
        options.durability = .buffered(milliseconds: 60_000)
        let storage = MemoryStorage()
        let book = try await Daybook.open(storage, "book", options)
        #expect(try await book.sequence(of: Key("web", "0")) == nil)
        for number in 0..<1_000 {
            let event = PageViewed(visitor: VisitorID("v-\(number)"), url: "/")
            try await book.append(event, key: Key("web", "\(number)"))
        }
        try await book.append(VisitorSeen(visitor: "v-1"), source: "shop")
        for number in [0, 1, 500, 998, 999] {
            #expect(try await book.sequence(of: Key("web", "\(number)")) == UInt64(number + 1))
        }
        for key in [
            Key("web", "1000"), Key("shop", "1"), Key("shop", "1001"), Key("", "1"), Key("web", ""),
            Key("web", String(repeating: "x", count: 1 << 20)),
        ] { #expect(try await book.sequence(of: key) == nil) }
        // Asking wrote nothing.
        #expect(try book.sequence == 1_001)
        #expect(try await Daybook.inspect("book", storage: storage).segments.count > 3)
        try await book.close()
        options.access = .existing
        let again = try await Daybook.open(storage, "book", options)
        #expect(try await again.sequence(of: Key("web", "999")) == 1_000)
        try await again.close()
        options.access = .readOnly
        let reading = try await Daybook.open(storage, "book", options)
        await #expect(throws: DaybookError.readOnly) {
            try await reading.sequence(of: Key("web", "1"))
        }
        try await reading.close()
    }

    @Test("thousands of tasks append at once, and each fact is there once")
    func concurrent() async throws {
        let directory = try TemporaryDirectory()
        let book = try await Daybook.open(directory.path + "/shop.daybook")
        let receipts = try await withThrowingTaskGroup(of: Receipt.self) { group in
            for number in 0..<3_000 {
                group.addTask {
                    try await book.append(VisitorSeen(visitor: VisitorID("v-\(number)")))
                }
            }
            return try await group.reduce(into: []) { $0.append($1.first) }
        }
        #expect(receipts.sorted() == Array(1...3_000))
        let names = try await book.events().all().map {
            $0.decode(as: VisitorSeen.self)?.visitor.text ?? ""
        }
        #expect(Set(names).count == 3_000)
        try await book.close()
    }

    @Test("a task cancelled before its append throws, and nothing is appended")
    func cancelled() async throws {
        let book = try await Daybook.inMemory(fixedOptions())
        let task = Task {
            while !Task.isCancelled { await Task.yield() }
            return try await book.append(VisitorSeen(visitor: "v-1"))
        }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(try book.sequence == 0)
        try await book.close()
    }

    @Test("a closed book and a book open for reading refuse appends") func refused() async throws {
        let directory = try TemporaryDirectory()
        let path = directory.path + "/shop.daybook"
        let book = try await Daybook.open(path)
        try await book.append(VisitorSeen(visitor: "v-1"))
        var options = Daybook.Options()
        options.access = .readOnly
        let reading = try await Daybook.open(path, options)
        await #expect(throws: DaybookError.readOnly) {
            try await reading.append(VisitorSeen(visitor: "v-2"))
        }
        #expect(try await reading.events().all().count == 1)
        await #expect(throws: DaybookError.log(.locked(path: path))) {
            _ = try await Daybook.open(path)
        }
        try await book.close()
        await #expect(throws: DaybookError.closed) {
            try await book.append(VisitorSeen(visitor: "v-3"))
        }
        try await book.close()
    }
}
