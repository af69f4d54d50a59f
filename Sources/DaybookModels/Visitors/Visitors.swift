// Visitors: who is in the shop and what may be gained by looking after them. Holds what lists sort
// and filter by; everything longer is folded from the log for one visitor at a time.

internal import DaybookBytes
public import DaybookCoding
internal import DaybookCommerce

/// What each visitor does now and did so far.
///
/// Sums, firsts, lasts, and the last word by time, the producer's counter and content: facts may
/// come in any order. A fact that names only a session belongs to the visitor that the first
/// `session.started` told; that somebody did what names only a cart, to the cart's visitor.
/// - Complexity: O(1) a fact; 96 bytes a visitor, 32 for each thing that not all have, 24 for a
///   session, 64 for what was told of it alone and 112 for a cart of the last 365 days.
public struct Visitors: ReadModel {
    public static let name = "visitors"
    public static let version: UInt32 = 5

    /// How long after its last fact a cart counts if nothing else is said: much longer than a fact
    /// may be late, for people come back to their carts.
    public static let cartWindowDefault = Microseconds.seconds(365 * 86_400)

    let window: Int64
    let cartWindow: Int64
    var clock = FactClock()
    var rows = Sparse<VisitorRow>(empty: VisitorRow())
    var notes = Chunked<VisitorNote>()
    var sessions = SessionLinks()
    var carts = OpenCarts()
    var anomalies = VisitorAnomalies()

    // Derived from names and catalogs.
    private var plan = FactPlan<VisitorFact>()
    private var campaigns: DigestKind?
    private var visitors: DigestKind?
    private var products = KindHashes()
    private var sources = Sources()
    private var symbols = KindHashes()
    private var signals = WordCodes(
        [
            (SignalKind.cart.text, NoteKind.cartSignal.rawValue),
            (SignalKind.tier.text, NoteKind.tierSignal.rawValue),
            (SignalKind.lifetime.text, NoteKind.lifetimeSignal.rawValue),
        ], other: NoteKind.customSignal.rawValue)
    private var initiators = WordCodes([(Initiator.customer.text, 1)], other: 2)
    private let cartHash = NameHash.entity(Cart.definition.name)
    private let sessionHash = NameHash.entity(Session.definition.name)

    public init() { self.init(window: LateFacts.windowDefault) }

    /// Visitors without facts.
    ///
    /// - Parameters:
    ///   - window: how long after its begin a session is known by its name alone.
    ///   - cartWindow: how long after its last fact a cart counts.
    public init(window: Microseconds, cartWindow: Microseconds = Self.cartWindowDefault) {
        self.window = max(0, window.count)
        self.cartWindow = max(0, cartWindow.count)
    }

    public mutating func apply(_ batch: borrowing Batch) {
        if !plan.covers(batch.catalog) {
            plan.cover(batch.catalog, FactPlan.declare)
            campaigns = DigestKind(Campaign.definition, in: batch.catalog)
            visitors = DigestKind(Visitor.definition, in: batch.catalog)
            products = KindHashes(DigestKind(Product.definition, in: batch.catalog))
        }
        let plan = plan
        let recorded = batch.recorded
        for index in 0..<batch.count {
            let event = batch[index]
            clock.see(event.time, recorded: recorded)
            if let fact = plan.fact(event) { take(event, fact, batch) }
        }
    }

