// What a segment's footer will tell: where its blocks are, which blocks name whom, and the
// fingerprints of producers' keys. Gathered while the segment is written, or from its blocks.
//
// Footer: u32 version, u32 blocks, u32 bytes of the block table; the block table, per block varint
// offset difference / 64, varint events, zigzag differences of least and greatest time; then two
// sparse tables: of names {varint blocks - 1, first block, differences of blocks, last sequence -
// first of its block}, and of fingerprints {varint sequence - first of the segment}.
// A block's greatest time is that of the segment so far: cumulated over the segments before, it
// tells a reader what lies before an instant.

internal import DaybookBytes

/// Where an encoder keeps the text of a name or symbol.
struct TextPlace: BitwiseCopyable, Sendable {
    let offset: UInt32
    let length: UInt16
    /// The catalog's number of the entity.
    let entity: UInt8

    /// Of a name read back from a log: nobody encodes with it.
    static let unknown = TextPlace(offset: 0, length: 0, entity: 0)
}

/// The index of one segment, growing with it.
public struct SegmentIndex: ~Copyable, Sendable {
    struct Name: BitwiseCopyable, Sendable {
        let hash: UInt64
        /// Where the encoder keeps its text: here, so that a look-up meets one cache line.
        let text: TextPlace
        var last: UInt32 = 0
        var lastBlock: UInt32 = .max
        var posting: UInt32 = .max
        var blocks: UInt32 = 0
    }

    struct Posting: BitwiseCopyable, Sendable {
        let block: UInt32
        let before: UInt32
    }

    struct Block: BitwiseCopyable, Sendable {
        let offset: UInt64
        let first: UInt64
        let count: UInt32
        let least: Int64
        let greatest: Int64
    }

    /// A number under its hash, in one piece of memory while being sorted.
    private struct Hashed: BitwiseCopyable {
        let hash: UInt64
        let number: UInt32

        /// The numbers that have a hash, by hash and number.
        static func sorted(_ count: Int, hash: (Int) -> UInt64?) -> [Hashed] {
            var all: [Hashed] = []
            all.reserveCapacity(count)
            for number in 0..<count {
                if let hash = hash(number) {
                    all.append(Hashed(hash: hash, number: UInt32(number)))
                }
            }
            all.sort { $0.hash == $1.hash ? $0.number < $1.number : $0.hash < $1.hash }
            return all
        }
    }

    static let version: UInt32 = 1
    private var first: UInt64 = 1
    private var names = FlatBuffer<Name>()
    private var postings = FlatBuffer<Posting>()
    private var blocks = FlatBuffer<Block>()
    private var prints = FlatTable()
    private var printHashes = FlatBuffer<UInt64>()
    private var printSequences = FlatBuffer<UInt32>()
    private var least = Int64.max
    private var greatest = Int64.min

    /// An empty index.
    public init() {}

    /// Begins a segment.
    public mutating func begin(first: UInt64) {
        self.first = first
        names.removeAll()
        postings.removeAll()
        blocks.removeAll()
        prints = FlatTable()
        printHashes.removeAll()
        printSequences.removeAll()
        least = .max
        greatest = .min
    }

    var nameCount: Int { names.count }

    mutating func define(_ hash: UInt64, _ text: TextPlace = .unknown) {
        names.append(Name(hash: hash, text: text))
    }

    /// Where the encoder keeps the text of the name with a number.
    @inline(__always)
    func text(_ number: Int) -> TextPlace { names[number].text }

    @inline(__always)
    mutating func touch(_ number: Int, sequence: UInt64) {
        let block = UInt32(blocks.count)
        var name = names[number]
        name.last = UInt32(truncatingIfNeeded: sequence &- first)
        if name.lastBlock != block {
            name.lastBlock = block
            postings.append(Posting(block: block, before: name.posting))
            name.posting = UInt32(postings.count - 1)
            name.blocks += 1
        }
        names[number] = name
    }

    @inline(__always)
    mutating func note(time: Int64) {
        if time < least { least = time }
        if time > greatest { greatest = time }
    }

