// Sessions in the snapshot of the visitors.
//
// Varint purge at, u64 dropped; varint starts, each: u64 session, start; varint claims, each: u64
// session, u64 hash of the visitor's name, start; varint tallies, each: u64 session, i64 first and
// last, u64 sequence, i64 upper and u64 lower half of the sum, u32 currency, varint orders, facts,
// carts, checkouts. Start: zigzag difference of time and of sequence to the start before, u32
// visitor, u32 source, zigzag ordinal.

internal import DaybookBytes

extension SessionLinks {
    func encode(into bytes: inout ByteBuffer) {
        bytes.appendVarint(UInt64(purgeAt))
        bytes.append(dropped)
        var coder = SessionStartCoder()
        bytes.appendVarint(UInt64(starts.count))
        for (key, start) in zip(keys, starts) {
            bytes.append(key)
            coder.encode(start, origins, into: &bytes)
        }
        bytes.appendVarint(UInt64(claims.count))
        for claim in claims {
            bytes.append(claim.session)
            bytes.append(claim.name)
            coder.encode(claim.start, origins, into: &bytes)
        }
        bytes.appendVarint(UInt64(tallies.count))
        for tally in tallies { tally.encode(into: &bytes) }
    }

    /// Nil if the bytes hold no sessions.
    init?(from reader: inout ByteReader) {
        let purgeAt = reader.count(limit: Int(UInt32.max))
        self.init(purgeAt: purgeAt, dropped: reader.uint64())
        var coder = SessionStartCoder()
        for _ in 0..<reader.count(limit: reader.remaining / 19) {
            let key = reader.uint64()
            guard let (start, origin) = coder.decode(&reader), self.start(of: key) == nil
            else { return nil }
            add(start, origin, of: key)
        }
        for _ in 0..<reader.count(limit: reader.remaining / 27) {
            let (session, name) = (reader.uint64(), reader.uint64())
            guard let (start, origin) = coder.decode(&reader) else { return nil }
            add(SessionClaim(session: session, start: start, name: name), origin)
        }
        for _ in 0..<reader.count(limit: reader.remaining / 56) {
            add(SessionTally(from: &reader))
            guard reader.isValid else { return nil }
        }
        guard reader.isValid else { return nil }
    }
}

/// Starts, each told by its difference to the one before.
private struct SessionStartCoder {
    private var time: Int64 = 0
    private var sequence: UInt64 = 0

    mutating func encode(
        _ start: SessionStart, _ origins: borrowing Origins, into bytes: inout ByteBuffer
    ) {
        let origin = origins[start.origin]
        bytes.appendZigzag(start.time &- time)
        bytes.appendZigzag(Int64(bitPattern: start.sequence &- sequence))
        bytes.append(start.visitor)
        bytes.append(origin.source)
        bytes.appendZigzag(origin.ordinal)
        (time, sequence) = (start.time, start.sequence)
    }

    mutating func decode(_ reader: inout ByteReader) -> (SessionStart, Origin)? {
        time &+= reader.zigzag()
        sequence &+= UInt64(bitPattern: reader.zigzag())
        let visitor = reader.uint32()
        let source = reader.uint32()
        let ordinal = reader.zigzag()
        guard reader.isValid, visitor != .max else { return nil }
        return (
            SessionStart(time: time, sequence: sequence, visitor: visitor),
            Origin(source: source, handle: 0, ordinal: ordinal)
        )
    }
}

extension SessionTally {
    fileprivate func encode(into bytes: inout ByteBuffer) {
        bytes.append(session)
        bytes.append(firstAt)
        bytes.append(lastAt)
        bytes.append(lastSequence)
        bytes.append(Int64(truncatingIfNeeded: sum >> 64))
        bytes.append(UInt64(truncatingIfNeeded: sum))
        bytes.append(currency)
        for count in [orders, facts, UInt32(carts), UInt32(checkouts)] {
            bytes.appendVarint(UInt64(count))
        }
    }

    fileprivate init(from reader: inout ByteReader) {
        let session = reader.uint64()
        let (first, last, sequence) = (reader.int64(), reader.int64(), reader.uint64())
        let (upper, lower) = (reader.int64(), reader.uint64())
        self.init(session: session, currency: reader.uint32())
        firstAt = first
        lastAt = last
        lastSequence = sequence
        sum = Int128(upper) << 64 | Int128(lower)
        orders = UInt32(reader.count(limit: Int(UInt32.max)))
        facts = UInt32(reader.count(limit: Int(UInt32.max)))
        carts = UInt16(reader.count(limit: Int(UInt16.max)))
        checkouts = UInt16(reader.count(limit: Int(UInt16.max)))
    }
}
