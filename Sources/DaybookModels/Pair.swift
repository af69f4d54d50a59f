// Composition: a service's own read model beside another, folded in one pass over the pages.

public import DaybookBytes
public import DaybookCoding

/// Two read models that are folded together; nest pairs for more.
///
/// ```swift
/// var replay = Replay(Pair<Models, VoucherModel>(), catalog: catalog)
/// ```
public struct Pair<First: ReadModel, Second: ReadModel>: ReadModel {
    /// The models' names, joined.
    public static var name: String { First.name + "+" + Second.name }
    /// A number that differs when either model's version does.
    public static var version: UInt32 { First.version &* 65_537 ^ Second.version }

    /// The one model.
    public private(set) var first: First
    /// The other model.
    public private(set) var second: Second

    /// Both models before their first fact.
    public init() {
        first = First()
        second = Second()
    }

    /// Both models as they are; both must have folded the same facts.
    public init(_ first: First, _ second: Second) {
        self.first = first
        self.second = second
    }

    public mutating func apply(_ batch: borrowing Batch) {
        first.apply(batch)
        second.apply(batch)
    }

    public mutating func settle() {
        first.settle()
        second.settle()
    }

    public func digest(_ names: borrowing Names, _ catalog: Catalog) -> Digest {
        first.digest(names, catalog) + second.digest(names, catalog)
    }

    public func encode(into bytes: inout ByteBuffer) {
        Section.encode(first, into: &bytes)
        Section.encode(second, into: &bytes)
    }

    public init?(from reader: inout ByteReader) {
        guard let first = Section.decode(First.self, from: &reader),
            let second = Section.decode(Second.self, from: &reader)
        else { return nil }
        self.first = first
        self.second = second
    }
}
