// Which facts the agents read, and where their fields are. Made once per catalog.

internal import DaybookCoding
internal import DaybookCommerce

/// Where the parts of a fact are found that makes a row of an agent.
struct AgentFact: Sendable {
    /// What makes the word of a row, or decides whether there is one.
    enum Rule: Sendable {
        case none
        /// The word is 1 if only a queue or some channels are concerned.
        case partial(FieldIndex?, FieldIndex?)
        /// The word is 1 if the reason is that the agent was lost.
        case agentLost(FieldIndex)
        /// There is a row only if the customer gave up.
        case abandoned(FieldIndex)
        case capacity(CapacityFields)
        /// There is a row only if the agent wrote; the word is 1 if to the customer.
        case message(direction: FieldIndex, bot: FieldIndex?, automatic: FieldIndex?)
    }

    /// Nil: the fact tells where calls belong, and makes no row.
    var kind: AgentKind?
    /// Nil: the fact is about every agent of the conversation.
    var agent: FieldIndex?
    /// The agent whom a fact about every agent does not concern.
    var except: FieldIndex?
    /// Whether a fact that names no agent is about every agent of its conversation.
    var isElseShared: Bool
    var conversation: FieldIndex?
    /// The call concerned, and another id of it.
    var call: FieldIndex?
    var leg: FieldIndex?
    /// A symbol that takes the place of the conversation.
    var handle: FieldIndex?
    /// A length or a time.
    var value: FieldIndex?
    /// A symbol that takes the place of the value.
    var reason: FieldIndex?
    var needsValue: Bool
    var rule: Rule
    /// The next part of the same fact; 0 for none.
    var part: UInt8
}

/// Where the fields of a capacity are found.
struct CapacityFields: Sendable {
    var total: FieldIndex
    var list: FieldIndex
    var channel, cost: RowFieldIndex
    var most, exclusive: RowFieldIndex?
}

/// The names of the fields of a fact; what a type lacks is not named.
private struct Fields {
    var agent: String? = "agent"
    var except: String?
    var conversation: String?
    var handle: String?
    var value: String?
    var reason: String?
    var isElseShared = false

    static let agentAlone = Fields()
    static let contact = Fields(conversation: "conversation")
    static func contact(_ value: String) -> Fields {
        Fields(conversation: "conversation", value: value)
    }
    static let everybody = Fields(agent: nil, conversation: "conversation")
    static let everybodyElse = Fields(agent: nil, except: "agent", conversation: "conversation")
}

extension FactPlan<AgentFact> {
    /// Adds the facts that the agents read.
    static func declare(_ plan: inout Self, _ catalog: Catalog) {
        plan.addPresence()
        plan.addOffers()
        plan.addCalls()
        plan.addConversations()
        plan.addMessages()
        plan.addCallLinks { conversation, call in
            AgentFact(
                kind: nil, agent: nil, isElseShared: false, conversation: conversation, call: call,
                needsValue: false, rule: .none, part: 0)
        }
    }

    private mutating func addPresence() {
        add(AgentRegistered.self, .known, .agentAlone)
        add(AgentJoinedQueue.self, .known, .agentAlone)
        add(AgentLeftQueue.self, .known, .agentAlone)
        add(AgentLoggedIn.self, .loggedIn, Fields(handle: "kind"))
        add(AgentLoggedOut.self, .loggedOut, Fields(handle: "kind", value: "length"))
        add(AgentBecameAvailable.self, .available, .agentAlone) { (catalog) throws(CodingError) in
            .partial(
                try catalog.field(AgentBecameAvailable.self, "queue"),
                try catalog.field(AgentBecameAvailable.self, "channels"))
        }
        add(AgentBecameUnavailable.self, .unavailable, Fields(reason: "reason")) {
            (catalog) throws(CodingError) in
            .partial(
                try catalog.field(AgentBecameUnavailable.self, "queue"),
                try catalog.field(AgentBecameUnavailable.self, "channels"))
        }
        add(AgentWillBecomeUnavailable.self, .willBecomeUnavailable, Fields(reason: "reason"))
        add(AgentLost.self, .lost, Fields(value: "last_seen"))
        add(AgentFound.self, .found, .agentAlone)
        add(AgentWrappingUp.self, .wrappingUp, .contact("length"))
        add(AgentWrappedUp.self, .wrappedUp, .contact("length"))
        add(AgentCapacitySet.self, .capacitySet, .agentAlone) { (catalog) throws(CodingError) in
            let type = AgentCapacitySet.self
            guard let channel = try catalog.field(type, "channels", "channel"),
                let cost = try catalog.field(type, "channels", "cost")
            else { throw .badFieldName(type.type, "channels") }
            return .capacity(
                CapacityFields(
                    total: try catalog.required(type, "total"),
                    list: try catalog.required(type, "channels"), channel: channel, cost: cost,
                    most: try catalog.field(type, "channels", "most"),
                    exclusive: try catalog.field(type, "channels", "exclusive")))
        }
    }

