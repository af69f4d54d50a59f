// Where a conversation can stand, and what can contradict that.

/// Where a conversation stands.
public enum ConversationPhase: UInt8, Sendable, CaseIterable {
    /// It began, and nobody has taken it up.
    case new = 0
    /// A bot serves.
    case bot
    /// It waits in a queue.
    case queued
    /// It is offered to an agent, or rings at one.
    case offered
    /// An agent has it.
    case active
    /// The customer has to answer.
    case waitingCustomer
    /// Somebody else than the customer has to answer.
    case onHold
    /// It was put off until later.
    case snoozed
    /// The matter is settled; it may come back.
    case resolved
    /// It ended.
    case closed
    /// It ended because the customer gave up.
    case abandoned
    /// It went into another conversation.
    case merged

    /// Whether nobody has anything to do.
    public var isOver: Bool { rawValue >= ConversationPhase.resolved.rawValue }
}

/// What contradicts the state machine of a conversation.
public enum ConversationAnomaly: UInt8, Sendable, CaseIterable {
    /// It was opened behind facts of an earlier time. They count.
    case factsBeforeOpening = 0
    /// It was opened again without having ended. The first opening counts.
    case openedAgain
    /// It was reopened where it was open. Nothing changes.
    case reopenedWhileOpen
    /// It was resolved where it was resolved. The first time counts.
    case resolvedAgain
    /// It was closed where it was closed. The first time counts.
    case closedAgain
    /// It was put off, resumed, resolved or offered where it had ended. Nothing changes.
    case changedAfterEnd
    /// It was served or queued where it had gone into another conversation. Nothing changes.
    case servedAfterMerge
    /// It was merged where it was merged. The last target counts.
    case mergedAgain
    /// It was separated where it was not merged. Nothing changes.
    case unmergedWithoutMerge
}
