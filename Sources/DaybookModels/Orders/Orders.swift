// Orders: what was ordered, paid, sent and sent back. Every part of an order is a sum, a first or a
// last value by canonical order, so that late and permuted facts need nothing more. Lines stay in
// the log. Must not know visitors, identities or exchange rates.

internal import DaybookBytes
public import DaybookCoding
internal import DaybookCommerce

/// How every order stands.
///
/// Reads `order.*`, `payment.*`, `shipment.*`, `return.*`, `invoice.issued` and `credit.issued`.
/// - Complexity: about 300 bytes an order, 112 more once money moved, 80 a parcel; a fact costs
///   O(parcels of its order) at most, O(1) as a rule.
public struct Orders: ReadModel {
    public static let name = "orders"
    public static let version: UInt32 = 2

    var rows = Chunked<OrderRow>()
    var amounts = Chunked<AmountRow>()
    var parcels = Chunked<Parcel>()
    /// Credit notes that name no order, by the symbol handle of their currency.
    var loose: [LooseCredits] = []

    // Derived.
    private var places = Sparse<UInt32>(empty: OrderRow.none)
    private var parcelTable = FlatTable()
    private var plan = FactPlan<OrderFact>()
    private var sources = Sources()
    private let shipmentHash = NameHash.entity(Shipment.definition.name)
    private let returnHash = NameHash.entity(Return.definition.name)

    /// Credit notes that name no order.
    struct LooseCredits: BitwiseCopyable, Sendable {
        var currency: UInt32
        var count: UInt64 = 0
        var total: Int128 = 0
    }

    public init() {}

    public mutating func apply(_ batch: borrowing Batch) {
        if !plan.covers(batch.catalog) { plan.cover(batch.catalog, FactPlan.declare) }
        let plan = plan
        for index in 0..<batch.count {
            let event = batch[index]
            if let fact = plan.fact(event) { take(event, fact, batch) }
        }
    }

    /// The place of an order in `rows`; nil if no fact names it.
    func place(of order: UInt32) -> UInt32? {
        let place = places[order]
        return place == OrderRow.none ? nil : place
    }

    /// The place of an order, which is given one if it has none.
    mutating func newPlace(of order: UInt32) -> UInt32 {
        if let known = place(of: order) { return known }
        let place = UInt32(truncatingIfNeeded: rows.append(OrderRow(handle: order)))
        places[order] = place
        return place
    }

    // MARK: Facts

    private mutating func take(
        _ event: EventHead, _ fact: OrderFact, _ batch: borrowing Batch
    ) {
        guard let order = batch.handle(event, fact.order) else {
            if case .money(.credited) = fact.kind { takeLoose(event, fact, batch) }
            return
        }
        let place = newPlace(of: order)
        let sequence = batch.sequence(event)
        var row = rows[Int(place)]
        row.since = min(row.since, event.time)
        row.first = min(row.first, sequence)
        row.last = max(row.last, sequence)
        switch fact.kind {
        case .placed: placeOrder(&row, event, fact, batch)
        case .edited:
            row.edits &+= 1
            let content = content(event, fact, batch)
            let known = row.edited
            if known.map({ isLater(content, than: $0, batch) }) ?? true { row.edited = content }
        case .confirmed: row.confirmed = min(row.confirmed ?? .max, event.time)
        case .cancelled:
            row.cancelled = min(row.cancelled ?? .max, event.time)
            row.cancelledBy = sequence
        case .completed:
            row.completed = min(row.completed ?? .max, event.time)
            row.completedBy = sequence
        case .noted: row.notes &+= 1
        case .invoiced: row.invoices &+= 1
        case .attempt(let attempt): takeAttempt(attempt, &row, event, batch)
        case .money(let move): takeMoney(move, &row, event, fact, batch)
        case .shipment(let step): takeStep(step, isReturn: false, place, &row, event, fact, batch)
        case .goodsReturn(let step):
            takeStep(step, isReturn: true, place, &row, event, fact, batch)
        }
        rows[Int(place)] = row
    }

    private mutating func key(_ event: EventHead, _ batch: borrowing Batch) -> FactKey {
        FactKey(
            time: event.time, ordinal: event.ordinal,
            source: sources.key(event.source, batch.names))
    }

    private mutating func content(
        _ event: EventHead, _ fact: OrderFact, _ batch: borrowing Batch
    ) -> OrderContent {
        let money = fact.money.map { (batch.value(event, $0) ?? 0, batch.currency(event, $0)) }
        let currency = money?.1 ?? OrderRow.none
        return OrderContent(
            key: key(event, batch), sequence: batch.sequence(event), total: money?.0 ?? 0,
            quantity: fact.quantity.map { batch.sum(event, $0) } ?? 0,
            currency: currency,
            isMixed: fact.price.map { batch.hasCurrency(event, $0, otherThan: currency) } ?? false)
    }

    private func isLater(
        _ content: OrderContent, than other: OrderContent, _ batch: borrowing Batch
    ) -> Bool {
        let order = content.key.compared(to: other.key)
        if order != 0 { return order > 0 }
        return Self.parts(content, batch.names).lexicographicallyPrecedes(
            Self.parts(other, batch.names)) == false
    }

