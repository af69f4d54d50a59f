// Whom or what a question is about: an entity's name, as in `.order("1001")`.

internal import DaybookBytes
public import DaybookCoding
public import DaybookCommerce

/// The name of an entity of any kind.
public struct Subject: Hashable, Sendable {
    /// The kind of entity.
    public let entity: EntityDefinition
    /// The name.
    public let name: String

    /// The entity with a name.
    public init<Kind: Entity>(_ id: EntityID<Kind>) {
        entity = Kind.definition
        name = id.text
    }

    /// The entity of a kind known at run time.
    public init(entity: EntityDefinition, name: String) {
        self.entity = entity
        self.name = name
    }

    /// A visitor of the shop.
    public static func visitor(_ id: VisitorID) -> Subject { Subject(id) }
    /// A person.
    public static func person(_ id: PersonID) -> Subject { Subject(id) }
    /// A conversation.
    public static func conversation(_ id: ConversationID) -> Subject { Subject(id) }
    /// An agent.
    public static func agent(_ id: AgentID) -> Subject { Subject(id) }
    /// A queue.
    public static func queue(_ id: QueueID) -> Subject { Subject(id) }
    /// An order.
    public static func order(_ id: OrderID) -> Subject { Subject(id) }
    /// A cart.
    public static func cart(_ id: CartID) -> Subject { Subject(id) }
    /// A call.
    public static func call(_ id: CallID) -> Subject { Subject(id) }
    /// A product.
    public static func product(_ id: ProductID) -> Subject { Subject(id) }

    /// The hash under which segments index the name.
    func hash(key: UInt64) -> UInt64 {
        NameHash.keyed(Array(name.utf8).raw, entity: NameHash.entity(entity.name), key: key)
    }
}
