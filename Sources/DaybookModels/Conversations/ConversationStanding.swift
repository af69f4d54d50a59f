// The answer to "where does this conversation stand": a value for whoever shows it. Names are
// handles; texts are fetched by sequence.

public import DaybookCoding

/// Who acted for the shop.
public enum ConversationActor: Hashable, Sendable {
    /// The handle of an agent.
    case agent(UInt32)
    /// The handle of the symbol by which the fact's envelope names its actor.
    case actor(UInt32)

    init?(_ reference: UInt32) {
        if reference == .max { return nil }
        let isActor = reference & Reference.actorBit != 0
        self = isActor ? .actor(reference & ~Reference.actorBit) : .agent(reference)
    }
}

/// Where a conversation stands, and what it came to so far.
///
/// Lengths of time are counted from fact to fact, so none is negative. Handles are those of the
/// replay that answered.
public struct ConversationStanding: Sendable {
    /// The handle of the conversation.
    public let conversation: UInt32
    let state: ConversationState

    /// Where it stands.
    public var phase: ConversationPhase { state.phase }
    /// Why it was closed; `other` if it was not.
    public var end: ConversationEnd { ConversationEnd(rawValue: state.end) ?? .other }
    /// The symbols of the channel it is on and of the one it began on; nil if nothing tells.
    public var channel: UInt32? { Self.handle(state.channel) }
    public var firstChannel: UInt32? { Self.handle(state.firstChannel) }
    /// How often it went to another channel.
    public var channelSwitches: Int { Int(state.switches) }
    /// Whether there was a call, and whether one was a video call.
    public var hasCall: Bool { state.flags.contains(.called) }
    public var hasVideo: Bool { state.flags.contains(.video) }
    /// Who is in charge.
    public var assignee: ConversationActor? { ConversationActor(state.assignee) }
    /// The queue it is or was last in.
    public var queue: UInt32? { Self.handle(state.queue) }
    /// The latest told of each.
    public var person: UInt32? { Self.handle(state.person) }
    public var visitor: UInt32? { Self.handle(state.visitor) }
    public var order: UInt32? { Self.handle(state.order) }
    /// The case it is filed under.
    public var filedUnder: UInt32? { Self.handle(state.filedUnder) }
    /// The conversation it went into.
    public var mergedInto: UInt32? { Self.handle(state.mergedInto) }
    /// Symbols.
    public var topic: UInt32? { Self.handle(state.topic) }
    public var language: UInt32? { Self.handle(state.language) }
    /// The larger number goes first.
    public var priority: Int64? { state.flags.contains(.prioritised) ? state.priority : nil }
    /// The last marks.
    public var rating: ConversationRating? {
        guard state.flags.contains(.rated) else { return nil }
        let scale = ConversationRating.Scale(rawValue: state.ratingScale) ?? .other
        return ConversationRating(scale: scale, score: state.ratingScore)
    }

    /// When it was opened, else its first fact.
    public var opened: Timestamp { Timestamp(microseconds: state.openedAt) }
    /// Its first and its last fact.
    public var first: Timestamp { Timestamp(microseconds: state.first) }
    public var last: Timestamp { Timestamp(microseconds: state.last) }
    /// Until when it is put off.
    public var snoozedUntil: Timestamp? {
        phase == .snoozed ? Timestamp(microseconds: state.snoozedUntil) : nil
    }

    /// The first responses of humans: one after each opening, as `ResponseClocks` has it.
    public var firstResponses: LengthFigures { state.clocks.firsts }
    /// The answers to further turns of the customer.
    public var nextResponses: LengthFigures { state.clocks.nexts }
    /// The first responses of bots.
    public var botResponses: LengthFigures { state.clocks.bots }
    /// The very first response, who gave it, and the sequence of the fact.
    public var firstResponse: Microseconds? {
        firstResponses.count == 0 ? nil : Microseconds(state.clocks.first)
    }
    public var firstResponder: ConversationActor? { ConversationActor(state.clocks.firstBy) }
    public var firstResponseSequence: UInt64 { state.clocks.firstSequence }
    /// Since when the customer waits for the word of a human.
    public var unansweredSince: Timestamp? {
        state.clocks.unansweredSince.map { Timestamp(microseconds: $0) }
    }
    /// When the customer last wrote though it is over, and no fact tells of a reopening.
    public var wroteAfterEnd: Timestamp? {
        state.flags.contains(.wroteAfterEnd) ? Timestamp(microseconds: state.wroteAt) : nil
    }

    /// How often the matter was settled, and how often it came back after it was over.
    public var resolutions: Int { Int(state.resolutions) }
    public var reopenings: Int { Int(state.reopenings) }
    /// From the opening until the matter was settled first, and last.
    public var firstResolution: Microseconds? { resolution(state.firstResolved) }
    public var lastResolution: Microseconds? { resolution(state.lastResolved) }
    /// Who settled it last.
    public var resolvedBy: ConversationActor? { ConversationActor(state.resolvedBy) }

