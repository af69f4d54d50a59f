// Finding the facts of a profile: those that name the customer, then those that name only a cart or
// a session of the customer.

public import DaybookCoding
public import DaybookCommerce
public import DaybookModels

extension Daybook {
    /// Everything that is known of one visitor; nil if no fact names it.
    ///
    /// - Parameters:
    ///   - visitor: whom.
    ///   - asOf: as it was at a sequence or an instant; as it is now by default.
    ///   - from: only facts that happened at or after this instant.
    ///   - until: only facts that happened before this instant.
    ///   - limit: how many rows a list holds; totals stand beside.
    /// - Throws: as `replay(asOf:)`.
    /// - Complexity: O(facts of the visitor), found by the segments' indexes, in two passes; the
    ///   first time also a search of the log for corrections, O(bytes).
    public func profile(
        of visitor: VisitorID, asOf: AsOf = AsOf(), from: Timestamp? = nil, until: Timestamp? = nil,
        limit: Int = 20
    ) async throws(DaybookError) -> VisitorProfile? {
        let text = visitor.text
        let start = try await profileStart(asOf) { replay in
            replay.identity(of: visitor).map { ([text], $0) }
        }
        let names = Selection(about: [.visitor(visitor)], from: from, until: until)
        return try await profile(start, names, asOf, limit)
    }

    /// Everything that is known of one customer, across all visitors and persons that belong
    /// together as of that moment; nil if no fact names the person.
    public func profile(
        of person: PersonID, asOf: AsOf = AsOf(), from: Timestamp? = nil, until: Timestamp? = nil,
        limit: Int = 20
    ) async throws(DaybookError) -> VisitorProfile? {
        let start = try await profileStart(asOf) { replay in
            replay.identity(of: person).map { ($0.visitors, $0) }
        }
        guard let start else { return nil }
        let names =
            start.visitors.map { Subject.visitor(VisitorID($0)) }
            + (start.identity?.persons ?? []).map { Subject.person(PersonID($0)) }
        let selection = Selection(about: names, from: from, until: until)
        return try await profile(start, selection, asOf, limit)
    }

    /// A profile before its facts.
    private struct Start: Sendable {
        let sequence: UInt64
        let now: Timestamp
        let visitors: [String]
        let identity: PersonIdentity?
        let states: [ShopVisitor]
        let cartsSince: Timestamp
    }

    private func profileStart(
        _ asOf: AsOf,
        _ find: @escaping @Sendable (borrowing Replay<Models>) -> ([String], PersonIdentity)?
    ) async throws(DaybookError) -> Start? {
        let start: @Sendable (borrowing Replay<Models>) -> Start? = { replay in
            guard let (visitors, identity) = find(replay) else { return nil }
            let now = asOf.time ?? replay.model.census.span?.upperBound
            return Start(
                sequence: replay.sequence, now: now ?? Timestamp(microseconds: 0),
                visitors: visitors, identity: identity,
                states: visitors.compactMap { replay.visitor(VisitorID($0), now: now) },
                cartsSince: replay.model.visitors.cartsSince)
        }
        return asOf == AsOf()
            ? try await query(start) : start(try await replay(asOf: asOf).replay)
    }

    private func profile(
        _ start: Start?, _ selection: Selection, _ asOf: AsOf, _ limit: Int
    ) async throws(DaybookError) -> VisitorProfile? {
        guard let start else { return nil }
        // What the model of a buffered book has accepted may not be readable yet.
        if try start.sequence > sequence { try await sync() }
        let limits = AsOf(time: asOf.time, sequence: start.sequence)
        var facts = try await facts(selection, limits).counting
        // A name that only retracted facts have is nobody's.
        if facts.isEmpty && selection.from == nil && selection.until == nil { return nil }
        var passing: [Subject] = []
        for fact in facts.sorted(by: { $0.sequence > $1.sequence }) {
            for (entity, name) in fact.names
            where entity.name == Cart.definition.name || entity.name == Session.definition.name {
                let subject = Subject(entity: entity, name: name)
                if passing.count < Self.passingMax, !passing.contains(subject) {
                    passing.append(subject)
                }
            }
        }
        let known = Set(facts.map(\.sequence))
        let others = Selection(about: passing, from: selection.from, until: selection.until)
        facts += try await self.facts(others, limits).counting.filter {
            !known.contains($0.sequence) && !Self.isAnothers($0, passing)
        }
        facts.sort { $0.precedes($1) }
        let profile = VisitorProfile(
            sequence: start.sequence, now: start.now, visitors: start.visitors,
            identity: start.identity, states: start.states, limit: limit)
        var fold = ProfileFold(profile, limit: limit, cartsSince: start.cartsSince)
        for fact in facts { fold.take(fact) }
        return fold.ended()
    }

    /// Whether a fact that was found by a cart or a session is another visitor's, who merely shares
    /// the session: nobody's profile holds what others did, except to its own carts.
    private static func isAnothers(_ fact: RecordedEvent, _ passing: [Subject]) -> Bool {
        let names = fact.names
        guard names.contains(where: { $0.entity.name == Visitor.definition.name }) else {
            return false
        }
        return !names.contains { entity, name in
            entity.name == Cart.definition.name
                && passing.contains(Subject(entity: entity, name: name))
        }
    }

    /// The newest so many carts and sessions are looked into for facts that name only them.
    private static var passingMax: Int { 256 }
}
