// A snapshot of the orders, and their digest. A snapshot knows no names: handles are those of its
// log.
//
// State: varint loose credits, each: u32 currency, varint count, i128 total; varint orders, each:
// varint handle; i64 since; u64 first, last; a byte of which of the following are there, content
// placed, content edited, i64 confirmed, i64 cancelled, i64 completed; five u32 of the placing; u8
// attempt, key; five varints of counts; three u64 of sequences; varint amounts, each: u32 currency,
// six i128; varint parcels, each: u64 key, u64 digest, u8 steps, i64 promised, i64 received, u8
// whether it is a return. Content: key, u64 sequence, i64 total, i64 quantity, u32 currency, u8
// whether a line's price is of another currency. Key: i64 time, i64 ordinal, u32 source.

public import DaybookBytes
public import DaybookCoding
internal import DaybookCommerce

/// The kinds of names in what an order tells, for digests.
struct OrderKinds {
    let order, person, visitor, conversation: DigestKind

    init(_ catalog: Catalog) {
        order = DigestKind(Order.definition, in: catalog)
        person = DigestKind(Person.definition, in: catalog)
        visitor = DigestKind(Visitor.definition, in: catalog)
        conversation = DigestKind(Conversation.definition, in: catalog)
    }

    /// Who placed an order and where, the same in every log.
    func digests(_ placing: OrderPlacing, _ names: borrowing Names) -> [UInt64] {
        [
            person.digest(placing.person, names), visitor.digest(placing.visitor, names),
            conversation.digest(placing.conversation, names),
            DigestKind.symbols.digest(placing.channel, names),
            DigestKind.symbols.digest(placing.country, names),
        ]
    }
}

extension Orders {
    /// Every order, its amounts and its parcels, by the hashes of names.
    public func digest(_ names: borrowing Names, _ catalog: Catalog) -> Digest {
        let kinds = OrderKinds(catalog)
        var builder = DigestBuilder(of: Self.self)
        for place in 0..<rows.count {
            let row = rows[place]
            let order = kinds.order.digest(row.handle, names)
            builder.begin(1)
            builder.put(order)
            builder.put(row.since)
            builder.put(row.placed, names)
            builder.put(row.edited, names)
            for part in kinds.digests(row.placing, names) { builder.put(part) }
            builder.put(UInt64(row.attempt.rawValue))
            for time in [row.confirmed, row.cancelled, row.completed] { builder.put(time) }
            for count in [row.placings, row.edits, row.notes, row.invoices, row.negatives] {
                builder.put(UInt64(count))
            }
            builder.end()
            var place = row.amounts
            while place != OrderRow.none {
                let amount = amounts[Int(place)]
                place = amount.next
                builder.begin(2)
                builder.put(order)
                builder.put(DigestKind.symbols.digest(amount.currency, names))
                for move in MoneyMove.allCases { builder.put(amount[move]) }
                builder.end()
            }
            var parcelPlace = row.parcels
            while parcelPlace != Parcel.none {
                let parcel = parcels[Int(parcelPlace)]
                parcelPlace = parcel.next
                builder.begin(parcel.isReturn ? 4 : 3)
                builder.put(order)
                builder.put(parcel.digest)
                builder.put(UInt64(parcel.steps.told))
                builder.put(parcel.steps.promised)
                builder.put(parcel.steps.received)
                builder.end()
            }
        }
        for credits in loose {
            builder.begin(5)
            builder.put(DigestKind.symbols.digest(credits.currency, names))
            builder.put(credits.count)
            builder.put(credits.total)
            builder.end()
        }
        return builder.digest
    }

    public func encode(into bytes: inout ByteBuffer) {
        bytes.appendVarint(UInt64(loose.count))
        for credits in loose {
            bytes.append(credits.currency)
            bytes.appendVarint(credits.count)
            bytes.append(credits.total)
        }
        bytes.appendVarint(UInt64(rows.count))
        for place in 0..<rows.count {
            let row = rows[place]
            bytes.append(row)
            var amountRows: [AmountRow] = []
            forEachAmount(row) { amountRows.append($0) }
            bytes.appendVarint(UInt64(amountRows.count))
            for amount in amountRows.reversed() {
                bytes.append(amount.currency)
                for move in MoneyMove.allCases { bytes.append(amount[move]) }
            }
            var parcelRows: [Parcel] = []
            forEachParcel(row) { parcelRows.append($0) }
            bytes.appendVarint(UInt64(parcelRows.count))
            for parcel in parcelRows.reversed() { bytes.append(parcel) }
        }
    }

    public init?(from reader: inout ByteReader) {
        self.init()
        for _ in 0..<reader.count(limit: reader.remaining / 21) {
            var credits = LooseCredits(currency: reader.uint32())
            credits.count = reader.varint()
            credits.total = reader.moneySum()
            loose.append(credits)
        }
        for _ in 0..<reader.count(limit: reader.remaining / 64) {
            guard decodeOrder(&reader) else { return nil }
        }
        guard reader.isValid else { return nil }
    }