    private mutating func placeOrder(
        _ row: inout OrderRow, _ event: EventHead, _ fact: OrderFact, _ batch: borrowing Batch
    ) {
        row.placings &+= 1
        let content = content(event, fact, batch)
        var placing = OrderPlacing()
        if let fields = fact.placing {
            placing.person = batch.handle(event, fields.person) ?? OrderRow.none
            placing.visitor = batch.handle(event, fields.visitor) ?? OrderRow.none
            placing.conversation = batch.handle(event, fields.conversation) ?? OrderRow.none
            placing.channel = batch.handle(event, fields.channel) ?? OrderRow.none
            placing.country = batch.handle(event, fields.country) ?? OrderRow.none
        }
        if let known = row.placed {
            let order = content.key.compared(to: known.key)
            if order > 0 { return }
            if order == 0, !precedes((content, placing), (known, row.placing), batch) { return }
        }
        row.placed = content
        row.placing = placing
    }

    // MARK: Facts of the same time, source and ordinal: what they say decides

    private static func parts(_ content: OrderContent, _ names: borrowing Names) -> [UInt64] {
        [
            UInt64(bitPattern: content.total), DigestKind.symbols.digest(content.currency, names),
            UInt64(bitPattern: content.quantity), content.isMixed ? 1 : 0,
        ]
    }

    private func precedes(
        _ left: (OrderContent, OrderPlacing), _ right: (OrderContent, OrderPlacing),
        _ batch: borrowing Batch
    ) -> Bool {
        let kinds = OrderKinds(batch.catalog)
        let one = Self.parts(left.0, batch.names) + kinds.digests(left.1, batch.names)
        let other = Self.parts(right.0, batch.names) + kinds.digests(right.1, batch.names)
        return one.lexicographicallyPrecedes(other)
    }

    // MARK: Money

    private mutating func takeAttempt(
        _ attempt: PaymentAttempt, _ row: inout OrderRow, _ event: EventHead,
        _ batch: borrowing Batch
    ) {
        let key = key(event, batch)
        let order = key.compared(to: row.attemptKey)
        if row.attempt == .none || order > 0
            || order == 0 && attempt.rawValue > row.attempt.rawValue
        {
            row.attempt = attempt
            row.attemptKey = key
        }
    }

    private mutating func takeMoney(
        _ move: MoneyMove, _ row: inout OrderRow, _ event: EventHead, _ fact: OrderFact,
        _ batch: borrowing Batch
    ) {
        guard let field = fact.money, let amount = batch.value(event, field) else { return }
        guard amount >= 0 else {
            row.negatives &+= 1
            return
        }
        if move == .refunded || move == .chargedBack { row.givenBackBy = batch.sequence(event) }
        let place = amountPlace(&row, currency: batch.currency(event, field))
        amounts[place][move] += Int128(amount)
    }

    /// The place of an order's amounts in a currency.
    mutating func amountPlace(_ row: inout OrderRow, currency: UInt32) -> Int {
        var place = row.amounts
        while place != OrderRow.none {
            if amounts[Int(place)].currency == currency { return Int(place) }
            place = amounts[Int(place)].next
        }
        let added = amounts.append(AmountRow(currency: currency, next: row.amounts))
        row.amounts = UInt32(truncatingIfNeeded: added)
        return added
    }

    private mutating func takeLoose(
        _ event: EventHead, _ fact: OrderFact, _ batch: borrowing Batch
    ) {
        guard let field = fact.money, let amount = batch.value(event, field) else { return }
        let currency = batch.currency(event, field)
        var place = loose.firstIndex { $0.currency == currency } ?? loose.endIndex
        if place == loose.endIndex {
            loose.append(LooseCredits(currency: currency))
            place = loose.endIndex - 1
        }
        loose[place].count &+= 1
        loose[place].total += Int128(amount)
    }

    // MARK: Shipments and returns

    private mutating func takeStep(
        _ step: ParcelStep, isReturn: Bool, _ place: UInt32, _ row: inout OrderRow,
        _ event: EventHead, _ fact: OrderFact, _ batch: borrowing Batch
    ) {
        guard let field = fact.parcel, let key = batch.key(event, field) else { return }
        let entity = isReturn ? returnHash : shipmentHash
        let parcel =
            find(key, order: place, isReturn: isReturn)
            ?? add(
                Parcel(
                    key: key, digest: batch.digest(event, field, entity: entity) ?? 0, order: place,
                    next: row.parcels, isReturn: isReturn), &row)
        let quantity = fact.quantity.map { batch.sum(event, $0) } ?? 0
        parcels[parcel].steps.take(step, quantity: quantity)
    }

    private func find(_ key: UInt64, order: UInt32, isReturn: Bool) -> Int? {
        let hash = Parcel.hash(key, order: order, isReturn: isReturn)
        var slot = parcelTable.first(hash)
        while let place = parcelTable.next(hash, &slot) {
            let known = parcels[Int(place)]
            if known.key == key, known.order == order, known.isReturn == isReturn {
                return Int(place)
            }
        }
        return nil
    }

    /// Adds a parcel that is not there yet, to the parcels of its order.
    mutating func add(_ parcel: Parcel, _ row: inout OrderRow) -> Int {
        let place = parcels.append(parcel)
        row.parcels = UInt32(truncatingIfNeeded: place)
        parcelTable.insert(
            Parcel.hash(parcel.key, order: parcel.order, isReturn: parcel.isReturn),
            row.parcels)
        return place
    }
}
