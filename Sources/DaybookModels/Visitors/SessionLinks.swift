// Whose a session is, for facts that name a session alone. Sessions are passing: what is known of
// one goes some time after its begin.

internal import DaybookBytes

/// The visitors of sessions, by the keyed hash of the session.
struct SessionLinks: Sendable {
    struct Link: BitwiseCopyable, Sendable {
        var key: UInt64
        var startedAt: Int64
        var visitor: UInt32
    }

    /// Deeds of sessions that nothing has told of are kept, in the hope that something will.
    struct Orphan: BitwiseCopyable, Sendable {
        var session: UInt64
        var deed: VisitorDeed
    }

    static let orphansMax = 4_096
    private static let purgeMin = 1_024

    private(set) var links: [Link] = []
    private(set) var purgeAt = Self.purgeMin
    private(set) var orphans: [Orphan] = []
    private(set) var orphansDropped: UInt64 = 0
    private var table = FlatTable()

    init() {}

    /// What a snapshot held.
    init(links: [Link], purgeAt: Int, orphans: [Orphan], orphansDropped: UInt64) {
        self.links = links
        self.purgeAt = purgeAt
        self.orphans = orphans
        self.orphansDropped = orphansDropped
        index()
    }

    private mutating func index() {
        table = FlatTable(capacity: links.count)
        for place in links.indices { table.insert(links[place].key, UInt32(place)) }
    }

    func visitor(_ session: UInt64) -> UInt32? {
        table.value(session).map { links[Int($0)].visitor }
    }

    /// Takes note of a session's visitor; the first one told counts.
    ///
    /// - Returns: false if another visitor's was told before.
    mutating func learn(_ session: UInt64, _ visitor: UInt32, at time: Int64) -> Bool {
        if let known = table.value(session) { return links[Int(known)].visitor == visitor }
        table.insert(session, UInt32(links.count))
        links.append(Link(key: session, startedAt: time, visitor: visitor))
        return true
    }

    mutating func keep(_ orphan: Orphan) {
        if orphans.count == Self.orphansMax {
            orphans.removeFirst(Self.orphansMax / 2)
            orphansDropped &+= UInt64(Self.orphansMax / 2)
        }
        orphans.append(orphan)
    }

    /// The deeds that waited for a session.
    mutating func adopt(_ session: UInt64) -> [VisitorDeed] {
        if orphans.isEmpty { return [] }
        let found = orphans.filter { $0.session == session }.map(\.deed)
        if !found.isEmpty { orphans.removeAll { $0.session == session } }
        return found
    }

    mutating func purge(_ clock: FactClock, _ window: Int64) {
        guard links.count >= purgeAt else { return }
        links.removeAll { clock.isBeyond(window, from: $0.startedAt) }
        purgeAt = max(Self.purgeMin, links.count * 2)
        index()
    }
}
