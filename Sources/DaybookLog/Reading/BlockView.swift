// A block that was read or committed, with the bytes that it keeps alive.
// Knows where the parts lie, not what they mean.

public import DaybookBytes

/// One valid block: a header and three runs of bytes.
///
/// Copying is cheap; the view keeps up to a mebibyte of neighbouring blocks alive with its own.
public struct BlockView: Sendable {
    /// The segment that the block stands in.
    public let segment: SegmentIdentity
    /// The header.
    public let header: BlockHeader
    /// Where the block begins in its file.
    public let offset: UInt64
    /// The bytes that hold the block, and possibly its neighbours.
    public let window: [UInt8]
    /// Where the block begins in `window`.
    public let start: Int

    init(
        segment: SegmentIdentity, header: BlockHeader, offset: UInt64, window: [UInt8], start: Int
    ) {
        self.segment = segment
        self.header = header
        self.offset = offset
        self.window = window
        self.start = start
    }

    /// The whole block, header and padding included.
    public var bytes: RawSpan {
        @_lifetime(borrow self)
        get { window.raw.extracting(start..<start + header.totalBytes) }
    }

    /// The definitions.
    public var definitions: RawSpan {
        @_lifetime(borrow self)
        get {
            let from = start + Limits.blockHeaderBytes
            return window.raw.extracting(from..<from + header.definitionBytes)
        }
    }

    /// The records.
    public var records: RawSpan {
        @_lifetime(borrow self)
        get {
            let from = start + Limits.blockHeaderBytes + header.definitionBytes
            return window.raw.extracting(from..<from + header.recordBytes)
        }
    }

    /// The personal part.
    public var personal: RawSpan {
        @_lifetime(borrow self)
        get {
            let from = start + Limits.blockHeaderBytes + header.bodyBytes
            return window.raw.extracting(from..<from + header.personalBytes)
        }
    }

    /// The chain after this block: names the whole history up to its last event.
    public var chain: UInt64 { BlockHeader.chain(bytes, header) }
    /// Where the next block begins.
    public var end: UInt64 { offset + UInt64(header.totalBytes) }
}

/// A block under construction.
public struct BlockBuilder: ~Copyable, Sendable {
    /// What the block will hold, in buffers that are used again for every block.
    public var parts = BlockParts()
    /// Events so far.
    public internal(set) var count: UInt32 = 0

    /// Makes an empty block.
    public init() {}

    borrowing func append(to bytes: inout ByteBuffer) {
        bytes.append(parts.definitions.bytes)
        bytes.append(parts.records.bytes)
        bytes.append(parts.personalNames.bytes)
        bytes.append(parts.personalTexts.bytes)
    }

    mutating func removeAll() {
        parts.removeAll()
        count = 0
    }
}
