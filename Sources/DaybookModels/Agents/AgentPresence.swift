// Whether an agent can be here.

/// Whether an agent is here.
public enum AgentPresence: UInt8, Sendable, CaseIterable {
    /// Nothing tells: many telephone systems tell of no log-in.
    case unknown = 0
    case loggedOut
    /// Contacts can be given.
    case routable
    /// The agent chose to get no contacts.
    case unavailable
    /// The connection died.
    case lost
}
