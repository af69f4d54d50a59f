// Conversations: how they begin, are served turn by turn, are resolved, and come back.

internal import DaybookCoding
internal import DaybookCommerce

/// A conversation with a customer, while it is not closed.
struct Contact: Sendable {
    enum Phase: Sendable { case waiting, chatting, talking, pausing, resolved }

    let id: ConversationID
    let visitor: VisitorID?
    var person: PersonID?
    var channel: Symbol
    let tongue: Int
    let product: Int
    let order: Int
    var priority = 5
    var phase = Phase.waiting
    /// What was planned under another stamp does not happen any more.
    var stamp: Int64 = 0

    var queue = 0
    var entered: Int64 = 0
    var original: Int64 = 0
    var firstPosition = 0
    var waited = Microseconds(0)
    /// Whether the customer does not stay on the line: nobody gives up then.
    var isPatient = false

    var agent: Int?
    var turns = 0
    var turnsTaken = 0
    var transfers = 0
    var returns = 0
    var resolved: Int64 = 0
    var lastIn: Int64 = 0
    var lastOut: Int64 = 0

    var call: CallID?
    var offered: Int64 = 0
    var connected: Int64 = 0
    var held: Int64 = 0
    var holdBegan: Int64?
    var isTranscribed = false
    var ringing: Int?
    var rang: Int64 = 0
    var rings: Int64 = 0
    var isUnheard = false
}

extension Traffic {
    /// A stamp that was never used.
    mutating func newStamp() -> Int64 {
        counters.stamps += 1
        return counters.stamps
    }

    mutating func open(
        _ channel: Symbol, visitor: VisitorID?, person: PersonID?, tongue: Int, product: Int,
        order: Int, isProactive: Bool = false
    ) -> Int {
        counters.conversations += 1
        let id = ConversationID(Self.name("c-", counters.conversations))
        let known = order > 0 ? order : max(100_001, counters.orders - random.below(300))
        var contact = Contact(
            id: id, visitor: visitor, person: person, channel: channel, tongue: tongue,
            product: product, order: known)
        contact.stamp = newStamp()
        contact.isPatient = channel == .email || channel == .whatsapp
        contact.priority = contact.isPatient ? 1 : order > 0 ? 6 : 5
        contact.isTranscribed = random.chance(channel == .phone ? 600 : 1_000)
        let priority = Int64(contact.priority)
        let index = contacts.add(contact)
        let opened = ConversationOpened(
            conversation: id, channel: channel, initiator: isProactive ? .proactive : .customer,
            visitor: visitor, person: person,
            subject: channel == .email ? PersonalText("Re: \(products[product].title)") : nil,
            language: Tongue.all[tongue].tag, priority: priority,
            order: order > 0 ? OrderID(String(order)) : nil)
        if channel == .phone { telephone(opened) } else { desk(opened) }
        return index
    }

    /// A visitor of the shop begins a chat.
    mutating func openChat(_ visit: Int, isProactive: Bool = false) {
        let regular = regular(of: visit)
        let contact = open(
            .webchat, visitor: visits[visit].visitor, person: visits[visit].person,
            tongue: visits[visit].tongue, product: visits[visit].product,
            order: regular.map { regulars[$0].order } ?? 0, isProactive: isProactive)
        let isSales = random.chance(550)
        if random.chance(500) {
            desk(
                ConversationClassified(
                    conversation: contacts[contact].id, topic: isSales ? "buying" : "delivery",
                    confidence: Milli(thousandths: Int64(500 + random.below(500))), by: "triage"))
        }
        say(contact, .openings)
        enter(contact, isSales ? TrafficShop.salesChat : TrafficShop.serviceChat, .new)
    }

    /// Somebody writes or calls without being in the shop.
    mutating func reachOut() {
        guard !regulars.isEmpty else { return }
        let regular = regulars[random.below(regulars.count)]
        let channel: Symbol =
            switch random.below(10) {
            case 0..<5: .phone
            case 5..<8: .whatsapp
            default: .email
            }
        let contact = open(
            channel, visitor: regular.person == nil ? regular.visitor : nil,
            person: regular.person, tongue: regular.tongue,
            product: random.below(products.count), order: regular.order)
        if channel == .phone { return call(contact, .new) }
        say(contact, .openings)
        enter(contact, TrafficShop.mail, .new)
    }

    mutating func assign(_ contact: Int, _ agent: Int) {
        contacts[contact].agent = agent
        contacts[contact].turnsTaken = 0
        desk(
            ConversationAssigned(
                conversation: contacts[contact].id, agent: agents[agent].id,
                queue: queues[contacts[contact].queue].id,
                how: contacts[contact].transfers > 0 ? .transferred : .offered))
    }

