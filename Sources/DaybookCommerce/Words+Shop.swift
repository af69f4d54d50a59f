// The open enumerations of the vocabulary that concern visitors, persons and their carts.

internal import DaybookCoding

/// Why a session ended.
public struct SessionEndReason: ListedWord {
    public static let idle: SessionEndReason = "idle"
    public static let max: SessionEndReason = "max"
    public static let logout: SessionEndReason = "logout"
    public static let listed: [SessionEndReason] = [.idle, .max, .logout]

    public let text: String
    @inlinable public init(_ text: String) { self.text = text }
}

/// What told the value of a visitor.
public struct SignalKind: ListedWord {
    public static let cart: SignalKind = "cart"
    public static let tier: SignalKind = "tier"
    public static let lifetime: SignalKind = "lifetime"
    public static let custom: SignalKind = "custom"
    public static let listed: [SignalKind] = [.cart, .tier, .lifetime, .custom]

    public let text: String
    @inlinable public init(_ text: String) { self.text = text }
}

/// Why a visitor who met the rule of a campaign was not approached.
public struct SuppressionReason: ListedWord {
    public static let frequency: SuppressionReason = "frequency"
    public static let noAgent: SuppressionReason = "no_agent"
    public static let consent: SuppressionReason = "consent"
    public static let lowValue: SuppressionReason = "low_value"
    public static let quietHours: SuppressionReason = "quiet_hours"
    public static let listed: [SuppressionReason] = [
        .frequency, .noAgent, .consent, .lowValue, .quietHours,
    ]

    public let text: String
    @inlinable public init(_ text: String) { self.text = text }
}

/// What showed that a visitor is a person.
public struct LinkEvidence: ListedWord {
    public static let login: LinkEvidence = "login"
    public static let email: LinkEvidence = "email"
    public static let phone: LinkEvidence = "phone"
    public static let order: LinkEvidence = "order"
    public static let agent: LinkEvidence = "agent"
    public static let cookie: LinkEvidence = "cookie"
    public static let model: LinkEvidence = "model"
    public static let listed: [LinkEvidence] = [
        .login, .email, .phone, .order, .agent, .cookie, .model,
    ]

    public let text: String
    @inlinable public init(_ text: String) { self.text = text }
}

/// How sure it is that two names stand for one.
public struct LinkStrength: ListedWord {
    public static let deterministic: LinkStrength = "deterministic"
    public static let asserted: LinkStrength = "asserted"
    public static let probabilistic: LinkStrength = "probabilistic"
    public static let listed: [LinkStrength] = [.deterministic, .asserted, .probabilistic]

    public let text: String
    @inlinable public init(_ text: String) { self.text = text }
}

/// What an address of a person is.
public struct AddressKind: ListedWord {
    public static let email: AddressKind = "email"
    public static let phone: AddressKind = "phone"
    public static let account: AddressKind = "account"
    public static let handle: AddressKind = "handle"
    public static let listed: [AddressKind] = [.email, .phone, .account, .handle]

    public let text: String
    @inlinable public init(_ text: String) { self.text = text }
}

/// What a customer did about consent.
public struct ConsentAction: ListedWord {
    public static let allowAll: ConsentAction = "allow_all"
    public static let allowSelected: ConsentAction = "allow_selected"
    public static let denyAll: ConsentAction = "deny_all"
    public static let withdrawn: ConsentAction = "withdrawn"
    public static let expired: ConsentAction = "expired"
    public static let listed: [ConsentAction] = [
        .allowAll, .allowSelected, .denyAll, .withdrawn, .expired,
    ]

    public let text: String
    @inlinable public init(_ text: String) { self.text = text }
}

/// A step of the order process.
public struct CheckoutStep: ListedWord {
    public static let address: CheckoutStep = "address"
    public static let delivery: CheckoutStep = "delivery"
    public static let payment: CheckoutStep = "payment"
    public static let confirm: CheckoutStep = "confirm"
    public static let listed: [CheckoutStep] = [.address, .delivery, .payment, .confirm]

    public let text: String
    @inlinable public init(_ text: String) { self.text = text }
}
