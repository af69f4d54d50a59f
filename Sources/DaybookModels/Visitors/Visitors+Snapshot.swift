// The digest of visitors, and their snapshot. Chains are written from the oldest part on, so that
// what is read makes the same chains.
//
// State: i64 window, i64 cart window, i64 clock; varint visitors, each: varint step from the handle
// before, i64 first, last, ended, session, page and country time, u64 sequence, u32 page, country,
// campaign, medium and page ordinal, varint pages, products, sessions, searches, carts, checkouts,
// varint notes, each: i64 time, i64 value, u32 symbol, u32 ordinal, u8 kind, u8 code; sessions (see
// SessionLinks+Snapshot); carts: varint purge at, u64 dropped, varint carts, each: u64 key, digest,
// session, session digest, i64 session time, last, ordered, checkout, visitor and deed time, u64
// sequence of the deed, u32 visitor and session's visitor, varint rows, each: i64 time, u64 meta,
// i64 quantity, i64 price, u32 product, currency, ordinal; u64 anomalies ever, varint anomalies,
// each: u8 kind, u32 visitor, i64 time, u64 sequence, u64 hash of the visitor's name.

public import DaybookBytes
public import DaybookCoding
internal import DaybookCommerce

extension Visitors {
    // MARK: Digest

    public func digest(_ names: borrowing Names, _ catalog: Catalog) -> Digest {
        let visitors = DigestKind(Visitor.definition, in: catalog)
        let campaigns = DigestKind(Campaign.definition, in: catalog)
        var builder = DigestBuilder(of: Self.self)
        let (tallies, owned) = (sessions.owned, ownedCarts)
        var handles: [UInt32] = []
        rows.forEach { visitor, _ in handles.append(visitor) }
        for visitor in handles {
            let (row, notes) = whole(visitor, tallies[visitor] ?? [], owned[visitor] ?? [])
            let name = visitors.digest(visitor, names)
            builder.begin(1)
            builder.put(name)
            for time in row.times { builder.put(time) }
            for symbol in [row.page, row.country, row.medium] { builder.put(symbol, names) }
            let hasCampaign = row.campaign != VisitorRow.none
            builder.put(hasCampaign ? campaigns.digest(row.campaign, names) : 0)
            for count in row.counts { builder.put(UInt64(count)) }
            builder.end()
            for note in notes {
                builder.begin(2)
                builder.put(name)
                builder.put(note.time)
                builder.put(note.value)
                let isCampaign = note.kind == NoteKind.offer.rawValue
                if isCampaign {
                    builder.put(campaigns.digest(note.symbol, names))
                } else {
                    builder.put(note.symbol, names)
                }
                builder.put(UInt64(note.ordinal) << 16 | UInt64(note.kind) << 8 | UInt64(note.code))
                builder.end()
            }
        }
        digestCarts(visitors, names, catalog, &builder)
        for odd in latestAnomalies {
            builder.begin(5)
            builder.put(visitors.digest(odd.visitor, names))
            builder.put(UInt64(odd.kind.rawValue))
            builder.put(odd.time.microseconds)
            builder.end()
        }
        return builder.digest
    }

    private func digestCarts(
        _ visitors: DigestKind, _ names: borrowing Names, _ catalog: Catalog,
        _ builder: inout DigestBuilder
    ) {
        let products = DigestKind(Product.definition, in: catalog)
        for cart in carts.carts where !clock.isBeyond(cartWindow, from: cart.lastAt) {
            builder.begin(3)
            builder.put(cart.digest)
            builder.put(owner(of: cart).map { visitors.digest($0, names) } ?? 0)
            builder.put(cart.lastAt)
            builder.put(cart.orderedAt)
            builder.put(cart.checkoutAt)
            builder.end()
            for row in carts.latestChanges(of: cart) {
                builder.begin(4)
                builder.put(cart.digest)
                builder.put(products.digest(row.product, names))
                builder.put(row.time)
                builder.put(UInt64(row.ordinal) << 8 | UInt64(row.action.rawValue))
                builder.put(row.quantity)
                builder.put(row.price)
                builder.put(row.currency, names)
                builder.end()
            }
        }
    }

