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

    /// The fingerprint of each row's key, nil where a row has none.
    func fingerprints(key: UInt64) -> [UInt64?] {
        starts.map { RowHeader.fingerprint(bytes, at: $0, key: key) }
    }

    /// One row's envelope.
    func header(_ row: Int) -> RowHeader? { RowHeader(bytes, at: starts[row]) }
}
