// Single values in the rows of lists, for read models that look at each row.

internal import DaybookBytes

extension Batch {
    /// How many rows a list has; 0 if it is absent.
    public func rowCount(_ event: EventHead, _ list: FieldIndex) -> Int {
        value(event, list).map { Int($0 & 0xFFFF_FFFF) } ?? 0
    }

    /// A value in a row of a list, or nil if it is absent.
    ///
    /// - Parameter row: from 0 to less than `rowCount`.
    public func value(_ event: EventHead, _ field: RowFieldIndex, row: Int) -> Int64? {
        guard let place = value(event, field.list) else { return nil }
        let start = Int(place >> 32) + row * Int(field.stride)
        let isSet = field.inner.isSet(UInt64(bitPattern: slots[start]))
        return isSet ? slots[start + Int(field.inner.slot)] : nil
    }

    /// Shows the bytes of a text in a row of a list; does nothing if it is absent.
    ///
    /// - Parameter row: from 0 to less than `rowCount`.
    public func withText<Result>(
        _ event: EventHead, _ field: RowFieldIndex, row: Int, _ body: (RawSpan) -> Result
    ) -> Result? {
        value(event, field, row: row).map { withText(at: $0, body) }
    }
}
