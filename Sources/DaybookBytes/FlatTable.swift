// A flat hash table from 64-bit hashes to small numbers: the one table of the data path, where a
// Dictionary costs ten times as much. Must not know what the numbers stand for.

/// A multimap from hashes to `UInt32` values, by open addressing.
///
/// Hashes may collide: a look-up offers every value under the hash to the caller, who knows what
/// it stands for and accepts or goes on. Untrusted keys must come in hashed with a secret.
/// - Complexity: O(1) expected for look-up, insertion and removal; 16 bytes a slot, three
///   eighths to three quarters of them in use.
public struct FlatTable: Sendable {
    /// A hash and its value side by side: one cache line a look-up.
    @usableFromInline struct Slot: BitwiseCopyable, Sendable {
        @usableFromInline var hash: UInt64
        @usableFromInline var value: UInt32

        @usableFromInline init(hash: UInt64, value: UInt32) {
            self.hash = hash
            self.value = value
        }
    }

    @usableFromInline var slots: [Slot]
    /// How many values are stored.
    public private(set) var count = 0
    @usableFromInline var mask: Int

    /// The largest value that can be stored; the next one marks an empty slot.
    public static let valueMax = UInt32.max - 1
    @usableFromInline static let empty = UInt32.max

    /// Makes an empty table.
    public init(capacity: Int = 16) {
        var slots = 16
        while slots * 3 < capacity * 4 { slots *= 2 }
        self.slots = Array(repeating: Slot(hash: 0, value: Self.empty), count: slots)
        mask = slots - 1
    }

    /// Where the search for a hash begins, to be handed to `next`.
    @inlinable @inline(__always)
    public func first(_ hash: UInt64) -> Int { Int(truncatingIfNeeded: hash) & mask }

    /// The next value under a hash, or nil when there is none left.
    ///
    /// - Parameters:
    ///   - hash: the hash looked for.
    ///   - slot: from `first`; advanced behind the value found.
    @inlinable @inline(__always)
    public func next(_ hash: UInt64, _ slot: inout Int) -> UInt32? {
        while true {
            let found = slots[slot]
            if found.value == Self.empty { return nil }
            slot = (slot &+ 1) & mask
            if found.hash == hash { return found.value }
        }
    }

    /// The only value under a hash, for tables whose hashes are trusted to be unique.
    @inlinable
    public func value(_ hash: UInt64) -> UInt32? {
        var slot = first(hash)
        return next(hash, &slot)
    }

    /// Adds a value under a hash, beside those that are there.
    public mutating func insert(_ hash: UInt64, _ value: UInt32) {
        precondition(value <= Self.valueMax)
        if (count + 1) * 4 > slots.count * 3 { grow() }
        place(hash, value)
        count += 1
    }

    /// Removes one value under a hash; does nothing if it is not there.
    public mutating func remove(_ hash: UInt64, _ value: UInt32) {
        var slot = first(hash)
        while slots[slot].value != value || slots[slot].hash != hash {
            if slots[slot].value == Self.empty { return }
            slot = (slot + 1) & mask
        }
        count -= 1
        // Close the gap: move back every later entry that the gap would hide.
        var gap = slot
        slot = (slot + 1) & mask
        while slots[slot].value != Self.empty {
            let home = first(slots[slot].hash)
            if (slot - home) & mask >= (slot - gap) & mask {
                slots[gap] = slots[slot]
                gap = slot
            }
            slot = (slot + 1) & mask
        }
        slots[gap].value = Self.empty
    }

    /// Shows every hash and its value, in no particular order.
    public func forEach(_ body: (UInt64, UInt32) -> Void) {
        for slot in slots where slot.value != Self.empty { body(slot.hash, slot.value) }
    }

    private mutating func place(_ hash: UInt64, _ value: UInt32) {
        var slot = first(hash)
        while slots[slot].value != Self.empty { slot = (slot &+ 1) & mask }
        slots[slot] = Slot(hash: hash, value: value)
    }

    private mutating func grow() {
        let old = slots
        slots = Array(repeating: Slot(hash: 0, value: Self.empty), count: old.count * 2)
        mask = slots.count - 1
        for slot in old where slot.value != Self.empty { place(slot.hash, slot.value) }
    }
}
