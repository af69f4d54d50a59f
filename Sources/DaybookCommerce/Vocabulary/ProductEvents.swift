// The events of products: what they are, and who looked at them.

public import DaybookCoding

/// A visitor looked at a product.
public struct ProductViewed: Event {
    public static let type = "product.viewed"
    public var visitor: VisitorID = .blank
    public var session: SessionID?
    public var product: ProductID = .blank
    public var category: Symbol?
    public var price: Money?
    public init() {}
    public init(
        visitor: VisitorID, session: SessionID? = nil, product: ProductID, category: Symbol? = nil,
        price: Money? = nil
    ) {
        self.visitor = visitor
        self.session = session
        self.product = product
        self.category = category
        self.price = price
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("visitor", &visitor)
        fields.visit("session", &session)
        fields.visit("product", &product)
        fields.visit("category", &category)
        fields.visit("price", &price)
    }
}

/// A visitor was shown a list of products.
public struct ProductListed: Event {
    public static let type = "product.listed"
    public var visitor: VisitorID = .blank
    public var session: SessionID?
    /// The name of the list, as `related`.
    public var list: Symbol = .blank
    public var products: [ListedProduct]?
    public init() {}
    public init(
        visitor: VisitorID, session: SessionID? = nil, list: Symbol,
        products: [ListedProduct]? = nil
    ) {
        self.visitor = visitor
        self.session = session
        self.list = list
        self.products = products
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("visitor", &visitor)
        fields.visit("session", &session)
        fields.visit("list", &list)
        fields.visit("products", &products)
    }
}

/// A visitor chose a product from a list.
public struct ProductSelected: Event {
    public static let type = "product.selected"
    public var visitor: VisitorID = .blank
    public var session: SessionID?
    public var product: ProductID = .blank
    /// The name of the list, as `related`.
    public var list: Symbol?
    public init() {}
    public init(
        visitor: VisitorID, session: SessionID? = nil, product: ProductID, list: Symbol? = nil
    ) {
        self.visitor = visitor
        self.session = session
        self.product = product
        self.list = list
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("visitor", &visitor)
        fields.visit("session", &session)
        fields.visit("product", &product)
        fields.visit("list", &list)
    }
}

/// A product's particulars were set.
public struct ProductDescribed: Event {
    public static let type = "product.described"
    public var product: ProductID = .blank
    public var title: Text?
    public var category: Symbol?
    public var price: Money?
    /// What the product costs the shop.
    public var cost: Money?
    public init() {}
    public init(
        product: ProductID, title: Text? = nil, category: Symbol? = nil, price: Money? = nil,
        cost: Money? = nil
    ) {
        self.product = product
        self.title = title
        self.category = category
        self.price = price
        self.cost = cost
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("product", &product)
        fields.visit("title", &title)
        fields.visit("category", &category)
        fields.visit("price", &price)
        fields.visit("cost", &cost)
    }
}