    mutating func startServing(_ contact: Int, _ agent: Int) {
        assign(contact, agent)
        contacts[contact].phase = .chatting
        if contacts[contact].channel == .webchat {
            desk(
                ConversationJoined(
                    conversation: contacts[contact].id, party: .agent, agent: agents[agent].id))
            contacts[contact].turns = 10 + random.below(25)
        } else {
            contacts[contact].turns = 1 + 2 * random.below(2)
        }
        planTurn(contact, after: random.seconds(4, 15))
    }

    private mutating func planTurn(_ contact: Int, after delay: Int64) {
        steps.plan(.turn, contact, at: now + delay, stamp: contacts[contact].stamp)
    }

    /// The agent and the customer write by turns; the agent begins.
    mutating func takeTurn(_ contact: Int, _ stamp: Int64) {
        guard contacts[contact].stamp == stamp, let agent = contacts[contact].agent else { return }
        contacts[contact].turns -= 1
        contacts[contact].turnsTaken += 1
        let taken = contacts[contact].turnsTaken
        let isAgent = taken % 2 == 1
        let isOver = contacts[contact].turns <= 0 && isAgent
        let isShort = random.chance(110)
        if !isAgent {
            say(contact, isShort ? .shorts : .questions)
        } else if isOver {
            say(contact, .farewells, by: agent)
        } else {
            say(contact, taken == 1 ? .greetings : isShort ? .shorts : .answers, by: agent)
        }
        if isOver { return endService(contact, agent) }
        if taken == 4 { learn(contact, agent) }
        if contacts[contact].channel == .webchat, isAgent {
            if taken == 5, contacts[contact].transfers == 0, random.chance(80) {
                return handOn(contact, agent)
            }
            if taken == 7, random.chance(90), isOpen(TrafficShop.servicePhone) {
                return switchToPhone(contact, agent)
            }
        }
        planTurn(contact, after: 3_000_000 + random.skewedSeconds(mean: isAgent ? 24 : 28))
    }

    /// What an agent notes down of a customer.
    private mutating func learn(_ contact: Int, _ agent: Int) {
        let conversation = contacts[contact].id
        if contacts[contact].person == nil, random.chance(500) {
            let person = newPerson()
            contacts[contact].person = person
            desk(
                ConversationLinked(
                    conversation: conversation, visitor: contacts[contact].visitor,
                    person: person),
                by: self.agent(agent))
        }
        let tags: [Symbol] = ["delivery", "refund", "advice", "invoice", "damage"]
        if random.chance(300) {
            desk(ConversationTagged(conversation: conversation, tag: random.pick(tags)))
        }
        if random.chance(150) {
            let title = products[contacts[contact].product].title
            desk(
                ConversationNoted(
                    conversation: conversation, note: PersonalText("asked about \(title)")),
                by: self.agent(agent))
        }
        if random.chance(200) {
            desk(
                ConversationFelt(
                    conversation: conversation,
                    sentiment: Milli(thousandths: Int64(random.below(2_001) - 1_000)),
                    model: "mood", version: 2))
        }
        if random.chance(100) { placeOrder(from: contact) }
    }

    mutating func newPerson() -> PersonID {
        counters.persons += 1
        return PersonID("k-\(counters.persons)")
    }

    /// An agent no longer serves a contact, and has no notes to write.
    mutating func release(_ contact: Int, _ agent: Int, _ reason: ReleaseReason) {
        contacts[contact].agent = nil
        agents[agent].contacts -= 1
        agents[agent].lastBusy = now
        desk(
            ConversationReleased(
                conversation: contacts[contact].id, agent: agents[agent].id, reason: reason))
    }

    private mutating func handOn(_ contact: Int, _ agent: Int) {
        let old = contacts[contact].queue
        let new = old == TrafficShop.salesChat ? TrafficShop.serviceChat : TrafficShop.salesChat
        guard isOpen(new) else { return planTurn(contact, after: 20_000_000) }
        contacts[contact].transfers += 1
        contacts[contact].priority += 2
        desk(
            ConversationHandedOn(
                conversation: contacts[contact].id, from: agents[agent].id,
                toQueue: queues[new].id, kind: .cold),
            by: self.agent(agent))
        release(contact, agent, .returned)
        enter(contact, new, .transfer)
        settle(agent)
    }

    /// The chat goes on by telephone, and what was written stays part of it.
    private mutating func switchToPhone(_ contact: Int, _ agent: Int) {
        let conversation = contacts[contact].id
        desk(ConversationSwitchedChannel(conversation: conversation, from: .webchat, to: .phone))
        contacts[contact].channel = .phone
        contacts[contact].priority += 2
        contacts[contact].transfers += 1
        release(contact, agent, .returned)
        call(contact, .transfer)
        settle(agent)
    }

