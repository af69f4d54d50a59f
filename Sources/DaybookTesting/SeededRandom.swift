// The only source of chance in traffic, crashes and simulations. Integers only, so that a seed
// means the same on every machine.

/// SplitMix64 (Steele, Lea, Flood, "Fast Splittable Pseudorandom Number Generators", 2014).
package struct SeededRandom: RandomNumberGenerator, Sendable {
    private var state: UInt64

    package init(seed: UInt64) { state = seed }

    package mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }

    /// A number from 0 to less than a bound, which is above 0.
    package mutating func below(_ bound: Int) -> Int {
        Int(next().multipliedFullWidth(by: UInt64(bound)).high)
    }

    /// Whether something happens that happens so many times in a thousand.
    package mutating func chance(_ perMille: Int) -> Bool { below(1_000) < perMille }

    /// A length of time in microseconds between two numbers of seconds.
    package mutating func seconds(_ low: Int, _ high: Int) -> Int64 {
        Int64(low) * 1_000_000 + Int64(below((high - low) * 1_000_000))
    }

    /// A length of time in microseconds: many short ones, a few up to four times the mean.
    package mutating func skewedSeconds(mean: Int) -> Int64 {
        let product = Int64(below(2_048)) * Int64(below(2_048))
        return (Int64(mean) * 1_000_000 * product) >> 20
    }

    package mutating func pick<Element>(_ list: [Element]) -> Element { list[below(list.count)] }

    package mutating func shuffled<Element>(_ list: [Element]) -> [Element] {
        list.shuffled(using: &self)
    }
}
