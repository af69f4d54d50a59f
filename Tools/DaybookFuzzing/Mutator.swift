// Seeded damage to bytes: what a fuzzing engine does without feedback, for ordinary test runs.

internal import DaybookTesting

/// Makes inputs from seeds, the same ones for the same number.
package struct Mutator {
    private var random: SeededRandom

    package init(seed: UInt64) { random = SeededRandom(seed: seed) }

    /// One of some inputs, damaged in one to four places.
    package mutating func input(from corpus: [[UInt8]]) -> [UInt8] {
        var bytes = corpus[random.below(corpus.count)]
        for _ in 0...random.below(4) { damage(&bytes, corpus) }
        return bytes
    }

    private mutating func damage(_ bytes: inout [UInt8], _ corpus: [[UInt8]]) {
        guard !bytes.isEmpty else { return bytes.append(UInt8(random.below(256))) }
        let place = random.below(bytes.count)
        let length = min(1 + random.below(8), bytes.count - place)
        switch random.below(8) {
        case 0: bytes[place] ^= UInt8(1 << random.below(8))
        case 1: bytes[place] = [0, 1, 0x7F, 0x80, 0xFF, 0x30][random.below(6)]
        case 2: for index in place..<place + length { bytes[index] = UInt8(random.below(256)) }
        case 3: for index in place..<place + length { bytes[index] = 0xFF }
        case 4: bytes.removeSubrange(place..<place + length)
        case 5: bytes.insert(contentsOf: bytes[place..<place + length], at: place)
        case 6: bytes.removeLast(length)
        default:
            let other = corpus[random.below(corpus.count)]
            guard other.count > place else { return }
            let end = min(other.count, place + 1 + random.below(64))
            bytes.replaceSubrange(place..<min(end, bytes.count), with: other[place..<end])
        }
    }
}