    private mutating func take(
        _ event: EventHead, _ fact: VisitorFact, _ batch: borrowing Batch
    ) {
        var deed = VisitorDeed(
            kind: fact.kind, time: event.time, sequence: batch.sequence(event),
            ordinal: UInt32(clamping: event.ordinal),
            symbol: batch.handle(event, fact.symbol) ?? VisitorRow.none,
            other: VisitorRow.none, value: batch.value(event, fact.value) ?? 0)
        if let field = fact.value, fact.isMoney, batch.has(event, field) {
            deed.other = batch.currency(event, field)
        } else if fact.kind != .scored {
            deed.other = batch.handle(event, fact.other) ?? VisitorRow.none
        }
        let visitor = batch.handle(event, fact.visitor)
        if fact.cart != nil { takeCart(event, fact, deed, visitor, batch) }
        if let visitor {
            if fact.kind == .sessionStarted { takeStart(event, fact, visitor, batch) }
            fold(deed, visitor, batch.names)
            if fact.kind == .conversed, deed.other != VisitorRow.none,
                initiators.code(deed.other, batch.names) == 1
            {
                // Who turns to the shop is there.
                deed.kind = .acted
                fold(deed, visitor, batch.names)
            }
        } else if let field = fact.session, let session = batch.key(event, field) {
            sessions.tally(deed, of: session)
            purgeSessions()
        }
        guard fact.kind == .scored, let visitor, let field = fact.other,
            let value = batch.value(event, field)
        else { return }
        deed.kind = .expected
        deed.value = value
        deed.other = batch.currency(event, field)
        fold(deed, visitor, batch.names)
    }

    // MARK: Sessions

    private mutating func takeStart(
        _ event: EventHead, _ fact: VisitorFact, _ visitor: UInt32, _ batch: borrowing Batch
    ) {
        guard let field = fact.session, let session = batch.key(event, field), let visitors
        else { return }
        let start = SessionStart(
            time: event.time, sequence: batch.sequence(event), visitor: visitor)
        let origin = Origin(
            source: sources.key(event.source, batch.names), handle: 0, ordinal: event.ordinal)
        sessions.learn(session, start, origin, visitors, batch.names)
        purgeSessions()
    }

    /// Forgets old sessions, if there are many; what they did stays with their visitors.
    private mutating func purgeSessions() {
        guard sessions.isFull else { return }
        for place in carts.carts.indices {
            guard let visitor = sessions.pastVisitor(carts[place].session, clock, window)
            else { continue }
            carts[place].sessionVisitor = visitor
        }
        let (settled, vain) = sessions.purge(clock, window)
        for (visitor, tally) in settled {
            var row = rows[visitor]
            row.take(tally)
            if let note = tally.note { put(orders: note, &row) }
            rows[visitor] = row
        }
        for claim in vain { anomalies.append(VisitorAnomaly(claim)) }
    }

    // MARK: Carts

    private mutating func takeCart(
        _ event: EventHead, _ fact: VisitorFact, _ deed: VisitorDeed, _ visitor: UInt32?,
        _ batch: borrowing Batch
    ) {
        guard let field = fact.cart, let key = batch.key(event, field) else { return }
        let place = carts.place(key, batch.digest(event, field, entity: cartHash) ?? 0)
        takeOwner(event, fact, visitor, place, batch)
        carts[place].lastAt = max(carts[place].lastAt, event.time)
        let isInSession = fact.session.map { batch.has(event, $0) } ?? false
        if visitor == nil && !isInSession { carts[place].notice(deed) }
        if fact.kind == .checkoutStarted {
            carts[place].checkoutAt = max(carts[place].checkoutAt, event.time)
        }
        if fact.cartAction == .ordered {
            carts.order(place, at: event.time)
        } else if let product = batch.handle(event, fact.product) {
            let content = products.hash(product, batch.names) ^ hash(deed.other, batch.names)
            carts.change(
                place,
                CartRow(
                    time: event.time,
                    meta: CartRow.meta(fact.cartAction, content, deed.sequence),
                    quantity: batch.value(event, fact.quantity) ?? 0, price: deed.value,
                    product: product, currency: deed.other, ordinal: deed.ordinal))
        }
        for cart in carts.purge(clock, cartWindow) {
            guard let owner = owner(of: cart) else { continue }
            var row = rows[owner]
            row.take(cart)
            rows[owner] = row
        }
    }

