// The header of a block and the conditions V1 to V9. See Format.swift for the offsets.

public import DaybookBytes

extension DefinitionCounts {
    var sum: UInt64 { UInt64(schemas) + UInt64(names) + UInt64(symbols) + UInt64(entities) }

    func isAtLeast(_ other: DefinitionCounts) -> Bool {
        schemas >= other.schemas && names >= other.names && symbols >= other.symbols
            && entities >= other.entities
    }
}

/// A block's header.
public struct BlockHeader: Equatable, Sendable {
    /// Whether the writer closed the book with this block; it has no events then.
    public var isClosing: Bool
    /// Bytes of header, body, personal part and padding.
    public var totalBytes: Int
    /// Bytes of definitions, behind the header.
    public var definitionBytes: Int
    /// Bytes of records, behind the definitions.
    public var recordBytes: Int
    /// Bytes of the personal part, behind the records.
    public var personalBytes: Int
    /// What was defined in this segment before this block.
    public var before: DefinitionCounts
    /// The highest sequence whose sync had returned when this block was made.
    public var durable: UInt64
    /// The checksum of definitions and records.
    public var bodyChecksum: UInt64
    /// The checksum of personal part and padding.
    public var personalChecksum: UInt64
    /// The chain after the block before.
    public var chainBefore: UInt64
    /// The sequence of the first event, or the next one's in a closing block.
    public var first: UInt64
    /// How many events.
    public var count: UInt32
    /// When the block was made, µs since 1970; never less than the block before.
    public var recorded: Int64

    /// Bytes of definitions and records.
    public var bodyBytes: Int { definitionBytes + recordBytes }
    /// The sequence behind the last event.
    public var next: UInt64 { first + UInt64(count) }
}

/// The condition that a block breaks.
public enum BlockFault: Equatable, Sendable {
    /// V1: the file ends before the header does.
    case cut
    /// V2: zeros where a block should begin.
    case empty
    /// V2: something else begins here.
    case magic
    /// V2: a version that is not known.
    case version(UInt8)
    /// V3: the header was changed, or only partly written.
    case headerChecksum
    /// V4: the lengths contradict each other or reach beyond the file.
    case lengths
    /// V5: bytes that must be zero are not, or an unknown flag is on.
    case fields
    /// V6: definitions or records were changed.
    case bodyChecksum
    /// V6: the personal part or the padding was changed.
    case personalChecksum
    /// V7: another sequence begins here.
    case sequence(expected: UInt64, found: UInt64)
    /// V8: the history before this block is another one.
    case chain(expected: UInt64, found: UInt64)
    /// V9: counts or times run backwards, or durable facts lie ahead.
    case order
    /// The medium could not be read.
    case unreadable
}

extension BlockHeader {
    /// Appends the header with its own checksum still zero.
    package func append(to bytes: inout ByteBuffer) {
        bytes.append(UInt64(0))
        bytes.append(Format.blockMagic)
        bytes.append(UInt8(1))
        bytes.append(UInt8(isClosing ? 1 : 0))
        bytes.append(UInt16(0))
        bytes.append(UInt32(totalBytes))
        bytes.append(UInt32(definitionBytes))
        bytes.append(UInt32(recordBytes))
        bytes.append(UInt32(personalBytes))
        bytes.append(before.schemas)
        bytes.append(before.names)
        bytes.append(before.symbols)
        bytes.append(before.entities)
        bytes.append(durable)
        bytes.append(bodyChecksum)
        bytes.append(personalChecksum)
        bytes.appendZeros(28)
        bytes.append(chainBefore)
        bytes.append(first)
        bytes.append(count)
        bytes.append(recorded)
    }

    /// Fills in the checksums of a whole block that stands in a buffer.
    ///
    /// - Returns: the header with its checksums, and the chain after the block.
    mutating func seal(
        _ bytes: inout ByteBuffer, at start: Int, salt: UInt64, fileOffset: UInt64
    ) -> UInt64 {
        let body = Limits.blockHeaderBytes
        let personal = body + bodyBytes
        do {
            let block = bytes.bytes.extracting(start..<start + totalBytes)
            bodyChecksum = Format.checksum(
                block, body..<personal, salt: salt, fileOffset: fileOffset)
            personalChecksum = Format.checksum(
                block, personal..<totalBytes, salt: salt, fileOffset: fileOffset)
        }
        bytes.store(bodyChecksum, at: start + 56)
        bytes.store(personalChecksum, at: start + 64)
        let sum: UInt64
        let chain: UInt64
        do {
            let block = bytes.bytes.extracting(start..<start + totalBytes)
            sum = Format.checksum(block, 8..<body, salt: salt, fileOffset: fileOffset)
            chain = Self.chain(block, self)
        }
        bytes.store(sum, at: start)
        return chain
    }

