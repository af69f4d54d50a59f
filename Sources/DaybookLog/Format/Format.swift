// The specification of the bytes on disk: format 1, final. This file is the only one; the
// Format+….swift files beside it are its encoders and decoders, the rest of the module uses them.
// Knows no event: definitions, records and personal parts are opaque here.
//
// All integers are little-endian and of fixed width. checksum(bytes at offset o) = XXH64 with
// seed salt ^ o, where o is the offset in the file of the first byte covered, so that stale, moved
// or embedded bytes never validate. MANIFEST and WATERMARK have salt 0. "zero" bytes must be zero.
//
// Segment header, one page of 4096 bytes at offset 0
//      0 u64 checksum of 8 ..< 4096, seeded with the salt itself
//      8 u64 magic "DAYBOOK1"        16 u32 format (1)        20 u32 least reader version (1)
//     24 16 B log id                 40 16 B log secret       56 u64 salt
//     64 u64 segment id              72 u32 generation        76 zero
//     80 u64 first sequence          88 u64 writer epoch      96 i64 created, µs since 1970
//    104 u64 predecessor's last sequence                     112 u64 predecessor's chain
//    120 u64 hole from               128 u64 hole to (0, 0: no hole)
//    136 zero up to 4096
//
// Block, at a multiple of 64, the first at 4096
//      0 u64 checksum of 8 ..< 128    8 u32 magic "DBLK"      12 u8 version (1)
//     13 u8 flags (1: closing block) 14 zero                  16 u32 total length, padding included
//     20 u32 length of definitions   24 u32 of records        28 u32 of the personal part
//     32 u32 schemas, 36 names, 40 symbols, 44 entities defined earlier in this segment
//     48 u64 durable sequence        56 u64 checksum of the body: definitions, records
//     64 u64 checksum of the personal part and the padding
//     72 zero                       100 u64 chain before     108 u64 first sequence
//    116 u32 events                 120 i64 recorded, µs     128 definitions, records, personal
//   part, zero padding up to a multiple of 64.
//   Chain = XXH64, seed 0, of bytes 100 ..< 128 + length of the body: the previous chain, first
//   sequence, events, recorded time and the body lie side by side for that. A closing block has
//   no events and no bytes, and the chain passes through it unchanged.
//
// A block is valid at an offset where `next` is the sequence expected if
//   V1 the offset is a multiple of 64 and the header lies within the file
//   V2 magic and version are right          V3 the header's checksum is right
//   V4 total length = 128 + the three lengths, rounded up to 64, and it lies within the file
//   V5 all zero bytes are zero, unknown flags are off; events = 0 exactly in a closing block; no
//      more definitions before than bytes
//   V6 both checksums are right, padding is zero
//   V7 first sequence = next                V8 chain before = chain after the block before
//   V9 counts are not below those of the block before; recorded time neither; durable < first
//
// Sealed segment: behind the last block a front mark, the footer's payload, zero padding up to a
// multiple of 64, an end mark; the end mark ends the file. A mark has 64 bytes:
//      0 u64 checksum of 8 ..< 64     8 u32 magic "DBFF" front, "DBFE" end   12 u32 version (1)
//     16 u64 offset of the front mark 24 u64 length of the payload
//     32 u64 checksum of payload and padding                  40 u64 last sequence
//     48 u64 chain after it          56 zero
//
// MANIFEST
//      0 u64 checksum of 8 ..< end    8 u64 magic "DAYBKMAN"  16 u32 format   20 u32 least reader
//     24 16 B log id                 40 16 B log secret       56 u64 writer epoch
//     64 u64 next segment id         72 u32 segments          76 u32 length of the note
//     80 segments × 96 bytes, then the note (opaque: what the caller has to resume)
//   Segment entry: 0 id, 8 salt, 16 first, 24 last sequence, 32 end of blocks, 40 bytes of the
//   file, 48 chain, 56 u32 generation, 60 u32 state, 64 hole from, 72 hole to, 80 zero. State 1 is
//   active (last, end, bytes, chain are 0), 2 ended, 3 sealed, 4 abandoned after damage.
//
// WATERMARK: two slots, at 0 and 4096, of 128 bytes; written in turn; zero between them
//      0 u64 checksum of 8 ..< 128    8 u64 magic "DAYBKWAT"  16 16 B log id
//     32 u64 writer epoch            40 u64 turn              48 u64 segment id
//     56 u64 last durable sequence   64 u64 end offset        72 u64 chain
//     80 u32 flags (1: closed)       84 zero
//   The valid slot with the greater (epoch, turn) counts.
//
// LOSSES, advisory: what a repair found lost in segments that stay as they are
//      0 u64 checksum of 8 ..< end    8 u64 magic "DAYBKLOS"  16 u32 format   20 u32 ranges
//     24 16 B log id                 40 ranges × 16 bytes: first, last lost sequence, ascending
//
// No sequence, id, epoch, turn or offset is over 2^48 anywhere, and no hole ends before it begins:
// such a structure is as invalid as one with a wrong checksum.
//
// Opening for writing
//   R1 take LOCK  R2 read WATERMARK, MANIFEST; without a MANIFEST collect the segments' headers
//   R3 compare every listed segment's header with MANIFEST  R4 sync the unsealed files and the
//   directories, so that what is read is what is kept  R5 walk the last segment's blocks
//   R6 D = the greatest of WATERMARK's sequence, any valid block's durable sequence, the
//   predecessors named by headers  R7 decide (RecoveryDecision)  R8 after an unclean end copy the
//   valid prefix to a new file with new id and salt, generation + 1, publish it in MANIFEST
//   R9 write both slots of WATERMARK and sync  R10 remove unlisted files that
//   were copied or never took a fact
//
// Assumed: a sync that returns success has made the bytes durable; a rename is atomic; sectors may
// be torn, swapped in order or left out until synced, but bytes beside those written stay as they
// are; one writer, on a local file system. ARCHITECTURE.md has the whole fault model.
// Limit: after a power cut together with rot in the very last blocks, which no later block covers
// and whose watermark was not yet synced, rot and a torn write look the same.