    private mutating func takeOwner(
        _ event: EventHead, _ fact: VisitorFact, _ visitor: UInt32?, _ place: Int,
        _ batch: borrowing Batch
    ) {
        let cart = carts[place]
        if let visitor, event.time >= cart.visitorAt {
            if event.time > cart.visitorAt || cart.visitor == VisitorRow.none
                || name(visitor, batch.names) > name(cart.visitor, batch.names)
            {
                carts[place].visitor = visitor
                carts[place].visitorAt = event.time
            }
        }
        if let field = fact.session, let session = batch.key(event, field),
            event.time >= cart.sessionAt
        {
            carts[place].sessionAt = event.time
            if session == cart.session { return }
            let digest = batch.digest(event, field, entity: sessionHash) ?? 0
            if event.time == cart.sessionAt, digest <= cart.sessionDigest { return }
            carts[place].sessionVisitor = VisitorRow.none
            carts[place].session = session
            carts[place].sessionDigest = digest
        }
    }

    private func name(_ visitor: UInt32, _ names: borrowing Names) -> UInt64 {
        visitors?.digest(visitor, names) ?? 0
    }

    /// The visitor whose cart it is.
    func owner(of cart: OpenCart) -> UInt32? {
        if cart.visitor != VisitorRow.none { return cart.visitor }
        if cart.sessionVisitor != VisitorRow.none { return cart.sessionVisitor }
        return sessions.visitor(cart.session)
    }

    // MARK: Deeds

    private mutating func fold(_ deed: VisitorDeed, _ visitor: UInt32, _ names: borrowing Names) {
        var row = rows[visitor]
        row.notice(deed)
        row.count(deed.kind)
        switch deed.kind {
        case .pageViewed:
            if wins(deed, over: row.page, row.pageAt, row.pageOrdinal, names) {
                row.page = deed.symbol
                row.pageAt = deed.time
                row.pageOrdinal = deed.ordinal
            }
        case .seen:
            if deed.symbol != VisitorRow.none,
                wins(deed, over: row.country, row.countryAt, deed.ordinal, names)
            {
                row.country = deed.symbol
                row.countryAt = deed.time
            }
        case .sessionStarted: start(deed, &row, names)
        case .sessionEnded: row.endedAt = max(row.endedAt, deed.time)
        case .pageLeft:
            if deed.value < 0 { noteNegativeDwell(deed, visitor, names) }
        default: write(deed, &row, names)
        }
        rows[visitor] = row
    }

    private mutating func noteNegativeDwell(
        _ deed: VisitorDeed, _ visitor: UInt32, _ names: borrowing Names
    ) {
        anomalies.append(
            VisitorAnomaly(
                kind: .negativeDwell, visitor: visitor, time: Timestamp(microseconds: deed.time),
                sequence: deed.sequence, name: name(visitor, names)))
    }

    private mutating func start(
        _ deed: VisitorDeed, _ row: inout VisitorRow, _ names: borrowing Names
    ) {
        guard deed.time >= row.sessionAt else { return }
        // Of two that begin at once, the one whose source is the greater symbol counts.
        if deed.time == row.sessionAt {
            let (left, right) = (hash(deed.other, names), hash(row.medium, names))
            if left < right { return }
            if left == right, campaign(deed.symbol, names) <= campaign(row.campaign, names) {
                return
            }
        }
        row.sessionAt = deed.time
        row.campaign = deed.symbol
        row.medium = deed.other
    }

    private mutating func hash(_ symbol: UInt32, _ names: borrowing Names) -> UInt64 {
        symbol == VisitorRow.none ? 0 : symbols.hash(symbol, names)
    }

    private func campaign(_ handle: UInt32, _ names: borrowing Names) -> UInt64 {
        handle == VisitorRow.none ? 0 : campaigns?.digest(handle, names) ?? 0
    }

    /// Whether a deed is the last word on something.
    private mutating func wins(
        _ deed: VisitorDeed, over symbol: UInt32, _ time: Int64, _ ordinal: UInt32,
        _ names: borrowing Names
    ) -> Bool {
        if deed.time != time { return deed.time > time }
        if deed.ordinal != ordinal { return deed.ordinal > ordinal }
        if symbol == VisitorRow.none { return true }
        return symbols.hash(deed.symbol, names) > symbols.hash(symbol, names)
    }

