// A naive account of identities: the rules of the model, computed from all facts at once with
// dictionaries and a union-find, by name.

import DaybookCoding
import DaybookCommerce
import DaybookModels

/// Who is whom, from scratch.
struct IdentityOracle {
    struct Pair: Hashable {
        var from: String
        var into: String
        var isMerge: Bool
        var node: String { (isMerge ? "p:" : "v:") + from }
        var target: String { "p:" + into }
    }

    struct Word {
        var time: Timestamp
        var isUndoing: Bool
        var strength: String
    }

    private(set) var words: [Pair: [Word]] = [:]

    init(_ facts: [Fact]) {
        for fact in facts {
            let time = fact.envelope.time ?? testStart
            switch fact.event {
            case let event as IdentityLinked:
                add(event.visitor.text, event.person.text, false, time, event.strength.text)
            case let event as IdentityUnlinked:
                add(event.visitor.text, event.person.text, false, time, nil)
            case let event as PersonMerged:
                add(event.person.text, event.into.text, true, time, event.strength.text)
            case let event as PersonUnmerged:
                add(event.person.text, event.from.text, true, time, nil)
            default: break
            }
        }
    }

    private mutating func add(
        _ from: String, _ into: String, _ isMerge: Bool, _ time: Timestamp, _ strength: String?
    ) {
        words[Pair(from: from, into: into, isMerge: isMerge), default: []].append(
            Word(time: time, isUndoing: strength == nil, strength: strength ?? ""))
    }

    /// The last word; an undoing of the same instant is the later.
    ///
    /// Scripts never tell two strengths of a pair in one instant.
    private func last(_ pair: Pair) -> Word? {
        words[pair]?.max { left, right in
            left.time != right.time
                ? left.time < right.time : !left.isUndoing && right.isUndoing
        }
    }

    private func isLive(_ pair: Pair) -> Bool { last(pair).map { !$0.isUndoing } ?? false }

    private func undone(_ pair: Pair) -> Timestamp? {
        words[pair]?.filter(\.isUndoing).map(\.time).max()
    }

    func since(_ pair: Pair) -> Timestamp {
        let told = (words[pair] ?? []).filter { !$0.isUndoing }.map(\.time)
        guard let first = told.min(), let latest = told.max() else { return testStart }
        guard let undone = undone(pair) else { return first }
        return undone < first ? first : latest
    }

    private func isAsserted(_ pair: Pair) -> Bool {
        guard isLive(pair) else { return false }
        return (words[pair] ?? []).contains { word in
            word.strength == "asserted" && undone(pair).map { word.time > $0 } ?? true
        }
    }

    private func isFollowed(_ pair: Pair) -> Bool {
        guard isLive(pair) else { return false }
        if pair.isMerge { return isAsserted(pair) || last(pair)?.strength != "probabilistic" }
        if isAsserted(pair) { return true }
        let links = words.keys.filter { !$0.isMerge && $0.from == pair.from && isLive($0) }
        let first = links.min { left, right in
            since(left) != since(right)
                ? since(left) < since(right)
                : lastTime(left) != lastTime(right)
                    ? lastTime(left) < lastTime(right) : left.into < right.into
        }
        return first == pair
    }

    private func lastTime(_ pair: Pair) -> Timestamp { last(pair)?.time ?? testStart }

    /// Every customer: the root, then all names.
    func customers() -> [String: Set<String>] {
        let followed = words.keys.filter { isFollowed($0) }
        var parent: [String: String] = [:]
        func root(_ name: String) -> String {
            var name = name
            while let next = parent[name], next != name { name = next }
            return name
        }
        var names: Set<String> = []
        for pair in words.keys { names.formUnion([pair.node, pair.target]) }
        for pair in followed { parent[root(pair.node)] = root(pair.target) }
        var groups: [String: Set<String>] = [:]
        for name in names { groups[root(name), default: []].insert(name) }
        var customers: [String: Set<String>] = [:]
        for group in groups.values { customers[chief(group, followed)] = group }
        return customers
    }

    /// The person who stands for a group; a lone visitor stands for itself.
    private func chief(_ group: Set<String>, _ followed: [Pair]) -> String {
        let merges = followed.filter { $0.isMerge && $0.from != $0.into && group.contains($0.node) }
        let persons = group.filter { $0.hasPrefix("p:") }
        let into = Set(merges.map(\.target))
        let ends = into.subtracting(merges.map(\.node))
        let candidates = !ends.isEmpty ? ends : !into.isEmpty ? into : persons
        func identified(_ person: String) -> Timestamp? {
            followed.filter { !$0.isMerge && $0.target == person }.map { since($0) }.min()
        }
        let best = candidates.min { left, right in
            switch (identified(left), identified(right)) {
            case (let one?, let two?) where one != two: one < two
            case (.some, nil): true
            case (nil, .some): false
            default: left < right
            }
        }
        return best ?? group.min() ?? ""
    }
}
