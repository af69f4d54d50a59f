// One number for a state, by which two books with the same facts know each other. Must not depend
// on handles, sequences, recorded times or the order of rows.

internal import DaybookBytes
public import DaybookCoding

/// The digest of a read model's state.
public struct Digest: Hashable, Sendable, CustomStringConvertible {
    /// The sum itself.
    public let value: UInt64

    /// Wraps a sum.
    public init(_ value: UInt64) { self.value = value }

    /// The digest of two states that stand beside each other.
    public static func + (left: Digest, right: Digest) -> Digest {
        Digest(left.value &+ right.value)
    }

    /// Sixteen hexadecimal digits.
    public var description: String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}

/// A kind of names, as digests need it.
public struct DigestKind: Sendable {
    let number: UInt8
    let hash: UInt64

    /// Symbols and words.
    public static let symbols = DigestKind(
        number: Names.symbols, hash: NameHash.entity("symbol"))

    private init(number: UInt8, hash: UInt64) {
        self.number = number
        self.hash = hash
    }

    /// The names of an entity; one that no fact has named has the hash 0.
    public init(_ definition: EntityDefinition, in catalog: Catalog) {
        number = catalog.entity(named: definition.name)?.number ?? .max
        hash = NameHash.entity(definition.name)
    }

    /// The hash of a name's text; 0 for a handle that is no name, as a damaged snapshot may hold.
    public func digest(_ handle: UInt32, _ names: borrowing Names) -> UInt64 {
        guard Int(handle) < names.count(number) else { return 0 }
        return names.digest(number, handle, entity: hash)
    }
}

/// Sums the rows of a state: XXH64 over model, version, kind of row, key and values of each.
///
/// ```swift
/// var builder = DigestBuilder(of: Self.self)
/// for row in rows {
///     builder.begin(1)
///     builder.put(queues.digest(row.queue, names))
///     builder.put(row.count)
///     builder.end()
/// }
/// return builder.digest
/// ```
public struct DigestBuilder: ~Copyable {
    private var bytes = ByteBuffer()
    private let headLength: Int
    private var sum: UInt64 = 0

    /// A sum without rows.
    public init<Model: ReadModel>(of model: Model.Type) {
        bytes.append(XXH64.hash(Model.name))
        bytes.append(Model.version)
        headLength = bytes.count
    }

    /// Begins a row of a kind.
    public mutating func begin(_ kind: UInt8) {
        bytes.truncate(to: headLength)
        bytes.append(kind)
    }

    /// Adds a hash or a count to the row.
    public mutating func put(_ value: UInt64) { bytes.append(value) }

    /// Adds a number to the row.
    public mutating func put(_ value: Int64) { bytes.append(value) }

    /// Adds a number of 128 bits to the row.
    public mutating func put(_ value: Int128) {
        bytes.append(UInt64(truncatingIfNeeded: value))
        bytes.append(UInt64(truncatingIfNeeded: value >> 64))
    }

    /// Adds a number that may be absent to the row.
    public mutating func put(_ value: Int64?) {
        bytes.append(UInt8(value == nil ? 0 : 1))
        bytes.append(value ?? 0)
    }

    /// Adds a text to the row, by its hash.
    public mutating func put(_ text: String) { bytes.append(XXH64.hash(text)) }

    /// Adds the row to the sum.
    public mutating func end() { sum &+= XXH64.hash(bytes.bytes) }

    /// The sum of all rows ended so far.
    public var digest: Digest { Digest(sum) }
}
