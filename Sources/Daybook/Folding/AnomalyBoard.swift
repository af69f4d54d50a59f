// What contradicts a state machine, with names in place of handles.

public import DaybookCoding
internal import DaybookCommerce
public import DaybookModels

/// Which contradictions are wanted; what is not given does not limit.
public struct AnomalyFilter: Hashable, Sendable {
    /// Only those that one of these models finds.
    public var models: Set<AnomalyModel> = []
    /// Only those of one of these kinds.
    public var kinds: Set<AnomalyKind> = []
    /// Only those at or after this instant.
    public var from: Timestamp?
    /// Only those before this instant.
    public var until: Timestamp?

    /// All contradictions.
    public init() {}

    func includes(_ anomaly: Anomaly) -> Bool {
        if let from, anomaly.time < from { return false }
        if let until, anomaly.time >= until { return false }
        return kinds.isEmpty || kinds.contains(anomaly.kind)
    }
}

/// A contradiction in one case.
public struct AnomalyCard: Hashable, Sendable {
    /// Kind, time, count and sequences; the handles in it are the model's.
    public let anomaly: Anomaly
    /// The case.
    public let about: Subject
    /// The queue of a visit, or the person of a link or merge.
    public let beside: Subject?
}

/// Contradictions, counted and listed.
public struct AnomalyBoard: Sendable {
    /// How often a kind occurs.
    public struct Count: Hashable, Sendable {
        /// The kind.
        public let kind: AnomalyKind
        /// How often it occurs, and in how many rows.
        public internal(set) var count: Int64 = 0
        public internal(set) var rows = 0
        /// The latest time, and the greatest sequence.
        public internal(set) var latest: Timestamp
        public internal(set) var sequence: UInt64 = 0
    }

    /// The sequence at which this is true.
    public let sequence: UInt64
    /// The kinds that occur, by model.
    public let counts: [Count]
    /// How many rows there are, shown or not.
    public let total: Int
    /// Those within the limit: whose last fact the book was told of last comes first.
    public let rows: [AnomalyCard]
    /// How many more there were of visitors, of whom only the latest are kept.
    public let forgotten: UInt64
}

extension Replay where Model == Models {
    /// What contradicts the state machines of all models, counted and listed.
    ///
    /// - Parameters:
    ///   - filter: which are wanted.
    ///   - limit: how many rows at most; all are counted.
    /// - Complexity: O(conversations + orders + pairs), O(rows of what has contradictions), and
    ///   O(n log n) in these.
    public func anomalies(
        _ filter: AnomalyFilter = AnomalyFilter(), limit: Int = .max
    ) -> AnomalyBoard {
        var found: [Anomaly] = []
        for source in AnomalyModel.allCases
        where filter.models.isEmpty || filter.models.contains(source) {
            found += model.anomalies(of: source, names, catalog).filter { filter.includes($0) }
        }
        found.sort { $0.isListed(before: $1) }
        return AnomalyBoard(
            sequence: sequence, counts: Self.counts(found), total: found.count,
            rows: found.prefix(max(0, limit)).map { anomaly in
                AnomalyCard(
                    anomaly: anomaly, about: subject(anomaly.about),
                    beside: anomaly.beside.map { subject($0) })
            }, forgotten: model.forgottenAnomalies)
    }

    private static func counts(_ found: [Anomaly]) -> [AnomalyBoard.Count] {
        var counts: [AnomalyKind: AnomalyBoard.Count] = [:]
        for anomaly in found {
            let kind = anomaly.kind
            var count = counts[kind] ?? AnomalyBoard.Count(kind: kind, latest: anomaly.time)
            count.count += anomaly.count
            count.rows += 1
            count.latest = max(count.latest, anomaly.time)
            count.sequence = max(count.sequence, anomaly.sequences.last ?? 0)
            counts[kind] = count
        }
        return AnomalyKind.allCases.compactMap { counts[$0] }
    }

    private func subject(_ name: AnomalyCase) -> Subject {
        let (entity, handle) =
            switch name {
            case .conversation(let handle): (Conversation.definition, handle)
            case .queue(let handle): (Queue.definition, handle)
            case .agent(let handle): (Agent.definition, handle)
            case .order(let handle): (Order.definition, handle)
            case .visitor(let handle): (Visitor.definition, handle)
            case .person(let handle): (Person.definition, handle)
            }
        return Subject(entity: entity, name: text(entity, handle))
    }
}

extension Anomaly {
    /// Sequences decide; of one fact's contradictions, the words of their kinds.
    fileprivate func isListed(before other: Anomaly) -> Bool {
        let (mine, theirs) = (sequences.last ?? 0, other.sequences.last ?? 0)
        return mine != theirs ? mine > theirs : kind.description < other.kind.description
    }
}

extension Replayed where Model == Models {
    /// What contradicts the state machines of all models, as `Replay.anomalies`.
    public func anomalies(
        _ filter: AnomalyFilter = AnomalyFilter(), limit: Int = .max
    ) -> AnomalyBoard { replay.anomalies(filter, limit: limit) }
}
