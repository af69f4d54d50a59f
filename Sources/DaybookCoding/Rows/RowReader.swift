// Typed values out of a row. A row of an older or a newer schema is read as far as both agree.

public import DaybookBytes

/// Reads the fields of a row back into the type that declares them.
public struct RowReader: FieldVisitor, Sendable {
    @usableFromInline let bytes: [UInt8]
    @usableFromInline var offset: Int
    @usableFromInline var presence: UInt64 = 0
    @usableFromInline var field = 0

    /// Reads the fields that begin at an offset of some rows.
    @inlinable
    public init(_ bytes: [UInt8], fieldsAt offset: Int) {
        self.bytes = bytes
        self.offset = offset
    }

    /// Reads the fields of an event or of a list's row.
    @inlinable
    public mutating func readFields<Visited: Fields>(_ visited: inout Visited) {
        let (outerPresence, outerField) = (presence, field)
        presence = UInt64(bitPattern: integer())
        field = 0
        visited.visit(&self)
        (presence, field) = (outerPresence, outerField)
    }

    @inlinable
    mutating func isPresent() -> Bool {
        let bit = UInt64(1) << UInt64(truncatingIfNeeded: field)
        field &+= 1
        return presence & bit != 0
    }

    @inlinable
    public mutating func visit<Value: FieldValue>(_ name: StaticString, _ value: inout Value) {
        if isPresent() { value.read(from: &self) }
    }

    @inlinable
    public mutating func visit<Value: FieldValue>(_ name: StaticString, _ value: inout Value?) {
        value = nil
        guard isPresent() else { return }
        var present = Value.blank
        present.read(from: &self)
        value = present
    }

    @inlinable
    public mutating func visit<Row: Fields>(_ name: StaticString, _ rows: inout [Row]) {
        rows = isPresent() ? read() : []
    }

    @inlinable
    public mutating func visit<Row: Fields>(_ name: StaticString, _ rows: inout [Row]?) {
        rows = isPresent() ? read() : nil
    }

    @inlinable
    mutating func read<Row: Fields>() -> [Row] {
        var rows: [Row] = []
        let count = min(integer(), Int64(Limits.rowsMax))
        for _ in 0..<max(0, count) {
            var row = Row()
            readFields(&row)
            rows.append(row)
        }
        return rows
    }

    /// The next integer, or 0 beyond the end.
    @inlinable
    public mutating func integer() -> Int64 {
        let place = offset
        var reader = ByteReader(bytes.raw, at: place)
        let value = reader.int64()
        let next = reader.offset
        offset = next
        return value
    }

    /// The next string, or an empty one beyond the end.
    @inlinable
    public mutating func text() -> String {
        let place = offset
        var reader = ByteReader(bytes.raw, at: place)
        let count = Int(reader.uint32())
        let start = reader.skip(count)
        let (next, isValid) = (reader.offset, reader.isValid)
        offset = next
        guard isValid else { return "" }
        return String(decoding: bytes[start..<start + count], as: UTF8.self)
    }
}
