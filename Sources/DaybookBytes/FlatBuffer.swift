// A growable run of trivial values under one owner, for loops in which an array's uniqueness and
// exclusivity checks would be most of the work.

/// Trivial values in one piece of memory; `removeAll` keeps it.
@safe
public struct FlatBuffer<Element: BitwiseCopyable>: ~Copyable {
    @usableFromInline var base: UnsafeMutablePointer<Element>
    @usableFromInline var capacity: Int
    @usableFromInline var _count = 0

    /// Makes an empty buffer.
    public init(capacity: Int = 16) {
        self.capacity = max(capacity, 1)
        unsafe base = .allocate(capacity: self.capacity)
    }

    deinit { unsafe base.deallocate() }

    /// How many values there are.
    @inlinable public var count: Int { _count }

    /// Forgets the values and keeps the memory.
    @inlinable public mutating func removeAll() { _count = 0 }

    /// Cuts the buffer back to its first values.
    @inlinable public mutating func truncate(to count: Int) {
        precondition(count >= 0 && count <= _count)
        _count = count
    }

    /// One value; traps beyond the end.
    @inlinable
    public subscript(index: Int) -> Element {
        @inline(__always) get {
            precondition(index >= 0 && index < _count)
            return unsafe base[index]
        }
        @inline(__always) set {
            precondition(index >= 0 && index < _count)
            unsafe base[index] = newValue
        }
    }

    /// Appends a value.
    @inlinable @inline(__always)
    public mutating func append(_ value: Element) {
        if _count == capacity { grow(1) }
        unsafe (base + _count).initialize(to: value)
        _count &+= 1
    }

    /// Appends the same value several times.
    @inlinable
    public mutating func append(repeating value: Element, count: Int) {
        precondition(count >= 0)
        if _count &+ count > capacity { grow(count) }
        unsafe (base + _count).initialize(repeating: value, count: count)
        _count &+= count
    }

    /// All values.
    @inlinable
    public var span: Span<Element> {
        @_lifetime(borrow self)
        get {
            let span = unsafe Span(_unsafeStart: UnsafePointer(base), count: _count)
            return unsafe _overrideLifetime(span, borrowing: self)
        }
    }

    @usableFromInline @inline(never)
    mutating func grow(_ more: Int) {
        let wanted = max(capacity * 2, _count + more)
        let larger = UnsafeMutablePointer<Element>.allocate(capacity: wanted)
        unsafe larger.update(from: base, count: _count)
        unsafe base.deallocate()
        unsafe base = larger
        capacity = wanted
    }
}

// The buffer owns its memory alone (noncopyable) and hands out no pointer, so moving it to another
// thread moves the only access to that memory.
extension FlatBuffer: @unchecked Sendable where Element: Sendable {}
