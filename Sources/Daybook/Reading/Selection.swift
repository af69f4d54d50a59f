// Which facts a reader wants.

public import DaybookCoding

/// A choice of facts.
///
/// What is not given does not limit.
public struct Selection: Sendable {
    /// Only facts of these types, as `order.placed`.
    public var types: [String]
    /// Only facts that name one of these; empty for all.
    public var about: [Subject]
    /// Only facts that happened at or after this instant.
    public var from: Timestamp?
    /// Only facts that happened before this instant.
    public var until: Timestamp?

    /// A choice of facts.
    public init(
        types: [String] = [], about: [Subject] = [], from: Timestamp? = nil,
        until: Timestamp? = nil
    ) {
        self.types = types
        self.about = about
        self.from = from
        self.until = until
    }

    /// All facts.
    public static let all = Selection()

    /// All facts that name one of some things.
    public static func about(_ subjects: Subject...) -> Selection { Selection(about: subjects) }
}
