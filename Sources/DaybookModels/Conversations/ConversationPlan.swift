// Which facts the conversations read, and where their fields are. Made once per catalog.

internal import DaybookCoding
internal import DaybookCommerce

/// The words that a row's word is made from.
enum ConversationWords: Sendable {
    case none, initiator, party, direction, outcome, reopener, author, waitingOn, transfer, handOn
    case scale, ender, end
}

/// Where the parts of a fact are found that makes a row of a conversation.
struct ConversationFact: Sendable {
    /// Nil: the fact tells that calls are one, and makes no row.
    var kind: ConversationKind?
    var conversation: FieldIndex?
    /// The call concerned, and another id of it.
    var call: FieldIndex?
    var leg: FieldIndex?
    /// The name or number that becomes the row's value.
    var value: FieldIndex?
    /// Nil: a number.
    var reference: ReferenceKind?
    /// Where the name stands if it is not in `value`.
    var elseValue: FieldIndex?
    var word: FieldIndex?
    var words: ConversationWords
    /// Whether the row is left out if it has no value.
    var needsValue: Bool
    /// The next part of the same fact; 0 for none.
    var part: UInt8
    var automatic: FieldIndex?
    var bot: FieldIndex?
}

/// The field that becomes a row's value, and what it names.
private struct Value {
    var name: String
    var kind: ReferenceKind?
    var orElse: String?

    static func agent(_ name: String = "agent") -> Value { Value(name: name, kind: .agent) }
    static func queue(_ name: String = "queue") -> Value { Value(name: name, kind: .queue) }
    static func symbol(_ name: String) -> Value { Value(name: name, kind: .symbol) }
    static func number(_ name: String) -> Value { Value(name: name) }
    static func name(_ name: String, _ kind: ReferenceKind) -> Value {
        Value(name: name, kind: kind)
    }
}

extension FactPlan<ConversationFact> {
    /// Adds the facts that the conversations read.
    static func declare(_ plan: inout Self, _ catalog: Catalog) {
        plan.addCourse()
        plan.addContent()
        plan.addService()
        plan.addCalls()
        plan.addOffers()
        plan.addCallLinks { conversation, call in
            ConversationFact(
                kind: nil, conversation: conversation, call: call, words: .none, needsValue: false,
                part: 0)
        }
    }

    private mutating func addCourse() {
        add(
            ConversationOpened.self, .opened, .symbol("channel"), word: ("initiator", .initiator),
            parts: [
                (.language, .symbol("language")), (.prioritised, .number("priority")),
                (.linkedVisitor, .name("visitor", .visitor)),
                (.linkedPerson, .name("person", .person)), (.linkedOrder, .name("order", .order)),
            ])
        add(ConversationWaiting.self, .waiting, word: ("on", .waitingOn))
        add(ConversationSnoozed.self, .snoozed, .number("until"))
        add(ConversationResumed.self, .resumed)
        add(ConversationResolved.self, .resolved, .agent())
        add(ConversationReopened.self, .reopened, word: ("trigger", .reopener))
        add(ConversationClosed.self, .closed, word: ("reason", .end))
        add(ConversationSwitchedChannel.self, .switchedChannel, .symbol("to"))
        add(ConversationFiled.self, .filed, .name("case", .case))
        add(ConversationMerged.self, .merged, .name("into", .conversation))
        add(ConversationUnmerged.self, .unmerged, .name("from", .conversation))
    }

    private mutating func addContent() {
        add(
            MessageSent.self, .message, .agent(), word: ("direction", .author),
            automatic: "automatic", bot: "bot")
        add(ConversationClassified.self, .classified, .symbol("topic"))
        add(ConversationPrioritised.self, .prioritised, .number("priority"))
        add(ConversationTagged.self, .tagged, .symbol("tag"))
        add(ConversationUntagged.self, .untagged, .symbol("tag"))
        add(ConversationRated.self, .rated, .number("score"), word: ("scale", .scale))
        add(
            ConversationLinked.self, .linkedVisitor, .name("visitor", .visitor), needsValue: true,
            parts: [
                (.linkedPerson, .name("person", .person)), (.linkedOrder, .name("order", .order)),
            ])
    }

