// The carts that are not ordered yet. Carts are passing: one is known by its hash while something
// is in it, and goes some time after its last fact. Its lines are derived from its changes in
// canonical order, so that a late change counts in its place.

internal import DaybookBytes

/// A change of a cart's line.
struct CartRow: BitwiseCopyable, Sendable {
    var time: Int64
    /// The action in 4 bits, 12 of the hash of product and currency, the sequence in 48.
    var meta: UInt64
    /// Thousandths.
    var quantity: Int64
    /// The price of one piece in minor units; counts only with a currency.
    var price: Int64
    /// The handle of the product.
    var product: UInt32
    /// The symbol of the currency, or `VisitorRow.none`.
    var currency: UInt32
    var ordinal: UInt32
    /// The cart's row that came before it, or the next free one.
    var next = VisitorRow.none

    var action: CartAction { CartAction(rawValue: UInt8(meta >> 60)) ?? .none }
    var content: UInt64 { meta >> 48 & 0xFFF }
    var sequence: UInt64 { meta & 0xFFFF_FFFF_FFFF }

    static func meta(_ action: CartAction, _ content: UInt64, _ sequence: UInt64) -> UInt64 {
        UInt64(action.rawValue) << 60 | (content & 0xFFF) << 48 | sequence & 0xFFFF_FFFF_FFFF
    }

    /// Whether this change comes before another of the same cart.
    func precedes(_ other: CartRow) -> Bool {
        if time != other.time { return time < other.time }
        if ordinal != other.ordinal { return ordinal < other.ordinal }
        if action != other.action { return action.rawValue < other.action.rawValue }
        if quantity != other.quantity { return quantity < other.quantity }
        if price != other.price { return price < other.price }
        return content < other.content
    }
}

/// A cart.
struct OpenCart: BitwiseCopyable, Sendable {
    /// The keyed hash of its name, and the one that digests use.
    let key: UInt64
    let digest: UInt64
    /// The session that was told last, by its keyed hash; 0 for none.
    var session: UInt64 = 0
    /// The hash of that session that is the same in every log.
    var sessionDigest: UInt64 = 0
    var sessionAt = Int64.min
    /// Its last fact.
    var lastAt = Int64.min
    /// The last order made of it: what happened up to then is no part of it any more.
    var orderedAt = Int64.min
    /// The last begin of its checkout.
    var checkoutAt = Int64.min
    /// When its visitor was told last.
    var visitorAt = Int64.min
    var visitor = VisitorRow.none
    /// The visitor of that session, once the session itself is forgotten.
    var sessionVisitor = VisitorRow.none
    /// The last deed that named the cart alone, and its sequence: its owner's, whoever that is.
    var deedAt = Int64.min
    var deedSequence: UInt64 = 0
    var head = VisitorRow.none
    var rowCount: UInt32 = 0

    init(key: UInt64, digest: UInt64) {
        self.key = key
        self.digest = digest
    }

    /// Takes note of a deed that names the cart alone.
    mutating func notice(_ deed: VisitorDeed) {
        guard deed.time >= deedAt else { return }
        deedAt = deed.time
        deedSequence = deed.sequence
    }
}

/// Carts by the keyed hash of their names.
struct OpenCarts: Sendable {
    /// More changes of one cart than anybody makes who means to buy; of those before the last ones
    /// only the number is told.
    static let rowsMax: UInt32 = 1_024
    /// So many are held before they are put in order and the first ones dropped.
    static let rowsHeldMax = 2 * rowsMax
    private static let purgeMin = 1_024

    private(set) var carts: [OpenCart] = []
    private(set) var rows = Chunked<CartRow>()
    /// At so many carts the old ones are looked through: a number that depends on the facts alone.
    private(set) var purgeAt = Self.purgeMin
    /// Changes of which nothing is held.
    private(set) var dropped: UInt64 = 0
    private var free = VisitorRow.none
    private var table = FlatTable()

    init() {}

    /// What a snapshot held.
    init(purgeAt: Int, dropped: UInt64) {
        self.purgeAt = purgeAt
        self.dropped = dropped
    }

    subscript(place: Int) -> OpenCart {
        _read { yield carts[place] }
        _modify { yield &carts[place] }
    }

    func find(_ key: UInt64) -> Int? { table.value(key).map { Int($0) } }

    /// The place of a cart, which is made room for if it is new.
    mutating func place(_ key: UInt64, _ digest: @autoclosure () -> UInt64) -> Int {
        find(key) ?? add(OpenCart(key: key, digest: digest()))
    }

    @discardableResult
    mutating func add(_ cart: OpenCart) -> Int {
        table.insert(cart.key, UInt32(carts.count))
        carts.append(cart)
        return carts.count - 1
    }

