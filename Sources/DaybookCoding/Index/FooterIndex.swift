// Reads a sealed segment's footer. A footer that does not hold together is no footer: it is made
// again from the blocks.

internal import DaybookBytes

/// The index of a sealed segment.
public struct FooterIndex: Sendable {
    /// One block of the segment.
    public struct Block: Sendable {
        /// Where it lies in the file.
        public let offset: UInt64
        /// The sequence of its first fact.
        public let first: UInt64
        /// How many facts it has.
        public let count: Int
        /// The least time of its facts; `Int64.max` if it has none.
        public let least: Int64
        /// The greatest time of the segment's facts up to the end of this block.
        public let greatest: Int64
    }

    /// The segment's blocks, in order.
    public let blocks: [Block]
    private let first: UInt64
    private let bytes: [UInt8]
    private let names: Int
    private let prints: Int

    /// Reads a footer.
    ///
    /// - Parameter first: the segment's first sequence.
    /// - Returns: nil if the bytes are no footer of this version.
    public init?(_ bytes: [UInt8], first: UInt64) {
        var reader = ByteReader(bytes.raw)
        guard reader.uint32() == SegmentIndex.version else { return nil }
        let count = Int(reader.uint32())
        let length = Int(reader.uint32())
        guard count <= length, length <= reader.remaining else { return nil }
        var blocks: [Block] = []
        blocks.reserveCapacity(count)
        var (offset, sequence): (UInt64, UInt64) = (0, first)
        var (least, greatest): (Int64, Int64) = (0, 0)
        let start = reader.offset
        for _ in 0..<count {
            offset &+= reader.varint() &* 64
            let events = reader.count(limit: Int(UInt32.max))
            least &+= reader.zigzag()
            greatest &+= reader.zigzag()
            blocks.append(
                Block(
                    offset: offset, first: sequence, count: events, least: least,
                    greatest: greatest))
            sequence &+= UInt64(events)
        }
        guard reader.isValid, reader.offset == start + length else { return nil }
        names = reader.offset
        let nameBytes = SparseTable.length(bytes.raw.extracting(names..<bytes.count))
        prints = names + nameBytes
        let printBytes = SparseTable.length(bytes.raw.extracting(prints..<bytes.count))
        guard nameBytes > 0, printBytes > 0, prints + printBytes == bytes.count else { return nil }
        self.blocks = blocks
        self.first = first
        self.bytes = bytes
    }

    /// The sequences whose producers' keys may have a fingerprint; to be confirmed in the log.
    public func sequences(fingerprint: UInt64) -> [UInt64] {
        var found: [UInt64] = []
        SparseTable.find(fingerprint, in: bytes.raw.extracting(prints..<bytes.count)) { reader in
            found.append(first &+ reader.varint())
        } skip: { reader in
            _ = reader.varint()
        }
        return found
    }

    /// Where a name may occur: the blocks, and the last sequence that names it; to be confirmed in
    /// the first block, which defines it.
    ///
    /// - Parameter hash: `NameHash.keyed` of the name.
    public func occurrences(name hash: UInt64) -> [(blocks: [Int], last: UInt64)] {
        var found: [(blocks: [Int], last: UInt64)] = []
        SparseTable.find(hash, in: bytes.raw.extracting(names..<prints)) { reader in
            var list: [Int] = []
            let more = reader.count(limit: blocks.count)
            var block = 0
            for _ in 0...more {
                block += reader.count(limit: blocks.count)
                if block < blocks.count { list.append(block) }
            }
            let offset = reader.varint()
            if block < blocks.count { found.append((list, blocks[block].first &+ offset)) }
        } skip: { reader in
            let more = reader.count(limit: blocks.count)
            for _ in 0..<(more + 2) { _ = reader.varint() }
        }
        return found
    }
}
