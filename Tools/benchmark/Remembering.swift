// What the read models take of memory for each visitor of a large crowd.

import Daybook
import DaybookLog
import DaybookTesting

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
        // What was held before is given back by the end of a first fold, which does not count.
        _ = try await read.replay(Census())
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
        let before = Heap.bytesInUse() ?? 0
        let folded = try await book.replay(model)
        let after = Heap.bytesInUse() ?? 0
        // The model has to live until here.
        return folded.sequence > 0 ? after - before : 0
    }
}
