// A few facts by hand, of what the demo's traffic lacks: one customer under two names, an offer, a
// bot's answer, a conversation that comes back, facts that contradict each other, and one that is
// taken back.

internal import Daybook

/// Eva comes back on her telephone, is recognised, and asks for help.
enum DemoStory {
    private static let visitor: VisitorID = "v-eva-phone"
    private static let person: PersonID = "p-eva"
    private static let conversation: ConversationID = "c-eva"
    private static let order: OrderID = "o-eva"
    private static let total = Money(12_900, "EUR")

    private static let events: [any Event] = [
        IdentityLinked(
            visitor: "v-eva-laptop", person: person, evidence: .login, strength: .deterministic),
        SessionStarted(session: "s-eva", visitor: visitor, landing: "/sale", medium: "mail"),
        IdentityLinked(
            visitor: visitor, person: "p-eva-by-phone", evidence: .phone, strength: .deterministic),
        PersonMerged(
            person: "p-eva-by-phone", into: person, evidence: "agent", strength: .asserted),
        PageViewed(visitor: visitor, session: "s-eva", url: "/checkout/payment"),
        VisitorValueSignalled(visitor: visitor, kind: .lifetime, value: Money(480_000, "EUR")),
        VisitorAskedForHelp(visitor: visitor, step: "payment"),
        EngagementOffered(
            engagement: "e-eva", visitor: visitor, campaign: "help-at-checkout", channel: .webchat),
        ConversationOpened(
            conversation: conversation, channel: .webchat, initiator: .proactive, visitor: visitor),
        MessageSent(
            conversation: conversation, message: "m-eva-1", direction: .in, kind: .text,
            body: "My card is refused."),
        MessageSent(
            conversation: conversation, message: "m-eva-2", direction: .out, kind: .text,
            body: "Another one, or an invoice?", bot: "helper", automatic: true),
        ConversationResolved(conversation: conversation),
        ConversationReopened(conversation: conversation, trigger: .customer),
        // Contradictions: it is open already, and more is given back than was taken.
        ConversationReopened(conversation: conversation, trigger: .customer),
        OrderPlaced(
            order: order, visitor: visitor, person: person, channel: "web",
            lines: [OrderLine(product: "p-eva", quantity: Milli(1), price: total)], total: total),
        PaymentCaptured(payment: "y-eva", order: order, amount: total),
        PaymentRefunded(payment: "y-eva", order: order, amount: Money(15_000, "EUR")),
        // Told twice by mistake; the last fact takes it back.
        PaymentCaptured(payment: "y-eva", order: order, amount: total),
    ]

    static let length = UInt64(events.count + 1)

    /// The story, a fact a second, with its last at an instant.
    ///
    /// - Parameter last: the sequence of the fact before it.
    static func facts(until end: Timestamp, after last: UInt64) -> [Fact] {
        let mistake = Int64(clamping: last + UInt64(events.count))
        let correction = FactCorrected(about: mistake, reason: "told_twice", by: "till")
        return (events + [correction]).enumerated().map { index, event in
            let back = Microseconds.seconds(Int64(index - events.count))
            return Fact(
                event, Envelope(time: end + back, source: "story", ordinal: Int64(index + 1)))
        }
    }
}
