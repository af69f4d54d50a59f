// The shop of the traffic: its products, its queues, its hours. Fixed, but for what the seed
// decides of the products.

internal import DaybookCoding
internal import DaybookCommerce

struct TrafficProduct: Sendable {
    let id: ProductID
    let title: String
    let category: Int
    let page: Symbol
    /// In cents of a euro.
    let price: Int64
}

/// A line in which contacts wait; those of the larger priority and then the earlier first.
struct TrafficQueue: Sendable {
    struct Waiting: Sendable {
        let contact: Int
        let priority: Int
        /// A waiting call rings at an agent, and keeps its place until somebody answers.
        var isRinging: Bool
    }

    let id: QueueID
    let isPhone: Bool
    let skill: Symbol
    let thresholdSeconds: Int64
    let overflow: Int?
    var waiting: [Waiting] = []

    /// Takes a contact in and tells its place, from 1.
    mutating func add(_ contact: Int, priority: Int) -> Int {
        var index = waiting.count
        while index > 0, waiting[index - 1].priority < priority { index -= 1 }
        waiting.insert(
            Waiting(contact: contact, priority: priority, isRinging: false), at: index)
        return index + 1
    }

    /// Lets a contact go and tells the place it had, from 1.
    mutating func remove(_ contact: Int) -> Int {
        guard let index = index(of: contact) else { return 0 }
        waiting.remove(at: index)
        return index + 1
    }

    func index(of contact: Int) -> Int? { waiting.firstIndex { $0.contact == contact } }
}

/// Someone who serves one call, or several written contacts.
struct TrafficAgent: Sendable {
    enum Presence: Sendable { case away, present, onBreak, lost }

    struct WrapUp: Sendable {
        let serial: Int64
        let conversation: ConversationID
        let queue: Int
        let began: Int64
    }

    let id: AgentID
    let isPhone: Bool
    /// The numbers of the queues, the more urgent ones first.
    let queues: [Int]
    /// The hour at which the shift begins; it lasts eight.
    let shift: Int
    var presence = Presence.away
    var wantsBreak = false
    var wantsToLeave = false
    /// Contacts that are served or ring.
    var contacts = 0
    var wrapUps: [WrapUp] = []
    var loggedIn: Int64 = 0
    var lastBusy: Int64 = 0
    /// Counts log-ins, so that what was planned for an earlier one does not happen.
    var stamp: Int64 = 0

    var load: Int { contacts + wrapUps.count }

    var isFree: Bool {
        presence == .present && !wantsBreak && !wantsToLeave && load < (isPhone ? 1 : 3)
    }
}

enum TrafficShop {
    static let hour: Int64 = 3_600_000_000
    static let day = 24 * hour

    /// How busy each hour of the day is, UTC.
    static let busyness = [
        8, 5, 3, 2, 2, 4, 10, 20, 34, 46, 54, 58, 60, 56, 52, 50, 52, 58, 66, 74, 72, 56, 34, 18,
    ]
    static let busynessTotal = busyness.reduce(0, +)

    static let salesChat = 0
    static let serviceChat = 1
    static let mail = 2
    static let salesPhone = 3
    static let servicePhone = 4

    static let queues = [
        TrafficQueue(
            id: "sales-chat", isPhone: false, skill: "sales", thresholdSeconds: 60, overflow: nil),
        TrafficQueue(
            id: "service-chat", isPhone: false, skill: "service", thresholdSeconds: 60,
            overflow: nil),
        TrafficQueue(
            id: "mail", isPhone: false, skill: "service", thresholdSeconds: 14_400, overflow: nil),
        TrafficQueue(
            id: "sales-phone", isPhone: true, skill: "sales", thresholdSeconds: 20,
            overflow: servicePhone),
        TrafficQueue(
            id: "service-phone", isPhone: true, skill: "service", thresholdSeconds: 20,
            overflow: nil),
    ]

    static let categories: [Symbol] = [
        "tv", "audio", "kitchen", "laundry", "garden", "phones", "computers", "toys",
    ]
    static let categoryPages: [Symbol] = categories.map { Symbol("/" + $0.text) }
    private static let nouns = [
        ["OLED TV 65", "QLED TV 55", "Projector"], ["Headphones", "Soundbar", "Turntable"],
        ["Espresso Machine", "Mixer", "Toaster"], ["Washing Machine", "Dryer", "Iron"],
        ["Lawn Mower", "Hedge Trimmer", "Grill"], ["Phone 5G", "Phone Case", "Power Bank"],
        ["Notebook 14", "Monitor 27", "Keyboard"], ["Train Set", "Drone", "Puzzle 1000"],
    ]
    private static let brands = [
        "Brisa", "Kontor", "Halden", "Mirai", "Öresund", "Vela", "Nordlicht", "Castel", "Tesoro",
        "Polar",
    ]

    static func products(_ random: inout SeededRandom) -> [TrafficProduct] {
        var products: [TrafficProduct] = []
        for (category, kinds) in nouns.enumerated() {
            for noun in kinds {
                for brand in brands {
                    let number = 1_000 + products.count
                    let price = Int64(900 + random.below(1_500) * (1 + random.below(90)))
                    products.append(
                        TrafficProduct(
                            id: ProductID("p-\(number)"), title: "\(brand) \(noun)",
                            category: category,
                            page: Symbol("/\(categories[category])/p-\(number)"), price: price))
                }
            }
        }
        return products
    }

    /// Agents enough for a number of visitors a day: each would be idle for a part of the shift,
    /// and in busy hours customers wait.
    static func agents(visitorsPerDay: Int) -> [TrafficAgent] {
        let written = max(3, visitorsPerDay * 10 / 10_500)
        let spoken = max(3, visitorsPerDay * 10 / 10_500)
        let shifts = [14, 6, 14, 10, 14, 6]
        return (0..<written + spoken).map { index in
            let isPhone = index >= written
            let place = isPhone ? index - written : index
            let queues =
                isPhone
                ? (place % 4 == 3 ? [servicePhone] : [salesPhone, servicePhone])
                : (place % 4 == 3 ? [serviceChat, mail] : [salesChat, serviceChat, mail])
            let number = index + 1
            return TrafficAgent(
                id: AgentID(number < 10 ? "agent-0\(number)" : "agent-\(number)"),
                isPhone: isPhone, queues: queues, shift: shifts[place % shifts.count])
        }
    }

    static let agentNames = [
        "Ada", "Bruno", "Chiara", "Dmitri", "Emi", "Farid", "Greta", "Hugo", "Ines", "Jan",
        "Katya", "Luis",
    ]
}
