// Growing storage in chunks: no growth copies everything, and a copy that a snapshot is taken from
// shares all chunks that are not written meanwhile. Must not know what is stored.

/// A growing array; elements are never removed.
struct Chunked<Element: Sendable>: Sendable {
    private var chunks: [[Element]] = []
    private(set) var count = 0

    // 4,096 elements: a chunk copied because a snapshot shares it costs some ten microseconds.
    private static var shift: Int { 12 }
    private static var mask: Int { 4_095 }

    subscript(index: Int) -> Element {
        @inline(__always) get { chunks[index >> Self.shift][index & Self.mask] }
        @inline(__always) _modify { yield &chunks[index >> Self.shift][index & Self.mask] }
    }

    /// Appends an element and answers its index.
    @discardableResult
    mutating func append(_ element: Element) -> Int {
        if count >> Self.shift == chunks.count {
            var chunk: [Element] = []
            // A small book should not pay for a whole chunk; a large one not for its growth.
            if !chunks.isEmpty { chunk.reserveCapacity(Self.mask + 1) }
            chunks.append(chunk)
        }
        chunks[chunks.count - 1].append(element)
        count += 1
        return count - 1
    }
}

/// Trivial values by handle.
///
/// Handles that were never set cost next to nothing, whatever they are.
struct Sparse<Element: BitwiseCopyable & Sendable & Equatable>: Sendable {
    private var chunks: [[Element]] = []
    /// What stands under a handle that was never set.
    let empty: Element

    private static var shift: UInt32 { 12 }
    private static var mask: Int { 4_095 }

    init(empty: Element) { self.empty = empty }

    subscript(handle: UInt32) -> Element {
        @inline(__always) get {
            let chunk = Int(handle >> Self.shift)
            let place = Int(handle) & Self.mask
            guard chunk < chunks.count, place < chunks[chunk].count else { return empty }
            return chunks[chunk][place]
        }
        @inline(__always) set {
            let chunk = Int(handle >> Self.shift)
            let place = Int(handle) & Self.mask
            if chunk >= chunks.count || place >= chunks[chunk].count { grow(chunk, place) }
            chunks[chunk][place] = newValue
        }
    }

    private mutating func grow(_ chunk: Int, _ place: Int) {
        while chunks.count <= chunk { chunks.append([]) }
        let more = place + 1 - chunks[chunk].count
        if more > 0 { chunks[chunk].append(contentsOf: repeatElement(empty, count: more)) }
    }

    /// Shows every handle that has a value, in ascending order.
    func forEach(_ body: (UInt32, Element) -> Void) {
        for chunk in chunks.indices {
            for place in chunks[chunk].indices where chunks[chunk][place] != empty {
                body(UInt32(chunk) << Self.shift | UInt32(place), chunks[chunk][place])
            }
        }
    }
}
