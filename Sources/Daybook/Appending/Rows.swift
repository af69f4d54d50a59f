// The rows of one append.

internal import DaybookBytes
internal import DaybookCoding

/// Events as rows, one behind the other.
public struct Rows: Sendable {
    /// The rows.
    public var bytes: [UInt8]
    /// Where each begins.
    public var starts: [Int]

    /// Rows that begin at these places.
    public init(bytes: [UInt8] = [], starts: [Int] = []) {
        self.bytes = bytes
        self.starts = starts
    }

    /// Takes the last of some rows away, and answers it.
    public mutating func removeLast() -> Rows {
        let start = starts.removeLast()
        defer { bytes.removeSubrange(start...) }
        return Rows(bytes: Array(bytes[start...]), starts: [0])
    }

    /// Only some of the rows, in the order of their numbers given.
    public func only(_ numbers: [Int]) -> Rows {
        var kept = Rows()
        for row in numbers {
            let end = row + 1 < starts.count ? starts[row + 1] : bytes.count
            kept.starts.append(kept.bytes.count)
            kept.bytes += bytes[starts[row]..<end]
        }
        return kept
    }

    /// Has a row, one of `FactCorrected`, be about another fact.
    public mutating func setAbout(_ about: Int64, row: Int) {
        guard let header = header(row) else { return }
        // Every schema of the type begins with `about`, and no row lacks it.
        let place = header.fieldsOffset + Self.presenceBytes
        for index in 0..<MemoryLayout<UInt64>.size {
            bytes[place + index] = UInt8(truncatingIfNeeded: about >> (8 * index))
        }
    }

    private static let presenceBytes = 8

    /// The fingerprint of each row's key, nil where a row has none.
    func fingerprints(key: UInt64) -> [UInt64?] {
        starts.map { RowHeader.fingerprint(bytes, at: $0, key: key) }
    }

    /// One row's envelope.
    func header(_ row: Int) -> RowHeader? { RowHeader(bytes, at: starts[row]) }
}
