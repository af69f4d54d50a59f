// Which facts a read model reads, and where their fields are. Made once per catalog, so that a fact
// of another type costs one look-up. Must not know what a model makes of a fact.

internal import DaybookCoding
internal import DaybookCommerce

/// What to do with the events of each type of a catalog.
struct FactPlan<Fact: Sendable>: Sendable {
    private(set) var catalog: Catalog?
    /// By type number: 0, or 1 + the place in `facts`.
    private(set) var actions: [UInt8] = []
    private(set) var facts: [Fact] = []

    /// Whether the plan covers every type of a catalog.
    @inline(__always)
    func covers(_ other: Catalog) -> Bool {
        catalog === other && actions.count == other.count
    }

    /// Makes the plan cover a catalog.
    ///
    /// - Parameter declare: adds the facts that are read; called for a catalog that is new.
    mutating func cover(_ other: Catalog, _ declare: (inout Self, Catalog) -> Void) {
        if catalog !== other {
            self = Self()
            catalog = other
            declare(&self, other)
        }
        grow(to: other.count)
    }

    /// What is made of the events of a type, or nil if they are not read.
    @inline(__always)
    func fact(_ event: EventHead) -> Fact? {
        let action = actions[Int(event.type)]
        return action == 0 ? nil : facts[Int(action) - 1]
    }

    /// Adds a type.
    ///
    /// One that contradicts the vocabulary is not read: the book declares another meaning under
    /// this name, and its facts are not ours.
    mutating func add<E: Event>(
        _ type: E.Type, _ make: (Catalog) throws(CodingError) -> Fact
    ) {
        guard let catalog else { return }
        do throws(CodingError) {
            let fact = try make(catalog)
            let number = try catalog.readNumber(of: type)
            grow(to: number + 1)
            facts.append(fact)
            actions[number] = UInt8(facts.count)
        } catch {
            // See above.
        }
    }

    /// Adds all other types of the vocabulary that may name a call and a conversation, as the book
    /// declares them.
    mutating func addCallLinks(
        _ make: (_ conversation: FieldIndex, _ call: FieldIndex) -> Fact
    ) {
        for type in Vocabulary.types { addCallLink(type, make) }
    }

    private mutating func addCallLink<E: Event>(
        _ type: E.Type, _ make: (FieldIndex, FieldIndex) -> Fact
    ) {
        guard let catalog, let number = try? catalog.readNumber(of: type),
            number >= actions.count || actions[number] == 0,
            let conversation = try? catalog.field(type, "conversation"),
            let call = try? catalog.field(type, "call")
        else { return }
        add(type) { _ in make(conversation, call) }
    }

    /// Adds a further part of a fact, for a type that tells several things at once.
    ///
    /// - Returns: its number for `part`; never 0.
    mutating func addPart(_ fact: Fact) -> UInt8 {
        facts.append(fact)
        return UInt8(facts.count)
    }

    /// A further part of a fact.
    @inline(__always)
    func part(_ number: UInt8) -> Fact { facts[Int(number) - 1] }

    private mutating func grow(to count: Int) {
        let missing = count - actions.count
        if missing > 0 { actions += Array(repeating: 0, count: missing) }
    }
}
