// The event that keeps what an importer could not place.

public import DaybookCoding

/// An importer met something that it could not place, and kept it verbatim.
public struct ForeignRecorded: Event {
    public static let type = "foreign.recorded"
    /// Where it came from, as `queue_log`.
    public var system: Symbol = .blank
    /// What the system called it.
    public var verb: Symbol = .blank
    /// What it said, unchanged.
    public var body: PersonalText = .blank
    public var person: PersonID?
    public var conversation: ConversationID?
    public var visitor: VisitorID?
    public init() {}
    public init(
        system: Symbol, verb: Symbol, body: PersonalText, person: PersonID? = nil,
        conversation: ConversationID? = nil, visitor: VisitorID? = nil
    ) {
        self.system = system
        self.verb = verb
        self.body = body
        self.person = person
        self.conversation = conversation
        self.visitor = visitor
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("system", &system)
        fields.visit("verb", &verb)
        fields.visit("body", &body)
        fields.visit("person", &person)
        fields.visit("conversation", &conversation)
        fields.visit("visitor", &visitor)
    }
}
