// What the read models take of memory for each visitor, measured in a process of its own, for
// nothing else may grow meanwhile.

import Daybook
import DaybookLog
import DaybookTesting
import Foundation
import Testing

@Suite struct MemoryTests {
    /// Bytes of all models for each visitor of a crowd.
    ///
    /// Names are needed by any model: what a fold of the census takes is taken off.
    static func bytesPerVisitor(_ visitors: Int) async throws -> Int {
        var options = Daybook.Options()
        options.durability = .buffered(milliseconds: 1_000)
        let storage = MemoryStorage()
        var book = try await Daybook.open(storage, "book", options)
        var crowd = Crowd(seed: 1)
        while crowd.visitors < visitors {
            var facts: [Fact] = []
            while facts.count < 500 { facts += crowd.next() }
            try await book.append(facts)
        }
        // A writer's background would allocate meanwhile.
        try await book.close()
        options.access = .readOnly
        book = try await Daybook.open(storage, "book", options)
        let names = try await grown(by: Census(), book)
        let all = try await grown(by: Models(), book)
        try await book.close()
        return (all - names) / crowd.visitors
    }

    private static func grown<Model: ReadModel>(
        by model: Model, _ book: Daybook
    ) async throws -> Int {
        let before = try #require(Heap.bytesInUse())
        let folded = try await book.replay(model)
        let after = try #require(Heap.bytesInUse())
        // The model has to live until here.
        return folded.sequence > 0 ? after - before : 0
    }

    @Test("All models together take at most 200 bytes for a visitor who browses a little")
    func sample() async {
        await #expect(processExitsWith: .success) {
            let bytes = try await MemoryTests.bytesPerVisitor(30_000)
            if !(50...200).contains(bytes) { exit(1) }
        }
    }

    @Test(
        "The same of a million visitors",
        .enabled(if: ProcessInfo.processInfo.environment["SLOW_TESTS"] == "1"))
    func million() async {
        await #expect(processExitsWith: .success) {
            let bytes = try await MemoryTests.bytesPerVisitor(1_000_000)
            if !(50...200).contains(bytes) { exit(1) }
        }
    }
}
