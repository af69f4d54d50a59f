// Everything that hangs together with a name: the facts that name it, then those that name what
// these facts name beside it, and so on. Must not know what a type of event means.

public import DaybookCoding
internal import DaybookCommerce
public import DaybookModels

/// The facts that hang together with a name.
public struct Connections: Sendable {
    /// A name that was reached.
    public struct Link: Hashable, Sendable {
        /// The name.
        public let subject: Subject
        /// The name beside which it was told first; nil for the one that was asked for.
        public let via: Subject?
        /// The fact that told both; 0 for the one that was asked for.
        public let sequence: UInt64
        /// How many steps away it is.
        public let depth: Int
    }

    /// A fact.
    public struct Fact: Sendable {
        /// The fact.
        public let event: RecordedEvent
        /// The nearest name that it tells, or that the fact told which it took back.
        public let link: Link
    }

    /// The sequence at which this is true.
    public let sequence: UInt64
    /// The names, in the order in which they were reached.
    public let links: [Link]
    /// The facts by time, with the corrections that took others back.
    public let facts: [Fact]
    /// Whether there were too many names to follow all.
    public let isCut: Bool
}

extension Daybook {
    /// Everything that hangs together with a name.
    ///
    /// Two names hang together if one fact tells both: a call and its conversation, a cart, its
    /// order and the person who placed it. What many have in common is not followed: agents,
    /// queues, bots, campaigns, products, policies, forms, posts. Nor is what the last word has
    /// undone: an unlinked visitor, an unmerged person or conversation.
    /// - Parameters:
    ///   - subject: the name.
    ///   - depth: how many steps to follow; 0: only facts that name it.
    ///   - asOf: up to where facts count.
    /// - Throws: as `events`.
    /// - Complexity: a pass over the segments' indexes for each step.
    public func connections(
        of subject: Subject, depth: Int = 2, asOf: AsOf = AsOf()
    ) async throws(DaybookError) -> Connections {
        try await sync()
        let limits = AsOf(time: asOf.time, sequence: min(asOf.sequence ?? .max, try sequence))
        var web = Web(subject)
        var step = 0
        while !web.frontier.isEmpty {
            let names = web.frontier
            let found = try await facts(Selection(about: names.map(\.subject)), limits)
            web.add(found.counting, of: names, follows: step < depth)
            web.add(found.retracted, of: names)
            step += 1
        }
        return Connections(
            sequence: limits.sequence ?? 0, links: web.links,
            facts: web.facts.values.sorted { $0.event.precedes($1.event) }, isCut: web.isCut)
    }
}

/// What has been reached so far.
private struct Web {
    /// More names than anybody reads; what lies behind the others is left out.
    static let linksMax = 1_000
    /// Entities that many have in common.
    static let hubs: Set<String> = [
        "agent", "queue", "bot", "campaign", "product", "policy", "form", "post",
    ]

    private(set) var links: [Connections.Link]
    private(set) var frontier: [Connections.Link]
    private(set) var facts: [UInt64: Connections.Fact] = [:]
    private(set) var isCut = false
    private var reached: Set<Subject>

    init(_ subject: Subject) {
        let link = Connections.Link(subject: subject, via: nil, sequence: 0, depth: 0)
        links = [link]
        frontier = [link]
        reached = [subject]
    }

    mutating func add(
        _ found: [RecordedEvent], of names: [Connections.Link], follows: Bool
    ) {
        let byName = Dictionary(names.map { ($0.subject, $0) }) { first, _ in first }
        let undone = Self.undone(found)
        frontier = []
        for event in found {
            let told = event.names.map { Subject(entity: $0.entity, name: $0.name) }
            guard let link = told.compactMap({ byName[$0] }).first else { continue }
            if facts[event.sequence] == nil {
                facts[event.sequence] = Connections.Fact(event: event, link: link)
            }
            if follows, !undone.contains(event.sequence) { reach(told, link, event.sequence) }
        }
    }

    /// Adds what took facts back that tell some of the names; they tie nothing together any more.
    mutating func add(
        _ retracted: [(fact: RecordedEvent, by: RecordedEvent)], of names: [Connections.Link]
    ) {
        let byName = Dictionary(names.map { ($0.subject, $0) }) { first, _ in first }
        for (fact, correction) in retracted where facts[correction.sequence] == nil {
            let told = fact.names.map { Subject(entity: $0.entity, name: $0.name) }
            guard let link = told.compactMap({ byName[$0] }).first else { continue }
            facts[correction.sequence] = Connections.Fact(event: correction, link: link)
        }
    }

    private mutating func reach(
        _ told: [Subject], _ link: Connections.Link, _ sequence: UInt64
    ) {
        for subject in told where !Self.hubs.contains(subject.entity.name) {
            guard !reached.contains(subject) else { continue }
            if links.count == Self.linksMax { return isCut = true }
            reached.insert(subject)
            let next = Connections.Link(
                subject: subject, via: link.subject, sequence: sequence, depth: link.depth + 1)
            links.append(next)
            frontier.append(next)
        }
    }

    /// The facts that tie names together, and whose tie the last word has undone; and those words.
    private static func undone(_ events: [RecordedEvent]) -> Set<UInt64> {
        let pairs = [
            IdentityLinked.type: IdentityUnlinked.type, PersonMerged.type: PersonUnmerged.type,
            ConversationMerged.type: ConversationUnmerged.type,
        ]
        let undoings = Set(pairs.values)
        var ties: [[Subject]: (isUndone: Bool, sequences: [UInt64])] = [:]
        for event in events.sorted(by: { $0.precedes($1) }) {
            let isUndoing = undoings.contains(event.type)
            guard isUndoing || pairs[event.type] != nil else { continue }
            let told = event.names.map { Subject(entity: $0.entity, name: $0.name) }
            let known = ties[told]?.sequences ?? []
            ties[told] = (isUndoing, known + [event.sequence])
        }
        return Set(ties.values.filter(\.isUndone).flatMap(\.sequences))
    }
}
