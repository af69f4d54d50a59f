// What surrounds the fields of every event: when, by whom, and under which key of its producer.

/// Who did what an event tells.
public struct EventActor: Hashable, Sendable {
    /// What kind of party acted.
    public enum Kind: UInt8, Sendable, CaseIterable {
        case system = 0
        case customer = 1
        case agent = 2
        case bot = 3
        case supervisor = 4

        /// The word used in JSON.
        public var word: String {
            switch self {
            case .system: "system"
            case .customer: "customer"
            case .agent: "agent"
            case .bot: "bot"
            case .supervisor: "supervisor"
            }
        }

        /// The kind a word stands for.
        public init?(word: String) {
            guard let kind = Self.allCases.first(where: { $0.word == word }) else { return nil }
            self = kind
        }
    }

    /// What kind of party acted.
    public let kind: Kind
    /// Its name, where it has one: a person's, an agent's or a bot's.
    public let name: String?

    /// An actor of a kind.
    public init(_ kind: Kind, _ name: String? = nil) {
        self.kind = kind
        self.name = name
    }
}

/// The parts of an event beside its type and fields, as its producer gives them.
public struct Envelope: Hashable, Sendable {
    /// When it happened at its source; nil: the book's clock says.
    public var time: Timestamp?
    /// The producer: `web`, `pbx-1`, `shopify`.
    public var source: String?
    /// The producer's own id of this event, unique within its source.
    public var id: String?
    /// The producer's own counter: orders facts of equal time.
    public var ordinal: Int64?
    /// When the producer sent it.
    public var sent: Timestamp?
    /// Who did it.
    public var actor: EventActor?

    /// An envelope; what is not given is absent.
    public init(
        time: Timestamp? = nil, source: String? = nil, id: String? = nil, ordinal: Int64? = nil,
        sent: Timestamp? = nil, actor: EventActor? = nil
    ) {
        self.time = time
        self.source = source
        self.id = id
        self.ordinal = ordinal
        self.sent = sent
        self.actor = actor
    }
}

/// The key of exactly-once appending: a producer and its own id of what it appends.
public struct Key: Hashable, Sendable {
    /// The producer.
    public let source: String
    /// Its id, unique within the source for ever.
    public let id: String

    /// A producer's key.
    public init(_ source: String, _ id: String) {
        self.source = source
        self.id = id
    }
}

extension Envelope {
    /// The producer's key, if the producer is named and gave an id.
    public var key: Key? {
        guard let source, let id else { return nil }
        return Key(source, id)
    }
}

/// Which optional parts a row or a record has, and what else is special about it.
public struct EventFlags: OptionSet, Hashable, Sendable {
    public let rawValue: UInt16
    @inlinable public init(rawValue: UInt16) { self.rawValue = rawValue }

    /// It names its producer.
    public static let source = EventFlags(rawValue: 1 << 0)
    /// It has its producer's id.
    public static let id = EventFlags(rawValue: 1 << 1)
    /// Its time was given by the producer, and is part of its content.
    public static let timeGiven = EventFlags(rawValue: 1 << 2)
    /// It names its actor.
    public static let actor = EventFlags(rawValue: 1 << 3)
    /// It has its producer's counter.
    public static let ordinal = EventFlags(rawValue: 1 << 4)
    /// It is a foreign line of a type nobody declared, kept verbatim; exported as it came.
    public static let verbatim = EventFlags(rawValue: 1 << 5)
    /// It tells when it was sent.
    public static let sent = EventFlags(rawValue: 1 << 6)
    /// It is the first of several events of one keyed append, and tells how many.
    public static let group = EventFlags(rawValue: 1 << 7)

    /// Every flag of this version; a record with others was written by a newer one.
    static let known = EventFlags(rawValue: (1 << 8) - 1)
}
