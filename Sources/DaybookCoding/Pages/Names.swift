// The texts of all names and symbols that a replay has met, each with a dense number of its kind.
// Must not know what an entity means.

internal import DaybookBytes

/// The lasting names and the symbols of a replay, numbered by kind in the order of their first
/// definition: the same numbers in every replay of the same log.
///
/// - Complexity: about 50 bytes a name beside its text; look-ups are O(1).
public struct Names: ~Copyable, Sendable {
    /// The kind number of symbols, beside the catalog's entities.
    public static let symbols: UInt8 = 0
    static let symbolEntity = EntityDefinition("symbol", .lasting)

    private struct Kind: Sendable {
        var texts: [UInt8] = []
        var ends: [UInt32] = []
        var table = FlatTable()

        func range(_ handle: Int) -> Range<Int> {
            let start = handle == 0 ? 0 : Int(ends[handle - 1])
            return start..<Int(ends[handle])
        }

        func read<Result>(_ handle: UInt32, _ body: (RawSpan) -> Result) -> Result {
            body(texts.raw.extracting(range(Int(handle))))
        }
    }

    private var kinds: [Kind] = []
    /// The key of the log's name hashes.
    var key: UInt64

    /// A table without names.
    ///
    /// - Parameter key: `NameHash.key` of the log's secret.
    public init(key: UInt64 = 0) { self.key = key }

    /// The handle of a name, if the replay has met it.
    ///
    /// - Parameters:
    ///   - kind: the catalog's number of the entity.
    ///   - entity: the entity's name.
    ///   - text: the name.
    public func handle(_ kind: UInt8, entity: String, _ text: String) -> UInt32? {
        let utf8 = Array(text.utf8)
        let hash = NameHash.keyed(utf8.raw, entity: NameHash.entity(entity), key: key)
        return find(kind, utf8.raw, hash: hash)
    }

    /// How many names of a kind there are.
    public func count(_ kind: UInt8) -> Int {
        Int(kind) < kinds.count ? kinds[Int(kind)].ends.count : 0
    }

    /// How many kinds have names.
    public var kindCount: Int { kinds.count }

    /// The handle of a name, which is given one if it has none.
    ///
    /// - Parameters:
    ///   - text: the name's UTF-8.
    ///   - hash: its hash, keyed with the log's secret.
    mutating func handle(_ kind: UInt8, _ text: RawSpan, hash: UInt64) -> UInt32 {
        while kinds.count <= Int(kind) { kinds.append(Kind()) }
        let index = Int(kind)
        if let known = find(kind, text, hash: hash) { return known }
        let handle = UInt32(kinds[index].ends.count)
        unsafe text.withUnsafeBytes { unsafe kinds[index].texts.append(contentsOf: $0) }
        kinds[index].ends.append(UInt32(kinds[index].texts.count))
        kinds[index].table.insert(hash, handle)
        return handle
    }

    /// The handle of a name, if it has one.
    func find(_ kind: UInt8, _ text: RawSpan, hash: UInt64) -> UInt32? {
        guard Int(kind) < kinds.count else { return nil }
        let index = Int(kind)
        var slot = kinds[index].table.first(hash)
        while let handle = kinds[index].table.next(hash, &slot) {
            if kinds[index].read(handle, { $0.equals(text) }) { return handle }
        }
        return nil
    }

    /// The text of a name; empty for a handle that is no name, as a damaged snapshot may hold.
    public func text(_ kind: UInt8, _ handle: UInt32) -> String {
        guard Int(handle) < count(kind) else { return "" }
        let range = kinds[Int(kind)].range(Int(handle))
        return String(decoding: kinds[Int(kind)].texts[range], as: UTF8.self)
    }

    /// The hash of a name's text that digests use: the same in every log.
    public func digest(_ kind: UInt8, _ handle: UInt32, entity: UInt64) -> UInt64 {
        kinds[Int(kind)].read(handle) { XXH64.hash($0, seed: entity) }
    }

    /// Shows the text of a name.
    func read<Result>(_ kind: UInt8, _ handle: UInt32, _ body: (RawSpan) -> Result) -> Result {
        kinds[Int(kind)].read(handle, body)
    }

}
