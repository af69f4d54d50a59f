// What holds for every read model: snapshots, damage, composition, replay up to a moment.

import DaybookBytes
import DaybookCoding
import DaybookCommerce
import DaybookModels
import DaybookTesting
import Testing

/// A user's own model: how often each product was looked at.
struct ProductViews: ReadModel {
    static let name = "product-views"
    static let version: UInt32 = 3
    private(set) var counts: [UInt64] = []

    init() {}

    mutating func apply(_ batch: borrowing Batch) {
        guard let number = try? batch.catalog.number(of: ProductViewed.self),
            let product = try? batch.catalog.field(ProductViewed.self, "product")
        else { return }
        for index in 0..<batch.count where batch[index].type == number {
            guard let handle = batch.handle(batch[index], product) else { continue }
            while counts.count <= Int(handle) { counts.append(0) }
            counts[Int(handle)] &+= 1
        }
    }

    func digest(_ names: borrowing Names, _ catalog: Catalog) -> Digest {
        let products = DigestKind(Product.definition, in: catalog)
        var builder = DigestBuilder(of: Self.self)
        for (handle, count) in counts.enumerated() {
            builder.begin(1)
            builder.put(products.digest(UInt32(handle), names))
            builder.put(count)
            builder.end()
        }
        return builder.digest
    }

    func encode(into bytes: inout ByteBuffer) {
        bytes.appendVarint(UInt64(counts.count))
        for count in counts { bytes.append(count) }
    }

    init?(from reader: inout ByteReader) {
        for _ in 0..<reader.count(limit: reader.remaining / 8) { counts.append(reader.uint64()) }
        guard reader.isValid else { return nil }
    }
}

@Suite struct ModelTests {
    /// Something of everything that the built-in models read.
    static func scenario(_ seed: UInt64) -> [Fact] {
        var random = SeededRandom(seed: seed)
        var facts = QueueRandomTests.scenario(seed, count: 20) + TranscriptTests.changes
        facts += CensusTests.facts.filter { $0.event is PageViewed }
        for index in 0..<6 {
            let product = ProductID("p\(random.below(3))")
            facts.append(fact(Int64(index), ProductViewed(visitor: "v", product: product)))
        }
        facts.append(fact(7, CallVoicemailLeft(call: "nobody's", ref: "tape")))
        facts.append(
            fact(8, CallOffered(call: "k2", conversation: "c1", media: .voice, direction: .in)))
        facts += OrderRandomTests.scenario(seed, count: 20)
        return random.shuffled(facts)
    }

    @Test("A user's own model stands beside the built-in ones, in one pass")
    func pair() throws {
        let facts = Self.scenario(1)
        let book = try TestBook(facts, perPage: 5)
        let both = try book.replay(Pair<Models, ProductViews>())
        let (built, own) = try (book.replay(Models()), book.replay(ProductViews()))
        #expect(both.model.first.snapshot == built.model.snapshot)
        #expect(both.model.second.counts == own.model.counts)
        #expect(own.model.counts.reduce(0, +) == 6)
        #expect(both.digest == built.digest + own.digest)
        try checkSnapshotLaw(book, Pair<Models, ProductViews>())
    }

    @Test("Snapshots of all models hold at every page", arguments: 0..<4)
    func snapshots(_ seed: Int) throws {
        try checkSnapshotLaw(TestBook(Self.scenario(UInt64(seed)), perPage: 1), Models())
    }

    @Test("A snapshot of another model or version is ignored")
    func versions() throws {
        let model = try TestBook(Self.scenario(1)).replay(Pair<Models, ProductViews>()).model
        #expect(Pair<ProductViews, Models>.decode(model.snapshot) == nil)
        #expect(Models.decode(model.snapshot) == nil)
        #expect(Pair<Models, ProductViews>.decode(model.snapshot) != nil)
        #expect(Pair<Models, ProductViews>.decode(model.snapshot + [0]) == nil)
    }

    @Test("Damaged snapshots are refused or read, never a trap")
    func damage() throws {
        let book = try TestBook(Self.scenario(1), perPage: 8)
        let model = try book.replay(Models(window: .seconds(5))).model
        let bytes = model.snapshot
        var random = SeededRandom(seed: 1)
        var readable = 0
        for index in bytes.indices {
            #expect(Models.decode(Array(bytes[..<index])) == nil)
            for change in [UInt8(1) << random.below(8), UInt8(truncatingIfNeeded: random.next())] {
                var damaged = bytes
                damaged[index] ^= change
                guard let decoded = Models.decode(damaged) else { continue }
                readable += 1
                if readable % 8 == 0 { try use(decoded, book) }
            }
        }
        #expect(readable > 100)
    }

