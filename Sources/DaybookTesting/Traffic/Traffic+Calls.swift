// Telephone: calls that come in, are talked, held, transferred and written down, and end.

internal import DaybookCoding
internal import DaybookCommerce

extension Traffic {
    /// A call comes in for a contact, and waits.
    mutating func call(_ contact: Int, _ reason: QueueReason) {
        counters.calls += 1
        let call = CallID("\(now / 1_000_000).\(counters.calls % 10_000)")
        let tongue = Tongue.all[contacts[contact].tongue]
        let number = 100_000 + random.below(900_000)
        contacts[contact].call = call
        contacts[contact].offered = now
        contacts[contact].isPatient = false
        let conversation = contacts[contact].id
        telephone(
            CallOffered(
                call: call, conversation: conversation, media: .voice, direction: .in,
                from: PersonalText("\(tongue.dialCode)\(number)"), to: "+49800555010",
                trunk: "sip-1"))
        telephone(CallAnsweredBySystem(call: call, conversation: conversation))
        let isSales = random.chance(400)
        telephone(
            CallMenuSelected(call: call, option: isSales ? "1" : "2", conversation: conversation))
        enter(contact, isSales ? TrafficShop.salesPhone : TrafficShop.servicePhone, reason)
    }

    mutating func connect(_ contact: Int, _ agent: Int, ring: Microseconds) {
        guard let call = contacts[contact].call else { return }
        assign(contact, agent)
        let conversation = contacts[contact].id
        telephone(
            CallConnected(
                call: call, conversation: conversation, agent: agents[agent].id,
                wait: contacts[contact].waited, ring: ring))
        contacts[contact].phase = .talking
        contacts[contact].connected = now
        contacts[contact].held = 0
        contacts[contact].holdBegan = nil
        if contacts[contact].isTranscribed {
            telephone(
                CallRecordingStarted(
                    call: call, ref: Text("rec/\(call).opus"), conversation: conversation))
        }
        contacts[contact].turns =
            contacts[contact].isTranscribed ? 8 + random.below(34) : 2 + random.below(3)
        planTalk(contact)
    }

    private mutating func planTalk(_ contact: Int) {
        let length =
            contacts[contact].isTranscribed
            ? random.seconds(3, 13) : random.skewedSeconds(mean: 70) + 5_000_000
        steps.plan(.talk, contact, at: now + length, stamp: contacts[contact].stamp)
    }

    /// Something is said, or the call is held, transferred or ended.
    mutating func continueTalk(_ contact: Int, _ stamp: Int64) {
        guard contacts[contact].stamp == stamp, let agent = contacts[contact].agent,
            let call = contacts[contact].call
        else { return }
        let (id, conversation) = (agents[agent].id, contacts[contact].id)
        if let began = contacts[contact].holdBegan {
            contacts[contact].held += now - began
            contacts[contact].holdBegan = nil
            telephone(CallUnheld(call: call, agent: id, conversation: conversation))
        } else if random.chance(contacts[contact].isTranscribed ? 15 : 120) {
            contacts[contact].holdBegan = now
            telephone(CallHeld(call: call, agent: id, conversation: conversation))
            steps.plan(.talk, contact, at: now + random.seconds(10, 90), stamp: stamp)
            return
        }
        if contacts[contact].isTranscribed { transcribe(contact, call, id) }
        contacts[contact].turns -= 1
        let turns = contacts[contact].turns
        if turns == 3, contacts[contact].transfers == 0, random.chance(110) {
            transfer(contact, call, agent)
        } else if turns <= 0 {
            hangUp(contact, call, agent)
        } else {
            planTalk(contact)
        }
    }

    private mutating func transcribe(_ contact: Int, _ call: CallID, _ agent: AgentID) {
        let isAgent = contacts[contact].turns % 2 == 0
        let text = words(of: contact, isAgent ? .answers : .questions)
        telephone(
            CallTranscribed(
                call: call, conversation: contacts[contact].id,
                speaker: isAgent ? .agent : .customer, agent: isAgent ? agent : nil,
                offset: Microseconds(now - contacts[contact].offered),
                length: .milliseconds(Int64(text.utf8.count) * 45), text: PersonalText(text),
                confidence: Milli(thousandths: Int64(700 + random.below(300)))))
    }

    private mutating func transfer(_ contact: Int, _ call: CallID, _ agent: Int) {
        let old = contacts[contact].queue
        let new =
            old == TrafficShop.salesPhone ? TrafficShop.servicePhone : TrafficShop.salesPhone
        guard isOpen(new) else { return planTalk(contact) }
        contacts[contact].transfers += 1
        contacts[contact].priority += 1
        telephone(
            CallTransferred(
                call: call, kind: .queue, agent: agents[agent].id, toQueue: queues[new].id,
                queue: queues[old].id, talk: talkLength(contact),
                hold: Microseconds(contacts[contact].held), conversation: contacts[contact].id))
        release(contact, agent, .returned)
        enter(contact, new, .transfer)
        settle(agent)
    }

    private func talkLength(_ contact: Int) -> Microseconds {
        Microseconds(now - contacts[contact].connected - contacts[contact].held)
    }

    private mutating func hangUp(_ contact: Int, _ call: CallID, _ agent: Int) {
        let conversation = contacts[contact].id
        let ender: CallEnder = random.chance(600) ? .customer : .agent
        telephone(
            CallEnded(
                call: call, conversation: conversation, by: ender, cause: "16",
                talk: talkLength(contact), hold: Microseconds(contacts[contact].held),
                wait: contacts[contact].waited, queue: queues[contacts[contact].queue].id,
                agent: agents[agent].id))
        if contacts[contact].isTranscribed {
            telephone(
                CallRecordingStopped(
                    call: call, ref: Text("rec/\(call).opus"), conversation: conversation))
        }
        telephone(
            CallMeasured(
                call: call, mos: Milli(thousandths: Int64(3_200 + random.below(1_250))),
                jitter: .milliseconds(Int64(1 + random.below(30))),
                loss: Milli(thousandths: Int64(random.below(20))), conversation: conversation))
        contacts[contact].call = nil
        resolve(contact, agent)
    }
}