internal import DaybookBytes

/// The constants of format 1.
public enum Format {
    /// The format written.
    public static let version: UInt32 = 1
    /// The newest format understood.
    public static let newestReadable: UInt32 = 1

    static let segmentMagic: UInt64 = 0x314B_4F4F_4259_4144
    static let manifestMagic: UInt64 = 0x4E41_4D4B_4259_4144
    static let watermarkMagic: UInt64 = 0x5441_574B_4259_4144
    static let lossesMagic: UInt64 = 0x534F_4C4B_4259_4144
    static let blockMagic: UInt32 = 0x4B4C_4244
    static let footerFrontMagic: UInt32 = 0x4646_4244
    static let footerEndMagic: UInt32 = 0x4546_4244
    static let manifestHeaderBytes = 80
    static let manifestEntryBytes = 96
    static let lossesHeaderBytes = 40

    /// The checksum of a part of some bytes that begin at an offset of a file.
    static func checksum(
        _ bytes: RawSpan, _ range: Range<Int>, salt: UInt64, fileOffset: UInt64
    ) -> UInt64 {
        XXH64.hash(
            bytes.extracting(range), seed: salt ^ (fileOffset &+ UInt64(range.lowerBound)))
    }

    /// The chain that a new segment starts with behind a hole.
    public static func chain(behindHole end: UInt64, of log: Bits128) -> UInt64 {
        var bytes = ByteBuffer(capacity: 24)
        log.append(to: &bytes)
        bytes.append(end)
        return XXH64.hash(bytes.bytes)
    }

    static func isZero(_ bytes: RawSpan, _ range: Range<Int>) -> Bool {
        firstNonzero(bytes, range) == nil
    }

    static func firstNonzero(_ bytes: RawSpan, _ range: Range<Int>) -> Int? {
        var offset = range.lowerBound
        while offset &+ 8 <= range.upperBound && bytes.uint64(at: offset) == 0 { offset &+= 8 }
        while offset < range.upperBound {
            if bytes.uint8(at: offset) != 0 { return offset }
            offset &+= 1
        }
        return nil
    }
}

/// 128 bits of no structure: a log's id, a log's secret.
public struct Bits128: Hashable, Sendable {
    /// The half that is written first.
    public let high: UInt64
    /// The half that is written last.
    public let low: UInt64

    /// Joins two halves.
    public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    func append(to bytes: inout ByteBuffer) {
        bytes.append(high)
        bytes.append(low)
    }

    init(_ reader: inout ByteReader) {
        high = reader.uint64()
        low = reader.uint64()
    }
}

extension Bits128: CustomStringConvertible {
    /// 32 hexadecimal digits.
    public var description: String {
        let digits = [high, low].map { half in
            let text = String(half, radix: 16)
            return String(repeating: "0", count: 16 - text.count) + text
        }
        return digits.joined()
    }
}
