// Who is whom, with names in place of handles.

public import DaybookCoding
public import DaybookCommerce
public import DaybookModels

/// One customer: every name, and why they belong together.
public struct PersonIdentity: Sendable {
    /// A pair that is said to be one customer.
    public struct Tie: Hashable, Sendable {
        /// The visitor that is linked; nil for a merge.
        public let visitor: String?
        /// The person that was merged; nil for a link.
        public let merged: String?
        /// The person that the visitor is, or that the other went into.
        public let person: String
        /// What the statement rests on.
        public let evidence: String?
        /// How sure it is.
        public let strength: IdentityStrength
        /// Since when it has been so.
        public let since: Timestamp
        /// The time and the sequence of the last word.
        public let time: Timestamp
        /// The sequence of the last word.
        public let sequence: UInt64
        /// Whether it counts; else it is a conflict, or says what others say already.
        public let isFollowed: Bool
    }

    /// The sequence at which this is true.
    public let sequence: UInt64
    /// The person who stands for all; nil for a visitor nobody has identified.
    public let person: String?
    /// All persons, by name.
    public let persons: [String]
    /// All visitors, by name.
    public let visitors: [String]
    /// What is said of them, by the time since when it has been so.
    public let ties: [Tie]
}

/// A pair that contradicts others or itself.
public struct PersonConflict: Hashable, Sendable {
    /// What is odd.
    public let kind: IdentityConflictKind
    /// The visitor of a link; nil for a merge.
    public let visitor: String?
    /// The person that was merged; nil for a link.
    public let merged: String?
    /// The person.
    public let person: String
    /// When it was told.
    public let time: Timestamp
    /// The sequence of the fact.
    public let sequence: UInt64
}

extension Replay where Model == Models {
    /// The customer that a visitor is; nil if no fact names the visitor.
    ///
    /// - Complexity: O(pairs of the customer).
    public func identity(of visitor: VisitorID) -> PersonIdentity? {
        handle(Visitor.definition, visitor.text).map { identity(.visitor($0)) }
    }

    /// The customer that a person is part of; nil if no fact names the person.
    public func identity(of person: PersonID) -> PersonIdentity? {
        handle(Person.definition, person.text).map { identity(.person($0)) }
    }

    /// Every customer of whom at least one pair was told, by name.
    ///
    /// - Complexity: O(pairs).
    public func identities() -> [PersonIdentity] {
        let found = model.identities.identities(names, catalog)
        return found.map { named($0) }.sorted { left, right in
            (left.person ?? left.visitors.first ?? "")
                < (right.person ?? right.visitors.first ?? "")
        }
    }

    /// Pairs that contradict others or themselves, by their sequence.
    public func identityConflicts() -> [PersonConflict] {
        model.identities.conflicts(names, catalog).map { conflict in
            PersonConflict(
                kind: conflict.kind, visitor: visitor(conflict.member),
                merged: merged(conflict.member), person: text(Person.definition, conflict.person),
                time: conflict.time, sequence: conflict.sequence)
        }
    }

    private func identity(_ member: IdentityMember) -> PersonIdentity {
        named(model.identities.identity(of: member, names, catalog))
    }

    private func named(_ identity: Identity) -> PersonIdentity {
        PersonIdentity(
            sequence: sequence, person: identity.person.map { text(Person.definition, $0) },
            persons: identity.persons.map { text(Person.definition, $0) },
            visitors: identity.visitors.map { text(Visitor.definition, $0) },
            ties: identity.ties.map { tie in
                PersonIdentity.Tie(
                    visitor: visitor(tie.member), merged: merged(tie.member),
                    person: text(Person.definition, tie.person),
                    evidence: tie.evidence.map { names.text(Names.symbols, $0) },
                    strength: tie.strength, since: tie.since, time: tie.time,
                    sequence: tie.sequence, isFollowed: tie.isFollowed)
            })
    }

    private func visitor(_ member: IdentityMember) -> String? {
        if case .visitor(let handle) = member { return text(Visitor.definition, handle) }
        return nil
    }

    private func merged(_ member: IdentityMember) -> String? {
        if case .person(let handle) = member { return text(Person.definition, handle) }
        return nil
    }

    /// The handle of a name, if a fact has named it.
    func handle(_ entity: EntityDefinition, _ name: String) -> UInt32? {
        guard let kind = catalog.entity(named: entity.name)?.number else { return nil }
        return names.handle(kind, entity: entity.name, name)
    }

    /// The name of a handle.
    func text(_ entity: EntityDefinition, _ handle: UInt32) -> String {
        guard let kind = catalog.entity(named: entity.name)?.number else { return "" }
        return names.text(kind, handle)
    }
}

extension Replayed where Model == Models {
    /// The customer that a visitor is; nil if no fact names the visitor.
    public func identity(of visitor: VisitorID) -> PersonIdentity? {
        replay.identity(of: visitor)
    }

    /// The customer that a person is part of; nil if no fact names the person.
    public func identity(of person: PersonID) -> PersonIdentity? { replay.identity(of: person) }

    /// Every customer of whom at least one pair was told, by name.
    public func identities() -> [PersonIdentity] { replay.identities() }

    /// Pairs that contradict others or themselves, by their sequence.
    public func identityConflicts() -> [PersonConflict] { replay.identityConflicts() }
}
