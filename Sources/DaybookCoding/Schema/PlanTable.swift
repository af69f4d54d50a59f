// Layouts in one flat piece of memory: the coding loops look fields up without counting references.

internal import DaybookBytes

/// The layout of an event's or of a list row's fields, as places in a `PlanTable`.
struct RowPlan: BitwiseCopyable, Sendable {
    /// The presence of the fields that are always there.
    let requiredMask: UInt64
    /// The first field's place in the table.
    let first: UInt32
    /// How many fields there are.
    let count: UInt8
    /// How many bytes of presence bits a record has.
    let presenceBytes: UInt8
    /// How many slots a decoded row takes.
    let slots: UInt16
}

/// The flattened layouts of many types.
struct PlanTable: ~Copyable, Sendable {
    private(set) var fields = FlatBuffer<FieldPlan>()
    private(set) var rows = FlatBuffer<RowPlan>()

    mutating func removeAll() {
        fields.removeAll()
        rows.removeAll()
    }

    /// Adds a layout, and answers its place in `rows`.
    mutating func add(_ layout: Layout) -> Int {
        let inner = layout.inner.map { add($0) }
        let first = UInt32(fields.count)
        for field in layout.fields {
            let isList = field.code == FieldCode.list
            fields.append(isList ? field.with(inner: UInt32(inner[Int(field.inner)])) : field)
        }
        rows.append(
            RowPlan(
                requiredMask: layout.requiredMask, first: first, count: UInt8(layout.fields.count),
                presenceBytes: UInt8(layout.presenceBytes), slots: UInt16(layout.slots)))
        return rows.count - 1
    }

    /// The presence bits of a row's optional fields alone, packed.
    func optionalBits(of presence: UInt64, _ row: RowPlan) -> UInt64 {
        var bits: UInt64 = 0
        for index in 0..<Int(row.count) {
            let bit = fields[Int(row.first) &+ index].optionalBit
            if bit != FieldPlan.required {
                bits |= (presence &>> UInt64(index) & 1) &<< UInt64(bit)
            }
        }
        return bits
    }
}
