// MANIFEST, the list of segments, and WATERMARK, the proof of what is durable.
// See Format.swift for the offsets.

package import DaybookBytes

/// How far a segment is on its way.
public enum SegmentState: UInt32, Sendable {
    /// Appended to.
    case active = 1
    /// Full; its footer is being written.
    case ended = 2
    /// Has its footer and never changes again.
    case sealed = 3
    /// Damaged within promised facts, and left behind for a new segment.
    case abandoned = 4
}

/// A segment as MANIFEST lists it.
public struct SegmentEntry: Equatable, Sendable {
    /// The segment's id.
    public var id: UInt64
    /// The salt of its checksums, so that blocks can be proved without its header.
    public var salt: UInt64
    /// The first sequence.
    public var first: UInt64
    /// The last sequence; 0 while active.
    public var last: UInt64 = 0
    /// Where its blocks end; 0 while active.
    public var end: UInt64 = 0
    /// The length of the file; 0 until it is sealed.
    public var bytes: UInt64 = 0
    /// The chain after the last sequence; 0 while active.
    public var chain: UInt64 = 0
    /// Grows with each rewriting of the same facts.
    public var generation: UInt32
    /// How far it is on its way.
    public var state: SegmentState = .active
    /// The sequences that were lost just before it, if any.
    public var hole: Hole?

    init(_ identity: SegmentIdentity) {
        id = identity.id
        salt = identity.salt
        first = identity.first
        generation = identity.generation
        hole = identity.hole
    }

    /// The name of the file: first sequence in 20 digits, id.
    public var fileName: String {
        let digits = String(first)
        return String(repeating: "0", count: 20 - digits.count) + digits + "-\(id).segment"
    }
}

/// MANIFEST: which files are the log.
public struct Manifest: Equatable, Sendable {
    /// The log's id.
    public var log: Bits128
    /// The log's secret.
    public var secret: Bits128
    /// Counts the openings for writing.
    public var epoch: UInt64
    /// The id of the next segment to be made.
    public var nextSegment: UInt64
    /// The segments in the order of their sequences.
    public var segments: [SegmentEntry]
    /// What the caller has to resume after a crash; opaque here.
    public var note: [UInt8] = []

    package func encoded() -> [UInt8] {
        var bytes = ByteBuffer(capacity: 4096)
        bytes.append(UInt64(0))
        bytes.append(Format.manifestMagic)
        bytes.append(Format.version)
        bytes.append(Format.version)
        log.append(to: &bytes)
        secret.append(to: &bytes)
        bytes.append(epoch)
        bytes.append(nextSegment)
        bytes.append(UInt32(segments.count))
        bytes.append(UInt32(note.count))
        for entry in segments { entry.append(to: &bytes) }
        bytes.append(note.raw)
        bytes.store(Format.checksum(bytes.bytes, 8..<bytes.count, salt: 0, fileOffset: 0), at: 0)
        return bytes.array
    }

    package static func decode(_ bytes: RawSpan) -> Result<Manifest, FormatRejection> {
        guard bytes.byteCount >= Format.manifestHeaderBytes else {
            return .failure(.init(.short))
        }
        var reader = ByteReader(bytes)
        let sum = reader.uint64()
        let magic = reader.uint64()
        if Format.checksum(bytes, 8..<bytes.byteCount, salt: 0, fileOffset: 0) != sum {
            return .failure(.init(magic == Format.manifestMagic ? .checksum : .magic))
        }
        guard magic == Format.manifestMagic else { return .failure(.init(.magic)) }
        let format = reader.uint32()
        let leastReader = reader.uint32()
        guard leastReader <= Format.newestReadable else {
            return .failure(.init(.unsupported(format: format, leastReader: leastReader)))
        }
        var manifest = Manifest(
            log: Bits128(&reader), secret: Bits128(&reader), epoch: reader.uint64(),
            nextSegment: reader.uint64(), segments: [])
        let count = Int(reader.uint32())
        let noteBytes = Int(reader.uint32())
        guard count <= Limits.segmentsMax,
            reader.remaining == count * Format.manifestEntryBytes + noteBytes
        else { return .failure(.init(.fields)) }
        for _ in 0..<count {
            guard let entry = SegmentEntry(&reader) else { return .failure(.init(.fields)) }
            manifest.segments.append(entry)
        }
        for _ in 0..<noteBytes { manifest.note.append(reader.uint8()) }
        guard reader.isValid, manifest.isOrdered else { return .failure(.init(.fields)) }
        return .success(manifest)
    }

