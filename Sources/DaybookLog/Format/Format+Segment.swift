// The header page of a segment. See Format.swift for the offsets.

internal import DaybookBytes

/// Sequences that are lost for good, both ends included.
public struct Hole: Equatable, Sendable {
    /// The first lost sequence.
    public let from: UInt64
    /// The last lost sequence.
    public let to: UInt64

    /// Names a range of lost sequences.
    public init(from: UInt64, to: UInt64) {
        self.from = from
        self.to = to
    }

    init?(stored from: UInt64, _ to: UInt64) {
        if from == 0 { return nil }
        self.init(from: from, to: to)
    }

    /// Whether two stored numbers are a range, or both 0: no hole.
    static func isSound(_ from: UInt64, _ to: UInt64) -> Bool {
        from == 0 ? to == 0 : from <= to && to <= Limits.numberMax
    }
}

/// What distinguishes a segment from every other, as its header says.
public struct SegmentIdentity: Equatable, Sendable {
    /// The log that the segment belongs to.
    public var log: Bits128
    /// The log's secret: the key of hashes of what users chose.
    public var secret: Bits128
    /// Never used for another file of this log.
    public var id: UInt64
    /// Grows with each rewriting of the same facts.
    public var generation: UInt32
    /// Makes the checksums of this file differ from those of any other.
    public var salt: UInt64
    /// The sequence of the first fact, also while there is none.
    public var first: UInt64
    /// Counts the openings for writing.
    public var epoch: UInt64
    /// When the file was begun, µs since 1970.
    public var created: Int64
    /// The last sequence before this segment.
    public var predecessorLast: UInt64
    /// The chain after that sequence.
    public var predecessorChain: UInt64
    /// The sequences that were lost just before this segment, if any.
    public var hole: Hole?

    /// The name of the file: first sequence in 20 digits, id.
    public var fileName: String {
        let digits = String(first)
        return String(repeating: "0", count: 20 - digits.count) + digits + "-\(id).segment"
    }
}

/// Why a file's bytes cannot be used.
public enum FormatFault: Equatable, Sendable {
    /// Shorter than the structure.
    case short
    /// Another kind of file.
    case magic
    /// Written by a version that this one does not know.
    case unsupported(format: UInt32, leastReader: UInt32)
    /// The bytes were changed, or a write was torn.
    case checksum
    /// Bytes that must be zero are not, or fields contradict each other.
    case fields
    /// The medium could not be read.
    case unreadable
}

extension SegmentIdentity {
    /// The header page.
    func encoded() -> [UInt8] {
        var page = ByteBuffer(capacity: Limits.segmentHeaderBytes)
        page.append(UInt64(0))
        page.append(Format.segmentMagic)
        page.append(Format.version)
        page.append(Format.version)
        log.append(to: &page)
        secret.append(to: &page)
        page.append(salt)
        page.append(id)
        page.append(generation)
        page.append(UInt32(0))
        page.append(first)
        page.append(epoch)
        page.append(created)
        page.append(predecessorLast)
        page.append(predecessorChain)
        page.append(hole?.from ?? 0)
        page.append(hole?.to ?? 0)
        page.appendZeros(Limits.segmentHeaderBytes - page.count)
        let sum = XXH64.hash(
            page.bytes.extracting(8..<Limits.segmentHeaderBytes), seed: salt)
        page.store(sum, at: 0)
        return page.array
    }

    /// What a page says whose checksum is wrong: somebody else has to prove it.
    static func unproved(_ page: RawSpan) -> SegmentIdentity? {
        guard page.byteCount >= Limits.segmentHeaderBytes else { return nil }
        var reader = ByteReader(page)
        _ = reader.skip(24)
        let (log, secret) = (Bits128(&reader), Bits128(&reader))
        let (salt, id, generation) = (reader.uint64(), reader.uint64(), reader.uint32())
        _ = reader.uint32()
        let first = reader.uint64()
        if first == 0 { return nil }
        return SegmentIdentity(
            log: log, secret: secret, id: id, generation: generation, salt: salt, first: first,
            epoch: reader.uint64(), created: reader.int64(), predecessorLast: reader.uint64(),
            predecessorChain: reader.uint64(), hole: Hole(stored: reader.uint64(), reader.uint64()))
    }

    /// Reads a header page.
    static func decode(_ page: RawSpan) -> Result<SegmentIdentity, FormatRejection> {
        guard page.byteCount >= Limits.segmentHeaderBytes else { return .failure(.init(.short)) }
        var reader = ByteReader(page)
        let sum = reader.uint64()
        let magic = reader.uint64()
        let format = reader.uint32()
        let leastReader = reader.uint32()
        let log = Bits128(&reader)
        let secret = Bits128(&reader)
        let salt = reader.uint64()
        let whole = page.extracting(8..<Limits.segmentHeaderBytes)
        if XXH64.hash(whole, seed: salt) != sum {
            return .failure(.init(magic == Format.segmentMagic ? .checksum : .magic))
        }
        guard magic == Format.segmentMagic else { return .failure(.init(.magic)) }
        guard leastReader <= Format.newestReadable else {
            return .failure(.init(.unsupported(format: format, leastReader: leastReader)))
        }
        let id = reader.uint64()
        let generation = reader.uint32()
        let zero = reader.uint32()
        let identity = SegmentIdentity(
            log: log, secret: secret, id: id, generation: generation, salt: salt,
            first: reader.uint64(), epoch: reader.uint64(), created: reader.int64(),
            predecessorLast: reader.uint64(), predecessorChain: reader.uint64(),
            hole: Hole(stored: reader.uint64(), reader.uint64()))
        let numbers = [identity.id, identity.first, identity.epoch]
        guard zero == 0, identity.first > 0,
            identity.first == identity.predecessorLast &+ 1,
            numbers.allSatisfy({ $0 <= Limits.numberMax }), generation < .max,
            Hole.isSound(page.uint64(at: 120), page.uint64(at: 128)),
            Format.isZero(page, reader.offset..<Limits.segmentHeaderBytes)
        else { return .failure(.init(.fields)) }
        return .success(identity)
    }
}

/// A fault as an error, for results.
package struct FormatRejection: Error, Equatable {
    package let fault: FormatFault
    package init(_ fault: FormatFault) { self.fault = fault }
}
