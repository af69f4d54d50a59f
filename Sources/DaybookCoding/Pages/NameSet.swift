// Names to be looked for in events, hashed once.

internal import DaybookBytes

/// Names of entities, to be found in events of one log.
public struct NameSet: Sendable {
    private var names: [UInt64: [(entity: String, text: [UInt8])]] = [:]

    /// No names.
    public init() {}

    /// Names with their entities.
    ///
    /// - Parameter key: `NameHash.key` of the log's secret.
    public init(_ names: [(entity: String, name: String)], key: UInt64) {
        for (entity, name) in names {
            let text = Array(name.utf8)
            let hash = NameHash.keyed(text.raw, entity: NameHash.entity(entity), key: key)
            self.names[hash, default: []].append((entity, text))
        }
    }

    func mayHold(_ hash: UInt64) -> Bool { names[hash] != nil }

    /// Whether it is one of the names, which the hash alone does not prove.
    func holds(_ entity: String, _ text: RawSpan, _ hash: UInt64) -> Bool {
        for known in names[hash] ?? [] {
            if known.entity == entity, text.equals(known.text.raw) { return true }
        }
        return false
    }
}
