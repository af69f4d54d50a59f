// The snapshot of cases: their rows, from which every state is derived again. Must not know what
// the facts are.

internal import DaybookBytes

extension Cases {
    /// Appends the rows of all cases.
    ///
    /// Varint cases, each: varint difference to the handle before, varint rows, the rows.
    func encode(into bytes: inout ByteBuffer) {
        var handles: [UInt32] = []
        forEachHandle { handles.append($0) }
        bytes.appendVarint(UInt64(handles.count))
        var previous: UInt32 = 0
        for handle in handles {
            let rows = rows(of: handle)
            bytes.appendVarint(UInt64(handle - previous))
            previous = handle
            bytes.appendVarint(UInt64(rows.count))
            var coder = CaseRowCoder<State.Tag>()
            for row in rows { coder.encode(row, origins, into: &bytes) }
        }
    }

    /// Reads the rows of all cases.
    ///
    /// - Parameters:
    ///   - handlesMax: as for `CaseRowCoder.decode`.
    ///   - body: gets each case's handle with each row.
    /// - Returns: whether the bytes hold cases.
    mutating func decode(
        _ reader: inout ByteReader, handlesMax: Int, _ body: (UInt32, Row) -> Void = { _, _ in }
    ) -> Bool {
        var handle: UInt64 = 0
        for index in 0..<reader.count(limit: Int(UInt32.max) - 1) {
            let step = reader.varint()
            if step > UInt64(UInt32.max) || (step == 0 && index > 0) { return false }
            handle += step
            let count = reader.count(limit: Int(UInt32.max))
            guard reader.isValid, handle < UInt64(UInt32.max), count > 0 else { return false }
            let place = place(of: UInt32(handle))
            var coder = CaseRowCoder<State.Tag>()
            var last: Row?
            for _ in 0..<count {
                guard let row = coder.decode(&reader, &origins, handlesMax: handlesMax),
                    last?.precedes(row, origins) ?? true
                else { return false }
                body(UInt32(handle), row)
                append(row, place)
                last = row
            }
        }
        settle()
        return reader.isValid
    }
}
