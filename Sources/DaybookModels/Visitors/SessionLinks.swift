// Whose a session is, and what facts did that name a session alone. Sessions are passing: what is
// known of one goes some time after its begin. Must not know what a visitor makes of it.
//
// Of several visitors that begin one session, it belongs to the one of the canonically first fact:
// what comes later in time is a repetition, a shared link or a mistake, and facts in order never
// take from a visitor what it had.

internal import DaybookBytes
internal import DaybookCoding

/// The canonically first fact by which a visitor began a session, in 24 bytes.
struct SessionStart: BitwiseCopyable, Sendable {
    var time: Int64
    var sequence: UInt64
    /// The handle of the visitor.
    var visitor: UInt32
    /// Source and ordinal, as a number in `Origins`.
    var origin = UInt32.max
}

/// The start of a visitor to whom the session does not belong.
struct SessionClaim: BitwiseCopyable, Sendable {
    /// The keyed hash of the session.
    let session: UInt64
    var start: SessionStart
    /// The hash of the visitor's name, the same in every log.
    let name: UInt64
}

/// The sessions of the last time, by keyed hash.
struct SessionLinks: Sendable {
    private static let purgeMin = 1_024

    private(set) var starts: [SessionStart] = []
    private(set) var claims: [SessionClaim] = []
    private(set) var tallies: [SessionTally] = []
    private(set) var origins = Origins()
    /// At so many rows the old ones are looked through: a number that depends on the facts alone.
    private(set) var purgeAt = Self.purgeMin
    /// Facts of sessions that nobody was told to have begun before they were forgotten.
    private(set) var dropped: UInt64 = 0
    // The places of rows by session; those of starts are the only place where their keys stand.
    private var startTable = FlatTable()
    private var claimTable = FlatTable()
    private var tallyTable = FlatTable()

    init() {}

    /// What a snapshot held, before its rows.
    init(purgeAt: Int, dropped: UInt64) {
        self.purgeAt = purgeAt
        self.dropped = dropped
    }

    /// The keys of `starts`.
    ///
    /// - Complexity: O(sessions).
    var keys: [UInt64] {
        var keys = [UInt64](repeating: 0, count: starts.count)
        startTable.forEach { key, place in keys[Int(place)] = key }
        return keys
    }

    func start(of session: UInt64) -> SessionStart? {
        startTable.value(session).map { starts[Int($0)] }
    }

    func visitor(_ session: UInt64) -> UInt32? { start(of: session)?.visitor }

    // MARK: Starts

    /// Takes note of a visitor that began a session.
    ///
    /// - Parameter start: its origin is given beside it, and numbered only if the start is kept.
    mutating func learn(
        _ session: UInt64, _ start: SessionStart, _ origin: Origin, _ visitors: DigestKind,
        _ names: borrowing Names
    ) {
        guard let place = startTable.value(session).map({ Int($0) }) else {
            return add(start, origin, of: session)
        }
        let known = starts[place]
        let isFirst = precedes(start, origin, known, visitors, names)
        if isFirst { starts[place] = numbered(start, origin) }
        if start.visitor == known.visitor { return }
        if isFirst {
            withdraw(session, start.visitor)
            claim(session, known, origins[known.origin], visitors, names)
        } else {
            claim(session, start, origin, visitors, names)
        }
    }

    private func precedes(
        _ left: SessionStart, _ origin: Origin, _ right: SessionStart, _ visitors: DigestKind,
        _ names: borrowing Names
    ) -> Bool {
        if left.time != right.time { return left.time < right.time }
        let other = origins[right.origin]
        if origin.source != other.source { return origin.source < other.source }
        if origin.ordinal != other.ordinal { return origin.ordinal < other.ordinal }
        return visitors.digest(left.visitor, names) < visitors.digest(right.visitor, names)
    }

    private mutating func numbered(_ start: SessionStart, _ origin: Origin) -> SessionStart {
        var start = start
        start.origin = origins.number(origin)
        return start
    }

    private mutating func claim(
        _ session: UInt64, _ start: SessionStart, _ origin: Origin, _ visitors: DigestKind,
        _ names: borrowing Names
    ) {
        guard let place = claimPlace(session, start.visitor) else {
            let name = visitors.digest(start.visitor, names)
            return add(SessionClaim(session: session, start: start, name: name), origin)
        }
        if precedes(start, origin, claims[place].start, visitors, names) {
            claims[place].start = numbered(start, origin)
        }
    }

