// The events of a visitor in the shop, seen from his or her browser.

public import DaybookCoding

/// A visitor came to notice, with what the browser tells.
public struct VisitorSeen: Event {
    public static let type = "visitor.seen"
    public var visitor: VisitorID = .blank
    /// The kind of device, as `phone`.
    public var device: Symbol?
    /// The language tag of the browser, as `de-DE`.
    public var locale: Symbol?
    /// The ISO 3166 code, as `DE`.
    public var country: Symbol?
    /// Where the visitor came from.
    public var referrer: Symbol?
    public init() {}
    public init(
        visitor: VisitorID, device: Symbol? = nil, locale: Symbol? = nil, country: Symbol? = nil,
        referrer: Symbol? = nil
    ) {
        self.visitor = visitor
        self.device = device
        self.locale = locale
        self.country = country
        self.referrer = referrer
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("visitor", &visitor)
        fields.visit("device", &device)
        fields.visit("locale", &locale)
        fields.visit("country", &country)
        fields.visit("referrer", &referrer)
    }
}

/// A visitor did nothing for a while.
public struct VisitorIdled: Event {
    public static let type = "visitor.idled"
    public var visitor: VisitorID = .blank
    /// How long nothing was done.
    public var idle: Microseconds = .blank
    public init() {}
    public init(visitor: VisitorID, idle: Microseconds) {
        self.visitor = visitor
        self.idle = idle
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("visitor", &visitor)
        fields.visit("idle", &idle)
    }
}

/// A visitor turned to leave: exit intent, heading to a competitor.
public struct VisitorTurnedToLeave: Event {
    public static let type = "visitor.turned_to_leave"
    public var visitor: VisitorID = .blank
    /// The page that is about to be left.
    public var url: Symbol?
    public init() {}
    public init(visitor: VisitorID, url: Symbol? = nil) {
        self.visitor = visitor
        self.url = url
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("visitor", &visitor)
        fields.visit("url", &url)
    }
}

/// A visitor ran into an error.
public struct VisitorHitError: Event {
    public static let type = "visitor.hit_error"
    public var visitor: VisitorID = .blank
    public var code: Symbol = .blank
    public var text: Text?
    public init() {}
    public init(visitor: VisitorID, code: Symbol, text: Text? = nil) {
        self.visitor = visitor
        self.code = code
        self.text = text
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("visitor", &visitor)
        fields.visit("code", &code)
        fields.visit("text", &text)
    }
}

/// A visitor asked for help from within the order process.
public struct VisitorAskedForHelp: Event {
    public static let type = "visitor.asked_for_help"
    public var visitor: VisitorID = .blank
    /// The step of the order process.
    public var step: Symbol?
    public init() {}
    public init(visitor: VisitorID, step: Symbol? = nil) {
        self.visitor = visitor
        self.step = step
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("visitor", &visitor)
        fields.visit("step", &step)
    }
}

/// Something told what a visitor may be worth.
public struct VisitorValueSignalled: Event {
    public static let type = "visitor.value_signalled"
    public var visitor: VisitorID = .blank
    public var kind: SignalKind = .blank
    public var value: Money = .blank
    public init() {}
    public init(visitor: VisitorID, kind: SignalKind, value: Money) {
        self.visitor = visitor
        self.kind = kind
        self.value = value
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("visitor", &visitor)
        fields.visit("kind", &kind)
        fields.visit("value", &value)
    }
}

/// A model scored a visitor.
public struct VisitorScored: Event {
    public static let type = "visitor.scored"
    public var visitor: VisitorID = .blank
    public var model: Symbol = .blank
    /// The version of the model.
    public var version: Int64 = .blank
    /// The score: how likely a purchase is.
    public var intent: Milli = .blank
    /// What the visitor is expected to be worth.
    public var value: Money?
    /// A checksum of what the score saw.
    public var inputs: Int64 = .blank
    public init() {}
    public init(
        visitor: VisitorID, model: Symbol, version: Int64, intent: Milli, value: Money? = nil,
        inputs: Int64
    ) {
        self.visitor = visitor
        self.model = model
        self.version = version
        self.intent = intent
        self.value = value
        self.inputs = inputs
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("visitor", &visitor)
        fields.visit("model", &model)
        fields.visit("version", &version)
        fields.visit("intent", &intent)
        fields.visit("value", &value)
        fields.visit("inputs", &inputs)
    }
}
