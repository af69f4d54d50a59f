// What can be asked of the visitors. Queries change nothing and take handles; whoever asks by name
// looks the name up first.

public import DaybookCoding

/// An amount of one currency.
public struct VisitorMoney: Hashable, Sendable {
    /// The symbol of the currency.
    public let currency: UInt32
    /// Minor units.
    public let minor: Int128
}

/// Something that was told of a visitor last, or counted.
public struct VisitorMark: Hashable, Sendable {
    /// When it was told last.
    public let time: Timestamp
    /// What the last one told: a symbol, or the handle of a campaign.
    public let symbol: UInt32?
    /// How often it was told; 1 for what is not counted.
    public let count: Int64
}

/// A model's opinion of a visitor.
public struct VisitorScore: Hashable, Sendable {
    /// When it was told.
    public let time: Timestamp
    /// The symbol of the model.
    public let model: UInt32?
    /// How likely a purchase is, in thousandths.
    public let intent: Int64
}

/// How far an engagement has come.
public enum EngagementStep: UInt8, Sendable, CaseIterable {
    case offered = 1
    case shown, accepted, dismissed, expired

    /// Whether an answer may still come.
    public var isOpen: Bool { self == .offered || self == .shown }
}

/// The orders of one currency.
public struct VisitorOrders: Hashable, Sendable {
    /// How many.
    public let count: Int64
    /// What they come to, as they were placed.
    public let sum: VisitorMoney
}

/// What a visitor does now and did so far.
public struct VisitorState: Hashable, Sendable {
    /// The handle of the visitor.
    public let visitor: UInt32
    let row: VisitorRow
    /// What the open carts are worth, by currency.
    public internal(set) var cart: [VisitorMoney] = []
    /// How many open carts have something in them.
    public internal(set) var openCarts = 0
    /// The last signals of the visitor's value, one of each kind.
    public internal(set) var signals: [VisitorMoney] = []
    /// The last score.
    public internal(set) var score: VisitorScore?
    /// What the last score that told it expects the visitor to be worth.
    public internal(set) var expected: VisitorMoney?
    /// The step of the last engagement, and when.
    public internal(set) var engagement: EngagementStep?
    /// When the engagement came to that step.
    public internal(set) var engagedAt: Timestamp?
    /// The last offer; its symbol is the handle of a campaign.
    public internal(set) var offer: VisitorMark?
    /// The last consent; its symbol is the action.
    public internal(set) var consent: VisitorMark?
    /// The calls for help; the symbol is the step of the order process.
    public internal(set) var help: VisitorMark?
    /// The turns to leave; the symbol is the page.
    public internal(set) var leaving: VisitorMark?
    /// The errors; the symbol is the code.
    public internal(set) var errors: VisitorMark?
    /// The conversations that named the visitor when they were opened; the symbol is the channel.
    public internal(set) var conversations: VisitorMark?
    /// The orders that named the visitor, by currency.
    public internal(set) var orders: [VisitorOrders] = []

    init(visitor: UInt32, row: VisitorRow) {
        self.visitor = visitor
        self.row = row
    }

    /// The time of the first fact that names the visitor.
    public var firstSeen: Timestamp { Timestamp(microseconds: row.firstSeen) }
    /// When the visitor last did something; nil if others only told of it.
    public var lastActive: Timestamp? { Self.time(row.lastActive) }
    /// The sequence of the visitor's last deed; 0 if there is none.
    public var sequence: UInt64 { row.lastSequence }
    /// How many sessions began.
    public var sessions: Int { Int(row.sessions) }
    /// How many pages were shown.
    public var pages: Int { Int(row.pages) }
    /// How many products were looked at.
    public var products: Int { Int(row.products) }
    /// How often something was searched.
    public var searches: Int { Int(row.searches) }
    /// How many carts were begun.
    public var carts: Int { Int(row.carts) }
    /// How many checkouts were begun.
    public var checkouts: Int { Int(row.checkouts) }
    /// The symbol of the country told last.
    public var country: UInt32? { Self.handle(row.country) }
    /// The handle of the campaign that led to the last session.
    public var campaign: UInt32? { Self.handle(row.campaign) }
    /// The symbol of how the visitor was led to the last session.
    public var medium: UInt32? { Self.handle(row.medium) }
    /// The symbol of the last page.
    public var page: UInt32? { Self.handle(row.page) }
    /// Since when the last page was shown.
    public var pageSince: Timestamp? { Self.time(row.pageAt) }
    /// Since when the current session goes on; nil if it has ended.
    public var sessionSince: Timestamp? {
        row.endedAt >= row.sessionAt ? nil : Self.time(row.sessionAt)
    }

