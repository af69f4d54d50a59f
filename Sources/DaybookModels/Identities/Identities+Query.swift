// Who belongs together: derived from the edges that stand, at each question, by a walk over the
// component. A cycle is walked once like anything else.

public import DaybookCoding
internal import DaybookCommerce

/// A name of a customer.
public enum IdentityMember: Hashable, Sendable {
    /// The handle of a visitor.
    case visitor(UInt32)
    /// The handle of a person.
    case person(UInt32)
}

/// A pair that is said to be one customer.
public struct IdentityTie: Hashable, Sendable {
    /// The visitor, or the person that was merged.
    public let member: IdentityMember
    /// The handle of the person it is, or went into.
    public let person: UInt32
    /// The symbol of the evidence.
    public let evidence: UInt32?
    /// How sure it is.
    public let strength: IdentityStrength
    /// Since when it has been so: the first word of it, or after an undoing the last.
    public let since: Timestamp
    /// The last word's time.
    public let time: Timestamp
    /// The sequence of the last word, which decides.
    public let sequence: UInt64
    /// Whether it counts; else it is a conflict, or says what others say already.
    public let isFollowed: Bool
}

/// One customer: every name, and why they belong together.
public struct Identity: Hashable, Sendable {
    /// The handle of the person who stands for all; nil for a visitor nobody has identified.
    public let person: UInt32?
    /// The handles of all persons, by name.
    public let persons: [UInt32]
    /// The handles of all visitors, by name.
    public let visitors: [UInt32]
    /// What is said of them, by the time since when it has been so.
    public let ties: [IdentityTie]
}

/// What is odd about a pair.
public enum IdentityConflictKind: UInt8, Sendable, CaseIterable {
    /// A visitor who is somebody already was linked to another person, without an assertion.
    case secondIdentity = 0
    /// Two persons were merged on a mere guess.
    case guessedMerge = 1
    /// A person was merged into itself.
    case mergedIntoItself = 2
    /// A link or a merge was undone that nobody has told of.
    case undoneWithoutLink = 3
    /// Persons were merged in a circle.
    case circle = 4
}

/// A pair that contradicts others or itself.
public struct IdentityConflict: Hashable, Sendable {
    /// What is odd.
    public let kind: IdentityConflictKind
    /// The visitor, or the person that was merged.
    public let member: IdentityMember
    /// The handle of the person.
    public let person: UInt32
    /// When it was told.
    public let time: Timestamp
    /// The sequence of the fact.
    public let sequence: UInt64
}

extension Identities {
    /// The customer that a name belongs to.
    ///
    /// - Parameter names: those of the replay.
    /// - Complexity: O(pairs of the component), and the visitors' other pairs.
    public func identity(
        of member: IdentityMember, _ names: borrowing Names, _ catalog: Catalog
    ) -> Identity {
        var walk = IdentityWalk(person: catalog.entity(named: Person.definition.name)?.number)
        walk.run(from: member, self, names)
        let visitor = catalog.entity(named: Visitor.definition.name)?.number
        return Identity(
            person: walk.root(names), persons: walk.sorted(walk.persons, walk.person, names),
            visitors: walk.sorted(walk.visitors, visitor, names), ties: ties(of: walk))
    }

    /// Every customer of whom at least one pair was told.
    ///
    /// - Complexity: O(pairs).
    public func identities(_ names: borrowing Names, _ catalog: Catalog) -> [Identity] {
        var seen: Set<IdentityMember> = []
        var found: [Identity] = []
        for place in 0..<edges.count {
            let edge = edges[place]
            for member in [edge.member, .person(edge.into)] where !seen.contains(member) {
                let identity = identity(of: member, names, catalog)
                seen.formUnion(identity.visitors.map { .visitor($0) })
                seen.formUnion(identity.persons.map { .person($0) })
                found.append(identity)
            }
        }
        return found
    }