    /// Removes the claim of a visitor to whom the session belongs now, if there is one.
    private mutating func withdraw(_ session: UInt64, _ visitor: UInt32) {
        guard let place = claimPlace(session, visitor) else { return }
        claimTable.remove(session, UInt32(place))
        let last = claims.removeLast()
        if place == claims.count { return }
        claimTable.remove(last.session, UInt32(claims.count))
        claimTable.insert(last.session, UInt32(place))
        claims[place] = last
    }

    private func claimPlace(_ session: UInt64, _ visitor: UInt32) -> Int? {
        var slot = claimTable.first(session)
        while let place = claimTable.next(session, &slot) {
            if claims[Int(place)].start.visitor == visitor { return Int(place) }
        }
        return nil
    }

    // MARK: Tallies

    /// Counts a deed that names a session and no visitor.
    mutating func tally(_ deed: VisitorDeed, of session: UInt64) {
        let currency = SessionTally.currency(of: deed)
        var slot = tallyTable.first(session)
        while let place = tallyTable.next(session, &slot) {
            guard tallies[Int(place)].currency == currency else { continue }
            return tallies[Int(place)].take(deed)
        }
        var tally = SessionTally(session: session, currency: currency)
        tally.take(deed)
        add(tally)
    }

    /// The tallies of sessions with a visitor, by its handle.
    ///
    /// - Complexity: O(tallies).
    var owned: [UInt32: [SessionTally]] {
        var owned: [UInt32: [SessionTally]] = [:]
        for tally in tallies {
            if let visitor = visitor(tally.session) { owned[visitor, default: []].append(tally) }
        }
        return owned
    }

    // MARK: Rows

    mutating func add(_ start: SessionStart, _ origin: Origin, of session: UInt64) {
        startTable.insert(session, UInt32(starts.count))
        starts.append(numbered(start, origin))
    }

    mutating func add(_ claim: SessionClaim, _ origin: Origin) {
        var claim = claim
        claim.start = numbered(claim.start, origin)
        claimTable.insert(claim.session, UInt32(claims.count))
        claims.append(claim)
    }

    mutating func add(_ tally: SessionTally) {
        tallyTable.insert(tally.session, UInt32(tallies.count))
        tallies.append(tally)
    }

    // MARK: Forgetting

    /// Whether it is time to look for sessions that are to be forgotten.
    var isFull: Bool { starts.count + claims.count + tallies.count >= purgeAt }

    /// The visitor of a session that began longer ago than a window; nil for other sessions.
    func pastVisitor(_ session: UInt64, _ clock: FactClock, _ window: Int64) -> UInt32? {
        guard let start = start(of: session), clock.isBeyond(window, from: start.time) else {
            return nil
        }
        return start.visitor
    }

    /// Forgets sessions that began longer ago than a window.
    ///
    /// - Returns: what goes to their visitors for good, and the claims that stay vain.
    mutating func purge(
        _ clock: FactClock, _ window: Int64
    ) -> (settled: [(visitor: UInt32, tally: SessionTally)], vain: [SessionClaim]) {
        let old = self
        self = Self(purgeAt: 0, dropped: old.dropped)
        var settled: [(visitor: UInt32, tally: SessionTally)] = []
        for tally in old.tallies {
            if let visitor = old.pastVisitor(tally.session, clock, window) {
                settled.append((visitor, tally))
            } else if old.start(of: tally.session) == nil,
                clock.isBeyond(window, from: tally.lastAt)
            {
                dropped &+= UInt64(tally.facts)
            } else {
                add(tally)
            }
        }
        var vain: [SessionClaim] = []
        for claim in old.claims {
            if old.pastVisitor(claim.session, clock, window) != nil {
                vain.append(claim)
            } else {
                add(claim, old.origins[claim.start.origin])
            }
        }
        for (key, start) in zip(old.keys, old.starts)
        where !clock.isBeyond(window, from: start.time) {
            add(start, old.origins[start.origin], of: key)
        }
        purgeAt = max(Self.purgeMin, 2 * (starts.count + claims.count + tallies.count))
        return (settled, vain)
    }
}
