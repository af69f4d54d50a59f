// Identities: who is whom. What was said stays as edges between names; who belongs together is
// derived from those that stand, so that every mistake can be undone. Must not know what people do.

internal import DaybookBytes
public import DaybookCoding
internal import DaybookCommerce

/// Which visitors and persons are one customer, and on what evidence.
///
/// The last word on a pair decides whether it stands; an undoing of the same instant is the later.
/// What stands is followed by these rules:
/// - a merge joins two persons, unless it is a mere guess (`probabilistic`, never asserted);
/// - the first link of a visitor says who it is; a further one is followed only if asserted, and
///   then joins the persons; any other is kept, and listed as a conflict;
/// - the person who stands for all is the one that others were merged into and that went into no
///   other; of several, and where nothing was merged, the one identified first, then the lesser
///   name.
/// - Complexity: O(1) a fact; 120 bytes a pair; nothing for a visitor nobody has linked.
public struct Identities: ReadModel {
    public static let name = "identities"
    public static let version: UInt32 = 1

    private(set) var edges = Chunked<IdentityEdge>()
    // The newest edge of each visitor; of each person as the one merged, and as the one meant.
    private(set) var visitors = Sparse<UInt32>(empty: IdentityEdge.none)
    private(set) var merged = Sparse<UInt32>(empty: IdentityEdge.none)
    private(set) var persons = Sparse<UInt32>(empty: IdentityEdge.none)
    private var table = FlatTable()

    // Derived from names and catalogs.
    private var plan = FactPlan<IdentityFact>()
    private var sources = Sources()
    private var symbols = KindHashes()
    private var strengths = WordCodes(
        [
            (LinkStrength.deterministic.text, IdentityStrength.deterministic.rawValue),
            (LinkStrength.asserted.text, IdentityStrength.asserted.rawValue),
            (LinkStrength.probabilistic.text, IdentityStrength.probabilistic.rawValue),
        ], other: IdentityStrength.other.rawValue)

    public init() {}

    public mutating func apply(_ batch: borrowing Batch) {
        if !plan.covers(batch.catalog) { plan.cover(batch.catalog, FactPlan.declare) }
        let plan = plan
        for index in 0..<batch.count {
            let event = batch[index]
            if let fact = plan.fact(event) { take(event, fact, batch) }
        }
    }

    private mutating func take(
        _ event: EventHead, _ fact: IdentityFact, _ batch: borrowing Batch
    ) {
        guard let from = batch.handle(event, fact.from), let into = batch.handle(event, fact.into)
        else { return }
        let detail = batch.handle(event, fact.detail)
        var strength = IdentityStrength.other
        if let word = batch.handle(event, fact.strength) {
            strength = IdentityStrength(rawValue: strengths.code(word, batch.names)) ?? .other
        }
        // An undoing of the same instant is the later word.
        let hash = detail.map { symbols.hash($0, batch.names) } ?? 0
        let content =
            UInt32(truncatingIfNeeded: (hash &+ UInt64(strength.rawValue)) >> 33)
            | (fact.isUndoing ? 1 << 31 : 0)
        let stamp = FactStamp(
            time: event.time, ordinal: event.ordinal,
            source: sources.key(event.source, batch.names), content: content)
        let place = place(of: IdentityEdge(from: from, into: into, isMerge: fact.isMerge))
        edges[place].take(
            IdentityWord(
                stamp: stamp, sequence: batch.sequence(event), isUndoing: fact.isUndoing,
                strength: strength, evidence: detail ?? IdentityEdge.none))
    }

    private mutating func place(of edge: IdentityEdge) -> Int {
        find(edge) ?? add(edge)
    }

    func find(_ edge: IdentityEdge) -> Int? {
        var slot = table.first(edge.hash)
        while let place = table.next(edge.hash, &slot) {
            if edges[Int(place)].isSamePair(as: edge) { return Int(place) }
        }
        return nil
    }

    /// Adds a pair that is not there yet.
    @discardableResult
    mutating func add(_ edge: IdentityEdge) -> Int {
        var edge = edge
        let place = UInt32(truncatingIfNeeded: edges.count)
        edge.nextFrom = edge.isMerge ? merged[edge.from] : visitors[edge.from]
        edge.nextInto = persons[edge.into]
        if edge.isMerge { merged[edge.from] = place } else { visitors[edge.from] = place }
        persons[edge.into] = place
        table.insert(edge.hash, place)
        return edges.append(edge)
    }
}

/// Where the parts of a statement are found.
struct IdentityFact: Sendable {
    var from: FieldIndex
    var into: FieldIndex
    var detail: FieldIndex?
    var strength: FieldIndex?
    var isMerge = false
    var isUndoing = false
}

extension FactPlan<IdentityFact> {
    /// Adds the facts that identities read.
    static func declare(_ plan: inout Self, _ catalog: Catalog) {
        plan.add(IdentityLinked.self) { catalog throws(CodingError) in
            IdentityFact(
                from: try catalog.required(IdentityLinked.self, "visitor"),
                into: try catalog.required(IdentityLinked.self, "person"),
                detail: try catalog.required(IdentityLinked.self, "evidence"),
                strength: try catalog.required(IdentityLinked.self, "strength"))
        }
        plan.add(IdentityUnlinked.self) { catalog throws(CodingError) in
            IdentityFact(
                from: try catalog.required(IdentityUnlinked.self, "visitor"),
                into: try catalog.required(IdentityUnlinked.self, "person"),
                detail: try catalog.required(IdentityUnlinked.self, "reason"), isUndoing: true)
        }
        plan.add(PersonMerged.self) { catalog throws(CodingError) in
            IdentityFact(
                from: try catalog.required(PersonMerged.self, "person"),
                into: try catalog.required(PersonMerged.self, "into"),
                detail: try catalog.required(PersonMerged.self, "evidence"),
                strength: try catalog.required(PersonMerged.self, "strength"), isMerge: true)
        }
        plan.add(PersonUnmerged.self) { catalog throws(CodingError) in
            IdentityFact(
                from: try catalog.required(PersonUnmerged.self, "person"),
                into: try catalog.required(PersonUnmerged.self, "from"),
                detail: try catalog.required(PersonUnmerged.self, "reason"), isMerge: true,
                isUndoing: true)
        }
    }
}
