// Folding: live models, replays as of a place, snapshots, and a service's own types and models.

import Daybook
import DaybookBytes
import DaybookLog
import DaybookTesting
import Testing

/// What a service of our users' declares beside the vocabulary.
enum Voucher: Entity {
    static let definition = EntityDefinition("voucher", .lasting)
}
typealias VoucherID = EntityID<Voucher>

struct VoucherRedeemed: Event {
    static let type = "voucher.redeemed"
    var voucher: VoucherID = .blank
    var order: OrderID?
    var value: Money = .blank

    mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("voucher", &voucher)
        fields.visit("order", &order)
        fields.visit("value", &value)
    }
}

/// A service's own read model: what vouchers were worth.
struct VoucherTotals: ReadModel {
    static let name = "vouchers"
    static let version: UInt32 = 1
    var minor: Int64 = 0
    var count: Int64 = 0

    init() {}

    mutating func apply(_ batch: borrowing Batch) {
        guard let type = batch.catalog.number(named: VoucherRedeemed.type),
            let field = try? batch.catalog.field(VoucherRedeemed.self, "value")
        else { return }
        for index in 0..<batch.count where batch[index].type == type {
            minor += batch.value(batch[index], field) ?? 0
            count += 1
        }
    }

    func digest(_ names: borrowing Names, _ catalog: Catalog) -> Digest {
        Digest(UInt64(bitPattern: minor &* 31 &+ count))
    }

    func encode(into bytes: inout ByteBuffer) {
        bytes.append(minor)
        bytes.append(count)
    }

    init?(from reader: inout ByteReader) {
        minor = reader.int64()
        count = reader.int64()
        guard reader.isValid else { return nil }
    }
}

@Suite struct FoldTests {
    private static func fill(_ book: Daybook, seed: UInt64, appends: Int) async throws {
        var traffic = Traffic(seed: seed)
        for _ in 0..<appends { try await book.append((0..<200).map { _ in traffic.next() }) }
    }

    @Test(
        "the live models have a fact when its append returns, in a buffered book too",
        arguments: [Durability.durable, .buffered(milliseconds: 10_000)])
    func current(durability: Durability) async throws {
        var options = fixedOptions()
        options.durability = durability
        let book = try await Daybook.inMemory(options)
        try await book.append(QueueEntered(conversation: "c-0", queue: "sales", reason: .new))
        for number in 1...50 {
            let name = ConversationID("c-\(number)")
            try await book.append(QueueEntered(conversation: name, queue: "sales", reason: .new))
            let board = try #require(try await book.queues.board("sales"))
            #expect(board.waiting.count == number + 1)
            #expect(board.waiting.last?.conversation == "c-\(number)")
        }
        #expect(try await book.queues.board("nowhere")?.queue == nil)
        try await book.close()
    }

    @Test("the live models equal a replay, and a replay as of a sequence equals a shorter book")
    func asOfSequence() async throws {
        let long = try await Daybook.inMemory(fixedOptions())
        let short = try await Daybook.inMemory(fixedOptions())
        try await Self.fill(long, seed: 3, appends: 20)
        try await Self.fill(short, seed: 3, appends: 8)
        let live = try await long.query { $0.digest() }
        #expect(try await long.replay().digest == live)
        let past = try await long.replay(asOf: AsOf(sequence: 1_600))
        #expect(past.sequence == 1_600)
        #expect(past.digest == (try await short.replay().digest))
        #expect(past.digest != live)
        try await long.close()
        try await short.close()
    }

    @Test("a replay as of an instant counts what had happened by then") func asOfTime()
        async throws
    {
        let book = try await Daybook.inMemory(fixedOptions())
        let early = QueueEntered(conversation: "c-1", queue: "q", reason: .new)
        let late = QueueEntered(conversation: "c-2", queue: "q", reason: .new)
        try await book.append(late, at: "2026-03-02T12:00:00Z")
        try await book.append(early, at: "2026-03-02T10:00:00Z")
        for (time, waiting) in [
            ("2026-03-02T09:59:59Z", []), ("2026-03-02T10:00:00Z", ["c-1"]),
            ("2026-03-02T12:00:00Z", ["c-1", "c-2"]),
        ] as [(Timestamp, [String])] {
            let past = try await book.replay(asOf: AsOf(time: time))
            #expect((past.board("q")?.waiting ?? []).map(\.conversation) == waiting)
        }
        try await book.close()
    }

    @Test("a snapshot and the tail give the state of a full replay, bit for bit")
    func snapshotLaw() async throws {
        let storage = MemoryStorage()
        var options = fixedOptions()
        options.segmentBytes = 64 << 10
        let book = try await Daybook.open(storage, "book", options)
        var traffic = Traffic(seed: 11)
        func more(_ appends: Int) async throws {
            for _ in 0..<appends { try await book.append((0..<100).map { _ in traffic.next() }) }
        }
        for round in 1...4 {
            try await more(15)
            let receipt = try await book.snapshot()
            #expect(receipt.sequence == UInt64(round * 1_500) && receipt.bytes > 0)
            try await more(0)
        }
        try await more(5)
        let fromSnapshot = try await book.replay()
        // Another model type has no snapshot: it is folded from the first fact.
        let full = try await book.replay(Pair<Models, VoucherTotals>())
        #expect(Self.bytes(of: fromSnapshot.model) == Self.bytes(of: full.model.first))
        let past = try await book.replay(asOf: AsOf(sequence: 3_700))
        let pastFull = try await book.replay(
            Pair<Models, VoucherTotals>(), asOf: AsOf(sequence: 3_700))
        #expect(Self.bytes(of: past.model) == Self.bytes(of: pastFull.model.first))
        try await book.close()
    }

