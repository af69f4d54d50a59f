// What the read models take of memory for each visitor, measured in a process of its own, for
// nothing else may grow meanwhile.

import Daybook
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
        let book = try await Daybook.inMemory(options)
        var crowd = Crowd(seed: 1)
        while crowd.visitors < visitors {
            var facts: [Fact] = []
            while facts.count < 500 { facts += crowd.next() }
            try await book.append(facts)
        }
        let names = try await grown(by: Census(), book)
        let all = try await grown(by: Models(), book)
        try await book.close()
        return (all - names) / crowd.visitors
    }

    private static func grown<Model: ReadModel>(
        by model: Model, _ book: Daybook
    ) async throws -> Int {
        giveBackMemory()
        let before = resident()
        let folded = try await book.replay(model)
        let after = resident()
        // The model has to live until here.
        return folded.sequence > 0 ? after - before : 0
    }

    /// Gives freed memory back to the system, where the C library can: what writing took and gave
    /// back must not serve a fold unseen.
    private static func giveBackMemory() {
        typealias Trim = @convention(c) (Int) -> Int32
        guard let symbol = dlsym(dlopen(nil, RTLD_NOW), "malloc_trim") else { return }
        _ = unsafeBitCast(symbol, to: Trim.self)(0)
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
