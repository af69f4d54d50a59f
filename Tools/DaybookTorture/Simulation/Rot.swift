// Rot: the ways in which bytes change while nobody writes them, and what each must cost.
// Knows where blocks lay before the bytes changed, and nothing of how damage is found.

internal import Daybook
internal import DaybookBytes
internal import DaybookLog
internal import DaybookTesting

/// A way for bytes to change.
enum Rot: CaseIterable {
    case flippedBit, zeroedSector, unreadableSector, cutFile, longerFile, lostFile, exchangedFiles
    case foreignFile, olderManifest

    var coverage: Coverage {
        switch self {
        case .flippedBit: .flippedBit
        case .zeroedSector: .zeroedSector
        case .unreadableSector: .unreadableSector
        case .cutFile: .cutFile
        case .longerFile: .longerFile
        case .lostFile: .lostFile
        case .exchangedFiles: .exchangedFiles
        case .foreignFile: .foreignFile
        case .olderManifest: .olderManifest
        }
    }
}

/// Where every block lay when all was well.
struct Layout {
    struct Block {
        let path: String
        let bytes: Range<Int>
        let facts: Range<Int>
    }
    private(set) var blocks: [Block] = []
    private(set) var facts = 0
    let segments: [String]
    let others: [String]

    init(_ disk: SimulatedDisk) throws(BrokenPromise) {
        segments = disk.paths.filter { $0.hasSuffix(".segment") }
        others = ["book/MANIFEST", "book/WATERMARK"]
        do {
            var cursor = try LogReader(disk.newProcess(), "book").cursor()
            while let block = try cursor.nextBlock() {
                let (start, first) = (Int(block.offset), Int(block.header.first))
                blocks.append(
                    Block(
                        path: "book/segments/" + block.segment.fileName,
                        bytes: start..<start + block.header.totalBytes,
                        facts: first..<Int(block.header.next)))
                facts = Int(block.header.next) - 1
            }
        } catch { throw BrokenPromise("a sound book cannot be read: \(error)") }
    }

    /// A place in a file; often in its last blocks, where only a promise tells rot from a torn
    /// write.
    func place(in path: String, _ bytes: [UInt8], _ random: inout SeededRandom) -> Int {
        let last = blocks.filter { $0.path == path }.suffix(2)
        guard random.chance(300), let first = last.first, let end = last.last else {
            return random.below(bytes.count)
        }
        return random.pick(Array(first.bytes.lowerBound..<end.bytes.upperBound))
    }

    /// The sequences of all blocks of which any byte was changed.
    func facts(in path: String, _ isHurt: (Range<Int>) -> Bool) -> Set<Int> {
        var hurt: Set<Int> = []
        for block in blocks where block.path == path && isHurt(block.bytes) {
            hurt.formUnion(block.facts)
        }
        return hurt
    }
}

extension Layout.Block {
    /// A file in which this block's definitions or records are others, and every checksum is right.
    ///
    /// Offsets and seeds are those of the format's specification.
    func forged(_ file: [UInt8], salt: UInt64, _ random: inout SeededRandom) -> [UInt8] {
        let start = bytes.lowerBound
        func length(at place: Int) -> Int { Int(file.raw.uint32(at: start + place)) }
        let body = start + 128..<start + 128 + length(at: 20) + length(at: 24)
        var forged = file
        forged[random.pick(Array(body))] ^= UInt8(1 << random.below(8))
        func put(_ sum: UInt64, at place: Int) {
            for byte in 0..<8 {
                forged[start + place + byte] = UInt8(truncatingIfNeeded: sum >> (8 * UInt64(byte)))
            }
        }
        put(
            XXH64.hash(forged.raw.extracting(body), seed: salt ^ UInt64(body.lowerBound)), at: 56)
        let header = start + 8..<start + 128
        put(
            XXH64.hash(forged.raw.extracting(header), seed: salt ^ UInt64(header.lowerBound)),
            at: 0)
        return forged
    }
}

extension Rot {
    /// Changes bytes of a disk.
    ///
    /// - Returns: the sequences that are lost with them, by the layout; nil if that does
    ///   not tell.
    func apply(
        to disk: SimulatedDisk, _ layout: Layout, foreign: [UInt8], older: [[UInt8]],
        _ random: inout SeededRandom
    ) -> Set<Int>? {
        let all = layout.segments + layout.others
        // Most of it where the facts are.
        let path = random.chance(800) ? random.pick(layout.segments) : random.pick(all)
        guard let bytes = disk.contents(path), !bytes.isEmpty else { return [] }
        switch self {
        case .flippedBit:
            var changed = bytes
            changed[layout.place(in: path, bytes, &random)] ^= UInt8(1 << random.below(8))
            return replace(disk, path, changed, layout)
        case .zeroedSector:
            var changed = bytes
            let start = layout.place(in: path, bytes, &random) & ~511
            for place in start..<min(start + 512, bytes.count) { changed[place] = 0 }
            return replace(disk, path, changed, layout)
        case .unreadableSector:
            let sector = random.below(bytes.count) / 512
            disk.makeUnreadable(path, sector: sector)
            let range = sector * 512..<sector * 512 + 512
            return layout.facts(in: path) { $0.overlaps(range) }
        case .cutFile:
            return replace(disk, path, Array(bytes.prefix(random.below(bytes.count))), layout)
        case .longerFile:
            let more = (0..<1 + random.below(20_000)).map { _ in UInt8(random.below(256)) }
            return replace(disk, path, bytes + more, layout)
        case .lostFile:
            disk.lose(path)
            return layout.facts(in: path) { _ in true }
        case .exchangedFiles:
            let other = random.pick(layout.segments)
            if other == path || !layout.segments.contains(path) { return [] }
            disk.exchange(path, other)
            return layout.facts(in: path) { _ in true }.union(
                layout.facts(in: other) { _ in true })
        case .foreignFile:
            guard layout.segments.contains(path) else { return [] }
            return replace(disk, path, foreign, layout)
        case .olderManifest:
            guard let manifest = disk.contents("book/MANIFEST") else { return [] }
            let others = older.filter { $0 != manifest }
            if !others.isEmpty { disk.replace("book/MANIFEST", with: random.pick(others)) }
            return nil
        }
    }

    private func replace(
        _ disk: SimulatedDisk, _ path: String, _ changed: [UInt8], _ layout: Layout
    ) -> Set<Int> {
        let before = disk.contents(path) ?? []
        disk.replace(path, with: changed)
        return layout.facts(in: path) { block in
            block.contains { $0 >= changed.count || changed[$0] != before[$0] }
        }
    }
}
