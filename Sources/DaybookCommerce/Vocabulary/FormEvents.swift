// The events of forms that visitors fill in.

public import DaybookCoding

/// A form was shown to a visitor.
public struct FormViewed: Event {
    public static let type = "form.viewed"
    public var visitor: VisitorID = .blank
    public var form: FormID = .blank
    public init() {}
    public init(visitor: VisitorID, form: FormID) {
        self.visitor = visitor
        self.form = form
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("visitor", &visitor)
        fields.visit("form", &form)
    }
}

/// A visitor began to fill in a form.
public struct FormStarted: Event {
    public static let type = "form.started"
    public var visitor: VisitorID = .blank
    public var form: FormID = .blank
    public init() {}
    public init(visitor: VisitorID, form: FormID) {
        self.visitor = visitor
        self.form = form
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("visitor", &visitor)
        fields.visit("form", &form)
    }
}

/// A visitor left a form unfinished.
public struct FormAbandoned: Event {
    public static let type = "form.abandoned"
    public var visitor: VisitorID = .blank
    public var form: FormID = .blank
    /// The field at which the visitor stopped.
    public var field: Symbol?
    public init() {}
    public init(visitor: VisitorID, form: FormID, field: Symbol? = nil) {
        self.visitor = visitor
        self.form = form
        self.field = field
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("visitor", &visitor)
        fields.visit("form", &form)
        fields.visit("field", &field)
    }
}

/// A visitor sent a form.
public struct FormSubmitted: Event {
    public static let type = "form.submitted"
    public var visitor: VisitorID = .blank
    public var form: FormID = .blank
    /// The conversation that it began.
    public var conversation: ConversationID?
    public var fields: [FormField] = []
    public init() {}
    public init(
        visitor: VisitorID, form: FormID, conversation: ConversationID? = nil, fields: [FormField]
    ) {
        self.visitor = visitor
        self.form = form
        self.conversation = conversation
        self.fields = fields
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("visitor", &visitor)
        fields.visit("form", &form)
        fields.visit("conversation", &conversation)
        fields.visit("fields", &self.fields)
    }
}
