// The snapshot of transcripts: the rows of each conversation, and those of calls, as they came. It
// knows no names: handles are those of its log.
//
// State: i64 window, i64 clock, calls with their rows as `CallLinks` has them, varint
// conversations, each: varint difference to the conversation before, varint rows, each: row.
// Row: u16 tag, u8 parts (1 text, 2 target, 4 speaker, 8 detail, 16 other, 32 source, 64 ordinal),
// i64 time, u64 sequence, u32 content, and the parts: u64, two u64, u32, u32, u32, u32, i64.

public import DaybookBytes
internal import DaybookCoding

extension Transcripts {
    public func encode(into bytes: inout ByteBuffer) {
        bytes.append(window)
        bytes.append(clock.now)
        links.encode(into: &bytes) { entry, bytes in encode(entry.row, into: &bytes) }
        var handles: [UInt32] = []
        heads.forEach { conversation, _ in handles.append(conversation) }
        bytes.appendVarint(UInt64(handles.count))
        var previous: UInt32 = 0
        var places: [UInt32] = []
        for conversation in handles {
            bytes.appendVarint(UInt64(conversation - previous))
            previous = conversation
            places.removeAll(keepingCapacity: true)
            var place = heads[conversation]
            while place != TranscriptRow.none {
                places.append(place)
                place = rows[Int(place)].next
            }
            bytes.appendVarint(UInt64(places.count))
            for place in places.reversed() { encode(rows[Int(place)], into: &bytes) }
        }
    }

    private func encode(_ row: TranscriptRow, into bytes: inout ByteBuffer) {
        let origin = origins[row.origin]
        let hasTarget = row.target != 0 || row.targetDigest != 0
        var parts: UInt8 = row.text != 0 ? 1 : 0
        if hasTarget { parts |= 2 }
        if row.speaker != TranscriptRow.none { parts |= 4 }
        if row.detail != TranscriptRow.none { parts |= 8 }
        if row.other != TranscriptRow.none { parts |= 16 }
        if origin.source != 0 { parts |= 32 }
        if origin.ordinal != 0 { parts |= 64 }
        bytes.append(row.tag.bits)
        bytes.append(parts)
        bytes.append(row.time)
        bytes.append(row.sequence)
        bytes.append(row.content)
        if row.text != 0 { bytes.append(row.text) }
        if hasTarget {
            bytes.append(row.target)
            bytes.append(row.targetDigest)
        }
        if row.speaker != TranscriptRow.none { bytes.append(row.speaker) }
        if row.detail != TranscriptRow.none { bytes.append(row.detail) }
        if row.other != TranscriptRow.none { bytes.append(row.other) }
        if origin.source != 0 { bytes.append(origin.source) }
        if origin.ordinal != 0 { bytes.append(origin.ordinal) }
    }

    public init?(from reader: inout ByteReader) {
        let window = reader.int64()
        guard reader.isValid, window >= 0 else { return nil }
        self.init(window: Microseconds(window))
        clock.now = reader.int64()
        let isWhole = links.decode(&reader) { reader, links, place in
            guard let row = Self.decodeRow(&reader, &origins) else { return false }
            links.add(row, of: place)
            return true
        }
        guard isWhole else { return nil }
        var conversation: UInt64 = 0
        for index in 0..<reader.count(limit: Int(UInt32.max) - 1) {
            let step = reader.varint()
            if step > UInt64(UInt32.max) || (step == 0 && index > 0) { return nil }
            conversation += step
            let count = reader.count(limit: Int(UInt32.max))
            guard reader.isValid, conversation < UInt64(UInt32.max), count > 0 else { return nil }
            var last = TranscriptRow.none
            for _ in 0..<count {
                guard var row = Self.decodeRow(&reader, &origins) else { return nil }
                row.next = last
                last = UInt32(truncatingIfNeeded: rows.append(row))
            }
            heads[UInt32(conversation)] = last
        }
        guard reader.isValid else { return nil }
    }

    private static func decodeRow(
        _ reader: inout ByteReader, _ origins: inout Origins
    ) -> TranscriptRow? {
        let tag = TranscriptTag(bits: reader.uint16())
        let parts = reader.uint8()
        let time = reader.int64()
        let sequence = reader.uint64()
        let content = reader.uint32()
        var row = TranscriptRow(
            time: time, meta: TranscriptRow.meta(tag, sequence),
            text: parts & 1 != 0 ? reader.uint64() : 0, target: 0, targetDigest: 0,
            speaker: TranscriptRow.none, detail: TranscriptRow.none, origin: 0, content: content,
            other: TranscriptRow.none, next: TranscriptRow.none)
        if parts & 2 != 0 {
            row.target = reader.uint64()
            row.targetDigest = reader.uint64()
        }
        if parts & 4 != 0 { row.speaker = reader.uint32() }
        if parts & 8 != 0 { row.detail = reader.uint32() }
        if parts & 16 != 0 { row.other = reader.uint32() }
        var origin = Origin(source: 0, handle: 0, ordinal: 0)
        if parts & 32 != 0 { origin.source = reader.uint32() }
        if parts & 64 != 0 { origin.ordinal = reader.int64() }
        guard reader.isValid, tag.isSound, parts < 128, sequence < 1 << 48 else { return nil }
        row.origin = origins.number(origin)
        return row
    }
}
