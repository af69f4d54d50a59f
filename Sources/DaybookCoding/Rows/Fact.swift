// An event with its envelope: what a producer hands over.

/// One event that happened, with what its producer says of when, where and by whom.
public struct Fact: Sendable {
    /// What happened.
    public var event: any Event
    /// When, by whom, and under which key of its producer.
    public var envelope: Envelope

    /// An event with its envelope.
    public init(_ event: any Event, _ envelope: Envelope = Envelope()) {
        self.event = event
        self.envelope = envelope
    }
}
