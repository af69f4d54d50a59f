// Seeded traffic of a shop: what visitors, customers and agents do, as facts in the order of time.
// A simulation of discrete steps. Time comes from the simulation alone, chance from the seed alone,
// and nothing that decides a fact depends on a floating point number or on a hash table's order.

public import DaybookCoding
internal import DaybookCommerce

/// An endless run of facts as a shop produces them, the same for the same seed on every machine.
///
/// Visitors come and go through the day, look at pages and products, fill carts, order and pay;
/// some chat, write or telephone, and wait while all agents are busy. Who waits for how long is
/// not drawn by chance: it follows from the agents there are.
///
/// ```swift
/// var traffic = Traffic(seed: 7)
/// let facts = (0..<1_000).map { _ in traffic.next() }
/// ```
/// Times never decrease. A day of the default size has 220,000 to 260,000 facts.
public struct Traffic: Sendable {
    let visitorsPerDay: Int
    let start: Int64
    var random: SeededRandom
    var steps = StepQueue()
    /// The time of the fact to come; each fact has a time of its own, so that their order is plain.
    var now: Int64
    var ready: [Fact] = []
    var taken = 0

    var products: [TrafficProduct]
    var queues = TrafficShop.queues
    var agents: [TrafficAgent]
    var visits = Slots<Visit>()
    var purchases = Slots<Purchase>()
    var contacts = Slots<Contact>()
    /// People who were here before and may come again.
    var regulars: [Regular] = []
    var counters = Counters()

    /// Starts at an instant, with the products, queues and agents described first.
    ///
    /// - Parameters:
    ///   - seed: decides everything.
    ///   - start: the time of the first fact.
    ///   - visitorsPerDay: the size; the number of agents follows it. At least 1.
    public init(
        seed: UInt64, start: Timestamp = "2026-03-02T00:00:00Z", visitorsPerDay: Int = 10_500
    ) {
        precondition(visitorsPerDay > 0, "a shop without visitors has no traffic")
        self.visitorsPerDay = visitorsPerDay
        self.start = start.microseconds
        now = start.microseconds
        random = SeededRandom(seed: seed)
        products = TrafficShop.products(&random)
        agents = TrafficShop.agents(visitorsPerDay: visitorsPerDay)
        describeShop()
        steps.plan(.hour, 0, at: self.start)
    }

    /// The next fact.
    ///
    /// - Complexity: O(log *n*) in the number of people who are in the shop.
    public mutating func next() -> Fact {
        while taken == ready.count {
            ready.removeAll(keepingCapacity: true)
            taken = 0
            advance()
        }
        taken += 1
        return ready[taken - 1]
    }

    private mutating func advance() {
        guard let step = steps.next() else {
            preconditionFailure("there is always another hour")
        }
        now = max(now, step.time)
        switch step.kind {
        case .hour: beginHour(step.index)
        case .arrive: arrive()
        case .reachOut: reachOut()
        case .browse: browse(step.index)
        case .endVisit: endVisit(step.index)
        case .checkout: continueCheckout(step.index)
        case .pay: continuePurchase(step.index)
        case .giveUp: giveUp(step.index, step.stamp)
        case .tellPosition: tellPosition(step.index, step.stamp)
        case .overflow: overflow(step.index, step.stamp)
        case .stopRinging: stopRinging(step.index, step.stamp)
        case .turn: takeTurn(step.index, step.stamp)
        case .talk: continueTalk(step.index, step.stamp)
        case .receipt: receive(step.index, message: step.stamp)
        case .rate: rate(step.index, step.stamp)
        case .close: close(step.index, step.stamp)
        case .comeBack: comeBack(step.index, step.stamp)
        case .logIn: logIn(step.index, until: step.stamp)
        case .logOut: leaveWork(step.index, step.stamp)
        case .startBreak: wishBreak(step.index, step.stamp)
        case .endBreak: endBreak(step.index, step.stamp)
        case .endWrapUp: endWrapUp(step.index, step.stamp)
        case .find: find(step.index, step.stamp)
        }
    }

    /// Plans what the next hour brings.
    private mutating func beginHour(_ count: Int) {
        let began = start + Int64(count) * TrafficShop.hour
        steps.plan(.hour, count + 1, at: began + TrafficShop.hour)
        let hourOfDay = Int((Timestamp(microseconds: began).sinceMidnight) / TrafficShop.hour)
        let weight = TrafficShop.busyness[hourOfDay]
        let arrivals = share(visitorsPerDay, weight)
        for _ in 0..<arrivals {
            steps.plan(.arrive, 0, at: began + Int64(random.below(Int(TrafficShop.hour))))
        }
        for _ in 0..<share(visitorsPerDay * 7 / 100, weight) {
            steps.plan(.reachOut, 0, at: began + Int64(random.below(Int(TrafficShop.hour))))
        }
        planShifts(hourOfDay: hourOfDay, began: began, isFirst: count == 0)
    }

    /// The part of a day's number that falls into an hour; chance decides on the remainder.
    private mutating func share(_ number: Int, _ weight: Int) -> Int {
        (number * weight + random.below(TrafficShop.busynessTotal)) / TrafficShop.busynessTotal
    }
}

/// The names that were given so far.
struct Counters: Sendable {
    var visitors: UInt64 = 0
    var sessions: UInt64 = 0
    var persons: UInt64 = 20_000
    var conversations: UInt64 = 0
    var calls: UInt64 = 0
    var messages: Int64 = 0
    var carts: UInt64 = 0
    var orders: Int = 100_000
    var shopEvents: UInt64 = 0
    var calledFacts: Int64 = 0
    var wrapUps: Int64 = 0
    var stamps: Int64 = 0
}

/// Values that come and go, each with a number while it is there.
struct Slots<Value: Sendable>: Sendable {
    private var values: [Value] = []
    private var free: [Int] = []

    mutating func add(_ value: Value) -> Int {
        guard let index = free.popLast() else {
            values.append(value)
            return values.count - 1
        }
        values[index] = value
        return index
    }

    mutating func remove(_ index: Int) { free.append(index) }

    subscript(index: Int) -> Value {
        get { values[index] }
        _modify { yield &values[index] }
    }
}

extension Timestamp {
    /// Microseconds since midnight, UTC.
    var sinceMidnight: Int64 { microseconds - day * TrafficShop.day }
}
