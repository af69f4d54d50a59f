// Anomalies: what contradicts a state machine, over all models. Holds nothing of its own:
// contradictions are part of each case's derivation, so they come and go with late facts, and a
// list kept beside the models would tell of some that are none any more. Only the visitors keep a
// list, bounded, of those that no late fact can resolve.

public import DaybookCoding

/// A contradiction in one case, with the facts that show it.
public struct Anomaly: Hashable, Sendable {
    /// What is contradicted.
    public let kind: AnomalyKind
    /// The case, by its handle.
    public let about: AnomalyCase
    /// The queue of a visit, or the person of a link or merge.
    public let beside: AnomalyCase?
    /// When the fact that shows it happened; of an order or of a visit to a queue, the time by
    /// which that is dated.
    public let time: Timestamp
    /// How often it occurs in the case, at least 1.
    public let count: Int64
    /// The sequences of the facts that show it, ascending.
    public let sequences: [UInt64]

    init(
        _ kind: AnomalyKind, _ about: AnomalyCase, beside: AnomalyCase? = nil, _ time: Timestamp,
        count: Int64 = 1, _ sequences: [UInt64]
    ) {
        self.kind = kind
        self.about = about
        self.beside = beside
        self.time = time
        self.count = count
        self.sequences = sequences
    }
}

extension Models {
    /// Every contradiction that a model finds in its cases, in no particular order.
    ///
    /// - Parameters:
    ///   - model: which one.
    ///   - names: those of the replay.
    /// - Complexity: as the model's own list of contradictions, without a limit.
    public func anomalies(
        of model: AnomalyModel, _ names: borrowing Names, _ catalog: Catalog
    ) -> [Anomaly] {
        switch model {
        case .queues:
            queues.anomalies(limit: .max).map { odd in
                Anomaly(
                    .queue(odd.kind), .conversation(odd.conversation), beside: .queue(odd.queue),
                    odd.time, count: odd.count, [odd.sequence])
            }
        case .conversations:
            conversations.anomalies(limit: .max).map { odd in
                Anomaly(
                    .conversation(odd.kind), .conversation(odd.conversation), odd.time,
                    [odd.sequence])
            }
        case .agents:
            agents.anomalies(limit: .max).map { odd in
                Anomaly(.agent(odd.kind), .agent(odd.agent), odd.time, [odd.sequence])
            }
        case .orders: orderAnomalies
        case .visitors:
            visitors.latestAnomalies.map { odd in
                Anomaly(.visitor(odd.kind), .visitor(odd.visitor), odd.time, [odd.sequence])
            }
        case .identities:
            identities.conflicts(names, catalog).map { conflict in
                let about: AnomalyCase =
                    switch conflict.member {
                    case .visitor(let visitor): .visitor(visitor)
                    case .person(let person): .person(person)
                    }
                return Anomaly(
                    .identity(conflict.kind), about, beside: .person(conflict.person),
                    conflict.time, [conflict.sequence])
            }
        }
    }

    /// How many contradictions are forgotten: of the visitors' only the latest are kept.
    public var forgottenAnomalies: UInt64 {
        visitors.anomalyCount - UInt64(visitors.latestAnomalies.count)
    }

    private var orderAnomalies: [Anomaly] {
        var found: [Anomaly] = []
        orders.forEachStanding { standing in
            for kind in standing.anomalies {
                found.append(
                    Anomaly(
                        .order(kind), .order(standing.order), standing.date,
                        orders.sequences(of: kind, standing)))
            }
        }
        return found
    }
}