    /// Whether the visitor is in the shop at an instant: it did something no longer than `idle`
    /// ago, and no session has ended since.
    public func isPresent(at now: Timestamp, idle: Microseconds = Self.idleDefault) -> Bool {
        guard row.lastActive != .min, row.endedAt < row.lastActive else { return false }
        let (end, overflow) = row.lastActive.addingReportingOverflow(max(0, idle.count))
        return overflow || now.microseconds <= end
    }

    /// Half an hour: the bound that web analytics has agreed upon.
    public static let idleDefault = Microseconds.seconds(1_800)

    /// What looking after the visitor may be worth, by currency.
    ///
    /// The greatest of what the open carts are worth, the last signal of each kind, and what the
    /// last score expects.
    public var values: [VisitorMoney] {
        var greatest: [UInt32: Int128] = [:]
        for money in cart + signals + (expected.map { [$0] } ?? []) {
            greatest[money.currency] = max(greatest[money.currency] ?? .min, money.minor)
        }
        return greatest.map { VisitorMoney(currency: $0.key, minor: $0.value) }
            .sorted { $0.currency < $1.currency }
    }

    private static func time(_ time: Int64) -> Timestamp? {
        time == .min ? nil : Timestamp(microseconds: time)
    }

    private static func handle(_ handle: UInt32) -> UInt32? {
        handle == VisitorRow.none ? nil : handle
    }
}

extension Visitors {
    /// One visitor; nil if no fact that is read names it.
    ///
    /// - Complexity: O(open carts + sessions that facts name alone).
    public func state(of visitor: UInt32) -> VisitorState? {
        let tallies = sessions.tallies.filter { sessions.visitor($0.session) == visitor }
        let owned = carts.carts.filter { owner(of: $0) == visitor }
        guard var state = bare(visitor, tallies, owned) else { return nil }
        for cart in owned { add(cart, to: &state) }
        return state
    }

    /// Every visitor that a test of the cheap things lets through, by handle.
    ///
    /// - Parameter isWanted: is asked before notes and carts are looked at.
    /// - Complexity: O(visitors + open carts + sessions that facts name alone).
    public func states(where isWanted: (VisitorState) -> Bool = { _ in true }) -> [VisitorState] {
        let (tallies, owned) = (sessions.owned, ownedCarts)
        var handles: [UInt32] = []
        rows.forEach { visitor, row in
            var row = row
            if !tallies.isEmpty { for tally in tallies[visitor] ?? [] { row.take(tally) } }
            if !owned.isEmpty { for cart in owned[visitor] ?? [] { row.take(cart) } }
            if isWanted(VisitorState(visitor: visitor, row: row)) { handles.append(visitor) }
        }
        return handles.compactMap { visitor in
            let owned = owned[visitor] ?? []
            guard var state = bare(visitor, tallies[visitor] ?? [], owned) else { return nil }
            for cart in owned { add(cart, to: &state) }
            return state
        }
    }

    /// The carts of visitors that have something in them or to tell, by the visitor's handle.
    ///
    /// - Complexity: O(carts).
    var ownedCarts: [UInt32: [OpenCart]] {
        var owned: [UInt32: [OpenCart]] = [:]
        for cart in carts.carts where cart.rowCount > 0 || cart.deedAt != .min {
            if let owner = owner(of: cart) { owned[owner, default: []].append(cart) }
        }
        return owned
    }

    /// The time that the last fact of a cart that counts has at least.
    public var cartsSince: Timestamp {
        let (start, overflow) = clock.now.subtractingReportingOverflow(cartWindow)
        return Timestamp(microseconds: overflow ? .min : start)
    }

    /// The symbol of the country that was told last of a visitor; nil if none was.
    ///
    /// - Complexity: O(1).
    public func country(of visitor: UInt32) -> UInt32? {
        VisitorState(visitor: visitor, row: rows[visitor]).country
    }

    /// How many visitors there are.
    public var count: Int {
        var count = 0
        rows.forEach { _, _ in count += 1 }
        return count
    }