    // MARK: Writing

    public func encode(into bytes: inout ByteBuffer) {
        bytes.append(window)
        bytes.append(cartWindow)
        bytes.append(clock.now)
        encodeVisitors(into: &bytes)
        sessions.encode(into: &bytes)
        encodeCarts(into: &bytes)
        bytes.append(anomalies.total)
        bytes.appendVarint(UInt64(anomalies.rows.count))
        for row in anomalies.rows {
            bytes.append(row.kind.rawValue)
            bytes.append(row.visitor)
            bytes.append(row.time.microseconds)
            bytes.append(row.sequence)
            bytes.append(row.name)
        }
    }

    private func encodeVisitors(into bytes: inout ByteBuffer) {
        var handles: [UInt32] = []
        rows.forEach { visitor, _ in handles.append(visitor) }
        bytes.appendVarint(UInt64(handles.count))
        var previous: UInt32 = 0
        for visitor in handles {
            let row = rows[visitor]
            bytes.appendVarint(UInt64(visitor - previous))
            previous = visitor
            for time in row.times { bytes.append(time) }
            bytes.append(row.lastSequence)
            for handle in [row.page, row.country, row.campaign, row.medium, row.pageOrdinal] {
                bytes.append(handle)
            }
            for count in row.counts { bytes.appendVarint(UInt64(count)) }
            let notes = notes(from: row.notes).reversed()
            bytes.appendVarint(UInt64(notes.count))
            for note in notes {
                bytes.append(note.time)
                bytes.append(note.value)
                bytes.append(note.symbol)
                bytes.append(note.ordinal)
                bytes.append(note.kind)
                bytes.append(note.code)
            }
        }
    }

    private func encodeCarts(into bytes: inout ByteBuffer) {
        bytes.appendVarint(UInt64(carts.purgeAt))
        bytes.append(carts.dropped)
        bytes.appendVarint(UInt64(carts.carts.count))
        for cart in carts.carts {
            for hash in [cart.key, cart.digest, cart.session, cart.sessionDigest] {
                bytes.append(hash)
            }
            for time in cart.times { bytes.append(time) }
            bytes.append(cart.deedSequence)
            bytes.append(cart.visitor)
            bytes.append(cart.sessionVisitor)
            let rows = carts.changes(of: cart)
            bytes.appendVarint(UInt64(rows.count))
            for row in rows {
                bytes.append(row.time)
                bytes.append(row.meta)
                bytes.append(row.quantity)
                bytes.append(row.price)
                bytes.append(row.product)
                bytes.append(row.currency)
                bytes.append(row.ordinal)
            }
        }
    }

    // MARK: Reading

    public init?(from reader: inout ByteReader) {
        let (window, cartWindow) = (reader.int64(), reader.int64())
        guard reader.isValid, window >= 0, cartWindow >= 0 else { return nil }
        self.init(window: Microseconds(window), cartWindow: Microseconds(cartWindow))
        clock.now = reader.int64()
        guard decodeVisitors(&reader), let sessions = SessionLinks(from: &reader),
            decodeCarts(&reader)
        else { return nil }
        self.sessions = sessions
        let total = reader.uint64()
        var rows: [VisitorAnomaly] = []
        for _ in 0..<reader.count(limit: 2 * VisitorAnomalies.toldMax - 1) {
            guard let kind = VisitorAnomalyKind(rawValue: reader.uint8()) else { return nil }
            rows.append(
                VisitorAnomaly(
                    kind: kind, visitor: reader.uint32(),
                    time: Timestamp(microseconds: reader.int64()), sequence: reader.uint64(),
                    name: reader.uint64()))
            guard reader.isValid else { return nil }
        }
        guard reader.isValid, total >= rows.count, total < 1 << 56 else { return nil }
        anomalies = VisitorAnomalies(rows: rows, total: total)
    }

