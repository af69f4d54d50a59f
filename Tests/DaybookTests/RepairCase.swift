// Damaged books for the tests of repairing: each with what it loses, told by the layout of the
// files as it was noted before they were damaged.

import Daybook
import DaybookBytes
import DaybookTesting

/// The files of a book as they were written, and where its blocks lie.
struct NotedBook {
    typealias Files = [String: [UInt8]]

    let files: Files
    /// Every fact as an export shows it, in order.
    let lines: [Substring]
    /// An older MANIFEST of the same book, from before its last segments.
    let oldManifest: [UInt8]

    /// The segments' files, in order.
    var segments: [String] { files.keys.filter { $0.hasSuffix(".segment") }.sorted() }

    /// The blocks of a segment that hold facts.
    func blocks(_ segment: Int) -> [FoundBlock] {
        FoundBlock.all(files[segments[segment]] ?? []).filter { $0.count > 0 }
    }

    /// Where the blocks of a segment end.
    func end(_ segment: Int) -> Int {
        FoundBlock.all(files[segments[segment]] ?? []).reduce(0) { max($0, $1.offset + $1.total) }
    }

    /// The sequences of a segment.
    func sequences(_ segment: Int) -> ClosedRange<UInt64> {
        let own = blocks(segment)
        return own[0].first...(own[own.count - 1].sequences.upperBound)
    }

    /// Generated traffic in some segments, a snapshot in the middle and one at the end.
    static func make(seed: UInt64 = 31, appends: Int = 36) async throws -> NotedBook {
        let fixture = FixtureBook(seed: seed)
        var traffic = Traffic(seed: seed)
        var book = try await fixture.open(segmentBytes: 16 << 10)
        var oldManifest: [UInt8] = []
        for number in 0..<appends {
            let facts = (0..<10).map { place in
                var fact = traffic.next()
                // Half of them have their producer's id.
                if place.isMultiple(of: 2), fact.envelope.source != nil {
                    fact.envelope.id = "\(number)-\(place)"
                }
                return fact
            }
            if let last = facts.compactMap(\.envelope.time).max() { fixture.set(last) }
            try await book.append(facts)
            if number == appends / 3 { _ = try await book.snapshot() }
            if number == appends / 2 {
                // A clean end, so that the list is as it is read.
                try await book.close()
                oldManifest = fixture.files["MANIFEST"] ?? []
                book = try await fixture.open(segmentBytes: 16 << 10)
            }
        }
        _ = try await book.snapshot()
        let lines = try await book.lines()
        try await book.close()
        return NotedBook(
            files: fixture.files, lines: lines.split(separator: "\n"), oldManifest: oldManifest)
    }
}

/// One way to damage a book.
struct RepairCase: Sendable, CustomStringConvertible {
    let name: String
    /// What is lost for certain, by the layout.
    let lost: SequenceSet
    /// Whether facts behind it in the same segment may miss definitions.
    let hidesDefinitions: Bool
    let files: NotedBook.Files

    var description: String { name }

    private init(
        _ name: String, _ files: NotedBook.Files, lost: [ClosedRange<UInt64>] = [],
        hidesDefinitions: Bool = false
    ) {
        self.name = name
        self.lost = SequenceSet(lost)
        self.hidesDefinitions = hidesDefinitions
        self.files = files
    }

    private static func flipped(
        _ files: NotedBook.Files, _ file: String, _ offsets: Int...
    ) -> NotedBook.Files {
        var files = files
        for offset in offsets { files[file]?[offset] ^= 0x10 }
        return files
    }

    private static func without(_ files: NotedBook.Files, _ names: String...) -> NotedBook.Files {
        files.filter { !names.contains($0.key) }
    }

    /// Every case of a book; `other` is a book of another log.
    static func all(_ book: NotedBook, other: NotedBook) -> [RepairCase] {
        inBlocks(book) + inSegments(book) + inLists(book) + misplaced(book, other) + beside(book)
    }

    private static func inBlocks(_ book: NotedBook) -> [RepairCase] {
        let (files, names) = (book.files, book.segments)
        let sealed = book.blocks(1)
        let active = book.blocks(names.count - 1)
        let last = active[active.count - 1]
        let middle = sealed[sealed.count / 2]
        let end = sealed[sealed.count - 1]
        var zeroed = files
        for offset in middle.offset..<middle.offset + middle.total { zeroed[names[1]]?[offset] = 0 }
        var cut = files
        cut[names.last ?? ""]?.removeLast(
            (files[names.last ?? ""]?.count ?? 0) - last.offset - 100)
        var short = files
        short[names[1]] = Array((files[names[1]] ?? []).prefix(middle.offset + 60))
        return [
            RepairCase(
                "a sealed block's body", flipped(files, names[1], middle.offset + 140),
                lost: [middle.sequences], hidesDefinitions: true),
            RepairCase(
                "a sealed segment's first block", flipped(files, names[1], sealed[0].offset + 140),
                lost: [sealed[0].sequences], hidesDefinitions: true),
            RepairCase(
                "a sealed segment's last block", flipped(files, names[1], end.offset + 20),
                lost: [end.sequences], hidesDefinitions: true),
            RepairCase(
                "two sealed blocks", flipped(files, names[1], sealed[1].offset + 140, end.offset),
                lost: [sealed[1].sequences, end.sequences], hidesDefinitions: true),
            RepairCase(
                "a sealed block and the footer",
                flipped(files, names[1], middle.offset + 140, book.end(1) + 70),
                lost: [middle.sequences], hidesDefinitions: true),
            RepairCase(
                "a sealed block that is zeros", zeroed, lost: [middle.sequences],
                hidesDefinitions: true),
            RepairCase(
                "a sealed segment cut in its blocks", short,
                lost: [middle.first...book.sequences(1).upperBound]),
            RepairCase(
                "the active segment's first block",
                flipped(files, names.last ?? "", active[0].offset + 140),
                lost: [active[0].sequences], hidesDefinitions: true),
            RepairCase(
                "the active segment's last block",
                flipped(files, names.last ?? "", last.offset + 140), lost: [last.sequences]),
            RepairCase("the active segment cut", cut, lost: [last.sequences]),
        ]
    }

