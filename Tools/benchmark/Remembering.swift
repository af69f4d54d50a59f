// What the read models take of memory for each visitor of a large crowd.

import Daybook
import DaybookTesting
import Foundation

extension Benchmark {
    static func remembering(_ size: Size, _ directory: String) async throws {
        var options = Daybook.Options()
        options.durability = .buffered(milliseconds: 1_000)
        let path = directory + "/crowd"
        let book = try await Daybook.open(path, options)
        var crowd = Crowd(seed: 1)
        while crowd.visitors < size.events {
            var facts: [Fact] = []
            while facts.count < 1_000 { facts += crowd.next() }
            try await book.append(facts)
        }
        try await book.close()
        options.access = .readOnly
        let read = try await Daybook.open(path, options)
        // Names are needed by any model, so they are measured with one that hardly has a state.
        let names = try await grown(by: Census(), read)
        let all = try await grown(by: Models(), read)
        let visitors = Double(crowd.visitors)
        try report(
            "memory of all models, a visitor", Double(all - names) / visitors, "bytes",
            baseline: ("names and what reading takes, bytes", Double(names) / visitors),
            notes: ["visitors": "\(crowd.visitors)", "facts": "\(try read.sequence)"])
        try await read.close()
    }

    /// What a fold of the whole book adds to the memory of this process.
    private static func grown<Model: ReadModel>(
        by model: Model, _ book: Daybook
    ) async throws -> Int {
        giveBackMemory()
        let before = residentBytes()
        let folded = try await book.replay(model)
        let after = residentBytes()
        // The model has to live until here.
        return folded.sequence > 0 ? after - before : 0
    }

    /// Gives freed memory back to the system, where the C library can: what writing took and gave
    /// back must not serve a fold unseen.
    private static func giveBackMemory() {
        typealias Trim = @convention(c) (Int) -> Int32
        guard let symbol = unsafe dlsym(dlopen(nil, RTLD_NOW), "malloc_trim") else { return }
        // The C library declares `int malloc_trim(size_t)`.
        _ = unsafe unsafeBitCast(symbol, to: Trim.self)(0)
    }

    /// The memory of this process that is in use, as the kernel counts it.
    private static func residentBytes() -> Int {
        let text = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)) ?? ""
        let fields = text.split(separator: " ")
        return fields.count > 1 ? (Int(fields[1]) ?? 0) * Int(getpagesize()) : 0
    }
}