    /// The chain after a block.
    static func chain(_ block: RawSpan, _ header: BlockHeader) -> UInt64 {
        if header.count == 0 { return header.chainBefore }
        return XXH64.hash(block.extracting(100..<Limits.blockHeaderBytes + header.bodyBytes))
    }

    /// Reads a header: conditions V2 to V5, without the room in the file.
    package static func decode(
        _ bytes: RawSpan, salt: UInt64, fileOffset: UInt64
    ) -> Result<BlockHeader, BlockRejection> {
        guard bytes.byteCount >= Limits.blockHeaderBytes else { return .failure(.init(.cut)) }
        let whole = 0..<Limits.blockHeaderBytes
        if bytes.uint32(at: 8) != Format.blockMagic {
            return .failure(.init(Format.isZero(bytes, whole) ? .empty : .magic))
        }
        let sum = Format.checksum(
            bytes, 8..<Limits.blockHeaderBytes, salt: salt, fileOffset: fileOffset)
        if bytes.uint64(at: 0) != sum { return .failure(.init(.headerChecksum)) }
        let version = bytes.uint8(at: 12)
        if version != 1 { return .failure(.init(.version(version))) }
        let header = BlockHeader(unchecked: bytes)
        let parts = header.bodyBytes + header.personalBytes
        if Limits.aligned(Limits.blockHeaderBytes + parts) != header.totalBytes
            || header.totalBytes > Limits.blockBytesMax
        {
            return .failure(.init(.lengths))
        }
        let flags = bytes.uint8(at: 13)
        if flags > 1 || bytes.uint16(at: 14) != 0 || !Format.isZero(bytes, 72..<100)
            || header.isClosing != (header.count == 0) || (header.isClosing && parts != 0)
            || header.first == 0 || max(header.first, header.durable) > Limits.numberMax
            || header.before.sum > fileOffset
        {
            return .failure(.init(.fields))
        }
        return .success(header)
    }

    private init(unchecked bytes: RawSpan) {
        isClosing = bytes.uint8(at: 13) & 1 != 0
        totalBytes = Int(bytes.uint32(at: 16))
        definitionBytes = Int(bytes.uint32(at: 20))
        recordBytes = Int(bytes.uint32(at: 24))
        personalBytes = Int(bytes.uint32(at: 28))
        before = DefinitionCounts(
            schemas: bytes.uint32(at: 32), names: bytes.uint32(at: 36),
            symbols: bytes.uint32(at: 40), entities: bytes.uint32(at: 44))
        durable = bytes.uint64(at: 48)
        bodyChecksum = bytes.uint64(at: 56)
        personalChecksum = bytes.uint64(at: 64)
        chainBefore = bytes.uint64(at: 100)
        first = bytes.uint64(at: 108)
        count = bytes.uint32(at: 116)
        recorded = bytes.int64(at: 120)
    }

    /// Condition V6 on the whole block.
    package func checkBody(_ block: RawSpan, salt: UInt64, fileOffset: UInt64) -> BlockFault? {
        let personal = Limits.blockHeaderBytes + bodyBytes
        let body = Limits.blockHeaderBytes..<personal
        if Format.checksum(block, body, salt: salt, fileOffset: fileOffset) != bodyChecksum {
            return .bodyChecksum
        }
        let rest = personal..<totalBytes
        if Format.checksum(block, rest, salt: salt, fileOffset: fileOffset) != personalChecksum
            || !Format.isZero(block, personal + personalBytes..<totalBytes)
        {
            return .personalChecksum
        }
        return nil
    }
}

/// A fault as an error, for results.
package struct BlockRejection: Error, Equatable {
    package let fault: BlockFault
    package init(_ fault: BlockFault) { self.fault = fault }
}
