// The events of carts and of the way from a cart to an order.

public import DaybookCoding

/// A cart was begun.
public struct CartCreated: Event {
    public static let type = "cart.created"
    public var cart: CartID = .blank
    public var visitor: VisitorID?
    public var session: SessionID?
    public init() {}
    public init(cart: CartID, visitor: VisitorID? = nil, session: SessionID? = nil) {
        self.cart = cart
        self.visitor = visitor
        self.session = session
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("cart", &cart)
        fields.visit("visitor", &visitor)
        fields.visit("session", &session)
    }
}

/// A product was put into a cart.
public struct CartItemAdded: Event {
    public static let type = "cart.item_added"
    public var cart: CartID = .blank
    public var product: ProductID = .blank
    public var quantity: Milli = .blank
    public var price: Money?
    public var visitor: VisitorID?
    public var session: SessionID?
    public init() {}
    public init(
        cart: CartID, product: ProductID, quantity: Milli, price: Money? = nil,
        visitor: VisitorID? = nil, session: SessionID? = nil
    ) {
        self.cart = cart
        self.product = product
        self.quantity = quantity
        self.price = price
        self.visitor = visitor
        self.session = session
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("cart", &cart)
        fields.visit("product", &product)
        fields.visit("quantity", &quantity)
        fields.visit("price", &price)
        fields.visit("visitor", &visitor)
        fields.visit("session", &session)
    }
}

/// A product was taken out of a cart.
public struct CartItemRemoved: Event {
    public static let type = "cart.item_removed"
    public var cart: CartID = .blank
    public var product: ProductID = .blank
    public var quantity: Milli = .blank
    public var price: Money?
    public var visitor: VisitorID?
    public var session: SessionID?
    public init() {}
    public init(
        cart: CartID, product: ProductID, quantity: Milli, price: Money? = nil,
        visitor: VisitorID? = nil, session: SessionID? = nil
    ) {
        self.cart = cart
        self.product = product
        self.quantity = quantity
        self.price = price
        self.visitor = visitor
        self.session = session
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("cart", &cart)
        fields.visit("product", &product)
        fields.visit("quantity", &quantity)
        fields.visit("price", &price)
        fields.visit("visitor", &visitor)
        fields.visit("session", &session)
    }
}

/// The quantity of a product in a cart was set.
public struct CartQuantitySet: Event {
    public static let type = "cart.quantity_set"
    public var cart: CartID = .blank
    public var product: ProductID = .blank
    public var quantity: Milli = .blank
    public var price: Money?
    public var visitor: VisitorID?
    public var session: SessionID?
    public init() {}
    public init(
        cart: CartID, product: ProductID, quantity: Milli, price: Money? = nil,
        visitor: VisitorID? = nil, session: SessionID? = nil
    ) {
        self.cart = cart
        self.product = product
        self.quantity = quantity
        self.price = price
        self.visitor = visitor
        self.session = session
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("cart", &cart)
        fields.visit("product", &product)
        fields.visit("quantity", &quantity)
        fields.visit("price", &price)
        fields.visit("visitor", &visitor)
        fields.visit("session", &session)
    }
}

/// A coupon was applied to a cart.
public struct CartCouponApplied: Event {
    public static let type = "cart.coupon_applied"
    public var cart: CartID = .blank
    public var coupon: Symbol = .blank
    public init() {}
    public init(cart: CartID, coupon: Symbol) {
        self.cart = cart
        self.coupon = coupon
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("cart", &cart)
        fields.visit("coupon", &coupon)
    }
}

/// The checkout of a cart began.
public struct CheckoutStarted: Event {
    public static let type = "checkout.started"
    public var cart: CartID = .blank
    public var visitor: VisitorID?
    public var session: SessionID?
    public init() {}
    public init(cart: CartID, visitor: VisitorID? = nil, session: SessionID? = nil) {
        self.cart = cart
        self.visitor = visitor
        self.session = session
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("cart", &cart)
        fields.visit("visitor", &visitor)
        fields.visit("session", &session)
    }
}

/// A step of a checkout was shown.
public struct CheckoutStepViewed: Event {
    public static let type = "checkout.step_viewed"
    public var cart: CartID = .blank
    public var step: CheckoutStep = .blank
    public var visitor: VisitorID?
    public var session: SessionID?
    public init() {}
    public init(
        cart: CartID, step: CheckoutStep, visitor: VisitorID? = nil, session: SessionID? = nil
    ) {
        self.cart = cart
        self.step = step
        self.visitor = visitor
        self.session = session
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("cart", &cart)
        fields.visit("step", &step)
        fields.visit("visitor", &visitor)
        fields.visit("session", &session)
    }
}

/// A step of a checkout was completed.
public struct CheckoutStepCompleted: Event {
    public static let type = "checkout.step_completed"
    public var cart: CartID = .blank
    public var step: CheckoutStep = .blank
    public var visitor: VisitorID?
    public var session: SessionID?
    public init() {}
    public init(
        cart: CartID, step: CheckoutStep, visitor: VisitorID? = nil, session: SessionID? = nil
    ) {
        self.cart = cart
        self.step = step
        self.visitor = visitor
        self.session = session
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("cart", &cart)
        fields.visit("step", &step)
        fields.visit("visitor", &visitor)
        fields.visit("session", &session)
    }
}
