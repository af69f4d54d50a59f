// Written words: what is sent, and the receipts, edits and reactions that follow.

internal import DaybookCoding
internal import DaybookCommerce

extension Traffic {
    /// A sentence or two of a kind in the contact's language; they name its product and order.
    mutating func words(of contact: Int, _ kind: Phrase.Kind) -> String {
        let phrases = Tongue.all[contacts[contact].tongue][kind]
        let product = products[contacts[contact].product].title
        let order = String(contacts[contact].order)
        var text = ""
        text.reserveCapacity(192)
        let number = 2 + random.below(28)
        random.pick(phrases).append(to: &text, product: product, order: order, number: number)
        if kind != .shorts, random.chance(250) {
            text += " "
            random.pick(phrases).append(
                to: &text, product: product, order: order, number: number + 1)
        }
        return text
    }

    /// One message of a contact, with its receipts to come.
    mutating func say(_ contact: Int, _ kind: Phrase.Kind, by agent: Int? = nil) {
        let previous = agent == nil ? contacts[contact].lastOut : contacts[contact].lastIn
        counters.messages += 1
        let number = counters.messages
        var message = MessageSent(
            conversation: contacts[contact].id, message: Self.message(number),
            direction: agent == nil ? .in : .out, kind: .text,
            body: PersonalText(words(of: contact, kind)), agent: agent.map { agents[$0].id },
            person: agent == nil ? contacts[contact].person : nil)
        if previous > 0, random.chance(60) { message.replyTo = Self.message(previous) }
        if agent == nil, random.chance(25) {
            message.kind = .image
            message.attachments = [
                Attachment(
                    name: "photo.jpg", mime: "image/jpeg",
                    bytes: Int64(90_000 + random.below(900_000)), ref: Text("blob/\(number)"))
            ]
        }
        if let agent {
            contacts[contact].lastOut = number
            send(message, by: self.agent(agent))
        } else {
            contacts[contact].lastIn = number
            send(message, by: EventActor(.customer, contacts[contact].person?.text))
        }
        let delivered = now + 200_000 + Int64(random.below(900_000))
        steps.plan(.receipt, contact, at: delivered, stamp: number * 2)
        if random.chance(500) {
            steps.plan(
                .receipt, contact, at: delivered + random.seconds(1, 12), stamp: number * 2 + 1)
        }
    }

    private static func message(_ number: Int64) -> MessageID { MessageID("m-\(number)") }

    /// A receipt, of which the last bit says whether the message was read; now and then more.
    mutating func receive(_ contact: Int, message stamp: Int64) {
        let number = stamp / 2
        // Only the latest messages get receipts; a number is never used again.
        guard contacts[contact].lastIn == number || contacts[contact].lastOut == number else {
            return
        }
        let (conversation, message) = (contacts[contact].id, Self.message(number))
        let isRead = stamp % 2 == 1
        let isLost = !isRead && random.chance(4)
        desk(
            MessageStatusChanged(
                conversation: conversation, message: message,
                status: isLost ? .failed : isRead ? .read : .delivered,
                code: isLost ? "131026" : nil))
        guard isRead else { return }
        let person = contacts[contact].person
        switch random.below(100) {
        case 0..<4:
            let text = words(of: contact, .questions)
            desk(
                MessageEdited(
                    conversation: conversation, message: message, body: PersonalText(text)))
        case 4..<12:
            desk(
                MessageReacted(
                    conversation: conversation, message: message, reaction: "👍", person: person))
        case 12:
            desk(MessageReacted(conversation: conversation, message: message, reaction: "❤️"))
            desk(MessageUnreacted(conversation: conversation, message: message, reaction: "❤️"))
        case 13: desk(MessageRevoked(conversation: conversation, message: message))
        case 14..<17:
            desk(
                MessageTranslated(
                    conversation: conversation, message: message, language: "en",
                    body: "(machine translation of what the customer wrote)", model: "mt-3"))
        default: break
        }
    }
}
