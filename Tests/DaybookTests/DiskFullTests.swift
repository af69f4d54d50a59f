// A disk that fills up, a process without descriptors: appends are refused, nothing else, and what
// was there stays.

import Daybook
import DaybookLog
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

    @Test(
        "without descriptors an append that needs one is refused, and goes on when there are some",
        arguments: 1...8, [true, false])
    func descriptors(number: Int, isPersistent: Bool) async throws {
        let disk = SimulatedDisk()
        var options = fixedOptions()
        options.segmentBytes = 16 << 10
        let book = try await Daybook.open(disk, "book", options)
        var appended: UInt64 = 0
        func append() async throws {
            let text = PersonalText(String(repeating: "x", count: 1_000))
            let message = MessageID("m-\(appended)")
            try await book.append(
                MessageSent(
                    conversation: "c-1", message: message, direction: .in, kind: .text, body: text))
            appended += 1
        }
        for _ in 0..<20 { try await append() }
        let none = ErrorCode.descriptors[0]
        disk.fail(.init(.open, number: number, code: none, isPersistent: isPersistent))
        var refusals = 0
        for _ in 0..<100 {
            do {
                try await append()
            } catch DaybookError.log(.system(let error)) {
                #expect(error.isOutOfDescriptors && error.call == .open)
                refusals += 1
            }
        }
        #expect(!isPersistent || refusals > 50)
        disk.fail()
        for _ in 0..<40 { try await append() }
        let events = try await book.events().all()
        #expect(events.map(\.sequence) == Array(1...appended))
        try await book.close()
        #expect(try await Daybook.verify("book", storage: disk).findings.isEmpty)
    }
}