    /// The last word is spoken: an answer may be awaited, or all is settled.
    private mutating func endService(_ contact: Int, _ agent: Int) {
        let isWritten =
            contacts[contact].channel == .email || contacts[contact].channel == .whatsapp
        guard isWritten, contacts[contact].returns < 3, random.chance(500) else {
            return resolve(contact, agent)
        }
        contacts[contact].phase = .pausing
        desk(
            ConversationWaiting(conversation: contacts[contact].id, on: .customer),
            by: self.agent(agent))
        release(contact, agent, .done)
        let stamp = newStamp()
        contacts[contact].stamp = stamp
        let delay = random.seconds(1_200, 90_000)
        steps.plan(random.chance(700) ? .comeBack : .close, contact, at: now + delay, stamp: stamp)
        settle(agent)
    }

    mutating func resolve(_ contact: Int, _ agent: Int) {
        let conversation = contacts[contact].id
        let dispositions: [Symbol] = ["answered", "sold", "refunded", "forwarded", "no_action"]
        desk(
            ConversationResolved(
                conversation: conversation, agent: agents[agent].id,
                disposition: random.pick(dispositions)),
            by: self.agent(agent))
        if contacts[contact].channel == .webchat {
            desk(
                ConversationLeft(
                    conversation: conversation, party: .agent, agent: agents[agent].id))
        }
        contacts[contact].agent = nil
        desk(
            ConversationReleased(
                conversation: conversation, agent: agents[agent].id, reason: .done))
        wrapUp(agent, contact)
        contacts[contact].phase = .resolved
        contacts[contact].resolved = now
        let stamp = newStamp()
        contacts[contact].stamp = stamp
        var closing = random.seconds(5, 60)
        if random.chance(350) {
            let rated = random.seconds(20, 300)
            steps.plan(.rate, contact, at: now + rated, stamp: stamp)
            closing += rated
        }
        switch random.below(10) {
        case 0..<2 where contacts[contact].returns < 3:
            let later = random.seconds(21_600, 108_000)
            steps.plan(.comeBack, contact, at: now + later, stamp: stamp)
        case 0..<3:
            steps.plan(.close, contact, at: now + random.seconds(86_400, 172_800), stamp: stamp)
        default: steps.plan(.close, contact, at: now + closing, stamp: stamp)
        }
    }

    mutating func rate(_ contact: Int, _ stamp: Int64) {
        guard contacts[contact].stamp == stamp else { return }
        let isNPS = random.chance(250)
        // The longer the wait, the worse the mark.
        let waited = Int(min(4, contacts[contact].waited.count / 90_000_000))
        let score =
            isNPS ? 10 - random.below(3 + waited * 2) : max(1, 5 - random.below(2 + waited))
        let comment = random.chance(300) ? PersonalText(words(of: contact, .shorts)) : nil
        desk(
            ConversationRated(
                conversation: contacts[contact].id, scale: isNPS ? .nps : .csat5,
                score: Int64(score), comment: comment))
    }

    /// The customer takes up a conversation again, often on another day.
    mutating func comeBack(_ contact: Int, _ stamp: Int64) {
        guard contacts[contact].stamp == stamp else { return }
        let conversation = contacts[contact].id
        contacts[contact].returns += 1
        contacts[contact].transfers = 0
        if contacts[contact].phase == .resolved {
            desk(ConversationReopened(conversation: conversation, trigger: .customer))
        } else {
            desk(ConversationResumed(conversation: conversation))
        }
        if contacts[contact].channel == .phone { return call(contact, .requeue) }
        contacts[contact].isPatient = true
        say(contact, .questions)
        let queue =
            contacts[contact].channel == .webchat ? TrafficShop.serviceChat : TrafficShop.mail
        enter(contact, queue, .requeue)
    }

    mutating func close(_ contact: Int, _ stamp: Int64) {
        guard contacts[contact].stamp == stamp else { return }
        let isPrompt =
            contacts[contact].phase == .resolved
            && now - contacts[contact].resolved < TrafficShop.hour
        finish(contact, isPrompt ? .resolved : .inactivity)
    }

    mutating func finish(_ contact: Int, _ reason: CloseReason) {
        desk(ConversationClosed(conversation: contacts[contact].id, reason: reason))
        contacts[contact].stamp = newStamp()
        contacts[contact].lastIn = 0
        contacts[contact].lastOut = 0
        contacts.remove(contact)
    }
}
