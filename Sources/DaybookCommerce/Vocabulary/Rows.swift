// The rows of lists in events of visits, service and orders, shared by the types that have them.

public import DaybookCoding

/// One product of a list that was shown.
public struct ListedProduct: Fields {
    public var product: ProductID = .blank
    public init() {}
    public init(product: ProductID) {
        self.product = product
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("product", &product)
    }
}

/// A skill, and the level of it that is had or asked for.
public struct SkillLevel: Fields {
    public var skill: Symbol = .blank
    public var level: Int64 = .blank
    public init() {}
    public init(skill: Symbol, level: Int64) {
        self.skill = skill
        self.level = level
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("skill", &skill)
        fields.visit("level", &level)
    }
}

/// A file that came with a message.
public struct Attachment: Fields {
    /// The name of the file.
    public var name: PersonalText?
    /// The media type, as `image/png`.
    public var mime: Symbol?
    public var bytes: Int64?
    /// Where it is kept.
    public var ref: Text?
    public init() {}
    public init(
        name: PersonalText? = nil, mime: Symbol? = nil, bytes: Int64? = nil, ref: Text? = nil
    ) {
        self.name = name
        self.mime = mime
        self.bytes = bytes
        self.ref = ref
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("name", &name)
        fields.visit("mime", &mime)
        fields.visit("bytes", &bytes)
        fields.visit("ref", &ref)
    }
}

/// What one contact on a channel takes of an agent's capacity.
public struct ChannelCapacity: Fields {
    public var channel: Symbol = .blank
    /// What one contact takes.
    public var cost: Milli = .blank
    /// How many contacts are allowed at once.
    public var most: Int64?
    /// Whether a contact forbids any other.
    public var exclusive: Bool?
    public init() {}
    public init(channel: Symbol, cost: Milli, most: Int64? = nil, exclusive: Bool? = nil) {
        self.channel = channel
        self.cost = cost
        self.most = most
        self.exclusive = exclusive
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("channel", &channel)
        fields.visit("cost", &cost)
        fields.visit("most", &most)
        fields.visit("exclusive", &exclusive)
    }
}

/// One channel of a list.
public struct ChannelRow: Fields {
    public var channel: Symbol = .blank
    public init() {}
    public init(channel: Symbol) {
        self.channel = channel
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("channel", &channel)
    }
}

/// One line of an order.
public struct OrderLine: Fields {
    public var product: ProductID = .blank
    public var quantity: Milli = .blank
    /// The price of one unit.
    public var price: Money = .blank
    public var tax: Money?
    public var discount: Money?
    public init() {}
    public init(
        product: ProductID, quantity: Milli, price: Money, tax: Money? = nil, discount: Money? = nil
    ) {
        self.product = product
        self.quantity = quantity
        self.price = price
        self.tax = tax
        self.discount = discount
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("product", &product)
        fields.visit("quantity", &quantity)
        fields.visit("price", &price)
        fields.visit("tax", &tax)
        fields.visit("discount", &discount)
    }
}

/// So much of a product, in a parcel or in a return.
public struct ProductQuantity: Fields {
    public var product: ProductID = .blank
    public var quantity: Milli = .blank
    public init() {}
    public init(product: ProductID, quantity: Milli) {
        self.product = product
        self.quantity = quantity
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("product", &product)
        fields.visit("quantity", &quantity)
    }
}

/// One line of a credit note.
public struct CreditLine: Fields {
    public var product: ProductID = .blank
    public var quantity: Milli = .blank
    /// The price of one unit.
    public var price: Money = .blank
    public init() {}
    public init(product: ProductID, quantity: Milli, price: Money) {
        self.product = product
        self.quantity = quantity
        self.price = price
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("product", &product)
        fields.visit("quantity", &quantity)
        fields.visit("price", &price)
    }
}

/// One field of a form, as it was filled in.
public struct FormField: Fields {
    public var name: Symbol = .blank
    public var value: PersonalText = .blank
    public init() {}
    public init(name: Symbol, value: PersonalText) {
        self.name = name
        self.value = value
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("name", &name)
        fields.visit("value", &value)
    }
}