    mutating func add(fingerprint: UInt64, sequence: UInt64) {
        prints.insert(fingerprint, UInt32(printHashes.count))
        printHashes.append(fingerprint)
        printSequences.append(UInt32(truncatingIfNeeded: sequence &- first))
    }

    /// Ends the block under construction.
    public mutating func endBlock(offset: UInt64, first: UInt64, count: Int) {
        blocks.append(
            Block(
                offset: offset, first: first, count: UInt32(count), least: least,
                greatest: greatest))
        least = .max
    }

    /// Leaves out facts that cannot be read any more, before the block behind them.
    public mutating func passOver(_ sequences: ClosedRange<UInt64>) {
        let offset = blocks.count == 0 ? 0 : blocks[blocks.count - 1].offset
        endBlock(
            offset: offset, first: sequences.lowerBound,
            count: Int(sequences.upperBound - sequences.lowerBound) + 1)
    }

    /// Takes in a block that was written earlier; `endBlock` follows.
    public mutating func add(_ batch: borrowing Batch) {
        for index in 0..<batch.count {
            let event = batch[index]
            let sequence = batch.sequence(event)
            batch.forEachName(event) { touch($0, sequence: sequence) }
            if let print = batch.fingerprint(event) {
                add(fingerprint: print, sequence: sequence)
            }
            note(time: event.time)
        }
    }

    // MARK: Questions

    /// The sequences of this segment whose producers' keys have a fingerprint, the latest last.
    public func sequences(fingerprint: UInt64) -> [UInt64] {
        var found: [UInt64] = []
        var slot = prints.first(fingerprint)
        while let number = prints.next(fingerprint, &slot) {
            found.append(first + UInt64(printSequences[Int(number)]))
        }
        return found
    }

    /// The last sequence that names the entity with a number.
    func last(_ number: Int) -> UInt64 { first + UInt64(names[number].last) }

    private func forEachBlock(of name: Name, _ body: (UInt32) -> Void) {
        var posting = name.posting
        while posting != .max {
            body(postings[Int(posting)].block)
            posting = postings[Int(posting)].before
        }
    }

    /// The footer of the segment.
    ///
    /// - Complexity: O(n log n) in the names and fingerprints.
    public func footer() -> [UInt8] {
        var table = ByteBuffer()
        var offset: UInt64 = 0
        var (least, greatest): (Int64, Int64) = (0, 0)
        for index in 0..<blocks.count {
            let block = blocks[index]
            table.appendVarint((block.offset - offset) / 64)
            table.appendVarint(UInt64(block.count))
            table.appendZigzag(block.least &- least)
            table.appendZigzag(block.greatest &- greatest)
            (offset, least, greatest) = (block.offset, block.least, block.greatest)
        }
        var out = ByteBuffer(capacity: table.count + names.count * 12 + printHashes.count * 8)
        out.append(Self.version)
        out.append(UInt32(blocks.count))
        out.append(UInt32(table.count))
        out.append(table.bytes)
        writeNames(&out)
        writeFingerprints(&out)
        return out.array
    }

    private func writeNames(_ out: inout ByteBuffer) {
        // A name whose block never came to be (its append was refused) has no postings.
        let order = Hashed.sorted(names.count) { names[$0].blocks > 0 ? names[$0].hash : nil }
        SparseTable.write(count: order.count, into: &out) {
            order[$0].hash
        } payload: {
            let name = names[Int(order[$0].number)]
            var list: [UInt32] = []
            forEachBlock(of: name) { list.append($0) }
            list.reverse()
            $1.appendVarint(UInt64(list.count - 1))
            var before: UInt32 = 0
            for block in list {
                $1.appendVarint(UInt64(block - before))
                before = block
            }
            let sequence = first + UInt64(name.last)
            $1.appendVarint(sequence - blocks[Int(before)].first)
        }
    }

    private func writeFingerprints(_ out: inout ByteBuffer) {
        let order = Hashed.sorted(printHashes.count) { printHashes[$0] }
        SparseTable.write(count: order.count, into: &out) {
            order[$0].hash
        } payload: {
            $1.appendVarint(UInt64(printSequences[Int(order[$0].number)]))
        }
    }
}