    private func ties(of walk: IdentityWalk) -> [IdentityTie] {
        let found = walk.edges.map { edges[$0].tie(isFollowed: walk.followed.contains($0)) }
        return found.sorted { ($0.since, $0.sequence) < ($1.since, $1.sequence) }
    }

    /// Pairs that contradict others or themselves, by their sequence.
    ///
    /// - Complexity: O(pairs · pairs of a component).
    public func conflicts(_ names: borrowing Names, _ catalog: Catalog) -> [IdentityConflict] {
        var found: [IdentityConflict] = []
        for place in 0..<edges.count {
            let edge = edges[place]
            guard let kind = conflict(place, edge, names, catalog) else { continue }
            found.append(
                IdentityConflict(
                    kind: kind, member: edge.member, person: edge.into,
                    time: Timestamp(microseconds: edge.last.time), sequence: edge.sequence))
        }
        return found.sorted { $0.sequence < $1.sequence }
    }

    private func conflict(
        _ place: Int, _ edge: IdentityEdge, _ names: borrowing Names, _ catalog: Catalog
    ) -> IdentityConflictKind? {
        if edge.firstAt == .max { return .undoneWithoutLink }
        guard edge.isLive else { return nil }
        if edge.isMerge {
            if edge.from == edge.into { return .mergedIntoItself }
            if !edge.isMergeFollowed { return .guessedMerge }
            return isInCircle(edge) ? .circle : nil
        }
        let number = catalog.entity(named: Person.definition.name)?.number
        if isFollowed(place, number, names) { return nil }
        var walk = IdentityWalk(person: number)
        walk.run(from: edge.member, self, names)
        return walk.persons.contains(edge.into) ? nil : .secondIdentity
    }

    /// Whether a merge leads back to where it begins.
    private func isInCircle(_ edge: IdentityEdge) -> Bool {
        var seen: Set<UInt32> = []
        var open = [edge.into]
        while let person = open.popLast() {
            if person == edge.from { return true }
            guard seen.insert(person).inserted else { continue }
            forEachEdge(from: merged[person]) { _, next in
                if next.isMergeFollowed { open.append(next.into) }
            }
        }
        return false
    }

    // MARK: Edges

    /// Whether a link or a merge counts.
    func isFollowed(_ place: Int, _ person: UInt8?, _ names: borrowing Names) -> Bool {
        let edge = edges[place]
        if edge.isMerge { return edge.isMergeFollowed }
        return edge.isAsserted || first(of: edge.from, person, names) == place
    }

    /// The link that says who a visitor is.
    func first(of visitor: UInt32, _ person: UInt8?, _ names: borrowing Names) -> Int? {
        var first: Int?
        forEachEdge(from: visitors[visitor]) { place, edge in
            guard edge.isLive else { return }
            guard let known = first else { return first = place }
            if precedes(edge, edges[known], person, names) { first = place }
        }
        return first
    }

    private func precedes(
        _ left: IdentityEdge, _ right: IdentityEdge, _ person: UInt8?, _ names: borrowing Names
    ) -> Bool {
        if left.since != right.since { return left.since < right.since }
        if left.last != right.last { return left.last < right.last }
        guard let person else { return false }
        return names.text(person, left.into) < names.text(person, right.into)
    }

    func forEachEdge(from head: UInt32, _ body: (Int, IdentityEdge) -> Void) {
        var place = head
        while place != IdentityEdge.none {
            let edge = edges[Int(place)]
            body(Int(place), edge)
            place = edge.nextFrom
        }
    }

    func forEachEdge(into person: UInt32, _ body: (Int, IdentityEdge) -> Void) {
        var place = persons[person]
        while place != IdentityEdge.none {
            let edge = edges[Int(place)]
            body(Int(place), edge)
            place = edge.nextInto
        }
    }
}

extension IdentityEdge {
    var member: IdentityMember { isMerge ? .person(from) : .visitor(from) }

