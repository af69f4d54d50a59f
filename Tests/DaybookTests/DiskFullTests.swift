// A disk that fills up: appends are refused, nothing else, and what was there stays.

import Daybook
import DaybookTesting
import Testing

@Suite struct DiskFullTests {
    @Test("a book takes facts until the disk is really full, refuses then, and goes on with room")
    func fillsUp() async throws {
        let disk = SimulatedDisk()
        var options = fixedOptions()
        options.segmentBytes = 2 << 20
        let book = try await Daybook.open(disk, "book", options)
        let room = 3 << 19
        disk.limit(bytes: UInt64(room))
        var appended: UInt64 = 0
        let text = PersonalText(String(repeating: "x", count: 20_000))
        func append() async throws {
            try await book.append(
                MessageSent(
                    conversation: "c-1", message: MessageID("m-\(appended)"), direction: .in,
                    kind: .text, body: text))
            appended += 1
        }
        do {
            while appended < 1_000 { try await append() }
            Issue.record("the disk never became full")
        } catch DaybookError.log(.diskFull) {}
        #expect(appended * 20_000 > UInt64(room) / 2)
        #expect(try await book.events().all().count == Int(appended))
        disk.limit(bytes: nil)
        try await append()
        try await book.close()
        let again = try await Daybook.open(disk, "book", options)
        #expect(try again.sequence == appended)
        try await again.close()
    }
}