    /// How often it was passed on in a way.
    public func transfers(_ way: TransferWay) -> Int { Int(state.transfers[Int(way.rawValue)]) }
    /// How often it was passed on.
    public var transfers: Int { TransferWay.allCases.reduce(0) { $0 + transfers($1) } }
    /// How often it entered a queue.
    public var queueVisits: Int { Int(state.queueVisits) }
    /// From its first entry into a queue until somebody took it first, whatever queues it saw.
    public var queueWait: Microseconds? {
        state.flags.contains(.answeredOnce) ? Microseconds(state.queueWait) : nil
    }

    /// How often something contradicted the state machine.
    public func count(of anomaly: ConversationAnomaly) -> Int {
        Int(state.anomalies[Int(anomaly.rawValue)])
    }
    /// How many contradictions there were.
    public var anomalies: Int { ConversationAnomaly.allCases.reduce(0) { $0 + count(of: $1) } }

    /// The sequences of the first fact, of the last, of the one by which it stands where it
    /// stands, and of its opening; 0 if it was not opened.
    public var firstSequence: UInt64 { state.firstSequence }
    public var lastSequence: UInt64 { state.lastSequence }
    public var phaseSequence: UInt64 { state.phaseSequence }
    public var openedSequence: UInt64 { state.openedSequence }

    private static func handle(_ handle: UInt32) -> UInt32? { handle == .max ? nil : handle }

    private func resolution(_ time: Int64) -> Microseconds? {
        guard state.flags.contains(.resolvedOnce) else { return nil }
        return Microseconds(max(0, length(from: state.openedAt, to: time)))
    }
}

/// One fact of a conversation, with what it brought about.
public struct ConversationStep: Sendable {
    /// When it happened.
    public let time: Timestamp
    /// The sequence of the fact.
    public let sequence: UInt64
    /// What it tells, in a word.
    public let what: String
    /// Where the conversation stands behind it.
    public let phase: ConversationPhase
    /// Which response it is, in a word, how long the customer waited for it, and who gave it.
    public let response: (what: String, length: Microseconds, by: ConversationActor?)?
    /// What it contradicts.
    public let anomaly: ConversationAnomaly?
}

/// Somebody in a conversation.
public struct ConversationPresence: Hashable, Sendable {
    /// As what.
    public let party: ConversationParty
    /// The handle of the person, of a customer who is named.
    public let person: UInt32?
    /// The agent or supervisor, if named.
    public let agent: ConversationActor?
    /// When the party came, and when it left; nil: it is there.
    public let joined: Timestamp
    public internal(set) var left: Timestamp?
    /// The sequences of the facts; 0 for one that there is not.
    public let joinedSequence: UInt64
    public internal(set) var leftSequence: UInt64 = 0
}

/// A contradiction, with the fact that shows it.
public struct ConversationOddity: Hashable, Sendable {
    /// What is contradicted.
    public let kind: ConversationAnomaly
    /// The handle of the conversation.
    public let conversation: UInt32
    /// When the fact happened.
    public let time: Timestamp
    /// The sequence of the fact.
    public let sequence: UInt64
}

/// What many conversations come to.
///
/// One that went into another counts in `count` and `merged` alone, so that nothing is counted
/// twice and nothing vanishes.
public struct ConversationTotals: Hashable, Sendable {
    /// How many conversations there are, and how many of them went into another one.
    public internal(set) var count: Int64 = 0
    public internal(set) var merged: Int64 = 0
    /// How many are not over.
    public internal(set) var open: Int64 = 0
    /// How many were ever resolved, and how many of these came back.
    public internal(set) var resolved: Int64 = 0
    public internal(set) var reopened: Int64 = 0
    /// How many customers gave up.
    public internal(set) var abandoned: Int64 = 0
    /// How many were passed on, and how often.
    public internal(set) var transferred: Int64 = 0
    public internal(set) var transfers: Int64 = 0
    public internal(set) var firstResponses = LengthFigures()
    public internal(set) var nextResponses = LengthFigures()
    public internal(set) var botResponses = LengthFigures()
    /// From opening to first, and to last resolution.
    public internal(set) var firstResolutions = LengthFigures()
    public internal(set) var lastResolutions = LengthFigures()
    /// From first entry into a queue to first answer, once a conversation.
    public internal(set) var queueWaits = LengthFigures()

    /// No conversations.
    public init() {}

    /// Of a thousand resolved conversations, how many came back; nil if none was resolved.
    public var reopenedMilli: Int64? { resolved == 0 ? nil : reopened * 1_000 / resolved }

    mutating func add(_ standing: ConversationStanding) {
        count += 1
        if standing.phase == .merged {
            merged += 1
            return
        }
        if !standing.phase.isOver { open += 1 }
        if standing.phase == .abandoned { abandoned += 1 }
        if standing.resolutions > 0 {
            resolved += 1
            if standing.reopenings > 0 { reopened += 1 }
        }
        if standing.transfers > 0 { transferred += 1 }
        transfers += Int64(standing.transfers)
        firstResponses = firstResponses + standing.firstResponses
        nextResponses = nextResponses + standing.nextResponses
        botResponses = botResponses + standing.botResponses
        if let length = standing.firstResolution { firstResolutions.add(length.count) }
        if let length = standing.lastResolution { lastResolutions.add(length.count) }
        if let length = standing.queueWait { queueWaits.add(length.count) }
    }
}