    /// The latest facts that contradict others or themselves, at most 4,096, by time.
    ///
    /// - Complexity: O(n log n) in those of the last time.
    public var latestAnomalies: [VisitorAnomaly] {
        VisitorAnomalies.latest(anomalies.rows + sessions.claims.map { VisitorAnomaly($0) })
    }

    /// How many facts contradict others or themselves.
    public var anomalyCount: UInt64 { anomalies.total &+ UInt64(sessions.claims.count) }

    /// How many facts belong to nobody: they name only a session that nobody has begun.
    ///
    /// - Complexity: O(sessions that facts name alone).
    public var unclaimedCount: UInt64 {
        sessions.tallies.reduce(sessions.dropped) { sum, tally in
            sessions.start(of: tally.session) == nil ? sum &+ UInt64(tally.facts) : sum
        }
    }

    /// How many changes of carts do not count, because the cart has 1,024 later ones.
    ///
    /// - Complexity: O(carts).
    public var droppedCartChanges: UInt64 { carts.uncounted }

    private func add(_ cart: OpenCart, to state: inout VisitorState) {
        if clock.isBeyond(cartWindow, from: cart.lastAt) { return }
        let lines = carts.lines(of: cart)
        if !lines.isEmpty { state.openCarts += 1 }
        for line in lines where line.price != nil {
            state.cart = Self.adding(
                VisitorMoney(currency: line.currency, minor: line.value), to: state.cart)
        }
    }

    private static func adding(_ money: VisitorMoney, to sums: [VisitorMoney]) -> [VisitorMoney] {
        let known = sums.first { $0.currency == money.currency }?.minor ?? 0
        let rest = sums.filter { $0.currency != money.currency }
        let (sum, overflow) = known.addingReportingOverflow(money.minor)
        let clamped = overflow ? (money.minor < 0 ? .min : .max) : sum
        return (rest + [VisitorMoney(currency: money.currency, minor: clamped)])
            .sorted { $0.currency < $1.currency }
    }

    private func bare(
        _ visitor: UInt32, _ tallies: [SessionTally], _ carts: [OpenCart]
    ) -> VisitorState? {
        guard rows[visitor] != rows.empty else { return nil }
        let (row, notes) = whole(visitor, tallies, carts)
        var state = VisitorState(visitor: visitor, row: row)
        for note in notes { state.take(note) }
        return state
    }

    /// What is kept of a visitor, with what was done in its sessions and to its carts.
    func whole(
        _ visitor: UInt32, _ tallies: [SessionTally], _ carts: [OpenCart]
    ) -> (row: VisitorRow, notes: [VisitorNote]) {
        var row = rows[visitor]
        for cart in carts { row.take(cart) }
        var notes = notes(from: row.notes)
        for tally in tallies {
            row.take(tally)
            guard let orders = tally.note else { continue }
            if let place = notes.firstIndex(where: { $0.isOrders(of: orders.symbol) }) {
                notes[place].add(orders)
            } else {
                notes.append(orders)
            }
        }
        return (row, notes)
    }

    func notes(from head: UInt32) -> [VisitorNote] {
        var found: [VisitorNote] = []
        var place = head
        while place != VisitorRow.none {
            found.append(notes[Int(place)])
            place = notes[Int(place)].next
        }
        return found
    }
}

extension VisitorState {
    mutating func take(_ note: VisitorNote) {
        guard let kind = NoteKind(rawValue: note.kind) else { return }
        let time = Timestamp(microseconds: note.time)
        let symbol = note.symbol == VisitorRow.none ? nil : note.symbol
        let money = VisitorMoney(currency: note.symbol, minor: Int128(note.value))
        let mark = VisitorMark(
            time: time, symbol: symbol, count: kind.isCounted ? note.value : 1)
        switch kind {
        case .cartSignal, .tierSignal, .lifetimeSignal, .customSignal: signals.append(money)
        case .intent: score = VisitorScore(time: time, model: symbol, intent: note.value)
        case .expected: expected = money
        case .engagement:
            engagement = EngagementStep(rawValue: note.code)
            engagedAt = time
        case .offer: offer = mark
        case .consent: consent = mark
        case .help: help = mark
        case .leaving: leaving = mark
        case .error: errors = mark
        case .conversation: conversations = mark
        case .orders:
            orders.append(
                VisitorOrders(
                    count: Int64(note.ordinal),
                    sum: VisitorMoney(currency: note.symbol, minor: note.sum)))
        }
    }
}
