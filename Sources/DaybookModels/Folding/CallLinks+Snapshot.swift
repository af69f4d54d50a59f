// The snapshot of calls and of the rows that name them alone, as they came.
//
// Calls: varint calls at which old ones go, u64 rows dropped, varint calls, each: u64 call, i64
// last fact, u32 conversation, and if it has one: i64 time, i64 ordinal, u32 source, u32 content of
// the fact that told it; varint groups of legs, each: varint place of a call, varint other
// legs, each: varint place; varint rows, each: varint place of the call, and what its model says.

internal import DaybookBytes

extension CallLinks {
    private static var callsMax: Int { 1 << 31 }

    func encode(
        into bytes: inout ByteBuffer, _ encodeRow: (CallRow<Row>, inout ByteBuffer) -> Void
    ) {
        bytes.appendVarint(UInt64(purgeAt))
        bytes.append(dropped)
        bytes.appendVarint(UInt64(calls.count))
        for call in calls {
            bytes.append(call.key)
            bytes.append(call.lastAt)
            bytes.append(call.conversation)
            guard call.isTold else { continue }
            bytes.append(call.told.time)
            bytes.append(call.told.ordinal)
            bytes.append(call.told.source)
            bytes.append(call.told.content)
        }
        let groups = groups.filter { !$0.isEmpty }
        bytes.appendVarint(UInt64(groups.count))
        for group in groups {
            bytes.appendVarint(UInt64(group[0]))
            bytes.appendVarint(UInt64(group.count - 1))
            for leg in group.dropFirst() { bytes.appendVarint(UInt64(leg)) }
        }
        bytes.appendVarint(UInt64(rows.count))
        for entry in rows {
            bytes.appendVarint(UInt64(entry.call))
            encodeRow(entry, &bytes)
        }
    }

    /// Reads calls and their rows in place of what there is.
    ///
    /// - Parameter addRow: reads a row of the call at a place, adds it, and answers whether there
    ///   was one.
    /// - Returns: whether the bytes hold calls.
    mutating func decode(
        _ reader: inout ByteReader, _ addRow: (inout ByteReader, inout Self, Int) -> Bool
    ) -> Bool {
        let purgeAt = reader.count(limit: 2 * Self.callsMax)
        self = Self(purgeAt: purgeAt, dropped: reader.uint64())
        guard decodeCalls(&reader), decodeLegs(&reader) else { return false }
        for _ in 0..<reader.count(limit: reader.remaining) {
            guard let place = decodePlace(&reader), addRow(&reader, &self, place) else {
                return false
            }
        }
        return reader.isValid
    }

    private mutating func decodeCalls(_ reader: inout ByteReader) -> Bool {
        for _ in 0..<reader.count(limit: Self.callsMax) {
            var call = CallLink(key: reader.uint64(), lastAt: reader.int64())
            call.conversation = reader.uint32()
            if call.isTold {
                call.told = FactStamp(
                    time: reader.int64(), ordinal: reader.int64(), source: reader.uint32(),
                    content: reader.uint32())
            }
            guard reader.isValid, find(call.key) == nil else { return false }
            add(call)
        }
        return reader.isValid
    }

    private mutating func decodeLegs(_ reader: inout ByteReader) -> Bool {
        for _ in 0..<reader.count(limit: calls.count) {
            let first = decodePlace(&reader)
            for _ in 0..<reader.count(limit: calls.count) {
                guard let first, let leg = decodePlace(&reader) else { return false }
                join(first, leg)
            }
        }
        return reader.isValid
    }

    private func decodePlace(_ reader: inout ByteReader) -> Int? {
        let place = reader.varint()
        return reader.isValid && place < UInt64(calls.count) ? Int(place) : nil
    }
}