    // MARK: Notes

    private mutating func write(
        _ deed: VisitorDeed, _ row: inout VisitorRow, _ names: borrowing Names
    ) {
        var new = VisitorNote(
            time: deed.time, value: deed.value, symbol: deed.symbol, ordinal: deed.ordinal,
            next: row.notes, kind: 0, code: 0)
        switch deed.kind {
        case .signalled:
            new.kind = signals.code(deed.symbol, names)
            new.symbol = deed.other
        case .scored: new.kind = NoteKind.intent.rawValue
        case .expected:
            new.kind = NoteKind.expected.rawValue
            new.symbol = deed.other
        case .offered, .shown, .accepted, .dismissed, .expired:
            new.kind = NoteKind.engagement.rawValue
            new.code = deed.kind.rawValue - DeedKind.offered.rawValue + 1
            new.symbol = VisitorRow.none
        case .consented: new.kind = NoteKind.consent.rawValue
        case .left: new.kind = NoteKind.leaving.rawValue
        case .failed: new.kind = NoteKind.error.rawValue
        case .askedForHelp: new.kind = NoteKind.help.rawValue
        case .conversed: new.kind = NoteKind.conversation.rawValue
        case .ordered:
            new.kind = NoteKind.orders.rawValue
            new.symbol = deed.other
            new.sum = Int128(deed.value)
            new.ordinal = 1
            return put(orders: new, &row)
        default: return
        }
        put(new, &row, names)
        guard deed.kind == .offered else { return }
        new.kind = NoteKind.offer.rawValue
        new.symbol = deed.symbol
        put(new, &row, names)
    }

    /// Adds what is one of a kind, or the last word of its kind.
    private mutating func put(
        _ new: VisitorNote, _ row: inout VisitorRow, _ names: borrowing Names
    ) {
        var new = new
        let isCounted = NoteKind(rawValue: new.kind)?.isCounted ?? false
        if let place = notePlace(row, where: { $0.kind == new.kind }) {
            var known = notes[place]
            let count = known.value &+ 1
            if isLater(new, than: known, names) {
                new.next = known.next
                known = new
            }
            if isCounted { known.value = count }
            notes[place] = known
        } else {
            if isCounted { new.value = 1 }
            prepend(new, &row)
        }
    }

    /// Adds orders to those of their currency.
    private mutating func put(orders: VisitorNote, _ row: inout VisitorRow) {
        if let place = notePlace(row, where: { $0.isOrders(of: orders.symbol) }) {
            notes[place].add(orders)
        } else {
            prepend(orders, &row)
        }
    }

    private func notePlace(_ row: VisitorRow, where isWanted: (VisitorNote) -> Bool) -> Int? {
        var place = row.notes
        while place != VisitorRow.none {
            if isWanted(notes[Int(place)]) { return Int(place) }
            place = notes[Int(place)].next
        }
        return nil
    }

    private mutating func prepend(_ note: VisitorNote, _ row: inout VisitorRow) {
        var note = note
        note.next = row.notes
        row.notes = UInt32(truncatingIfNeeded: notes.append(note))
    }

    private mutating func isLater(
        _ new: VisitorNote, than known: VisitorNote, _ names: borrowing Names
    ) -> Bool {
        if new.time != known.time { return new.time > known.time }
        if new.ordinal != known.ordinal { return new.ordinal > known.ordinal }
        if new.code != known.code { return new.code > known.code }
        let isCounted = NoteKind(rawValue: new.kind)?.isCounted ?? false
        if !isCounted, new.value != known.value { return new.value > known.value }
        if NoteKind(rawValue: new.kind) == .offer {
            return campaign(new.symbol, names) > campaign(known.symbol, names)
        }
        return hash(new.symbol, names) > hash(known.symbol, names)
    }
}
