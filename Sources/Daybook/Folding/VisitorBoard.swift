// The visitors' answers with names in place of handles: whom to look after now.

public import DaybookCoding
public import DaybookCommerce
public import DaybookModels

/// A sum of one currency; sums never cross currencies.
public struct CurrencySum: Hashable, Sendable {
    /// Minor units.
    public let minor: Int128
    /// The ISO 4217 code.
    public let currency: String
}

/// What a list of visitors is ordered by.
///
/// The greatest comes first; of equals, who was active last, then the lesser name.
public enum VisitorSort: String, Sendable, CaseIterable {
    /// What looking after the visitor may be worth.
    case value
    /// What the open carts are worth.
    case cart
    /// The last score.
    case intent
    /// The last deed.
    case last
    /// How many pages were shown.
    case pages
}

/// Which visitors are wanted, and in which order; what is not given does not limit.
public struct VisitorQuery: Sendable {
    /// The instant of the question; nil: the time of the latest fact.
    public var now: Timestamp?
    /// How long ago the last deed of somebody who is present may be.
    public var idle = VisitorState.idleDefault
    /// Only those who are in the shop.
    public var isPresent = false
    /// Only those whose last deed is at or after this instant.
    public var since: Timestamp?
    /// Only those whose last deed is before this instant.
    public var until: Timestamp?
    /// Only those of this country.
    public var country: String?
    /// Only those whom this campaign led here last.
    public var campaign: String?
    /// Only those who were led here last in this way.
    public var medium: String?
    /// Values of this currency alone.
    public var currency: String?
    /// What comes first.
    public var sort = VisitorSort.last
    /// Whether the least comes first.
    public var isReversed = false
    /// How many at most.
    public var limit = Int.max

    /// All visitors, who was active last in front.
    public init() {}
}

/// One visitor as lists show it.
public struct ShopVisitor: Sendable {
    /// The visitor.
    public let visitor: String
    /// The person that the visitor is, as far as anybody knows.
    public let person: String?
    /// What it does and did: times, counts, sequences.
    public let state: VisitorState
    /// Whether it is in the shop.
    public let isPresent: Bool
    /// The page it is on; nil if it is not in the shop.
    public let page: String?
    /// The country.
    public let country: String?
    /// The campaign of the last session.
    public let campaign: String?
    /// How it was led to the last session.
    public let medium: String?
    /// What the open carts are worth.
    public let cart: [CurrencySum]
    /// What looking after it may be worth: the greatest, by currency, of what the open carts are
    /// worth, the last signal of each kind, and what the last score expects.
    public let values: [CurrencySum]
    /// Orders as they were placed.
    public let orders: [CurrencySum]
    /// The last consent: its action.
    public let consent: String?
    /// The campaign of the last offer.
    public let offer: String?
}

/// Visitors in order.
public struct VisitorBoard: Sendable {
    /// The sequence at which this is true.
    public let sequence: UInt64
    /// The instant of the question.
    public let now: Timestamp
    /// How many there are, shown or not.
    public let total: Int
    /// Those within the limit.
    public let visitors: [ShopVisitor]
}

extension Replay where Model == Models {
    /// Visitors by a query; money of several currencies is never compared: those with a value in
    /// the currency that most have come first.
    ///
    /// - Complexity: O(n log n) in the visitors that pass.
    public func visitors(_ query: VisitorQuery = VisitorQuery()) -> VisitorBoard {
        let now = query.now ?? model.census.span?.upperBound ?? Timestamp(microseconds: 0)
        let symbols = Wanted(
            country: symbol(query.country), campaign: campaign(query.campaign),
            medium: symbol(query.medium), currency: symbol(query.currency))
        let states = model.visitors.states { query.lets($0, now, symbols) }
        let ranking = Ranking(query.sort, states, symbols.currency) { currency in
            names.text(Names.symbols, currency)
        }
        var order = states.indices.map { ($0, ranking.key(of: states[$0])) }
        order.sort { one, two in
            if one.1 != two.1 { return one.1 < two.1 }
            let (left, right) = (states[one.0], states[two.0])
            if left.lastActive != right.lastActive {
                return left.lastActive ?? .past > right.lastActive ?? .past
            }
            return text(Visitor.definition, left.visitor) < text(Visitor.definition, right.visitor)
        }
        if query.isReversed { order.reverse() }
        return VisitorBoard(
            sequence: sequence, now: now, total: states.count,
            visitors: order.prefix(max(0, query.limit)).map {
                shown(states[$0.0], now, query.idle)
            })
    }

    /// One visitor; nil if no fact tells of it.
    public func visitor(
        _ visitor: VisitorID, now: Timestamp? = nil, idle: Microseconds = VisitorState.idleDefault
    ) -> ShopVisitor? {
        let now = now ?? model.census.span?.upperBound ?? Timestamp(microseconds: 0)
        guard let handle = handle(Visitor.definition, visitor.text),
            let state = model.visitors.state(of: handle)
        else { return nil }
        return shown(state, now, idle)
    }

