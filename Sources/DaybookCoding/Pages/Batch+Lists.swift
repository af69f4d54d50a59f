// Numbers in the rows of lists, for read models that add them up, and the currencies of amounts.

internal import DaybookBytes

/// Where a number in the rows of a list is found in decoded events of one type.
public struct RowFieldIndex: BitwiseCopyable, Sendable {
    public let list: FieldIndex
    /// Where it is in a row, whose first slot is its presence.
    let inner: FieldIndex
    /// How many slots a row takes, its presence included.
    let stride: UInt16
}

extension Catalog {
    /// Where a field of a list's rows is found in decoded events of a type.
    ///
    /// - Throws: `CodingError` if the type's declaration has a flaw.
    /// - Returns: nil if the type has no such list, or its rows no such field.
    public func field<E: Event>(
        _ type: E.Type, _ list: String, _ name: String
    ) throws(CodingError) -> RowFieldIndex? {
        guard let index = try field(type, list) else { return nil }
        let entry = self[try number(of: type)]
        guard let outer = entry.schema.fields.firstIndex(where: { $0.name == list }),
            case .list(let fields) = entry.schema.fields[outer].kind,
            let inner = fields.firstIndex(where: { $0.name == name })
        else { return nil }
        let layout = entry.layout.inner[Int(entry.layout.fields[outer].inner)]
        return RowFieldIndex(
            list: index,
            inner: FieldIndex(slot: layout.fields[inner].slot + 1, bit: UInt8(inner)),
            stride: UInt16(layout.slots + 1))
    }
}

extension Batch {
    /// The sum of a number over the rows of a list, modulo 2^64; 0 if the list is absent.
    ///
    /// - Complexity: O(rows).
    public func sum(_ event: EventHead, _ field: RowFieldIndex) -> Int64 {
        guard let place = value(event, field.list) else { return 0 }
        var sum: Int64 = 0
        var row = Int(place >> 32)
        for _ in 0..<Int(place & 0xFFFF_FFFF) {
            if field.inner.isSet(UInt64(bitPattern: slots[row])) {
                sum &+= slots[row + Int(field.inner.slot)]
            }
            row += Int(field.stride)
        }
        return sum
    }

    /// Whether an amount in any row of a list is of another currency than this symbol handle's.
    ///
    /// - Complexity: O(rows).
    public func hasCurrency(
        _ event: EventHead, _ field: RowFieldIndex, otherThan currency: UInt32
    ) -> Bool {
        guard let place = value(event, field.list) else { return false }
        var row = Int(place >> 32)
        for _ in 0..<Int(place & 0xFFFF_FFFF) {
            if field.inner.isSet(UInt64(bitPattern: slots[row])),
                UInt32(truncatingIfNeeded: slots[row + Int(field.inner.slot) + 1]) != currency
            {
                return true
            }
            row += Int(field.stride)
        }
        return false
    }
}
