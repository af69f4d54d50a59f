// LOSSES: the sequences that a repair found lost inside segments that stay as they are, so that
// later damage can be told from what is known. Advisory: without it, all of it is damage again.
// See Format.swift for the offsets.

internal import DaybookBytes

/// A set of sequences, as ranges that neither touch nor overlap, in ascending order.
public struct SequenceSet: Equatable, Sendable {
    /// The ranges.
    public private(set) var ranges: [ClosedRange<UInt64>] = []

    /// No sequence.
    public init() {}

    /// The sequences of some ranges, in any order.
    public init(_ ranges: some Sequence<ClosedRange<UInt64>>) {
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            guard let last = self.ranges.last,
                range.lowerBound == 0 || last.upperBound >= range.lowerBound - 1
            else {
                self.ranges.append(range)
                continue
            }
            let end = max(last.upperBound, range.upperBound)
            self.ranges[self.ranges.count - 1] = last.lowerBound...end
        }
    }

    /// Whether there is none.
    public var isEmpty: Bool { ranges.isEmpty }

    /// How many there are.
    public var count: UInt64 { ranges.reduce(0) { $0 + ($1.upperBound - $1.lowerBound) + 1 } }

    /// Whether every sequence of a range is in the set.
    public func contains(_ range: ClosedRange<UInt64>) -> Bool {
        ranges.contains { $0.lowerBound <= range.lowerBound && range.upperBound <= $0.upperBound }
    }

    /// The sequences of either set.
    public func union(_ other: SequenceSet) -> SequenceSet {
        SequenceSet(ranges + other.ranges)
    }

    /// The sequences that another set does not have.
    public func subtracting(_ other: SequenceSet) -> SequenceSet {
        var left = ranges
        for hole in other.ranges {
            left = left.flatMap { range -> [ClosedRange<UInt64>] in
                guard range.overlaps(hole) else { return [range] }
                var parts: [ClosedRange<UInt64>] = []
                if range.lowerBound < hole.lowerBound {
                    parts.append(range.lowerBound...(hole.lowerBound - 1))
                }
                if range.upperBound > hole.upperBound {
                    parts.append((hole.upperBound + 1)...range.upperBound)
                }
                return parts
            }
        }
        return SequenceSet(left)
    }
}

/// What LOSSES holds.
struct Losses: Equatable {
    var log: Bits128
    var sequences: SequenceSet

    func encoded() -> [UInt8] {
        var bytes = ByteBuffer(capacity: 256)
        bytes.append(UInt64(0))
        bytes.append(Format.lossesMagic)
        bytes.append(Format.version)
        bytes.append(UInt32(sequences.ranges.count))
        log.append(to: &bytes)
        for range in sequences.ranges {
            bytes.append(range.lowerBound)
            bytes.append(range.upperBound)
        }
        bytes.store(Format.checksum(bytes.bytes, 8..<bytes.count, salt: 0, fileOffset: 0), at: 0)
        return bytes.array
    }

    static func decode(_ bytes: RawSpan) -> Result<Losses, FormatRejection> {
        guard bytes.byteCount >= Format.lossesHeaderBytes else { return .failure(.init(.short)) }
        var reader = ByteReader(bytes)
        let sum = reader.uint64()
        if Format.checksum(bytes, 8..<bytes.byteCount, salt: 0, fileOffset: 0) != sum {
            return .failure(.init(.checksum))
        }
        guard reader.uint64() == Format.lossesMagic else { return .failure(.init(.magic)) }
        guard reader.uint32() == Format.version else { return .failure(.init(.fields)) }
        let count = Int(reader.uint32())
        let log = Bits128(&reader)
        guard reader.remaining == count * 16 else { return .failure(.init(.fields)) }
        var ranges: [ClosedRange<UInt64>] = []
        for _ in 0..<count {
            let (first, last) = (reader.uint64(), reader.uint64())
            guard first > (ranges.last?.upperBound ?? 0), first <= last else {
                return .failure(.init(.fields))
            }
            ranges.append(first...last)
        }
        return .success(Losses(log: log, sequences: SequenceSet(ranges)))
    }
}

extension Place {
    static let lossesName = "LOSSES"
    var losses: String { directory + "/" + Self.lossesName }

    /// What LOSSES says, why it cannot be used, or nil if there is none.
    func readLosses() throws(LogError) -> Result<Losses, FormatRejection>? {
        switch try logged({ () throws(SystemError) in try contents(losses) }) {
        case nil: return nil
        case .failure(let rejection): return .failure(rejection)
        case .success(let bytes): return Losses.decode(bytes.raw)
        }
    }

    /// Publishes a small file: under another name first, durably.
    func publish(_ bytes: [UInt8], as path: String) throws(SystemError) {
        let file = try storage.open(path + ".new", .replace)
        try file.write(bytes.raw, at: 0)
        try file.sync()
        try file.close()
        try storage.rename(path + ".new", to: path)
        try storage.syncDirectory(directory)
    }
}

extension Manifest {
    /// The sequences that holes between segments cover.
    var holes: SequenceSet {
        SequenceSet(
            segments.compactMap { entry in
                entry.hole.flatMap { $0.from <= $0.to ? $0.from...$0.to : nil }
            })
    }
}