    func tie(isFollowed: Bool) -> IdentityTie {
        IdentityTie(
            member: member, person: into, evidence: evidence == Self.none ? nil : evidence,
            strength: strength, since: Timestamp(microseconds: since),
            time: Timestamp(microseconds: last.time), sequence: sequence, isFollowed: isFollowed)
    }
}

/// A walk over everything that belongs to one customer.
struct IdentityWalk {
    /// The number of the entity of persons; nil if no fact names one.
    let person: UInt8?
    private(set) var visitors: Set<UInt32> = []
    private(set) var persons: Set<UInt32> = []
    /// Every pair that stands and touches the component, and those that count.
    private(set) var edges: Set<Int> = []
    private(set) var followed: Set<Int> = []
    private var identifiedAt: [UInt32: Int64] = [:]
    private var sinks: Set<UInt32> = []
    private var leaving: Set<UInt32> = []
    private var firsts: [UInt32: Int?] = [:]
    private var open: [IdentityMember] = []

    init(person: UInt8?) { self.person = person }

    mutating func run(from member: IdentityMember, _ model: Identities, _ names: borrowing Names) {
        reach(member)
        while let next = open.popLast() {
            var found: [(Int, IdentityEdge)] = []
            switch next {
            case .visitor(let visitor):
                model.forEachEdge(from: model.visitors[visitor]) { found.append(($0, $1)) }
            case .person(let person):
                model.forEachEdge(from: model.merged[person]) { found.append(($0, $1)) }
                model.forEachEdge(into: person) { found.append(($0, $1)) }
            }
            for (place, edge) in found where edge.isLive {
                edges.insert(place)
                if isFollowed(place, edge, model, names) { follow(place, edge) }
            }
        }
    }

    private mutating func isFollowed(
        _ place: Int, _ edge: IdentityEdge, _ model: Identities, _ names: borrowing Names
    ) -> Bool {
        if edge.isMerge { return edge.isMergeFollowed }
        if edge.isAsserted { return true }
        if let known = firsts[edge.from] { return known == place }
        let first = model.first(of: edge.from, person, names)
        firsts[edge.from] = .some(first)
        return first == place
    }

    private mutating func follow(_ place: Int, _ edge: IdentityEdge) {
        guard followed.insert(place).inserted else { return }
        if edge.isMerge {
            if edge.from != edge.into {
                sinks.insert(edge.into)
                leaving.insert(edge.from)
            }
        } else {
            identifiedAt[edge.into] = min(identifiedAt[edge.into] ?? .max, edge.since)
        }
        reach(edge.member)
        reach(.person(edge.into))
    }

    private mutating func reach(_ member: IdentityMember) {
        let isNew =
            switch member {
            case .visitor(let visitor): visitors.insert(visitor).inserted
            case .person(let person): persons.insert(person).inserted
            }
        if isNew { open.append(member) }
    }

    /// The person who stands for all.
    func root(_ names: borrowing Names) -> UInt32? {
        var candidates = sinks.subtracting(leaving)
        if candidates.isEmpty { candidates = sinks.isEmpty ? persons : sinks }
        var best: UInt32?
        for candidate in candidates {
            if let known = best, !precedes(candidate, known, names) { continue }
            best = candidate
        }
        return best
    }

    private func precedes(_ left: UInt32, _ right: UInt32, _ names: borrowing Names) -> Bool {
        let (one, two) = (identifiedAt[left] ?? .max, identifiedAt[right] ?? .max)
        if one != two { return one < two }
        guard let person else { return left < right }
        return names.text(person, left) < names.text(person, right)
    }

    func sorted(
        _ handles: Set<UInt32>, _ kind: UInt8?, _ names: borrowing Names
    ) -> [UInt32] {
        guard let kind else { return handles.sorted() }
        var named: [(String, UInt32)] = []
        for handle in handles { named.append((names.text(kind, handle), handle)) }
        return named.sorted { $0 < $1 }.map(\.1)
    }
}
