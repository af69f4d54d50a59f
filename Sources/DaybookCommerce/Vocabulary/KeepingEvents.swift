// The events of keeping the book itself: its sources, their clocks, and corrections.

public import DaybookCoding

/// It was set what a channel is like, and what it costs.
public struct ChannelDefined: Event {
    public static let type = "channel.defined"
    public var channel: Symbol = .blank
    public var mode: ChannelMode = .blank
    /// What one contact takes of an agent's capacity.
    public var cost: Milli = .blank
    /// What a minute costs the shop.
    public var perMinute: Money?
    /// What a contact costs the shop.
    public var perContact: Money?
    /// How long the shop may answer after a message of the customer.
    public var replyWindow: Microseconds?
    public init() {}
    public init(
        channel: Symbol, mode: ChannelMode, cost: Milli, perMinute: Money? = nil,
        perContact: Money? = nil, replyWindow: Microseconds? = nil
    ) {
        self.channel = channel
        self.mode = mode
        self.cost = cost
        self.perMinute = perMinute
        self.perContact = perContact
        self.replyWindow = replyWindow
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("channel", &channel)
        fields.visit("mode", &mode)
        fields.visit("cost", &cost)
        fields.visit("per_minute", &perMinute)
        fields.visit("per_contact", &perContact)
        fields.visit("reply_window", &replyWindow)
    }
}

/// A source of facts began to run.
public struct SourceStarted: Event {
    public static let type = "source.started"
    public var source: Symbol = .blank
    public var version: Text?
    public init() {}
    public init(source: Symbol, version: Text? = nil) {
        self.source = source
        self.version = version
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("source", &source)
        fields.visit("version", &version)
    }
}

/// The error of a source's clock was measured.
public struct ClockMeasured: Event {
    public static let type = "clock.measured"
    public var source: Symbol = .blank
    /// How far the clock is ahead.
    public var offset: Microseconds = .blank
    public init() {}
    public init(source: Symbol, offset: Microseconds) {
        self.source = source
        self.offset = offset
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("source", &source)
        fields.visit("offset", &offset)
    }
}

/// A fact was found to be wrong, and every read model retracts it; a replacement is a new fact.
public struct FactCorrected: Event {
    public static let type = "fact.corrected"
    /// The sequence of the fact.
    public var about: Int64 = .blank
    public var reason: Symbol = .blank
    /// Who found out.
    public var by: Text?
    public init() {}
    public init(about: Int64, reason: Symbol, by: Text? = nil) {
        self.about = about
        self.reason = reason
        self.by = by
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("about", &about)
        fields.visit("reason", &reason)
        fields.visit("by", &by)
    }
}
