// How the traffic writes facts: each source with the envelope that such a system gives.

internal import DaybookCoding
internal import DaybookCommerce

extension Traffic {
    private mutating func emit(_ event: some Event, _ envelope: Envelope) {
        ready.append(Fact(event, envelope))
        now += 250
    }

    var time: Timestamp { Timestamp(microseconds: now) }

    /// A fact from the visitors' browsers.
    mutating func web(_ event: some Event) {
        emit(event, Envelope(time: time, source: "web"))
    }

    /// A fact about an order or a payment, with the shop system's own id.
    mutating func shop(_ event: some Event) {
        counters.shopEvents += 1
        emit(event, Envelope(time: time, source: "shop", id: "evt-\(counters.shopEvents)"))
    }

    /// A fact from the shop's master data.
    mutating func describe(_ event: some Event) {
        emit(event, Envelope(time: time, source: "shop"))
    }

    /// A fact from the telephone system, which counts its facts.
    mutating func telephone(_ event: some Event) {
        counters.calledFacts += 1
        emit(event, Envelope(time: time, source: "pbx-1", ordinal: counters.calledFacts))
    }

    /// A fact from the agents' desk.
    mutating func desk(_ event: some Event, by actor: EventActor? = nil) {
        emit(event, Envelope(time: time, source: "desk", actor: actor))
    }

    /// A message, with the channel's own id of it and the time at which the channel sent it.
    mutating func send(_ message: MessageSent, by actor: EventActor) {
        emit(
            message,
            Envelope(
                time: time, source: "desk", id: "msg-\(message.message.text.dropFirst(2))",
                sent: time, actor: actor))
    }

    func agent(_ index: Int) -> EventActor { EventActor(.agent, agents[index].id.text) }

    /// A name that looks random, and is never given twice.
    static func name(_ prefix: StaticString, _ number: UInt64) -> String {
        // An odd factor permutes the numbers below 2^20; what is above goes in front.
        let low = (number &* 0x9_e37b) & 0xf_ffff
        let digits = String(low, radix: 16)
        let high = number >> 20
        let padding = String(repeating: "0", count: 5 - digits.utf8.count)
        return high == 0
            ? "\(prefix)\(padding)\(digits)"
            : "\(prefix)\(String(high, radix: 16))\(padding)\(digits)"
    }

    /// The products, queues and agents, before anything happens.
    mutating func describeShop() {
        for product in products {
            describe(
                ProductDescribed(
                    product: product.id, title: Text(product.title),
                    category: TrafficShop.categories[product.category],
                    price: Money(product.price, "EUR"), cost: Money(product.price * 7 / 10, "EUR")))
        }
        for queue in queues {
            desk(
                QueueDefined(
                    queue: queue.id, skills: [SkillLevel(skill: queue.skill, level: 1)],
                    threshold: .seconds(queue.thresholdSeconds), shortAbandon: .seconds(5),
                    maxWait: queue.overflow == nil ? nil : .seconds(150),
                    overflow: queue.overflow.map { queues[$0].id }))
        }
        for (index, agent) in agents.enumerated() {
            let name = TrafficShop.agentNames[index % TrafficShop.agentNames.count]
            desk(AgentRegistered(agent: agent.id, name: PersonalText("\(name) \(index + 1)")))
            desk(
                AgentSkilled(
                    agent: agent.id,
                    skills: agent.queues.map { SkillLevel(skill: queues[$0].skill, level: 3) }))
            let channels =
                agent.isPhone
                ? [ChannelCapacity(channel: .phone, cost: Milli(1), most: 1, exclusive: true)]
                : [
                    ChannelCapacity(channel: .webchat, cost: Milli(thousandths: 333), most: 3),
                    ChannelCapacity(channel: .whatsapp, cost: Milli(thousandths: 333), most: 3),
                    ChannelCapacity(channel: .email, cost: Milli(thousandths: 333), most: 3),
                ]
            desk(AgentCapacitySet(agent: agent.id, total: Milli(1), channels: channels))
            for queue in agent.queues {
                desk(AgentJoinedQueue(agent: agent.id, queue: queues[queue].id))
            }
        }
    }
}
