// Snapshots of the built-in models, found on disk and believed or not.

internal import Daybook
internal import DaybookBytes
internal import DaybookLog
internal import DaybookModels

/// The file of a snapshot's state.
///
/// `.first`: the table of names instead.
struct SnapshotTarget: FuzzTarget {
    static let name = "snapshot"
    static let isGuarded = true
    private let book: SeedBook
    private let state: String
    private let names: String
    private let pages: [Page]
    let seeds: [[UInt8]]

    init(_ book: SeedBook) {
        self.book = book
        func path(_ isWanted: (String) -> Bool) -> String {
            book.files.keys.sorted().first { $0.contains("/snapshots/") && isWanted($0) } ?? ""
        }
        state = path { $0.hasSuffix("." + Models.name) }
        names = path { $0.contains("/names-") }
        pages = book.blocks.map(\.page)
        seeds = [book.files[state] ?? [], book.files[names] ?? []]
    }

    func check(_ bytes: [UInt8], _ options: FuzzOptions) throws(BrokenLaw) {
        var files = book.files
        files[options.contains(.first) ? names : state] = bytes
        if options.contains(.mends) { mend(&files) }
        do {
            let storage = try SeedBook.storage(of: files)
            let catalog = Catalog()
            try Vocabulary.declare(in: catalog)
            let reader = try LogReader(storage, SeedBook.directory)
            let store = SnapshotStore(storage, SeedBook.directory)
            guard
                let found = try store.latest(Models.self, reader, catalog, serving: AsOf())
            else { return }
            try look(found)
            goOn(found.replay(asOf: AsOf()))
        } catch let broken as BrokenLaw {
            throw broken
        } catch {
            // Refused with an error, as it should be: only a trap or a broken law is a finding.
        }
    }

    /// The checksums, and what the state says of the names.
    private func mend(_ files: inout [String: [UInt8]]) {
        let table = Mending.names(&files[names, default: []])
        guard var bytes = files[state], bytes.count >= 68 else { return }
        Mending.store(table.count, &bytes, at: 48)
        Mending.store(table.checksum, &bytes, at: 52)
        Mending.snapshot(&bytes)
        files[state] = bytes
    }

    /// The facts behind a snapshot are folded onto whatever it holds, and questions answered.
    private func goOn(_ replay: consuming Replay<Models>) {
        for page in pages {
            if page.end <= replay.sequence + 1 {
                try? replay.define(page)
            } else {
                try? replay.apply(page)
            }
        }
        _ = replay.boards()
        _ = replay.model.census.rows(replay.names)
        _ = replay.model.census.totals()
        guard let kind = replay.catalog.entity(named: "conversation")?.number else { return }
        for handle in 0..<min(64, UInt32(replay.names.count(kind))) {
            _ = replay.model.transcripts.transcript(of: handle)
        }
    }

    /// A state that is taken can be asked anything, and is written as it was read.
    private func look(_ found: borrowing LoadedSnapshot<Models>) throws(BrokenLaw) {
        var state = ByteBuffer()
        found.model.encode(into: &state)
        var reader = ByteReader(state.bytes)
        guard let again = Models(from: &reader), reader.isAtEnd else {
            throw BrokenLaw("a state that was taken cannot be read back")
        }
        let (one, other) = (
            found.model.digest(found.names, found.catalog),
            again.digest(found.names, found.catalog)
        )
        try expect(one == other, "a state that is read back has another digest")
        var second = ByteBuffer()
        again.encode(into: &second)
        try expect(second.bytes.equals(state.bytes), "a state is read back as another one")
    }
}
