// Which conversation a call belongs to, and the rows of facts that name a call alone. Calls are
// passing: they have no handle, and what is known of one goes some time after its last fact. Must
// not know how rows are put in order.
//
// A call that was told of several conversations belongs to the one of the canonically first fact.
// Calls joined as legs are one call: a leg that nothing told belongs where the first of them does.

internal import DaybookBytes

/// A call, in 56 bytes.
struct CallLink: BitwiseCopyable, Sendable {
    /// The keyed hash of its name.
    let key: UInt64
    /// The time of its last fact.
    var lastAt: Int64
    /// The canonically first fact that told the conversation.
    var told = FactStamp.never
    /// The handle of that conversation, or `TranscriptRow.none`.
    var conversation = TranscriptRow.none
    /// The number of the group of legs it is one of, or `TranscriptRow.none`.
    var legs = TranscriptRow.none

    var isTold: Bool { conversation != TranscriptRow.none }
}

/// A fact that names a call and no conversation.
struct CallRow: BitwiseCopyable, Sendable {
    /// The place of the call.
    let call: UInt32
    let row: TranscriptRow
}

/// The calls of the last time, by keyed hash.
struct CallLinks: Sendable {
    private static let purgeMin = 1_024

    private(set) var calls: [CallLink] = []
    private(set) var rows: [CallRow] = []
    /// The calls that are legs of one; empty where another group took them in.
    private(set) var groups: [[UInt32]] = []
    /// At so many calls the old ones are looked through: a number that depends on the facts alone,
    /// for a snapshot must hold the same calls as a full replay.
    private(set) var purgeAt = Self.purgeMin
    /// Rows of calls whose conversation nothing had told before they were forgotten.
    private(set) var dropped: UInt64 = 0
    // By group: the call of the canonically first fact that told a conversation.
    private var firsts: [UInt32] = []
    private var table = FlatTable()

    init() {}

    /// What a snapshot held, before its calls.
    init(purgeAt: Int, dropped: UInt64) {
        self.purgeAt = purgeAt
        self.dropped = dropped
    }

    func find(_ call: UInt64) -> Int? { table.value(call).map { Int($0) } }

    /// The place of a call that a fact of this time names.
    mutating func place(_ call: UInt64, at time: Int64) -> Int {
        guard let place = find(call) else { return add(CallLink(key: call, lastAt: time)) }
        calls[place].lastAt = max(calls[place].lastAt, time)
        return place
    }

    /// Takes note of a call's conversation.
    mutating func learn(_ place: Int, _ conversation: UInt32, _ told: FactStamp) {
        if calls[place].isTold, !(told < calls[place].told) { return }
        calls[place].told = told
        calls[place].conversation = conversation
        if calls[place].legs != TranscriptRow.none {
            notice(UInt32(place), in: Int(calls[place].legs))
        }
    }

    /// The conversation of a call, if a fact told it.
    func conversation(of place: Int) -> UInt32? {
        let call = calls[place]
        if call.isTold { return call.conversation }
        guard call.legs != TranscriptRow.none else { return nil }
        let first = firsts[Int(call.legs)]
        return first == TranscriptRow.none ? nil : calls[Int(first)].conversation
    }

    // MARK: Legs

    /// Takes two calls for legs of one.
    ///
    /// - Complexity: O(log n) for each of n legs, over all.
    mutating func join(_ one: Int, _ other: Int) {
        if one == other { return }
        let (left, right) = (group(of: one), group(of: other))
        if left == right { return }
        let (kept, taken) =
            groups[left].count < groups[right].count ? (right, left) : (left, right)
        let moved = groups[taken]
        groups[taken] = []
        groups[kept] += moved
        for leg in moved { calls[Int(leg)].legs = UInt32(kept) }
        if firsts[taken] != TranscriptRow.none { notice(firsts[taken], in: kept) }
    }

    private mutating func group(of place: Int) -> Int {
        if calls[place].legs == TranscriptRow.none {
            calls[place].legs = UInt32(groups.count)
            groups.append([UInt32(place)])
            firsts.append(calls[place].isTold ? UInt32(place) : TranscriptRow.none)
        }
        return Int(calls[place].legs)
    }

    /// Remembers a call of a group that was told a conversation, if no other was told earlier.
    private mutating func notice(_ place: UInt32, in group: Int) {
        let known = firsts[group]
        if known == TranscriptRow.none || calls[Int(place)].told < calls[Int(known)].told {
            firsts[group] = place
        }
    }

    // MARK: Rows

    @discardableResult
    mutating func add(_ call: CallLink) -> Int {
        table.insert(call.key, UInt32(calls.count))
        calls.append(call)
        return calls.count - 1
    }

    mutating func add(_ row: TranscriptRow, of place: Int) {
        rows.append(CallRow(call: UInt32(place), row: row))
    }

    /// The rows of calls that belong to a conversation.
    ///
    /// - Complexity: O(rows of calls).
    func rows(of conversation: UInt32) -> [TranscriptRow] {
        rows.filter { self.conversation(of: Int($0.call)) == conversation }.map(\.row)
    }

    /// How many rows belong to no conversation that is known.
    ///
    /// - Complexity: O(rows of calls).
    var unplacedCount: UInt64 {
        rows.reduce(dropped) { conversation(of: Int($1.call)) == nil ? $0 &+ 1 : $0 }
    }

    // MARK: Forgetting

    /// Forgets calls without a fact for longer than a window, if there are many; legs of one call
    /// go together.
    ///
    /// - Returns: their rows, which stay with their conversations for good.
    mutating func purge(
        _ clock: FactClock, _ window: Int64
    ) -> [(row: TranscriptRow, conversation: UInt32)] {
        guard calls.count >= purgeAt else { return [] }
        let old = self
        self = Self(purgeAt: 0, dropped: old.dropped)
        let last = old.groups.map { $0.reduce(Int64.min) { max($0, old.calls[Int($1)].lastAt) } }
        var places = [UInt32](repeating: TranscriptRow.none, count: old.calls.count)
        for (place, call) in old.calls.enumerated() {
            let lastAt = call.legs == TranscriptRow.none ? call.lastAt : last[Int(call.legs)]
            if clock.isBeyond(window, from: lastAt) { continue }
            var call = call
            call.legs = TranscriptRow.none
            places[place] = UInt32(add(call))
        }
        for group in old.groups {
            for leg in group.dropFirst() {
                let (one, other) = (places[Int(group[0])], places[Int(leg)])
                if one != TranscriptRow.none { join(Int(one), Int(other)) }
            }
        }
        var settled: [(row: TranscriptRow, conversation: UInt32)] = []
        for entry in old.rows {
            let place = places[Int(entry.call)]
            if place != TranscriptRow.none {
                add(entry.row, of: Int(place))
            } else if let conversation = old.conversation(of: Int(entry.call)) {
                settled.append((entry.row, conversation))
            } else {
                dropped &+= 1
            }
        }
        purgeAt = max(Self.purgeMin, calls.count * 2)
        return settled
    }
}
