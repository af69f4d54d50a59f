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
    /// The handle of that conversation, or `UInt32.max`.
    var conversation = UInt32.max
    /// The number of the group of legs it is one of, or `UInt32.max`.
    var legs = UInt32.max
    /// The last one of its rows, or `UInt32.max`.
    fileprivate(set) var row = UInt32.max

    var isTold: Bool { conversation != UInt32.max }
}

/// A fact that names a call and no conversation.
struct CallRow<Row: Sendable>: Sendable {
    /// The place of the call.
    let call: UInt32
    let row: Row
    /// The conversation that it has been counted for, or `UInt32.max`.
    var home = UInt32.max
    /// The call's row before it.
    fileprivate let next: UInt32
}

/// The calls of the last time, by keyed hash.
struct CallLinks<Row: Sendable>: Sendable {
    private static var purgeMin: Int { 1_024 }

    private(set) var calls: [CallLink] = []
    private(set) var rows: [CallRow<Row>] = []
    /// The calls that are legs of one; empty where another group took them in.
    private(set) var groups: [[UInt32]] = []
    /// At so many calls the old ones are looked through: a number that depends on the facts alone,
    /// for a snapshot must hold the same calls as a full replay.
    private(set) var purgeAt = purgeMin
    /// Rows of calls whose conversation nothing had told before they were forgotten.
    private(set) var dropped: UInt64 = 0
    // By group: the call of the canonically first fact that told a conversation; the rows of all.
    private var firsts: [UInt32] = []
    private var groupRows: [[UInt32]] = []
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

    /// Whether a fact of this time may be the first one that tells a call's conversation.
    func isOpen(_ place: Int, at time: Int64) -> Bool {
        !calls[place].isTold || time <= calls[place].told.time
    }

    /// Takes note of a call's conversation.
    ///
    /// - Returns: the places of the rows whose conversation may be another one now.
    @discardableResult
    mutating func learn(
        _ place: Int, _ conversation: UInt32, _ told: FactStamp
    ) -> [UInt32] {
        if calls[place].isTold, !(told < calls[place].told) { return [] }
        calls[place].told = told
        calls[place].conversation = conversation
        let legs = calls[place].legs
        if legs != UInt32.max, notice(UInt32(place), in: Int(legs)) { return groupRows[Int(legs)] }
        return rowPlaces(of: place)
    }

    /// The conversation of a call, if a fact told it.
    func conversation(of place: Int) -> UInt32? {
        let call = calls[place]
        if call.isTold { return call.conversation }
        guard call.legs != UInt32.max else { return nil }
        let first = firsts[Int(call.legs)]
        return first == UInt32.max ? nil : calls[Int(first)].conversation
    }

    // MARK: Legs

    /// Takes two calls for legs of one.
    ///
    /// - Returns: the places of the rows whose conversation may be another one now.
    /// - Complexity: O(log n) for each of n legs, over all.
    @discardableResult
    mutating func join(_ one: Int, _ other: Int) -> [UInt32] {
        if one == other { return [] }
        let (left, right) = (group(of: one), group(of: other))
        if left == right { return [] }
        let (kept, taken) =
            groups[left].count < groups[right].count ? (right, left) : (left, right)
        let moved = groups[taken]
        groups[taken] = []
        groups[kept] += moved
        for leg in moved { calls[Int(leg)].legs = UInt32(kept) }
        let movedRows = groupRows[taken]
        groupRows[taken] = []
        groupRows[kept] += movedRows
        let isFirst = firsts[taken] != UInt32.max && notice(firsts[taken], in: kept)
        return isFirst ? groupRows[kept] : movedRows
    }

    private mutating func group(of place: Int) -> Int {
        if calls[place].legs == UInt32.max {
            calls[place].legs = UInt32(groups.count)
            groups.append([UInt32(place)])
            firsts.append(calls[place].isTold ? UInt32(place) : UInt32.max)
            groupRows.append(rowPlaces(of: place))
        }
        return Int(calls[place].legs)
    }

    /// Remembers a call of a group that was told a conversation, if no other was told earlier.
    ///
    /// - Returns: whether none was.
    private mutating func notice(_ place: UInt32, in group: Int) -> Bool {
        let known = firsts[group]
        if known != place, known != UInt32.max,
            !(calls[Int(place)].told < calls[Int(known)].told)
        {
            return false
        }
        firsts[group] = place
        return true
    }

    // MARK: Rows

    @discardableResult
    mutating func add(_ call: CallLink) -> Int {
        table.insert(call.key, UInt32(calls.count))
        calls.append(call)
        return calls.count - 1
    }

    /// Adds a row of a call, and answers its place.
    @discardableResult
    mutating func add(_ row: Row, of place: Int, home: UInt32 = .max) -> Int {
        let next = calls[place].row
        calls[place].row = UInt32(rows.count)
        rows.append(CallRow(call: UInt32(place), row: row, home: home, next: next))
        let legs = calls[place].legs
        if legs != UInt32.max { groupRows[Int(legs)].append(UInt32(rows.count - 1)) }
        return rows.count - 1
    }

    /// Takes note of the conversation that a row is counted for.
    mutating func house(_ row: Int, in conversation: UInt32) { rows[row].home = conversation }

    private func rowPlaces(of place: Int) -> [UInt32] {
        var found: [UInt32] = []
        var row = calls[place].row
        while row != UInt32.max {
            found.append(row)
            row = rows[Int(row)].next
        }
        return found
    }

    /// The rows of calls that belong to a conversation.
    ///
    /// - Complexity: O(rows of calls).
    func rows(of conversation: UInt32) -> [Row] {
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
    @discardableResult
    mutating func purge(
        _ clock: FactClock, _ window: Int64
    ) -> [(row: Row, conversation: UInt32)] {
        guard calls.count >= purgeAt else { return [] }
        let old = self
        self = Self(purgeAt: 0, dropped: old.dropped)
        let last = old.groups.map { $0.reduce(Int64.min) { max($0, old.calls[Int($1)].lastAt) } }
        var places = [UInt32](repeating: UInt32.max, count: old.calls.count)
        for (place, call) in old.calls.enumerated() {
            let lastAt = call.legs == UInt32.max ? call.lastAt : last[Int(call.legs)]
            if clock.isBeyond(window, from: lastAt) { continue }
            var call = call
            call.legs = UInt32.max
            call.row = UInt32.max
            places[place] = UInt32(add(call))
        }
        for group in old.groups {
            for leg in group.dropFirst() {
                let (one, other) = (places[Int(group[0])], places[Int(leg)])
                if one != UInt32.max { join(Int(one), Int(other)) }
            }
        }
        var settled: [(row: Row, conversation: UInt32)] = []
        for entry in old.rows {
            let place = places[Int(entry.call)]
            if place != UInt32.max {
                add(entry.row, of: Int(place), home: entry.home)
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