    private mutating func decodeVisitors(_ reader: inout ByteReader) -> Bool {
        var visitor: UInt64 = 0
        for index in 0..<reader.count(limit: Int(UInt32.max) - 1) {
            let step = reader.varint()
            if step > UInt64(UInt32.max) || (step == 0 && index > 0) { return false }
            visitor += step
            guard reader.isValid, visitor < UInt64(UInt32.max) else { return false }
            var row = VisitorRow(from: &reader)
            let count = reader.count(limit: reader.remaining)
            guard reader.isValid, row != rows.empty else { return false }
            for _ in 0..<count {
                var note = VisitorNote(
                    time: reader.int64(), value: reader.int64(), symbol: reader.uint32(),
                    ordinal: reader.uint32(), next: row.notes, kind: reader.uint8(), code: 0)
                note.code = reader.uint8()
                guard reader.isValid, NoteKind(rawValue: note.kind) != nil else { return false }
                row.notes = UInt32(truncatingIfNeeded: notes.append(note))
            }
            rows[UInt32(visitor)] = row
        }
        return reader.isValid
    }

    private mutating func decodeCarts(_ reader: inout ByteReader) -> Bool {
        let purgeAt = reader.count(limit: Int(UInt32.max))
        carts = OpenCarts(purgeAt: purgeAt, dropped: reader.uint64())
        for _ in 0..<reader.count(limit: reader.remaining / 24) {
            var cart = OpenCart(key: reader.uint64(), digest: reader.uint64())
            cart.session = reader.uint64()
            cart.sessionDigest = reader.uint64()
            cart.readTimes(&reader)
            cart.deedSequence = reader.uint64()
            cart.visitor = reader.uint32()
            cart.sessionVisitor = reader.uint32()
            guard reader.isValid, carts.find(cart.key) == nil else { return false }
            let place = carts.add(cart)
            for _ in 0..<reader.count(limit: Int(OpenCarts.rowsHeldMax) - 1) {
                let row = CartRow(
                    time: reader.int64(), meta: reader.uint64(), quantity: reader.int64(),
                    price: reader.int64(), product: reader.uint32(), currency: reader.uint32(),
                    ordinal: reader.uint32())
                guard reader.isValid, row.time > cart.orderedAt else { return false }
                carts.change(place, row)
            }
        }
        return reader.isValid
    }
}

extension VisitorRow {
    fileprivate var times: [Int64] {
        [firstSeen, lastActive, endedAt, sessionAt, pageAt, countryAt]
    }

    fileprivate var counts: [Int] {
        [
            Int(pages), Int(products), Int(sessions), Int(searches), Int(carts), Int(checkouts),
        ]
    }

    fileprivate init(from reader: inout ByteReader) {
        firstSeen = reader.int64()
        lastActive = reader.int64()
        endedAt = reader.int64()
        sessionAt = reader.int64()
        pageAt = reader.int64()
        countryAt = reader.int64()
        lastSequence = reader.uint64()
        page = reader.uint32()
        country = reader.uint32()
        campaign = reader.uint32()
        medium = reader.uint32()
        pageOrdinal = reader.uint32()
        pages = UInt32(reader.count(limit: Int(UInt32.max)))
        products = UInt32(reader.count(limit: Int(UInt32.max)))
        sessions = UInt16(reader.count(limit: Int(UInt16.max)))
        searches = UInt16(reader.count(limit: Int(UInt16.max)))
        carts = UInt16(reader.count(limit: Int(UInt16.max)))
        checkouts = UInt16(reader.count(limit: Int(UInt16.max)))
    }
}

extension OpenCart {
    fileprivate var times: [Int64] {
        [sessionAt, lastAt, orderedAt, checkoutAt, visitorAt, deedAt]
    }

    fileprivate mutating func readTimes(_ reader: inout ByteReader) {
        sessionAt = reader.int64()
        lastAt = reader.int64()
        orderedAt = reader.int64()
        checkoutAt = reader.int64()
        visitorAt = reader.int64()
        deedAt = reader.int64()
    }
}

extension DigestBuilder {
    /// Adds a symbol that may be absent, by its text's hash.
    fileprivate mutating func put(_ symbol: UInt32, _ names: borrowing Names) {
        put(symbol == VisitorRow.none ? 0 : DigestKind.symbols.digest(symbol, names))
    }
}
