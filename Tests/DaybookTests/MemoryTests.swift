// What the read models take of memory for each visitor, measured in a process of its own, for
// nothing else may grow meanwhile.

import Daybook
import DaybookTesting
import Foundation
import Testing

@Suite struct MemoryTests {
    /// Bytes of all models for each visitor of a crowd.
    ///
    /// Names are needed by any model: what a fold of the census takes afterwards is taken off.
    /// Memory that the first fold gave back serves the second, so this is rather too much.
    static func bytesPerVisitor(_ visitors: Int) async throws -> Int {
        var options = Daybook.Options()
        options.durability = .buffered(milliseconds: 1_000)
        let book = try await Daybook.inMemory(options)
        var crowd = Crowd(seed: 1)
        while crowd.visitors < visitors {
            var facts: [Fact] = []
            while facts.count < 500 { facts += crowd.next() }
            try await book.append(facts)
        }
        let before = resident()
        let models = try await book.replay(Models())
        let between = resident()
        let census = try await book.replay(Census())
        let after = resident()
        #expect(census.sequence == models.sequence)
        try await book.close()
        return (between - before - (after - between)) / crowd.visitors
    }

    static func resident() -> Int {
        let text = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)) ?? ""
        return (text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0) * 4_096
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
