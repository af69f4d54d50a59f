// What went wrong in other stores above the log: stale caches, cancelled appends, personal data in
// places that nobody thinks of. The table in ARCHITECTURE.md says which test stands for which.

import Daybook
import DaybookBytes
import DaybookLog
import DaybookTesting
import Testing

@Suite(.timeLimit(.minutes(30))) struct PitfallTests {
    /// Books of one seed have the same id; the facts tell them apart.
    private func book(
        _ storage: MemoryStorage, facts: Int, name: String
    ) async throws -> Daybook {
        let book = try await Daybook.open(storage, "book", fixedOptions())
        for number in 0..<facts {
            // The chain covers what was told, not whom it names: names are personal, and rewritten.
            try await book.append(
                VisitorSeen(visitor: VisitorID("\(name)-\(number)"), country: Symbol(name)))
        }
        return book
    }

    /// Puts the snapshots of one book beside another.
    private func copySnapshots(_ from: MemoryStorage, _ to: MemoryStorage) throws {
        try to.makeDirectory("book/snapshots")
        for name in try from.list("book/snapshots") {
            let source = try from.open("book/snapshots/" + name, .read)
            let target = try to.open("book/snapshots/" + name, .replace)
            let bytes = try source.read(at: 0, count: Int(source.size()))
            try target.write(bytes.raw, at: 0)
        }
        #expect(try from.list("book/snapshots").count > 1)
    }

    @Test(
        "a snapshot of facts that the log does not have, or has otherwise, is not trusted: P22",
        arguments: [(40, "a"), (60, "b"), (80, "b")])
    func staleSnapshot(facts: Int, name: String) async throws {
        let (other, own) = (MemoryStorage(), MemoryStorage())
        let long = try await book(other, facts: 60, name: "a")
        _ = try await long.snapshot()
        try await long.close()
        let short = try await book(own, facts: facts, name: name)
        let digest = try await short.replay().digest
        try copySnapshots(other, own)
        let found = try await short.replay()
        #expect(found.digest == digest && found.sequence == UInt64(facts))
        #expect(try await short.query { $0.digest() } == digest)
        try await short.close()
    }

    @Test("a task cancelled while its append is written gets its receipt: P35")
    func cancelledTooLate() async throws {
        let disk = SimulatedDisk()
        var options = fixedOptions()
        // Moved by hand: a sync of the background is no append that is being written.
        options.isStepped = true
        let book = try await Daybook.open(disk, "book", options)
        while book.stepUpkeep() {}
        let task = Task { try await book.append(VisitorSeen(visitor: "v-1")) }
        while book.waiting == 0 { await Task.yield() }
        disk.observe { call, path in
            if call == .sync, path.contains("segments/") { task.cancel() }
        }
        #expect(book.stepCommit())
        disk.observe(nil)
        #expect(task.isCancelled)
        #expect(try await task.value.first == 1)
        #expect(try await book.events().all().count == 1)
        async let closed: Void = book.close()
        while book.waiting == 0 { await Task.yield() }
        #expect(book.stepCommit())
        try await closed
    }

    @Test("names, texts and keys of persons stand in the personal part, and in no footer: P31")
    func personalPart() async throws {
        let storage = MemoryStorage()
        var options = fixedOptions()
        options.segmentBytes = 16 << 10
        let book = try await Daybook.open(storage, "book", options)
        let secrets = ["v-secret", "m-secret", "c-secret", "a secret text", "key-secret"]
        try await book.append(VisitorSeen(visitor: "v-secret"), key: Key("web", "key-secret"))
        try await book.append(
            MessageSent(
                conversation: "c-secret", message: "m-secret", direction: .in, kind: .text,
                body: "a secret text"))
        let text = PersonalText(String(repeating: "x", count: 4_000))
        for number in 0..<8 {
            try await book.append(
                MessageSent(
                    conversation: "c-1", message: MessageID("m-\(number)"), direction: .in,
                    kind: .text, body: text))
        }
        try await book.close()
        let parts = try Self.parts(storage)
        #expect(parts.footers > 0)
        for secret in secrets {
            #expect(!Self.has(parts.open, secret), "\(secret)")
            #expect(Self.has(parts.personal, secret), "\(secret)")
        }
    }

    /// The bytes of personal parts, and all others: definitions, records, footers.
    private static func parts(
        _ storage: MemoryStorage
    ) throws -> (open: [UInt8], personal: [UInt8], footers: Int) {
        let reader = try LogReader(storage, "book")
        var cursor = reader.cursor()
        var (open, personal): ([UInt8], [UInt8]) = ([], [])
        while let block = try cursor.nextBlock() {
            open += bytes(block.definitions) + bytes(block.records)
            personal += bytes(block.personal)
        }
        let footers = try reader.state.segments.compactMap { try reader.footer(of: $0) }
        return (open + footers.flatMap { $0 }, personal, footers.count)
    }

    private static func bytes(_ span: RawSpan) -> [UInt8] {
        var bytes: [UInt8] = []
        for index in 0..<span.byteCount { bytes.append(span.uint8(at: index)) }
        return bytes
    }

    private static func has(_ bytes: [UInt8], _ text: String) -> Bool {
        let wanted = Array(text.utf8)
        return bytes.indices.dropLast(wanted.count - 1).contains { start in
            bytes[start..<start + wanted.count].elementsEqual(wanted)
        }
    }
}