    /// Whether sequences follow each other from 1, only the last segment is active, and no id is
    /// of a segment to come.
    private var isOrdered: Bool {
        for index in segments.indices {
            let entry = segments[index]
            let isLast = index == segments.count - 1
            if (entry.state == .active) != isLast || entry.id >= nextSegment { return false }
            if !isLast && segments[index + 1].first != entry.last + 1 { return false }
        }
        return segments.first?.first == 1 && max(epoch, nextSegment) <= Limits.numberMax
    }
}

extension SegmentEntry {
    fileprivate func append(to bytes: inout ByteBuffer) {
        for field in [id, salt, first, last, end, self.bytes, chain] { bytes.append(field) }
        bytes.append(generation)
        bytes.append(state.rawValue)
        bytes.append(hole?.from ?? 0)
        bytes.append(hole?.to ?? 0)
        bytes.appendZeros(16)
    }

    fileprivate init?(_ reader: inout ByteReader) {
        id = reader.uint64()
        salt = reader.uint64()
        first = reader.uint64()
        last = reader.uint64()
        end = reader.uint64()
        bytes = reader.uint64()
        chain = reader.uint64()
        generation = reader.uint32()
        guard let state = SegmentState(rawValue: reader.uint32()) else { return nil }
        self.state = state
        let (from, to) = (reader.uint64(), reader.uint64())
        hole = Hole(stored: from, to)
        let numbers = [id, first, last, end, bytes]
        guard first > 0, numbers.allSatisfy({ $0 <= Limits.numberMax }), generation < .max,
            state == .active ? last | end | bytes | chain == 0 : last >= first - 1,
            Hole.isSound(from, to), reader.uint64() == 0, reader.uint64() == 0
        else { return nil }
    }
}

/// A slot of WATERMARK: how far the log is durable.
public struct Watermark: Equatable, Sendable {
    /// The log's id.
    public var log: Bits128
    /// The writer's epoch.
    public var epoch: UInt64
    /// Counts the writes of an epoch.
    public var turn: UInt64
    /// The segment that the offset belongs to.
    public var segment: UInt64
    /// The last durable sequence.
    public var sequence: UInt64
    /// Where the last durable block ends.
    public var end: UInt64
    /// The chain after that sequence.
    public var chain: UInt64
    /// Whether the writer closed the log here.
    public var isClosed: Bool

    package func append(to bytes: inout ByteBuffer, slot: Int) {
        bytes.append(UInt64(0))
        bytes.append(Format.watermarkMagic)
        log.append(to: &bytes)
        bytes.append(epoch)
        bytes.append(turn)
        bytes.append(segment)
        bytes.append(sequence)
        bytes.append(end)
        bytes.append(chain)
        bytes.append(UInt32(isClosed ? 1 : 0))
        bytes.appendZeros(Limits.watermarkBytes - bytes.count)
        let sum = Format.checksum(
            bytes.bytes, 8..<Limits.watermarkBytes, salt: 0, fileOffset: Self.offset(slot))
        bytes.store(sum, at: 0)
    }

    static func offset(_ slot: Int) -> UInt64 { UInt64(slot * Limits.watermarkSlotBytes) }

    package static func decode(
        _ bytes: RawSpan, slot: Int
    ) -> Result<Watermark, FormatRejection> {
        guard bytes.byteCount >= Limits.watermarkBytes else { return .failure(.init(.short)) }
        var reader = ByteReader(bytes)
        let sum = reader.uint64()
        let expected = Format.checksum(
            bytes, 8..<Limits.watermarkBytes, salt: 0, fileOffset: offset(slot))
        if sum != expected { return .failure(.init(.checksum)) }
        guard reader.uint64() == Format.watermarkMagic else { return .failure(.init(.magic)) }
        let mark = Watermark(
            log: Bits128(&reader), epoch: reader.uint64(), turn: reader.uint64(),
            segment: reader.uint64(), sequence: reader.uint64(), end: reader.uint64(),
            chain: reader.uint64(), isClosed: bytes.uint32(at: 80) == 1)
        let numbers = [mark.epoch, mark.turn, mark.segment, mark.sequence, mark.end]
        guard reader.uint32() <= 1, numbers.allSatisfy({ $0 <= Limits.numberMax }),
            Format.isZero(bytes, reader.offset..<Limits.watermarkBytes)
        else { return .failure(.init(.fields)) }
        return .success(mark)
    }

    func isNewer(than other: Watermark) -> Bool {
        (epoch, turn) > (other.epoch, other.turn)
    }

    /// The newest valid slot for a log.
    static func newest(
        of slots: [Result<Watermark, FormatRejection>], _ log: Bits128
    ) -> Watermark? {
        var newest: Watermark?
        for case .success(let mark) in slots where mark.log == log {
            if newest.map({ mark.isNewer(than: $0) }) ?? true { newest = mark }
        }
        return newest
    }
}