    private mutating func addOffers() {
        add(OfferMade.self, .offerMade, .contact)
        add(OfferAccepted.self, .offerAccepted, .contact("ring"))
        add(OfferRejected.self, .offerRejected, .contact("ring"))
        add(OfferTimedOut.self, .offerTimedOut, .contact("ring"))
        add(OfferRescinded.self, .offerCancelled, .contact("ring"))
        add(OfferWithdrawn.self, .offerCancelled, .contact("ring"))
        add(OfferFailed.self, .offerCancelled, .contact("ring"))
        add(CallRang.self, .rang, .contact)
        add(CallRingUnanswered.self, .offerTimedOut, .contact("ring"))
        add(CallRingCancelled.self, .offerCancelled, .contact)
        add(QueueLeft.self, .gone, .everybody) { (catalog) throws(CodingError) in
            .abandoned(try catalog.required(QueueLeft.self, "outcome"))
        }
    }

    private mutating func addCalls() {
        add(
            CallConnected.self, .connected, .contact, parts: [(.ringTold, .contact("ring"))])
        var held = Fields.contact
        held.isElseShared = true
        add(CallHeld.self, .held, held)
        add(CallUnheld.self, .unheld, held)
        var ended = Fields.contact("talk")
        ended.isElseShared = true
        var hold = Fields.contact("hold")
        hold.isElseShared = true
        add(CallTransferred.self, .transferred, ended, parts: [(.transferHold, hold)])
        add(CallEnded.self, .ended, ended, parts: [(.endHold, hold)])
        add(CallJoinedLegs.self) { (catalog) throws(CodingError) in
            var fact = try Self.fact(CallJoinedLegs.self, nil, .everybody, catalog)
            fact.leg = try catalog.required(CallJoinedLegs.self, "with")
            return fact
        }
    }

    private mutating func addConversations() {
        add(
            ConversationAssigned.self, .assigned, .contact,
            parts: [(.assignedAway, .everybodyElse)])
        add(
            ConversationHandedOn.self, .handedOn,
            Fields(agent: "from", conversation: "conversation"),
            parts: [(.handedTo, Fields(agent: "to", conversation: "conversation"))])
        add(ConversationReleased.self, .released, .contact) { (catalog) throws(CodingError) in
            .agentLost(try catalog.required(ConversationReleased.self, "reason"))
        }
        add(ConversationResolved.self, .resolved, .everybody)
        add(ConversationClosed.self, .closed, .everybody)
        add(ConversationMerged.self, .merged, .everybody)
    }

    private mutating func addMessages() {
        add(ConversationJoined.self, .known, .agentAlone)
        add(ConversationLeft.self, .known, .agentAlone)
        add(MessageSent.self, .wrote, .contact) { (catalog) throws(CodingError) in
            .message(
                direction: try catalog.required(MessageSent.self, "direction"),
                bot: try catalog.field(MessageSent.self, "bot"),
                automatic: try catalog.field(MessageSent.self, "automatic"))
        }
    }

    private mutating func add<E: Event>(
        _ type: E.Type, _ kind: AgentKind, _ fields: Fields,
        parts: [(kind: AgentKind, fields: Fields)] = [],
        rule: ((Catalog) throws(CodingError) -> AgentFact.Rule)? = nil
    ) {
        guard let catalog else { return }
        var next: UInt8 = 0
        do throws(CodingError) {
            for part in parts.reversed() {
                var fact = try Self.fact(type, part.kind, part.fields, catalog)
                // A part that is nothing but its value is left out without one.
                fact.needsValue = part.fields.value != nil
                fact.part = next
                next = addPart(fact)
            }
        } catch {
            // The type contradicts the vocabulary, and is not read.
            return
        }
        add(type) { (catalog) throws(CodingError) in
            var fact = try Self.fact(type, kind, fields, catalog)
            fact.part = next
            if let rule { fact.rule = try rule(catalog) }
            return fact
        }
    }

    private static func fact<E: Event>(
        _ type: E.Type, _ kind: AgentKind?, _ fields: Fields, _ catalog: Catalog
    ) throws(CodingError) -> AgentFact {
        AgentFact(
            kind: kind, agent: try catalog.optional(type, fields.agent),
            except: try catalog.optional(type, fields.except),
            isElseShared: fields.isElseShared || fields.agent == nil,
            conversation: try catalog.optional(type, fields.conversation),
            call: try catalog.field(type, "call"), leg: nil,
            handle: try catalog.optional(type, fields.handle),
            value: try catalog.optional(type, fields.value),
            reason: try catalog.optional(type, fields.reason), needsValue: false, rule: .none,
            part: 0)
    }
}
