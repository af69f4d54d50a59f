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
        let before = residentBytes()
        let models = try await read.replay(Models())
        let between = residentBytes()
        // Names are needed by any model, so they are measured by one that hardly has a state.
        // Memory that the first fold gave back serves this one: the difference is rather too much.
        let census = try await read.replay(Census())
        let names = residentBytes() - between
        let state = between - before - names
        let visitors = Double(crowd.visitors)
        try report(
            "memory of all models, a visitor", Double(state) / visitors, "bytes",
            baseline: ("names and their texts, bytes", Double(names) / visitors),
            notes: [
                "visitors": "\(crowd.visitors)", "facts": "\(models.sequence)",
                "census": "\(census.sequence)",
            ])
        try await read.close()
    }

    /// The memory of this process that is in use, as the kernel counts it.
    private static func residentBytes() -> Int {
        let text = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)) ?? ""
        let fields = text.split(separator: " ")
        return fields.count > 1 ? (Int(fields[1]) ?? 0) * Int(getpagesize()) : 0
    }
}
