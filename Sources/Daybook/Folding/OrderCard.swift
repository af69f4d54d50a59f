// The orders' answers with names in place of handles.

public import DaybookCoding
public import DaybookCommerce
public import DaybookModels

/// How an order stands.
public struct OrderCard: Hashable, Sendable {
    /// The sequence at which this is true.
    public let sequence: UInt64
    /// The order.
    public let order: String
    /// Who placed it, and where; nil where its placing does not tell.
    public let person, visitor, conversation, channel: String?
    /// The country that its placing tells, else the one that was told last of its visitor.
    public let country: String?
    /// Its currency; nil if no fact tells one.
    public let currency: String?
    /// Its state, amounts and quantities; the handles in it are the model's.
    public let standing: OrderStanding
    /// What contradicts the rules, each with the sequences of facts to look at.
    public let anomalies: [Anomaly]

    /// What contradicts the rules of an order.
    public struct Anomaly: Hashable, Sendable {
        /// What it is.
        public let kind: OrderAnomaly
        /// The facts that decide it, as far as they are kept; else the order's first and last.
        public let sequences: [UInt64]
    }
}

/// A choice of orders; what is not given does not limit.
public struct OrderFilter: Hashable, Sendable {
    /// Only orders in one of these states.
    public var states: Set<OrderState> = []
    /// Only orders of one of these payment statuses.
    public var payments: Set<PaymentStatus> = []
    /// Only orders of one of these fulfilment statuses.
    public var fulfilments: Set<FulfilmentStatus> = []
    /// Only orders of this person, of others who are the same customer, and of their visitors.
    public var person: PersonID?
    public var visitor: VisitorID?
    /// Only orders of this country: their own, else the last one told of their visitor.
    public var country: Symbol?
    public var channel: Symbol?
    /// Only orders dated at or after this instant: by their placing, else by their first fact.
    public var from: Timestamp?
    /// Only orders dated before this instant.
    public var until: Timestamp?
    /// Whether only orders with anomalies count.
    public var onlyAnomalies = false

    /// All orders.
    public init() {}
}

/// Sums over the orders of one currency, and of one group.
public struct OrderGroupCard: Hashable, Sendable {
    /// The person who stands for the customer, the country, channel, day or month; nil for orders
    /// that do not tell, and if nothing but the currency tells groups apart.
    public let group: String?
    /// The ISO 4217 code.
    public let currency: String
    public let sums: OrderSums
}

extension Replay where Model == Models {
    /// The orders of a choice, in the order in which the log came to name them.
    ///
    /// - Complexity: O(orders + parcels), and for a person's O(pairs that are one customer).
    public func orders(_ filter: OrderFilter = OrderFilter()) -> [OrderCard] {
        let customers = filter.person == nil ? [:] : customers
        guard let choice = OrderChoice(filter, customers, names, catalog) else { return [] }
        var chosen: [OrderStanding] = []
        model.orders.forEachStanding { order in
            if choice.includes(order, customer(of: order, customers), country(of: order)) {
                chosen.append(order)
            }
        }
        return chosen.map { card($0) }
    }

    /// One order; nil if no fact names it.
    public func order(_ order: OrderID) -> OrderCard? {
        guard let handle = names.handle(of: order, catalog),
            let standing = model.orders.standing(handle)
        else { return nil }
        return card(standing)
    }

    /// Sums over a choice of orders: by currency, and by group if one is given.
    ///
    /// Of all orders by currency alone, a currency that only credits without an order have is there
    /// too.
    /// - Complexity: O(orders + parcels), and for persons O(pairs that are one customer).
    public func orderSums(
        _ filter: OrderFilter = OrderFilter(), by grouping: OrderGrouping? = nil
    ) -> [OrderGroupCard] {
        let customers = grouping != .person && filter.person == nil ? [:] : customers
        guard let choice = OrderChoice(filter, customers, names, catalog) else { return [] }
        let groups = model.orders.groups(
            by: grouping, person: { customer(of: $0, customers) }, country: { country(of: $0) }
        ) {
            choice.includes($0, customer(of: $0, customers), country(of: $0))
        }
        var cards = groups.map { group in
            OrderGroupCard(
                group: name(of: group, grouping),
                currency: names.text(Names.symbols, group.currency), sums: group.sums)
        }
        if grouping == nil, filter == OrderFilter() {
            let known = Set(cards.map(\.currency))
            for (currency, _, _) in looseCredits() where !known.contains(currency) {
                cards.append(OrderGroupCard(group: nil, currency: currency, sums: OrderSums()))
            }
        }
        return cards.sorted { left, right in
            if left.currency != right.currency { return left.currency < right.currency }
            return (left.group ?? "") < (right.group ?? "")
        }
    }

    /// Credit notes that name no order: how many, and their sum in minor units, by currency.
    public func looseCredits() -> [(currency: String, count: UInt64, total: Int128)] {
        model.orders.looseCredits
            .map { (names.text(Names.symbols, $0.currency), $0.count, $0.total) }
            .sorted { $0.0 < $1.0 }
    }