    private mutating func decodeOrder(_ reader: inout ByteReader) -> Bool {
        guard var row = OrderRow(from: &reader), place(of: row.handle) == nil else { return false }
        let place = newPlace(of: row.handle)
        for _ in 0..<reader.count(limit: reader.remaining / 100) {
            let amount = amountPlace(&row, currency: reader.uint32())
            for move in MoneyMove.allCases { amounts[amount][move] = reader.moneySum() }
        }
        for _ in 0..<reader.count(limit: reader.remaining / 34) {
            var parcel = Parcel(
                key: reader.uint64(), digest: reader.uint64(), order: place, next: row.parcels,
                isReturn: false)
            parcel.steps.told = reader.uint8()
            parcel.steps.promised = reader.int64()
            parcel.steps.received = reader.int64()
            parcel.isReturn = reader.uint8() != 0
            _ = add(parcel, &row)
        }
        rows[Int(place)] = row
        return reader.isValid
    }
}

extension ByteBuffer {
    fileprivate mutating func append(_ value: Int128) {
        append(UInt64(truncatingIfNeeded: value))
        append(UInt64(truncatingIfNeeded: value >> 64))
    }

    mutating func append(_ key: FactKey) {
        append(key.time)
        append(key.ordinal)
        append(key.source)
    }

    fileprivate mutating func append(_ content: OrderContent) {
        append(content.key)
        append(content.sequence)
        append(content.total)
        append(content.quantity)
        append(content.currency)
        append(UInt8(content.isMixed ? 1 : 0))
    }

    fileprivate mutating func append(_ row: OrderRow) {
        appendVarint(UInt64(row.handle))
        append(row.since)
        append(row.first)
        append(row.last)
        let times = [row.confirmed, row.cancelled, row.completed]
        var present: UInt8 = (row.placed == nil ? 0 : 1) | (row.edited == nil ? 0 : 2)
        for (bit, time) in times.enumerated() where time != nil { present |= 4 << UInt8(bit) }
        append(present)
        if let placed = row.placed { append(placed) }
        if let edited = row.edited { append(edited) }
        for case let time? in times { append(time) }
        for handle in [
            row.placing.person, row.placing.visitor, row.placing.conversation, row.placing.channel,
            row.placing.country,
        ] { append(handle) }
        append(row.attempt.rawValue)
        append(row.attemptKey)
        for count in [row.placings, row.edits, row.notes, row.invoices, row.negatives] {
            appendVarint(UInt64(count))
        }
        append(row.cancelledBy)
        append(row.completedBy)
        append(row.givenBackBy)
    }

    fileprivate mutating func append(_ parcel: Parcel) {
        append(parcel.key)
        append(parcel.digest)
        append(parcel.steps.told)
        append(parcel.steps.promised)
        append(parcel.steps.received)
        append(UInt8(parcel.isReturn ? 1 : 0))
    }
}

extension ByteReader {
    /// A sum of amounts; fails beyond what a whole log of the greatest amounts adds up to, so that
    /// sums of sums cannot overflow.
    fileprivate mutating func moneySum() -> Int128 {
        let low = uint64()
        let sum = Int128(int64()) << 64 | Int128(low)
        if sum.magnitude >> 111 != 0 { reject() }
        return isValid ? sum : 0
    }

    mutating func factKey() -> FactKey {
        FactKey(time: int64(), ordinal: int64(), source: uint32())
    }

    fileprivate mutating func orderContent() -> OrderContent {
        OrderContent(
            key: factKey(), sequence: uint64(), total: int64(), quantity: int64(),
            currency: uint32(), isMixed: uint8() != 0)
    }
}

extension OrderRow {
    /// More orders than any book has; a bound on what a damaged snapshot can make us allocate.
    private static let handleMax = 1 << 28

    fileprivate init?(from reader: inout ByteReader) {
        self.init(handle: UInt32(reader.count(limit: Self.handleMax)))
        since = reader.int64()
        first = reader.uint64()
        last = reader.uint64()
        let present = reader.uint8()
        if present & 1 != 0 { placed = reader.orderContent() }
        if present & 2 != 0 { edited = reader.orderContent() }
        if present & 4 != 0 { confirmed = reader.int64() }
        if present & 8 != 0 { cancelled = reader.int64() }
        if present & 16 != 0 { completed = reader.int64() }
        placing.person = reader.uint32()
        placing.visitor = reader.uint32()
        placing.conversation = reader.uint32()
        placing.channel = reader.uint32()
        placing.country = reader.uint32()
        guard let attempt = PaymentAttempt(rawValue: reader.uint8()) else { return nil }
        self.attempt = attempt
        attemptKey = reader.factKey()
        placings = reader.count32()
        edits = reader.count32()
        notes = reader.count32()
        invoices = reader.count32()
        negatives = reader.count32()
        cancelledBy = reader.uint64()
        completedBy = reader.uint64()
        givenBackBy = reader.uint64()
        guard reader.isValid else { return nil }
    }
}

extension ByteReader {
    fileprivate mutating func count32() -> UInt32 { UInt32(count(limit: Int(UInt32.max))) }
}

extension DigestBuilder {
    fileprivate mutating func put(_ content: OrderContent?, _ names: borrowing Names) {
        guard let content else { return put(UInt64(0)) }
        put(UInt64(1))
        put(content.key.time)
        put(content.key.ordinal)
        put(UInt64(content.key.source))
        put(content.total)
        put(content.quantity)
        put(DigestKind.symbols.digest(content.currency, names))
        put(UInt64(content.isMixed ? 1 : 0))
    }
}
