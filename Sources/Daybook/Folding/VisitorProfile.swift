// Everything that is known of one visitor or one person, as values.

public import DaybookCoding

/// The newest of many rows, and how many there were.
public struct Newest<Row: Sendable>: Sendable {
    /// How many rows are kept.
    public let limit: Int
    /// The rows, the newest last.
    public private(set) var rows: [Row] = []
    /// How many there were.
    public private(set) var total = 0

    init(limit: Int) { self.limit = max(0, limit) }

    mutating func append(_ row: Row) {
        total += 1
        rows.append(row)
        // Cut now and then, so that appending costs O(1).
        if rows.count >= 2 * limit + 16 { cut() }
    }

    mutating func cut() { rows.removeFirst(max(0, rows.count - limit)) }

    /// Changes the newest row that fits.
    mutating func change(_ fits: (Row) -> Bool, _ body: (inout Row) -> Void) {
        if let place = rows.lastIndex(where: fits) { body(&rows[place]) }
    }
}

/// Everything that is known of one visitor, or of a person across all its visitors.
///
/// Lists hold the newest rows in the order of time, with a total beside; each row names the
/// sequence of the fact that it comes from.
public struct VisitorProfile: Sendable {
    /// A page that was shown.
    public struct Page: Hashable, Sendable {
        /// The page.
        public let url: String
        /// Its title.
        public let title: String?
        /// When it was shown.
        public let time: Timestamp
        /// How long it was seen, if that was told.
        public internal(set) var dwell: Microseconds?
        /// The fact.
        public let sequence: UInt64
    }

    /// A session.
    public struct Session: Sendable {
        /// Its name; nil for pages outside any session.
        public let session: String?
        /// Whose it is.
        public let visitor: String
        /// When it began: its first fact, if nothing told its begin.
        public internal(set) var started: Timestamp
        /// When it ended, if it did.
        public internal(set) var ended: Timestamp?
        /// Why it ended.
        public internal(set) var reason: String?
        /// Its first page.
        public internal(set) var landing: String?
        /// Where the visitor came from.
        public internal(set) var referrer: String?
        /// The campaign that led to it.
        public internal(set) var campaign: String?
        /// How the visitor was led to it.
        public internal(set) var medium: String?
        /// The pages.
        public internal(set) var pages: Newest<Page>
        /// The fact of its begin, or its first one.
        public internal(set) var sequence: UInt64
    }

    /// A product that was looked at.
    public struct Product: Hashable, Sendable {
        /// The product.
        public let product: String
        /// How often it was looked at.
        public internal(set) var views = 0
        /// When it was looked at last.
        public internal(set) var last: Timestamp
        /// What it cost then.
        public internal(set) var price: Money?
        /// The last fact.
        public internal(set) var sequence: UInt64
    }

    /// A search.
    public struct Search: Hashable, Sendable {
        /// What was looked for.
        public let terms: String
        /// How much was found.
        public let results: Int64?
        /// When.
        public let time: Timestamp
        /// The fact.
        public let sequence: UInt64
    }

    /// A line of a cart.
    public struct Line: Hashable, Sendable {
        /// The product.
        public let product: String
        /// How much of it.
        public internal(set) var quantity: Milli
        /// What one piece costs.
        public internal(set) var price: Money?
    }

    /// A cart.
    public struct Cart: Hashable, Sendable {
        /// The cart.
        public let cart: String
        /// Its first fact.
        public let started: Timestamp
        /// The last change of its lines.
        public internal(set) var changed: Timestamp
        /// What is in it, or was when it was ordered.
        public internal(set) var lines: [Line] = []
        /// The last coupon.
        public internal(set) var coupon: String?
        /// When its checkout began.
        public internal(set) var checkout: Timestamp?
        /// The last step of its checkout.
        public internal(set) var step: String?
        /// The order it became.
        public internal(set) var order: String?
        /// Whether it counts as an open cart: something is in it, it is no order yet, and its last
        /// fact is not too long ago.
        public internal(set) var isOpen = false
        /// When its last fact happened.
        var last: Timestamp
        /// Its last fact.
        public internal(set) var sequence: UInt64
    }