    private func name(of group: OrderGroup, _ grouping: OrderGrouping?) -> String? {
        if let day = group.day {
            let date = Timestamp(seconds: day * 86_400).description.prefix { $0 != "T" }
            return String(grouping == .month ? date.dropLast(3) : date)
        }
        guard let handle = group.handle else { return nil }
        return grouping == .person
            ? names.text(Person.self, handle, catalog) : names.text(Names.symbols, handle)
    }

    /// The symbol handle of the country: many shops tell it of their visitors alone.
    private func country(of order: OrderStanding) -> UInt32? {
        order.country ?? order.visitor.flatMap { model.visitors.country(of: $0) }
    }

    /// The person who stands for the customer, by each other name.
    private var customers: [IdentityMember: UInt32] {
        var customers: [IdentityMember: UInt32] = [:]
        for identity in model.identities.identities(names, catalog) {
            for person in identity.persons { customers[.person(person)] = identity.person }
            for visitor in identity.visitors { customers[.visitor(visitor)] = identity.person }
        }
        return customers
    }

    /// The handle of the person who stands for an order's customer: who placed it, else who the
    /// visitor is.
    private func customer(
        of order: OrderStanding, _ customers: [IdentityMember: UInt32]
    ) -> UInt32? {
        if let person = order.person { return customers[.person(person)] ?? person }
        return order.visitor.flatMap { customers[.visitor($0)] }
    }

    private func card(_ standing: OrderStanding) -> OrderCard {
        OrderCard(
            sequence: sequence, order: names.text(Order.self, standing.order, catalog) ?? "",
            person: names.text(Person.self, standing.person, catalog),
            visitor: names.text(Visitor.self, standing.visitor, catalog),
            conversation: names.text(Conversation.self, standing.conversation, catalog),
            channel: standing.channel.map { names.text(Names.symbols, $0) },
            country: country(of: standing).map { names.text(Names.symbols, $0) },
            currency: standing.currency.map { names.text(Names.symbols, $0) },
            standing: standing,
            anomalies: standing.anomalies.map { kind in
                OrderCard.Anomaly(
                    kind: kind, sequences: model.orders.sequences(of: kind, standing))
            })
    }
}

/// A filter with handles in place of names; none if it names what no fact names.
private struct OrderChoice {
    let filter: OrderFilter
    var person, visitor, country, channel: UInt32?

    init?(
        _ filter: OrderFilter, _ customers: [IdentityMember: UInt32], _ names: borrowing Names,
        _ catalog: Catalog
    ) {
        self.filter = filter
        if let id = filter.person {
            guard let handle = names.handle(of: id, catalog) else { return nil }
            person = customers[.person(handle)] ?? handle
        }
        if let id = filter.visitor {
            visitor = names.handle(of: id, catalog)
            if visitor == nil { return nil }
        }
        if let symbol = filter.country {
            country = names.handle(Names.symbols, entity: "symbol", symbol.text)
            if country == nil { return nil }
        }
        if let symbol = filter.channel {
            channel = names.handle(Names.symbols, entity: "symbol", symbol.text)
            if channel == nil { return nil }
        }
    }

    func includes(
        _ order: OrderStanding, _ customer: @autoclosure () -> UInt32?,
        _ country: @autoclosure () -> UInt32?
    ) -> Bool {
        if let person, customer() != person { return false }
        if let visitor, order.visitor != visitor { return false }
        if let wanted = self.country, country() != wanted { return false }
        if let channel, order.channel != channel { return false }
        if let from = filter.from, order.date < from { return false }
        if let until = filter.until, order.date >= until { return false }
        return Self.allows(filter.states, order.state)
            && Self.allows(filter.payments, order.payment)
            && Self.allows(filter.fulfilments, order.fulfilment)
            && (!filter.onlyAnomalies || !order.anomalies.isEmpty)
    }

    private static func allows<Word: Hashable>(_ words: Set<Word>, _ word: Word) -> Bool {
        words.isEmpty || words.contains(word)
    }
}

extension Names {
    /// The handle of a lasting name, if a fact names it.
    func handle<Kind: Entity>(of id: EntityID<Kind>, _ catalog: Catalog) -> UInt32? {
        guard let kind = catalog.entity(named: Kind.definition.name)?.number else { return nil }
        return handle(kind, entity: Kind.definition.name, id.text)
    }

    /// The text of a lasting name, if there is a handle.
    func text<Kind: Entity>(
        _ kind: Kind.Type, _ handle: UInt32?, _ catalog: Catalog
    ) -> String? {
        guard let handle, let number = catalog.entity(named: Kind.definition.name)?.number
        else { return nil }
        return text(number, handle)
    }
}

extension Replayed where Model == Models {
    /// The orders of a choice, in the order in which the log came to name them.
    public func orders(_ filter: OrderFilter = OrderFilter()) -> [OrderCard] {
        replay.orders(filter)
    }

    /// One order; nil if no fact names it.
    public func order(_ order: OrderID) -> OrderCard? { replay.order(order) }

    /// Sums over a choice of orders: by currency, and by group if one is given.
    public func orderSums(
        _ filter: OrderFilter = OrderFilter(), by grouping: OrderGrouping? = nil
    ) -> [OrderGroupCard] { replay.orderSums(filter, by: grouping) }

    /// Credit notes that name no order, by currency.
    public func looseCredits() -> [(currency: String, count: UInt64, total: Int128)] {
        replay.looseCredits()
    }
}
