// What is kept of every visitor, in 96 bytes, and what only some visitors have, in notes of 32.
// Nothing in it depends on the order in which facts come.

internal import DaybookBytes

/// The resident state of one visitor.
struct VisitorRow: BitwiseCopyable, Sendable, Hashable {
    static let none = UInt32.max

    /// The first fact, and the last one that the visitor caused.
    var firstSeen = Int64.max
    var lastActive = Int64.min
    /// The sequence of the fact of `lastActive`.
    var lastSequence: UInt64 = 0
    /// The last end of a session, and the last begin.
    var endedAt = Int64.min
    var sessionAt = Int64.min
    /// When the page of `page` was opened, and when the country was told.
    var pageAt = Int64.min
    var countryAt = Int64.min
    /// Symbols, and the handle of a campaign; or `none`.
    var page = Self.none
    var country = Self.none
    var campaign = Self.none
    var medium = Self.none
    /// The producer's counter of the page.
    var pageOrdinal: UInt32 = 0
    /// The visitor's first note.
    var notes = Self.none
    var pages: UInt32 = 0
    var products: UInt32 = 0
    // Counts that stop at their greatest value: nobody is told apart by the 65,536th.
    var sessions: UInt16 = 0
    var searches: UInt16 = 0
    var carts: UInt16 = 0
    var checkouts: UInt16 = 0
}

/// What a note tells.
enum NoteKind: UInt8, CaseIterable {
    /// The last signal of each kind: value and currency.
    case cartSignal = 1, tierSignal, lifetimeSignal, customSignal
    /// The last score: its intent and its model; its value and currency.
    case intent, expected
    /// The last step of an engagement, and the campaign of the last offer.
    case engagement, offer
    case consent
    /// How often, and what the last one told: a step, a page, a code, a channel.
    case help, leaving, error, conversation
    /// Orders of one currency: a sum and a count.
    case orders

    var isCounted: Bool {
        switch self {
        case .help, .leaving, .error, .conversation: true
        default: false
        }
    }
}

/// One thing that not every visitor has.
struct VisitorNote: BitwiseCopyable, Sendable {
    /// When it was told; of orders: the upper half of the sum.
    var time: Int64
    /// An amount, an intent or a count; of orders: the lower half of the sum.
    var value: Int64
    /// A currency, model, action, step, page, code, channel, or the handle of a campaign.
    var symbol: UInt32
    /// The producer's counter; of orders: how many.
    var ordinal: UInt32
    /// The visitor's next note.
    var next: UInt32
    var kind: UInt8
    /// The step of an engagement.
    var code: UInt8

    /// A sum of orders.
    var sum: Int128 {
        get { Int128(time) << 64 | Int128(UInt64(bitPattern: value)) }
        set {
            time = Int64(truncatingIfNeeded: newValue >> 64)
            value = Int64(truncatingIfNeeded: newValue)
        }
    }
}

/// What one fact says of one visitor.
struct VisitorDeed: BitwiseCopyable, Sendable {
    var kind: DeedKind
    var time: Int64
    var sequence: UInt64
    var ordinal: UInt32
    /// A symbol, or the handle of a campaign; or `VisitorRow.none`.
    var symbol: UInt32
    /// A second symbol: a medium, a currency.
    var other: UInt32
    /// An amount or a number.
    var value: Int64
}

/// What kinds of facts there are about visitors.
enum DeedKind: UInt8 {
    case seen, sessionStarted, sessionEnded, pageViewed, pageLeft, productViewed, searched
    /// Anything else that the visitor did.
    case acted
    /// Anything else that was told of the visitor.
    case told
    case left, failed, askedForHelp, signalled, scored, expected
    case offered, shown, accepted, dismissed, expired
    case consented, conversed
    case cartCreated, cartChanged, checkoutStarted, ordered

    /// Whether the visitor was there and did something.
    var isActivity: Bool {
        switch self {
        case .sessionEnded, .told, .signalled, .scored, .expected, .offered, .shown, .expired,
            .consented, .conversed:
            false
        default: true
        }
    }
}

extension VisitorRow {
    /// Takes in what every fact tells: that the visitor was there.
    mutating func notice(_ deed: VisitorDeed) {
        firstSeen = min(firstSeen, deed.time)
        if deed.kind.isActivity { act(at: deed.time, deed.sequence) }
    }

    /// Takes in that the visitor did something.
    mutating func act(at time: Int64, _ sequence: UInt64) {
        guard (time, sequence) > (lastActive, lastSequence) else { return }
        lastActive = time
        lastSequence = sequence
    }

    /// Counts what is counted.
    mutating func count(_ kind: DeedKind) {
        switch kind {
        case .pageViewed: if pages < .max { pages += 1 }
        case .productViewed: if products < .max { products += 1 }
        case .sessionStarted: if sessions < .max { sessions += 1 }
        case .searched: if searches < .max { searches += 1 }
        case .cartCreated: if carts < .max { carts += 1 }
        case .checkoutStarted: if checkouts < .max { checkouts += 1 }
        default: break
        }
    }

    /// Takes in the last that was done to a cart of the visitor by its name alone.
    mutating func take(_ cart: OpenCart) { act(at: cart.deedAt, cart.deedSequence) }
}
