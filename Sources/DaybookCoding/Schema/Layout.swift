// The plan by which records of one schema are written and read: the schema flattened to what the
// inner loops need.

/// One field, as the coding loops see it.
struct FieldPlan: BitwiseCopyable, Sendable {
    /// `FieldKind.code`.
    let code: UInt8
    /// The catalog's number of the entity that a name field names.
    let entity: UInt8
    /// The bit of the presence bits, or `required`.
    let optionalBit: UInt8
    /// The first slot of the decoded value.
    let slot: UInt16
    /// The layout of a list's rows: an index of `Layout.inner`, in a table of its `rows`.
    let inner: UInt32

    static let required = UInt8.max

    func with(inner: UInt32) -> FieldPlan {
        FieldPlan(
            code: code, entity: entity, optionalBit: optionalBit, slot: slot, inner: inner)
    }
}

/// The flattened fields of an event type or of a list's rows.
struct Layout: Sendable {
    let fields: [FieldPlan]
    let inner: [Layout]
    /// How many slots a decoded row takes.
    let slots: Int
    /// The presence of the fields that are always there.
    let requiredMask: UInt64
    /// How many bytes of presence bits a record has.
    let presenceBytes: Int
    /// An upper bound of what the definition takes on disk, entities included.
    let definitionBytes: Int

    init(
        _ fields: [Field], entityNumber: (EntityDefinition) throws(CodingError) -> UInt8
    ) throws(CodingError) {
        var plans: [FieldPlan] = []
        var inner: [Layout] = []
        var slots = 0
        var optional = 0
        var required: UInt64 = 0
        for (index, field) in fields.enumerated() {
            var entity: UInt8 = 0
            var innerIndex = 0
            switch field.kind {
            case .name(let definition): entity = try entityNumber(definition)
            case .list(let fields):
                innerIndex = inner.count
                inner.append(try Layout(fields, entityNumber: entityNumber))
            default: break
            }
            plans.append(
                FieldPlan(
                    code: field.kind.code, entity: entity,
                    optionalBit: field.isOptional ? UInt8(optional) : FieldPlan.required,
                    slot: UInt16(slots), inner: UInt32(innerIndex)))
            slots += field.kind.slots
            if field.isOptional { optional += 1 } else { required |= 1 << UInt64(index) }
        }
        self.fields = plans
        self.inner = inner
        self.slots = slots
        requiredMask = required
        presenceBytes = (optional + 7) / 8
        definitionBytes =
            fields.reduce(2 * Limits.typeNameBytesMax) { sum, field in
                sum + field.name.utf8.count + 2 * Limits.typeNameBytesMax
            } + inner.reduce(0) { $0 + $1.definitionBytes }
    }
}
