// How read models find the fields they read: once per catalog, never per event.

internal import DaybookCoding

extension Catalog {
    /// The number by which events of a type are known to read models.
    func readNumber<E: Event>(of type: E.Type) throws(CodingError) -> Int {
        Int(self[try number(of: type)].type)
    }

    /// A field that a read model cannot do without.
    func required<E: Event>(_ type: E.Type, _ name: String) throws(CodingError) -> FieldIndex {
        guard let index = try field(type, name) else { throw .badFieldName(E.type, name) }
        return index
    }

    /// A field of a type, if a name is given.
    func optional<E: Event>(_ type: E.Type, _ name: String?) throws(CodingError) -> FieldIndex? {
        guard let name else { return nil }
        return try required(type, name)
    }
}

extension Batch {
    /// A field's value, or nil if the type lacks the field or the event does not carry it.
    @inline(__always)
    func value(_ event: EventHead, _ field: FieldIndex?) -> Int64? {
        guard let field else { return nil }
        return value(event, field)
    }

    /// A symbol's or lasting name's handle, or nil as for `value`.
    @inline(__always)
    func handle(_ event: EventHead, _ field: FieldIndex?) -> UInt32? {
        guard let field else { return nil }
        return handle(event, field)
    }
}
