// Readers beside a writer that dies: the next writer puts a copy in the place of the segment that
// they are reading, and they go on in it as if nothing had been.

import Daybook
import DaybookLog
import DaybookTesting
import Testing

@Suite struct FollowTests {
    private static func options(_ seed: UInt64, segmentBytes: Int) -> Daybook.Options {
        var options = fixedOptions(seed: seed)
        options.segmentBytes = segmentBytes
        return options
    }

    private static func event(_ number: Int, bytes: Int = 10) -> MessageSent {
        MessageSent(
            conversation: "c-1", message: MessageID("m-\(number)"), direction: .in, kind: .text,
            body: PersonalText(String(repeating: "x", count: bytes)))
    }

    /// Opens a book whose writer was let go of: its thread gives the lock back when it ends.
    private static func reopen(
        _ storage: MemoryStorage, _ options: Daybook.Options
    ) async throws -> Daybook {
        while true {
            do throws(DaybookError) {
                return try await Daybook.open(storage, "book", options)
            } catch {
                guard case .log(.locked) = error else { throw error }
            }
            try await Task.sleep(for: .milliseconds(1))
        }
    }

    private static func reading(_ storage: MemoryStorage) async throws -> Daybook {
        var options = Daybook.Options()
        options.access = .readOnly
        return try await Daybook.open(storage, "book", options)
    }

    @Test("a follower is shown each fact once, whatever copies recoveries put in its place")
    func recoveries() async throws {
        let storage = MemoryStorage()
        let first = Self.options(1, segmentBytes: 1 << 20)
        var writer: Daybook? = try await Daybook.open(storage, "book", first)
        try await writer?.append(Self.event(1))
        let reader = try await Self.reading(storage)
        var cursor = reader.follow().makeAsyncIterator()
        #expect(try await cursor.next()?.sequence == 1)
        for sequence in UInt64(2)..<6 {
            writer = nil
            let next = Self.options(sequence, segmentBytes: 1 << 20)
            writer = try await Self.reopen(storage, next)
            #expect(writer?.opening?.ending == .unclean)
            try await writer?.append(Self.event(Int(sequence)))
            #expect(try await cursor.next()?.sequence == sequence)
        }
        try await writer?.close()
        try await reader.close()
    }

    @Test("a cursor whose file was closed and replaced meanwhile goes on in the copy")
    func replaced() async throws {
        let storage = MemoryStorage()
        let options = Self.options(1, segmentBytes: 256 << 10)
        var writer: Daybook? = try await Daybook.open(storage, "book", options)
        // Thirteen facts of 20,000 bytes do not fit into a segment of 256 KiB.
        for number in 0..<150 { try await writer?.append(Self.event(number, bytes: 20_000)) }
        let segments = try await Daybook.inspect("book", storage: storage).segments
        let active = try #require(segments.last)
        #expect(segments.count > 11 && active.first < 145)
        let reader = try await Self.reading(storage)
        var cursor = reader.follow(after: active.first - 1).makeAsyncIterator()
        #expect(try await cursor.next()?.sequence == active.first)
        // Reading the other segments closes the file that the cursor stands in.
        #expect(try await reader.events().all().count == 150)
        #expect(try await reader.event(at: 1)?.sequence == 1)
        for segment in segments.prefix(10) {
            var other = reader.events(after: segment.first).makeAsyncIterator()
            #expect(try await other.next()?.sequence == segment.first + 1)
        }
        writer = nil
        writer = try await Self.reopen(storage, Self.options(2, segmentBytes: 256 << 10))
        #expect(throws: SystemError.self) {
            try storage.open("book/segments/" + active.fileName, .read)
        }
        for sequence in active.first + 1...150 {
            let event = try #require(try await cursor.next())
            #expect(event.sequence == sequence)
            #expect(event.decode(as: MessageSent.self)?.body.text.utf8.count == 20_000)
        }
        try await writer?.close()
        try await reader.close()
    }
}
