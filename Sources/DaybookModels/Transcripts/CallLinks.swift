// Which conversation a call belongs to. Calls are passing: they have no handle, and what is known
// of them goes some time after they have ended. Must not know what is done with the answer.

internal import DaybookBytes

/// The conversations of calls, by the keyed hash of the call.
struct CallLinks: Sendable {
    struct Link: BitwiseCopyable, Sendable {
        var key: UInt64
        var conversation: UInt32
        /// When the call ended, or `open`.
        var endedAt: Int64
    }

    static let open = Int64.max
    private static let purgeMin = 1_024

    private(set) var links: [Link] = []
    /// At so many links the ended ones are looked through: a number that depends on the facts
    /// alone, for a snapshot must hold the same links as a full replay.
    private(set) var purgeAt = Self.purgeMin
    private var table = FlatTable()

    init() {}

    /// What a snapshot held.
    init(links: [Link], purgeAt: Int) {
        self.links = links
        self.purgeAt = purgeAt
        index()
    }

    private mutating func index() {
        table = FlatTable(capacity: links.count)
        for place in links.indices { table.insert(links[place].key, UInt32(place)) }
    }

    /// The conversation of a call, if a fact told it.
    func conversation(_ call: UInt64) -> UInt32? {
        table.value(call).map { links[Int($0)].conversation }
    }

    /// Takes note of a call's conversation; the first one told counts.
    ///
    /// - Returns: whether that is news.
    mutating func learn(_ call: UInt64, _ conversation: UInt32) -> Bool {
        if table.value(call) != nil { return false }
        table.insert(call, UInt32(links.count))
        links.append(Link(key: call, conversation: conversation, endedAt: Self.open))
        return true
    }

    /// Takes note of a call's end.
    ///
    /// Facts that lag behind are still placed for the length of a
    /// window; later the link may go.
    mutating func end(_ call: UInt64, at time: Int64, clock: FactClock, window: Int64) {
        guard let place = table.value(call) else { return }
        if links[Int(place)].endedAt == Self.open || links[Int(place)].endedAt < time {
            links[Int(place)].endedAt = time
        }
        guard links.count >= purgeAt else { return }
        links.removeAll { $0.endedAt != Self.open && clock.isBeyond(window, from: $0.endedAt) }
        purgeAt = max(Self.purgeMin, links.count * 2)
        index()
    }
}