    // The outer nil: nothing is wanted. The inner one: no fact names it.
    private func symbol(_ text: String?) -> UInt32?? {
        text.map { names.handle(Names.symbols, entity: "symbol", $0) }
    }

    private func campaign(_ name: String?) -> UInt32?? {
        name.map { handle(Campaign.definition, $0) }
    }

    private func shown(
        _ state: VisitorState, _ now: Timestamp, _ idle: Microseconds
    ) -> ShopVisitor {
        let isPresent = state.isPresent(at: now, idle: idle)
        let identity = model.identities.identity(of: .visitor(state.visitor), names, catalog)
        return ShopVisitor(
            visitor: text(Visitor.definition, state.visitor),
            person: identity.person.map { text(Person.definition, $0) }, state: state,
            isPresent: isPresent, page: isPresent ? symbolText(state.page) : nil,
            country: symbolText(state.country),
            campaign: state.campaign.map { text(Campaign.definition, $0) },
            medium: symbolText(state.medium), cart: sums(state.cart), values: sums(state.values),
            orders: sums(state.orders.map(\.sum)), consent: symbolText(state.consent?.symbol),
            offer: state.offer?.symbol.map { text(Campaign.definition, $0) })
    }

    private func symbolText(_ handle: UInt32?) -> String? {
        handle.map { names.text(Names.symbols, $0) }
    }

    private func sums(_ money: [VisitorMoney]) -> [CurrencySum] {
        money.map { CurrencySum(minor: $0.minor, currency: names.text(Names.symbols, $0.currency)) }
            .sorted { $0.currency < $1.currency }
    }
}

/// What a query names, as handles.
private struct Wanted {
    let country: UInt32??
    let campaign: UInt32??
    let medium: UInt32??
    let currency: UInt32??
}

extension VisitorQuery {
    fileprivate func lets(_ state: VisitorState, _ now: Timestamp, _ wanted: Wanted) -> Bool {
        if isPresent, !state.isPresent(at: now, idle: idle) { return false }
        if let since, state.lastActive ?? .past < since { return false }
        if let until, state.lastActive ?? .past >= until { return false }
        if let country = wanted.country, country == nil || state.country != country { return false }
        if let campaign = wanted.campaign, campaign == nil || state.campaign != campaign {
            return false
        }
        if let medium = wanted.medium, medium == nil || state.medium != medium { return false }
        return true
    }
}

extension Timestamp {
    fileprivate static let past = Timestamp(microseconds: .min)
}

/// Where a visitor stands in a list: the lesser key comes first.
private struct Ranking {
    struct Key: Comparable {
        /// The place of the currency among those there are; beyond them for no value.
        let currency: Int
        let amount: Int128

        static func < (left: Key, right: Key) -> Bool {
            (left.currency, right.amount) < (right.currency, left.amount)
        }
    }

    private let order: VisitorSort
    private var places: [UInt32: Int] = [:]

    init(
        _ order: VisitorSort, _ states: [VisitorState], _ only: UInt32??,
        _ text: (UInt32) -> String
    ) {
        self.order = order
        if let only {
            if let only { places = [only: 0] }
            return
        }
        var counts: [UInt32: Int] = [:]
        for state in states {
            for money in Self.money(of: state, order) { counts[money.currency, default: 0] += 1 }
        }
        let named = counts.map { (count: $0.value, name: text($0.key), symbol: $0.key) }
        let sorted = named.sorted { ($1.count, $0.name) < ($0.count, $1.name) }
        for (place, currency) in sorted.enumerated() { places[currency.symbol] = place }
    }

    private static func money(of state: VisitorState, _ order: VisitorSort) -> [VisitorMoney] {
        switch order {
        case .value: state.values
        case .cart: state.cart
        default: []
        }
    }

    func key(of state: VisitorState) -> Key {
        switch order {
        case .value, .cart:
            let known = Self.money(of: state, order).compactMap { money in
                places[money.currency].map { Key(currency: $0, amount: money.minor) }
            }
            return known.min() ?? Key(currency: .max, amount: 0)
        case .intent:
            return Key(
                currency: state.score == nil ? 1 : 0, amount: Int128(state.score?.intent ?? 0))
        case .last: return Key(currency: 0, amount: Int128(state.lastActive?.microseconds ?? .min))
        case .pages: return Key(currency: 0, amount: Int128(state.pages))
        }
    }
}

extension Replayed where Model == Models {
    /// Visitors by a query.
    public func visitors(_ query: VisitorQuery = VisitorQuery()) -> VisitorBoard {
        replay.visitors(query)
    }

    /// One visitor; nil if no fact tells of it.
    public func visitor(_ visitor: VisitorID, now: Timestamp? = nil) -> ShopVisitor? {
        replay.visitor(visitor, now: now)
    }
}