    /// Adds a change, unless an order has taken what it changed.
    mutating func change(_ place: Int, _ row: CartRow) {
        guard row.time > carts[place].orderedAt else { return }
        keep(place, row)
        if carts[place].rowCount < Self.rowsHeldMax { return }
        let kept = latestChanges(of: carts[place])
        dropped &+= UInt64(carts[place].rowCount) &- UInt64(kept.count)
        release(place)
        for row in kept { keep(place, row) }
    }

    private mutating func keep(_ place: Int, _ row: CartRow) {
        var row = row
        row.next = carts[place].head
        carts[place].rowCount += 1
        if free == VisitorRow.none {
            carts[place].head = UInt32(truncatingIfNeeded: rows.append(row))
            return
        }
        let slot = free
        free = rows[Int(slot)].next
        rows[Int(slot)] = row
        carts[place].head = slot
    }

    /// An order takes everything that was in a cart by then.
    mutating func order(_ place: Int, at time: Int64) {
        guard time > carts[place].orderedAt else { return }
        carts[place].orderedAt = time
        let kept = changes(of: carts[place]).filter { $0.time > time }
        release(place)
        for row in kept { keep(place, row) }
    }

    private mutating func release(_ place: Int) {
        var slot = carts[place].head
        while slot != VisitorRow.none {
            let next = rows[Int(slot)].next
            rows[Int(slot)].next = free
            free = slot
            slot = next
        }
        carts[place].head = VisitorRow.none
        carts[place].rowCount = 0
    }

    /// Forgets carts whose last fact lies beyond a window, if there are many.
    ///
    /// - Returns: those forgotten.
    mutating func purge(_ clock: FactClock, _ window: Int64) -> [OpenCart] {
        guard carts.count >= purgeAt else { return [] }
        for place in carts.indices where clock.isBeyond(window, from: carts[place].lastAt) {
            release(place)
        }
        let forgotten = carts.filter { clock.isBeyond(window, from: $0.lastAt) }
        carts.removeAll { clock.isBeyond(window, from: $0.lastAt) }
        purgeAt = max(Self.purgeMin, carts.count * 2)
        table = FlatTable(capacity: carts.count)
        for place in carts.indices { table.insert(carts[place].key, UInt32(place)) }
        return forgotten
    }

    /// Changes that do not count, because their cart has too many.
    ///
    /// - Complexity: O(carts).
    var uncounted: UInt64 {
        carts.reduce(dropped) { $0 &+ UInt64(max($1.rowCount, Self.rowsMax) - Self.rowsMax) }
    }

    /// The changes that count, in canonical order.
    func latestChanges(of cart: OpenCart) -> ArraySlice<CartRow> {
        changes(of: cart).sorted { $0.precedes($1) }.suffix(Int(Self.rowsMax))
    }

    /// A cart's changes, in the order in which they came.
    func changes(of cart: OpenCart) -> [CartRow] {
        var found: [CartRow] = []
        var slot = cart.head
        while slot != VisitorRow.none {
            found.append(rows[Int(slot)])
            slot = rows[Int(slot)].next
        }
        return found.reversed()
    }

    /// A cart's lines with something in them, by product handle.
    func lines(of cart: OpenCart) -> [CartLine] {
        var lines: [UInt32: CartLine] = [:]
        for row in latestChanges(of: cart) {
            var line = lines[row.product] ?? CartLine(product: row.product)
            line.take(row)
            lines[row.product] = line
        }
        return lines.values.filter { $0.quantity > 0 }.sorted { $0.product < $1.product }
    }
}

/// One product in a cart.
public struct CartLine: Hashable, Sendable {
    /// The handle of the product.
    public let product: UInt32
    /// How much of it, in thousandths.
    public private(set) var quantity: Int64 = 0
    /// What one piece costs, in minor units; nil if nothing told it.
    public private(set) var price: Int64?
    /// The symbol of the currency; means something with a price only.
    public private(set) var currency = VisitorRow.none
    /// The sequence of the last change.
    public private(set) var sequence: UInt64 = 0

    init(product: UInt32) { self.product = product }

    /// What the line is worth, in minor units, cut to whole ones.
    public var value: Int128 { Int128(quantity) * Int128(price ?? 0) / 1_000 }

    mutating func take(_ row: CartRow) {
        switch row.action {
        case .added: quantity = Self.sum(quantity, row.quantity)
        // More taken out than was in leaves nothing.
        case .removed: quantity = max(0, Self.sum(quantity, 0 &- row.quantity))
        case .set: quantity = max(0, row.quantity)
        default: return
        }
        sequence = row.sequence
        guard row.currency != VisitorRow.none else { return }
        price = row.price
        currency = row.currency
    }

    private static func sum(_ left: Int64, _ right: Int64) -> Int64 {
        let (sum, overflow) = left.addingReportingOverflow(right)
        return overflow ? (right < 0 ? .min : .max) : sum
    }
}