    @Test("a damaged snapshot is ignored", arguments: ["names", "models"])
    func damagedSnapshot(part: String) async throws {
        let directory = try TemporaryDirectory()
        let path = directory.path + "/shop.daybook"
        let book = try await Daybook.open(path)
        try await Self.fill(book, seed: 2, appends: 5)
        let digest = try await book.replay().digest
        _ = try await book.snapshot()
        let names = try Disk().list(path + "/snapshots")
        let name = try #require(names.first { $0.hasPrefix("names") == (part == "names") })
        let file = try Disk().open(path + "/snapshots/" + name, .write)
        let middle = try file.size() / 2
        let byte = try file.read(at: middle, count: 1)[0]
        try file.write([byte ^ 0x10].raw, at: middle)
        #expect(try await book.replay().digest == digest)
        try await book.close()
    }

    @Test("a replay that passes over lost facts ends where the log ends with lost facts")
    func lostEnd() async throws {
        let disk = SimulatedDisk()
        let book = try await Daybook.open(disk, "book", fixedOptions())
        try await book.append(VisitorSeen(visitor: "v-1"))
        try await book.append(VisitorSeen(visitor: "v-2"))
        try await book.close()
        let path = try #require(disk.paths.first { $0.hasSuffix(".segment") })
        var bytes = try #require(disk.contents(path))
        // From the first byte behind the first block on.
        let end = 4_096 + Int(bytes.raw.uint32(at: 4_096 + 16))
        for index in end..<bytes.count { bytes[index] = 0xFF }
        disk.replace(path, with: bytes)
        var options = Daybook.Options()
        options.access = .readOnly
        let strict = try await Daybook.open(disk, "book", options)
        await #expect(throws: DaybookError.self) { try await strict.replay(Census()) }
        #expect(strict.passedOver.isEmpty)
        options.skipsLost = true
        let reading = try await Daybook.open(disk, "book", options)
        let folded = try await reading.replay(Census())
        #expect(folded.sequence == 1 && folded.model.count == 1)
        #expect(reading.passedOver == [2...2])
    }

    private static func bytes<Model: ReadModel>(of model: Model) -> [UInt8] {
        var bytes = ByteBuffer()
        model.encode(into: &bytes)
        return bytes.array
    }

    @Test("a service's own event type, entity and read model work as the built-in ones do")
    func ownTypes() async throws {
        var options = fixedOptions()
        options.types = [VoucherRedeemed.self]
        let storage = MemoryStorage()
        let book = try await Daybook.open(storage, "book", options)
        let totals = book.live(VoucherTotals())
        try await book.append([
            VoucherRedeemed(voucher: "SPRING", order: "1001", value: Money(500, "EUR")),
            VisitorSeen(visitor: "v-1"),
        ])
        #expect(try await totals.query { $0.model.minor } == 500)
        try await book.append(VoucherRedeemed(voucher: "SPRING", value: Money(250, "EUR")))
        #expect(try await totals.query { $0.model.minor } == 750)
        let about = try await book.events(.about(Subject(VoucherID("SPRING")))).all()
        #expect(about.map(\.sequence) == [1, 3])
        #expect(about[0].decode(as: VoucherRedeemed.self)?.order == "1001")
        await #expect(throws: DaybookError.changed(sequence: 3)) {
            try await book.append(
                VoucherRedeemed(voucher: "SPRING", value: Money(1, "EUR")),
                unless: .changed(since: 1, about: [Subject(VoucherID("SPRING"))]))
        }
        try await book.close()
        // A tool that does not know the type shows it whole.
        var reading = Daybook.Options()
        reading.access = .readOnly
        let tool = try await Daybook.open(storage, "book", reading)
        let event = try #require(
            try await tool.events(.about(Subject(VoucherID("SPRING")))).all().first)
        #expect(event.type == "voucher.redeemed")
        var writer = CloudEventWriter(log: "x")
        writer.fields(event)
        #expect(
            String(decoding: writer.bytes, as: UTF8.self)
                == #"{"voucher":"SPRING","order":"1001","value":{"minor":500,"currency":"EUR"}}"#)
        try await tool.close()
    }

    @Test("new rows of an import are appended once, and contradictions are told")
    func newRows() async throws {
        let book = try await Daybook.inMemory(fixedOptions())
        func rows(_ numbers: [(id: Int, url: String)]) throws -> Rows {
            var writer = RowWriter()
            var starts: [Int] = []
            let entry = try book.catalog.number(of: PageViewed.self)
            for (id, url) in numbers {
                starts.append(writer.bytes.count)
                try writer.append(
                    PageViewed(visitor: "v-1", url: Symbol(url)), entry: entry,
                    envelope: Envelope(
                        time: "2026-03-02T09:00:00Z", source: "web", id: "\(id)"),
                    now: "2026-03-02T09:00:00Z")
            }
            return Rows(bytes: writer.bytes, starts: starts)
        }
        let first = try await book.append(new: try rows([(1, "/"), (2, "/"), (1, "/")]))
        #expect(first.appended == 2 && first.known == 1 && first.conflicts.isEmpty)
        let second = try await book.append(
            new: try rows([(1, "/"), (3, "/"), (2, "/x"), (4, "/"), (4, "/y")]))
        #expect(second.appended == 2 && second.known == 1)
        #expect(second.conflicts.map(\.row) == [2, 4])
        #expect(second.conflicts.map(\.sequence) == [2, 4])
        #expect(try book.sequence == 4)
        try await book.close()
    }
}
