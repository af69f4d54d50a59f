// The flat table against a Dictionary of sets, and the flat buffer against an Array.

import DaybookBytes
import DaybookTesting
import Testing

@Suite struct TableTests {
    private static func values(_ table: borrowing FlatTable, _ hash: UInt64) -> [UInt32] {
        var found: [UInt32] = []
        var slot = table.first(hash)
        while let value = table.next(hash, &slot) { found.append(value) }
        return found.sorted()
    }

    /// Hashes of one kind: spread out, all in one slot, few, at the wrap-around.
    private static let hashes: [@Sendable (UInt64) -> UInt64] = [
        { $0 &* 0x9E37_79B9_7F4A_7C15 }, { $0 << 32 }, { $0 % 7 }, { 0 &- ($0 % 90) },
    ]

    @Test("inserts and removals in any order leave what a Dictionary holds", arguments: 0..<4)
    func oracle(kind: Int) {
        var random = SeededRandom(seed: UInt64(kind))
        for round in 0..<8 {
            var table = FlatTable(capacity: round * 5)
            var oracle: [UInt64: [UInt32]] = [:]
            var count = 0
            for _ in 0..<2_000 {
                let hash = Self.hashes[kind](UInt64.random(in: 0..<300, using: &random))
                let value = UInt32.random(in: 0..<40, using: &random)
                if Int.random(in: 0..<8, using: &random) < 3 + round % 3 {
                    table.insert(hash, value)
                    oracle[hash, default: []].append(value)
                    count += 1
                } else {
                    table.remove(hash, value)
                    if let index = oracle[hash]?.firstIndex(of: value) {
                        oracle[hash]?.remove(at: index)
                        count -= 1
                    }
                }
                #expect(Self.values(table, hash) == (oracle[hash] ?? []).sorted())
            }
            #expect(table.count == count)
            for (hash, values) in oracle {
                #expect(Self.values(table, hash) == values.sorted())
            }
            var shown: [UInt64: [UInt32]] = [:]
            table.forEach { hash, value in shown[hash, default: []].append(value) }
            #expect(
                shown.mapValues { $0.sorted() }
                    == oracle.filter { !$0.value.isEmpty }
                    .mapValues { $0.sorted() })
        }
    }

    @Test("many hashes are found each, and no other") func many() {
        var table = FlatTable()
        for number in 0..<50_000 { table.insert(Self.hashes[0](UInt64(number)), UInt32(number)) }
        #expect(table.count == 50_000)
        var wrong = 0
        for number in 0..<50_000
        where table.value(Self.hashes[0](UInt64(number))) != UInt32(number) { wrong += 1 }
        for number in 50_000..<60_000
        where table.value(Self.hashes[0](UInt64(number))) != nil { wrong += 1 }
        #expect(wrong == 0)
    }

    @Test("the largest value is an ordinary one") func largest() {
        var table = FlatTable()
        table.insert(.max, FlatTable.valueMax)
        table.insert(.max, 0)
        #expect(Self.values(table, .max) == [0, FlatTable.valueMax])
        table.remove(.max, FlatTable.valueMax)
        #expect(Self.values(table, .max) == [0])
    }

    @Test("a flat buffer holds what an array holds") func buffer() {
        var random = SeededRandom(seed: 3)
        var buffer = FlatBuffer<UInt64>(capacity: 0)
        var oracle: [UInt64] = []
        for _ in 0..<5_000 {
            let value = random.next()
            switch value % 5 {
            case 0, 1:
                buffer.append(value)
                oracle.append(value)
            case 2:
                buffer.append(repeating: value, count: Int(value % 9))
                oracle += [UInt64](repeating: value, count: Int(value % 9))
            case 3 where !oracle.isEmpty:
                let index = Int(value % UInt64(oracle.count))
                buffer[index] &+= value
                oracle[index] &+= value
            default:
                let rest = max(0, oracle.count - Int(value % 11))
                buffer.truncate(to: rest)
                oracle.removeLast(oracle.count - rest)
            }
        }
        var copy: [UInt64] = []
        for index in buffer.span.indices { copy.append(buffer.span[index]) }
        #expect(copy == oracle && buffer.count == oracle.count)
        buffer.removeAll()
        #expect(buffer.count == 0)
    }
}
