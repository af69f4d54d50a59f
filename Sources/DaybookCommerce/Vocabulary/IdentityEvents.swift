// The events of who is who, and of undoing a mistake.

public import DaybookCoding

/// A visitor was found to be a person.
public struct IdentityLinked: Event {
    public static let type = "identity.linked"
    public var visitor: VisitorID = .blank
    public var person: PersonID = .blank
    public var evidence: LinkEvidence = .blank
    public var strength: LinkStrength = .blank
    public init() {}
    public init(
        visitor: VisitorID, person: PersonID, evidence: LinkEvidence, strength: LinkStrength
    ) {
        self.visitor = visitor
        self.person = person
        self.evidence = evidence
        self.strength = strength
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("visitor", &visitor)
        fields.visit("person", &person)
        fields.visit("evidence", &evidence)
        fields.visit("strength", &strength)
    }
}

/// A visitor was found not to be a person after all.
public struct IdentityUnlinked: Event {
    public static let type = "identity.unlinked"
    public var visitor: VisitorID = .blank
    public var person: PersonID = .blank
    public var reason: Symbol = .blank
    public init() {}
    public init(visitor: VisitorID, person: PersonID, reason: Symbol) {
        self.visitor = visitor
        self.person = person
        self.reason = reason
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("visitor", &visitor)
        fields.visit("person", &person)
        fields.visit("reason", &reason)
    }
}

/// Two persons were found to be one.
public struct PersonMerged: Event {
    public static let type = "person.merged"
    /// The one whose name is given up.
    public var person: PersonID = .blank
    /// The one under whose name both go on.
    public var into: PersonID = .blank
    public var evidence: Symbol = .blank
    public var strength: LinkStrength = .blank
    public init() {}
    public init(person: PersonID, into: PersonID, evidence: Symbol, strength: LinkStrength) {
        self.person = person
        self.into = into
        self.evidence = evidence
        self.strength = strength
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("person", &person)
        fields.visit("into", &into)
        fields.visit("evidence", &evidence)
        fields.visit("strength", &strength)
    }
}

/// Two persons that had been merged were found to be two.
public struct PersonUnmerged: Event {
    public static let type = "person.unmerged"
    /// The one whose name comes back.
    public var person: PersonID = .blank
    /// The one under whose name both had gone.
    public var from: PersonID = .blank
    public var reason: Symbol = .blank
    public init() {}
    public init(person: PersonID, from: PersonID, reason: Symbol) {
        self.person = person
        self.from = from
        self.reason = reason
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("person", &person)
        fields.visit("from", &from)
        fields.visit("reason", &reason)
    }
}

/// Something was learned of a person.
public struct PersonDescribed: Event {
    public static let type = "person.described"
    public var person: PersonID = .blank
    /// What the value tells, as `name`.
    public var attribute: Symbol = .blank
    public var value: PersonalText = .blank
    public init() {}
    public init(person: PersonID, attribute: Symbol, value: PersonalText) {
        self.person = person
        self.attribute = attribute
        self.value = value
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("person", &person)
        fields.visit("attribute", &attribute)
        fields.visit("value", &value)
    }
}

/// An address of a person became known.
public struct PersonReachedAt: Event {
    public static let type = "person.reached_at"
    public var person: PersonID = .blank
    public var kind: AddressKind = .blank
    public var address: PersonalText = .blank
    public init() {}
    public init(person: PersonID, kind: AddressKind, address: PersonalText) {
        self.person = person
        self.kind = kind
        self.address = address
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("person", &person)
        fields.visit("kind", &kind)
        fields.visit("address", &address)
    }
}

/// A person came to belong to a segment, or no longer does.
public struct PersonSegmented: Event {
    public static let type = "person.segmented"
    public var person: PersonID = .blank
    public var segment: Symbol = .blank
    /// Whether the person belongs to it from now on.
    public var member: Bool = .blank
    public init() {}
    public init(person: PersonID, segment: Symbol, member: Bool) {
        self.person = person
        self.segment = segment
        self.member = member
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("person", &person)
        fields.visit("segment", &segment)
        fields.visit("member", &member)
    }
}