    /// Whatever a damaged snapshot holds can be asked, saved, and folded on.
    private func use(_ model: Models, _ book: TestBook) throws {
        var replay = Replay(model, catalog: book.catalog)
        for page in book.pages { try replay.apply(page) }
        _ = replay.digest()
        _ = replay.model.snapshot
        _ = replay.model.queues.waiting(0)
        _ = replay.model.queues.anomalies(limit: 5)
        _ = replay.model.transcripts.transcript(of: [0, 1, 2])
        _ = replay.model.census.rows(replay.names)
        _ = replay.model.orders.groups(by: .month) { !$0.anomalies.isEmpty }
    }

    @Test("Random bytes are no snapshot, and no trap")
    func noise() {
        var random = SeededRandom(seed: 9)
        for length in 0..<400 {
            let bytes = (0..<length).map { _ in UInt8(truncatingIfNeeded: random.next()) }
            _ = Models.decode(bytes)
            _ = Queues.decode(bytes)
            _ = Transcripts.decode(bytes)
            _ = Census.decode(bytes)
            _ = Orders.decode(bytes)
        }
    }

    @Test("As of a sequence: the prefix; as of a time: what had happened by then")
    func asOf() throws {
        let script = "0 enter a q; 5 left a q answered; 3 enter b q; 20 left b q abandoned"
        let facts = QueueScript.facts(script)
        for size in [1, 3, 4] {
            let book = try TestBook(facts, perPage: size)
            func text(_ asOf: AsOf) throws -> String { try book.replay(Queues(), asOf: asOf).text }
            #expect(try text(AsOf(sequence: 1)) == "q: waiting=1")
            #expect(try text(AsOf(sequence: 3)) == "q: answered=1 waiting=1 waited=5")
            #expect(try text(AsOf(time: testStart + .seconds(4))) == "q: waiting=2")
            #expect(
                try text(AsOf(time: testStart + .seconds(4), sequence: 2)) == "q: waiting=1")
            #expect(
                try text(AsOf(time: testStart + .seconds(20)))
                    == "q: answered=1 abandoned=1 waited=22")
            #expect(try book.replay(Queues(), asOf: AsOf(sequence: 2)).sequence == 2)
            #expect(try book.replay(Queues()).sequence == 4)
        }
    }

    @Test("A missing page is an error with its numbers, unless holes are passed over")
    func holes() throws {
        let facts = QueueScript.facts("0 enter a q; 5 enter b q; 6 enter c q")
        let book = try TestBook(facts, perPage: 1)
        var replay = Replay(Queues(), catalog: book.catalog)
        try replay.apply(book.pages[0])
        #expect(throws: ReplayError.outOfSequence(expected: 2, found: 3)) {
            try replay.apply(book.pages[2])
        }
        #expect(throws: ReplayError.outOfSequence(expected: 2, found: 1)) {
            try replay.apply(book.pages[0])
        }
        #expect(replay.sequence == 1)
        try replay.apply(book.pages[1])
        try replay.apply(book.pages[2])
        #expect(replay.sequence == 3)

        var careless = Replay(Queues(), catalog: book.catalog, skipsHoles: true)
        try careless.apply(book.pages[0])
        #expect(throws: ReplayError.outOfSequence(expected: 2, found: 1)) {
            try careless.apply(book.pages[0])
        }
    }

    @Test("A page that does not decode leaves the model as it was")
    func malformed() throws {
        let book = try TestBook(QueueScript.facts("0 enter a q; 5 left a q answered"), perPage: 1)
        var replay = Replay(Queues(), catalog: book.catalog)
        try replay.apply(book.pages[0])
        let before = replay.model.snapshot
        var page = book.pages[1]
        page.recordsLength -= 1
        page.personalLength += 1
        #expect(throws: ReplayError.self) { try replay.apply(page) }
        #expect(replay.model.snapshot == before)
        try replay.apply(book.pages[1])
        #expect(replay.sequence == 2)
    }
}
