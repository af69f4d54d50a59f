// Decoding and folding generated traffic, beside hashing the same bytes; and bytes an event.

import Daybook
import DaybookBytes
import DaybookLog
import DaybookTesting

extension Benchmark {
    static func replaying(_ size: Size, _ directory: String) async throws {
        var options = Daybook.Options()
        options.durability = .buffered(milliseconds: 1_000)
        // A segment is sealed at its end; small ones leave little without a footer.
        options.segmentBytes = 8 << 20
        let path = directory + "/traffic"
        let book = try await Daybook.open(path, options)
        var traffic = Traffic(seed: 1)
        for start in stride(from: 0, to: size.events, by: 1_000) {
            let count = min(1_000, size.events - start)
            try await book.append((0..<count).map { _ in traffic.next() })
        }
        try await book.close()
        let info = try await Daybook.inspect(path)
        try report(
            "bytes per event, traffic", Double(info.bytes) / Double(info.sequence), "bytes",
            baseline: nil)

        var reading = Daybook.Options()
        reading.access = .readOnly
        let read = try await Daybook.open(path, reading)
        let pages = try await read.pages()
        let catalog = read.catalog
        let bytes = pages.reduce(0) { $0 + $1.bytes.count }
        var sum: UInt64 = 0
        let hashing = await best(of: 7) {
            for page in pages { sum &+= XXH64.hash(page.bytes.raw) }
        }
        let baseline = ("XXH64 of the same bytes, GB/s", Double(bytes) / hashing / 1e9)
        let events = Double(info.sequence)
        let decoding = try await best(of: 7) {
            var batch = Batch(catalog: catalog)
            for page in pages {
                try batch.load(page)
                sum &+= UInt64(batch.count)
            }
        }
        try report("raw decode", events / decoding / 1e6, "M events/s", baseline: baseline)
        let folding = try await best(of: 7) {
            var replay = Replay(Models(), catalog: catalog)
            for page in pages { try replay.apply(page) }
            replay.settle()
            sum &+= replay.sequence
        }
        try report(
            "replay through all models", events / folding / 1e6, "M events/s", baseline: baseline)
        try await models(pages, catalog, events, baseline)
        try await read.close()
    }

    private static func models(
        _ pages: [Page], _ catalog: Catalog, _ events: Double, _ baseline: (String, Double)
    ) async throws {
        func fold<Model: ReadModel>(_ model: Model.Type) async throws {
            let folding = try await best(of: 7) {
                var replay = Replay(Model(), catalog: catalog)
                for page in pages { try replay.apply(page) }
                replay.settle()
            }
            try report(
                "replay through \(Model.name)", events / folding / 1e6, "M events/s",
                baseline: baseline)
        }
        try await fold(Queues.self)
        try await fold(Transcripts.self)
        try await fold(Census.self)
        try await fold(Identities.self)
        try await fold(Visitors.self)
        try await fold(Orders.self)
        try await fold(Conversations.self)
        try await fold(Agents.self)
    }
}