    /// Something that was told once: what it was, how much it was worth, when.
    public struct Note: Hashable, Sendable {
        /// What it was: a kind of signal, a model, a code, a step, a page.
        public let what: String
        /// What it was worth.
        public let value: Money?
        /// A score, in thousandths.
        public let intent: Milli?
        /// When.
        public let time: Timestamp
        /// The fact.
        public let sequence: UInt64
    }

    /// An approach.
    public struct Engagement: Hashable, Sendable {
        /// The engagement.
        public let engagement: String
        /// The campaign.
        public internal(set) var campaign: String?
        /// By what.
        public internal(set) var channel: String?
        /// What became of it last, as `offered`, `accepted`, `held_out`: the type's last word.
        public internal(set) var outcome: String
        /// The conversation it led to.
        public internal(set) var conversation: String?
        /// When it came to that.
        public internal(set) var time: Timestamp
        /// The fact.
        public internal(set) var sequence: UInt64
    }

    /// What the customer consented to.
    public struct Consent: Hashable, Sendable {
        /// The action.
        public let action: String
        /// What it covers, if it is not everything.
        public let scopes: [String]
        /// Whose it is.
        public let name: String
        /// When.
        public let time: Timestamp
        /// The fact.
        public let sequence: UInt64
    }

    /// A conversation.
    public struct Conversation: Hashable, Sendable {
        /// The conversation.
        public let conversation: String
        /// Its channel, if its opening names the customer.
        public internal(set) var channel: String?
        /// Who began it.
        public internal(set) var initiator: String?
        /// The first fact that names both.
        public let time: Timestamp
        /// That fact.
        public let sequence: UInt64
    }

    /// An order.
    public struct Order: Hashable, Sendable {
        /// The order.
        public let order: String
        /// What it came to when it was placed.
        public let total: Money
        /// When.
        public let time: Timestamp
        /// The fact.
        public let sequence: UInt64
    }

    /// The sequence at which this is true.
    public let sequence: UInt64
    /// The instant of the question.
    public let now: Timestamp
    /// The visitors whose facts these are.
    public let visitors: [String]
    /// Who it is, as of that moment; nil if no fact tells.
    public let identity: PersonIdentity?
    /// What lists show of each visitor, in the order of `visitors`.
    public let states: [ShopVisitor]
    /// How many facts this comes from.
    public internal(set) var facts = 0
    /// The sequences of the first and the last of them.
    public internal(set) var first: UInt64 = 0
    /// The sequence of the last of them.
    public internal(set) var last: UInt64 = 0
    /// Sessions.
    public internal(set) var sessions: Newest<Session>
    /// How many pages were shown.
    public internal(set) var pages = 0
    /// Products, by when they were looked at last.
    public internal(set) var products: Newest<Product>
    /// How often products were looked at.
    public internal(set) var productViews = 0
    /// Searches.
    public internal(set) var searches: Newest<Search>
    /// Carts, ordered or not.
    public internal(set) var carts: Newest<Cart>
    /// Signals of value.
    public internal(set) var signals: Newest<Note>
    /// Scores.
    public internal(set) var scores: Newest<Note>
    /// Errors, calls for help and turns to leave, by the name of their type.
    public internal(set) var troubles: Newest<Note>
    /// Approaches.
    public internal(set) var engagements: Newest<Engagement>
    /// Approaches that were not made, with their reasons.
    public internal(set) var suppressed: Newest<Note>
    /// Consents; the last one counts.
    public internal(set) var consents: Newest<Consent>
    /// Conversations.
    public internal(set) var conversations: Newest<Conversation>
    /// Orders.
    public internal(set) var orders: Newest<Order>
    /// What the orders came to, by currency.
    public internal(set) var orderSums: [CurrencySum] = []

    init(
        sequence: UInt64, now: Timestamp, visitors: [String], identity: PersonIdentity?,
        states: [ShopVisitor], limit: Int
    ) {
        self.sequence = sequence
        self.now = now
        self.visitors = visitors
        self.identity = identity
        self.states = states
        sessions = Newest(limit: limit)
        products = Newest(limit: limit)
        searches = Newest(limit: limit)
        carts = Newest(limit: limit)
        signals = Newest(limit: limit)
        scores = Newest(limit: limit)
        troubles = Newest(limit: limit)
        engagements = Newest(limit: limit)
        suppressed = Newest(limit: limit)
        consents = Newest(limit: limit)
        conversations = Newest(limit: limit)
        orders = Newest(limit: limit)
    }
}