    private mutating func addService() {
        let agentOrPerson = Value(name: "agent", kind: .agent, orElse: "person")
        add(ConversationJoined.self, .joined, agentOrPerson, word: ("party", .party))
        add(ConversationLeft.self, .partyLeft, agentOrPerson, word: ("party", .party))
        add(ConversationAssigned.self, .assigned, .agent())
        add(
            ConversationHandedOn.self, .handedOn, .agent("from"), word: ("kind", .handOn),
            parts: [(.handedTo, .agent("to"))], elsewhere: "to_queue")
        add(ConversationReleased.self, .released, .agent())
        add(QueueEntered.self, .entered, .queue())
        add(QueueLeft.self, .queueLeft, .queue(), word: ("outcome", .outcome))
        add(QueueMoved.self, .queueMoved, .queue("to"))
        add(QueueRejoined.self, .rejoined, .queue())
    }

    private mutating func addCalls() {
        add(CallOffered.self, .called, .symbol("media"), word: ("direction", .direction))
        add(CallRang.self, .rang, .agent())
        add(CallRingCancelled.self, .offerEnded, .agent())
        add(CallRingUnanswered.self, .offerEnded, .agent())
        add(CallConnected.self, .connected, .agent())
        add(CallTransferred.self, .transferred, .agent(), word: ("kind", .transfer))
        add(CallEnded.self, .callEnded, .agent(), word: ("by", .ender))
        add(CallJoinedLegs.self) { (catalog) throws(CodingError) in
            var fact = try Self.fact(CallJoinedLegs.self, nil, nil, catalog)
            fact.leg = try catalog.required(CallJoinedLegs.self, "with")
            return fact
        }
    }

    private mutating func addOffers() {
        add(BotStarted.self, .botStarted)
        add(BotHandedOver.self, .botHandedOver)
        add(BotFinished.self, .botFinished)
        add(OfferMade.self, .offerMade, .agent())
        add(OfferAccepted.self, .offerEnded, .agent())
        add(OfferRejected.self, .offerEnded, .agent())
        add(OfferTimedOut.self, .offerEnded, .agent())
        add(OfferRescinded.self, .offerEnded, .agent())
        add(OfferWithdrawn.self, .offerEnded, .agent())
        add(OfferFailed.self, .offerEnded, .agent())
    }

    private mutating func add<E: Event>(
        _ type: E.Type, _ kind: ConversationKind, _ value: Value? = nil,
        word: (name: String, words: ConversationWords)? = nil, needsValue: Bool = false,
        parts: [(kind: ConversationKind, value: Value)] = [], elsewhere: String? = nil,
        automatic: String? = nil, bot: String? = nil
    ) {
        guard let catalog else { return }
        var next: UInt8 = 0
        do throws(CodingError) {
            for part in parts.reversed() {
                var fact = try Self.fact(type, part.kind, part.value, catalog)
                fact.needsValue = true
                fact.part = next
                next = addPart(fact)
            }
        } catch {
            // The type contradicts the vocabulary, and is not read.
            return
        }
        add(type) { (catalog) throws(CodingError) in
            var fact = try Self.fact(type, kind, value, catalog)
            fact.word = try catalog.optional(type, word?.name)
            fact.words = word?.words ?? .none
            fact.needsValue = needsValue
            fact.part = next
            if let elsewhere { fact.elseValue = try catalog.optional(type, elsewhere) }
            fact.automatic = try catalog.optional(type, automatic)
            fact.bot = try catalog.optional(type, bot)
            return fact
        }
    }

    private static func fact<E: Event>(
        _ type: E.Type, _ kind: ConversationKind?, _ value: Value?, _ catalog: Catalog
    ) throws(CodingError) -> ConversationFact {
        ConversationFact(
            kind: kind, conversation: try catalog.required(type, "conversation"),
            call: try catalog.field(type, "call"), leg: nil,
            value: try catalog.optional(type, value?.name), reference: value?.kind,
            elseValue: try catalog.optional(type, value?.orElse), word: nil, words: .none,
            needsValue: false, part: 0, automatic: nil, bot: nil)
    }
}