    private static func inSegments(_ book: NotedBook) -> [RepairCase] {
        let (files, names) = (book.files, book.segments)
        let last = names.count - 1
        let bytes = files[names[0]] ?? []
        let footer = book.end(0)
        var noFooter = files
        noFooter[names[0]] = Array(bytes.prefix(footer))
        var dirty = files
        dirty[names[last]]? += [UInt8](repeating: 7, count: 200)
        let closing = (files[names[last]]?.count ?? 0) - 60
        return [
            RepairCase("a sealed header page", flipped(files, names[1], 90)),
            RepairCase("a sealed header page's own checksum", flipped(files, names[1], 3)),
            RepairCase("the active header page", flipped(files, names[last], 90)),
            RepairCase("a footer's front mark", flipped(files, names[0], footer + 20)),
            RepairCase("a footer's payload", flipped(files, names[0], footer + 70)),
            RepairCase("a footer's end mark", flipped(files, names[0], bytes.count - 20)),
            RepairCase("a footer cut away", noFooter),
            RepairCase("bytes behind the end", dirty),
            RepairCase("the closing block", flipped(files, names[last], closing)),
            RepairCase(
                "a sealed segment is missing", without(files, names[1]),
                lost: [book.sequences(1)]),
            RepairCase(
                "the first segment is missing", without(files, names[0]),
                lost: [book.sequences(0)]),
            RepairCase(
                "the active segment is missing", without(files, names[last]),
                lost: [book.sequences(last)]),
        ]
    }

    private static func inLists(_ book: NotedBook) -> [RepairCase] {
        let (files, names) = (book.files, book.segments)
        let last = names.count - 1
        var old = files
        old["MANIFEST"] = book.oldManifest
        return [
            RepairCase("MANIFEST", flipped(files, "MANIFEST", 100)),
            RepairCase("MANIFEST is missing", without(files, "MANIFEST")),
            RepairCase("an old MANIFEST", old),
            RepairCase("a slot of WATERMARK", flipped(files, "WATERMARK", 40)),
            RepairCase("both slots of WATERMARK", flipped(files, "WATERMARK", 40, 4_136)),
            RepairCase("WATERMARK is missing", without(files, "WATERMARK")),
            RepairCase(
                "MANIFEST and WATERMARK",
                flipped(flipped(files, "MANIFEST", 100), "WATERMARK", 40, 4_136)),
            RepairCase(
                "MANIFEST and a sealed segment are missing", without(files, "MANIFEST", names[1]),
                lost: [book.sequences(1)]),
            RepairCase(
                "MANIFEST and the active segment are missing",
                without(files, "MANIFEST", names[last]), lost: [book.sequences(last)]),
            RepairCase(
                "MANIFEST and a sealed block",
                flipped(
                    flipped(files, "MANIFEST", 100), names[1],
                    book.blocks(1)[2].offset + 140),
                lost: [book.blocks(1)[2].sequences], hidesDefinitions: true),
            RepairCase(
                "MANIFEST and a sealed header page",
                flipped(flipped(files, "MANIFEST", 100), names[1], 90)),
            RepairCase(
                "MANIFEST and the active header page's log",
                flipped(flipped(files, "MANIFEST", 100), names[last], 30)),
            RepairCase(
                "MANIFEST, WATERMARK and the active header page",
                flipped(
                    flipped(flipped(files, "MANIFEST", 100), "WATERMARK", 40, 4_136), names[last], 2
                )),
            RepairCase(
                "MANIFEST and a footer",
                flipped(
                    flipped(files, "MANIFEST", 100), names[0], (files[names[0]]?.count ?? 0) - 20)),
        ]
    }

    private static func misplaced(_ book: NotedBook, _ other: NotedBook) -> [RepairCase] {
        let (files, names) = (book.files, book.segments)
        let stranger = other.segments[0]
        var swapped = files
        swapped[names[0]] = files[names[1]]
        swapped[names[1]] = files[names[0]]
        var foreign = files
        foreign[names[1]] = other.files[stranger]
        var beside = files
        beside["segments/00000000000000000003-77.segment"] = other.files[stranger]
        var copy = files
        copy["segments/00000000000000000001-99.segment"] = files[names[0]]
        var renamed = without(files, names[1])
        renamed["segments/00000000000000000009-9.segment"] = files[names[1]]
        return [
            RepairCase("two segments changed places", swapped),
            RepairCase("a segment under another name", renamed),
            RepairCase(
                "a foreign file in a segment's place", foreign, lost: [book.sequences(1)]),
            RepairCase("a foreign file beside", beside),
            RepairCase("a copy under another name", copy),
        ]
    }

    private static func beside(_ book: NotedBook) -> [RepairCase] {
        let snapshots = book.files.keys.filter { $0.hasSuffix(".daybook") }.sorted()
        let names = book.files.keys.first { $0.contains("names-") } ?? ""
        return [
            RepairCase("a snapshot", flipped(book.files, snapshots[0], 80)),
            RepairCase("the table of names", flipped(book.files, names, 30)),
        ]
    }
}
