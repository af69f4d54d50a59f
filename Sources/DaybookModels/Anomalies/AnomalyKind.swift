// What can contradict a state machine, over all models: one word for each kind. Must not know how
// a model finds out.

/// The models that find contradictions.
public enum AnomalyModel: String, Sendable, CaseIterable {
    case queues, conversations, agents, orders, visitors, identities
}

/// What is contradicted.
///
/// A kind's description is a word that no other kind of any model has, and that never changes.
public enum AnomalyKind: Hashable, Sendable, CaseIterable, CustomStringConvertible {
    case queue(QueueAnomaly)
    case conversation(ConversationAnomaly)
    case agent(AgentAnomaly)
    case order(OrderAnomaly)
    case visitor(VisitorAnomalyKind)
    case identity(IdentityConflictKind)

    /// Every kind, by model.
    public static let allCases: [AnomalyKind] =
        QueueAnomaly.allCases.map { .queue($0) }
        + ConversationAnomaly.allCases.map { .conversation($0) }
        + AgentAnomaly.allCases.map { .agent($0) } + OrderAnomaly.allCases.map { .order($0) }
        + VisitorAnomalyKind.allCases.map { .visitor($0) }
        + IdentityConflictKind.allCases.map { .identity($0) }

    /// The model that finds it.
    public var model: AnomalyModel {
        switch self {
        case .queue: .queues
        case .conversation: .conversations
        case .agent: .agents
        case .order: .orders
        case .visitor: .visitors
        case .identity: .identities
        }
    }

    public var description: String {
        switch self {
        case .queue(let kind): "\(kind)"
        case .conversation(let kind): "\(kind)"
        case .agent(let kind): "\(kind)"
        case .order(let kind): "\(kind)"
        case .visitor(let kind): "\(kind)"
        case .identity(let kind): "\(kind)"
        }
    }
}

/// A name that a contradiction is about.
public enum AnomalyCase: Hashable, Sendable {
    case conversation(UInt32)
    case queue(UInt32)
    case agent(UInt32)
    case order(UInt32)
    case visitor(UInt32)
    case person(UInt32)
}
