// The read models that every book keeps, in one fixed struct, so that replay is one specialised
// loop without existentials.

public import DaybookBytes
public import DaybookCoding
internal import Dispatch
internal import Synchronization

/// The built-in read models.
public struct Models: ReadModel {
    public static let name = "daybook"
    public static var version: UInt32 {
        [
            Queues.version, Transcripts.version, Census.version, Identities.version,
            Visitors.version, Orders.version, Conversations.version, Agents.version,
        ].reduce(0) { $0 &* 257 ^ $1 }
    }

    /// Who waits, and what each queue did.
    public private(set) var queues: Queues
    /// What was said in each conversation.
    public private(set) var transcripts: Transcripts
    /// What the book holds.
    public private(set) var census: Census
    /// Which names are one customer.
    public private(set) var identities: Identities
    /// Who is in the shop, and what may be gained by looking after them.
    public private(set) var visitors: Visitors
    /// How every order stands.
    public private(set) var orders: Orders
    /// Where each conversation stands.
    public private(set) var conversations: Conversations
    /// Who is here, and on what.
    public private(set) var agents: Agents

    /// The models before their first fact, with the default window for late facts.
    public init() { self.init(window: LateFacts.windowDefault) }

    /// The models before their first fact.
    ///
    /// - Parameter window: how long after its last fact a case takes a late one as ordinary; at
    ///   least 0.
    public init(window: Microseconds) {
        queues = Queues(window: window)
        transcripts = Transcripts(window: window)
        census = Census()
        identities = Identities()
        visitors = Visitors(window: window)
        orders = Orders()
        conversations = Conversations()
        agents = Agents()
    }

    public mutating func apply(_ batch: borrowing Batch) {
        queues.apply(batch)
        transcripts.apply(batch)
        census.apply(batch)
        identities.apply(batch)
        visitors.apply(batch)
        orders.apply(batch)
        conversations.apply(batch)
        agents.apply(batch)
    }

    public mutating func settle() {
        conversations.settle()
        agents.settle()
    }

    /// The digest of each model, under its name.
    public func digests(
        _ names: borrowing Names, _ catalog: Catalog
    ) -> [(name: String, digest: Digest)] {
        [
            (Queues.name, queues.digest(names, catalog)),
            (Transcripts.name, transcripts.digest(names, catalog)),
            (Census.name, census.digest(names, catalog)),
            (Identities.name, identities.digest(names, catalog)),
            (Visitors.name, visitors.digest(names, catalog)),
            (Orders.name, orders.digest(names, catalog)),
            (Conversations.name, conversations.digest(names, catalog)),
            (Agents.name, agents.digest(names, catalog)),
        ]
    }

    public func digest(_ names: borrowing Names, _ catalog: Catalog) -> Digest {
        digests(names, catalog).reduce(Digest(0)) { $0 + $1.digest }
    }

    public func encode(into bytes: inout ByteBuffer) {
        Section.encode(queues, into: &bytes)
        Section.encode(transcripts, into: &bytes)
        Section.encode(census, into: &bytes)
        Section.encode(identities, into: &bytes)
        Section.encode(visitors, into: &bytes)
        Section.encode(orders, into: &bytes)
        Section.encode(conversations, into: &bytes)
        Section.encode(agents, into: &bytes)
    }

    /// Reads the models back side by side, the longest first: opening waits for them.
    public init?(from reader: inout ByteReader) {
        let members = [
            Self.member(\.queues), Self.member(\.transcripts), Self.member(\.census),
            Self.member(\.identities), Self.member(\.visitors), Self.member(\.orders),
            Self.member(\.conversations), Self.member(\.agents),
        ]
        var sections: [(bytes: Range<Int>, member: Member)] = []
        for member in members {
            guard let section = Section.range(from: &reader) else { return nil }
            sections.append((section, member))
        }
        let order = sections.sorted { $0.bytes.count > $1.bytes.count }
        let bytes = reader.bytes
        let models = Mutex((models: Models(), decoded: 0))
        DispatchQueue.concurrentPerform(iterations: order.count) { turn in
            guard let put = order[turn].member(bytes.extracting(order[turn].bytes)) else { return }
            models.withLock { state in
                put(&state.models)
                state.decoded += 1
            }
        }
        let state = models.withLock { $0 }
        guard state.decoded == members.count else { return nil }
        self = state.models
    }

    /// Decodes the section of one model; answers how it is put into its place.
    private typealias Member = @Sendable (RawSpan) -> ((inout Models) -> Void)?

    private static func member<Model: ReadModel>(
        _ place: any WritableKeyPath<Models, Model> & Sendable
    ) -> Member {
        { section in
            var reader = ByteReader(section)
            guard let model = Section.decode(Model.self, from: &reader) else { return nil }
            return { $0[keyPath: place] = model }
        }
    }
}
