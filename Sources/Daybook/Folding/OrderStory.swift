// One order in full: how it stands, its lines, its parcels, and every fact about it.

public import DaybookCoding
public import DaybookCommerce
public import DaybookModels

/// Everything about an order.
public struct OrderStory: Sendable {
    /// A shipment.
    public struct Shipment: Hashable, Sendable {
        /// The shipment's name.
        public let name: String
        /// How far it has come.
        public let state: ShipmentState
        /// What it holds, in thousandths, by its beginning.
        public let quantity: Int64
    }

    /// Goods that come back.
    public struct GoodsReturn: Hashable, Sendable {
        /// The return's name.
        public let name: String
        /// How far it has come.
        public let state: ReturnState
        /// What was to come back and what came, in thousandths.
        public let requested, received: Int64
    }

    /// How it stands.
    public let card: OrderCard
    /// Its lines, by the placing or the edit that counts.
    public let lines: [OrderLine]
    /// Its shipments, also those that were given up.
    public let shipments: [Shipment]
    /// What came back, or is to.
    public let returns: [GoodsReturn]
    /// Every fact about it that counts, by time, with the corrections that took others back.
    public var history: [RecordedEvent]
}

extension Daybook {
    /// Everything about an order; nil if no fact tells how it stands.
    ///
    /// - Parameters:
    ///   - order: which one.
    ///   - asOf: as it was at a sequence or an instant; as it is now by default.
    /// - Throws: as `query`; `.log(.damaged)` if a fact about it cannot be read.
    /// - Complexity: O(facts about it), and what their search by name costs; the first time also a
    ///   search of the log for corrections, O(bytes).
    public func story(
        of order: OrderID, asOf: AsOf = AsOf()
    ) async throws(DaybookError) -> OrderStory? {
        let card =
            asOf == AsOf()
            ? try await query { $0.order(order) } : try await replay(asOf: asOf).order(order)
        guard let card else { return nil }
        // What the model of a buffered book has accepted may not be readable yet.
        if try card.sequence > sequence { try await sync() }
        let limits = AsOf(time: asOf.time, sequence: card.sequence)
        let found = try await facts(.about(.order(order)), limits)
        let history = (found.counting + found.retracted.map(\.by)).sorted { $0.precedes($1) }
        let lines = history.first { $0.sequence == card.standing.linesFrom }
        let parcels = ParcelStory(history)
        return OrderStory(
            card: card, lines: lines.map { Self.lines(of: $0) } ?? [],
            shipments: parcels.shipments, returns: parcels.returns, history: history)
    }

    private static func lines(of event: RecordedEvent) -> [OrderLine] {
        event.decode(as: OrderPlaced.self)?.lines ?? event.decode(as: OrderEdited.self)?.lines ?? []
    }
}

/// Folds the steps of shipments and returns from an order's own facts, with their names.
private struct ParcelStory {
    private var names: [String] = []
    private var steps: [String: (isReturn: Bool, steps: ParcelSteps)] = [:]

    var shipments: [OrderStory.Shipment] {
        names.compactMap { name in
            guard let parcel = steps[name], !parcel.isReturn else { return nil }
            return OrderStory.Shipment(
                name: String(name.dropFirst()), state: parcel.steps.shipment,
                quantity: parcel.steps.promised)
        }
    }

    var returns: [OrderStory.GoodsReturn] {
        names.compactMap { name in
            guard let parcel = steps[name], parcel.isReturn else { return nil }
            return OrderStory.GoodsReturn(
                name: String(name.dropFirst()), state: parcel.steps.goodsReturn,
                requested: parcel.steps.promised, received: parcel.steps.received)
        }
    }

    init(_ history: [RecordedEvent]) {
        for event in history {
            if let told = ParcelFact(event) { take(told) }
        }
    }

    private mutating func take(_ fact: ParcelFact) {
        // A shipment and a return may have the same name.
        let key = (fact.isReturn ? "r" : "s") + fact.name
        if steps[key] == nil { names.append(key) }
        steps[key, default: (fact.isReturn, ParcelSteps())].steps.take(fact)
    }
}
