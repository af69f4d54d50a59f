// A snapshot of the queues holds the rows of the cases; every sum is derived from them again, so
// that a snapshot cannot contradict itself. It knows no names: handles are those of its log.
//
// State: i64 window, i64 clock, u64 corrections ever, varint corrections, each: i64 time, u64
// sequence, u32 conversation, u32 queue, u8 before, u8 after (7: none), i64 wait before, i64 after;
// varint priorities, each: varint difference to the conversation before, i64 time, i64 ordinal, u32
// source, u8 rank, i64 value; varint cases, each: varint difference to the conversation before,
// varint rows, each in canonical order and as `CaseRowCoder` has it; a row without a handle is of
// the conversation.

public import DaybookBytes
internal import DaybookCoding

extension Queues {
    /// More queues than any book has; a bound on what a damaged snapshot can make us allocate.
    private static let queuesMax = 1 << 20
    private static let noOutcome: UInt8 = 7

    public func encode(into bytes: inout ByteBuffer) {
        bytes.append(window)
        bytes.append(clock.now)
        encodeCorrections(into: &bytes)
        encodePriorities(into: &bytes)
        var cases = 0
        heads.forEach { _, _ in cases += 1 }
        bytes.appendVarint(UInt64(cases))
        var handles: [UInt32] = []
        handles.reserveCapacity(cases)
        heads.forEach { conversation, _ in handles.append(conversation) }
        var previous: UInt32 = 0
        for conversation in handles {
            bytes.appendVarint(UInt64(conversation - previous))
            previous = conversation
            encodeCase(lastRow(of: conversation), into: &bytes)
        }
    }

    private func encodeCorrections(into bytes: inout ByteBuffer) {
        bytes.append(corrections.total)
        bytes.appendVarint(UInt64(corrections.rows.count))
        for row in corrections.rows {
            bytes.append(row.time.microseconds)
            bytes.append(row.sequence)
            bytes.append(row.conversation)
            bytes.append(row.queue)
            bytes.append(row.outcomeBefore?.rawValue ?? Self.noOutcome)
            bytes.append(row.outcomeAfter?.rawValue ?? Self.noOutcome)
            bytes.append(row.waitBefore.count)
            bytes.append(row.waitAfter.count)
        }
    }

    private func encodePriorities(into bytes: inout ByteBuffer) {
        var count: UInt64 = 0
        priorities.forEach { _, _ in count += 1 }
        bytes.appendVarint(count)
        var previous: UInt32 = 0
        priorities.forEach { conversation, told in
            bytes.appendVarint(UInt64(conversation - previous))
            previous = conversation
            bytes.append(told.key)
            bytes.append(told.rank)
            bytes.append(told.value)
        }
    }

    private func encodeCase(_ head: UInt32, into bytes: inout ByteBuffer) {
        let places = places(from: head)
        bytes.appendVarint(UInt64(places.count))
        var coder = CaseRowCoder<QueueTag>()
        for place in places { coder.encode(rows[Int(place)], origins, into: &bytes) }
    }

    public init?(from reader: inout ByteReader) {
        let window = reader.int64()
        guard reader.isValid, window >= 0 else { return nil }
        self.init(window: Microseconds(window))
        clock.now = reader.int64()
        guard let corrections = Self.decodeCorrections(&reader) else { return nil }
        self.corrections = corrections
        guard decodePriorities(&reader) else { return nil }
        var conversation: UInt64 = 0
        for index in 0..<reader.count(limit: Int(UInt32.max) - 1) {
            let step = reader.varint()
            if step > UInt64(UInt32.max) || (step == 0 && index > 0) { return nil }
            conversation += step
            guard reader.isValid, conversation < UInt64(UInt32.max) else { return nil }
            guard decodeCase(UInt32(conversation), &reader) else { return nil }
        }
        guard reader.isValid else { return nil }
    }

    private static func decodeCorrections(
        _ reader: inout ByteReader
    ) -> RecentRows<QueueCorrection>? {
        let total = reader.uint64()
        let count = reader.count(limit: 2 * RecentRows<QueueCorrection>.keptMin - 1)
        var rows: [QueueCorrection] = []
        for _ in 0..<count {
            let time = reader.int64()
            let sequence = reader.uint64()
            let (conversation, queue) = (reader.uint32(), reader.uint32())
            let (before, after) = (reader.uint8(), reader.uint8())
            let (waitBefore, waitAfter) = (reader.int64(), reader.int64())
            guard reader.isValid, before <= Self.noOutcome, after <= Self.noOutcome else {
                return nil
            }
            rows.append(
                QueueCorrection(
                    time: time, sequence: sequence, conversation: conversation, queue: queue,
                    outcomeBefore: WaitOutcome(rawValue: before), waitBefore: waitBefore,
                    outcomeAfter: WaitOutcome(rawValue: after), waitAfter: waitAfter))
        }
        return reader.isValid ? RecentRows(rows: rows, total: total) : nil
    }

    private mutating func decodePriorities(_ reader: inout ByteReader) -> Bool {
        var conversation: UInt64 = 0
        for index in 0..<reader.count(limit: reader.remaining / 30) {
            let step = reader.varint()
            if step > UInt64(UInt32.max) || (step == 0 && index > 0) { return false }
            conversation += step
            guard reader.isValid, conversation < UInt64(UInt32.max) else { return false }
            let told = ConversationPriority(
                key: reader.factKey(), rank: reader.uint8(), value: reader.int64())
            guard reader.isValid, told != .none else { return false }
            priorities[UInt32(conversation)] = told
        }
        return reader.isValid
    }

    private mutating func decodeCase(_ conversation: UInt32, _ reader: inout ByteReader) -> Bool {
        let count = reader.count(limit: Int(UInt32.max))
        guard reader.isValid, count > 0 else { return false }
        var coder = CaseRowCoder<QueueTag>()
        var last: QueueRow?
        var head = QueueRow.none
        for _ in 0..<count {
            guard var row = coder.decode(&reader, &origins, handlesMax: Self.queuesMax),
                (origins[row.origin].handle == .max) == row.tag.kind.isOfConversation,
                last?.precedes(row, origins) ?? true
            else { return false }
            row.next = head
            head = UInt32(rows.append(row))
            last = row
        }
        adopt(head, count, conversation)
        return true
    }
}
