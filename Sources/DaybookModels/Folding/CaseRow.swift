// One fact of a case, in 32 bytes, and the canonical order of rows. Must not know what the facts
// are, nor what they add up to.

internal import DaybookBytes

/// What a row says in order of rank: the part of canonical order between ordinal and content.
protocol CaseTag: BitwiseCopyable, Equatable, Sendable {
    init(bits: UInt16)

    /// The greater bits come later.
    var bits: UInt16 { get }
    /// Whether the row's value means anything.
    var hasValue: Bool { get }
    /// Whether the bits are such as a fact makes, for bytes that nobody vouches for.
    var isSound: Bool { get }
    /// Whether rows that differ in the origin's handle alone influence each other.
    static var ordersByName: Bool { get }
}

extension CaseTag {
    static var ordersByName: Bool { false }
}

/// A fact of a case.
struct CaseRow<Tag: CaseTag>: BitwiseCopyable, Sendable {
    /// When it happened, in microseconds.
    var time: Int64
    /// The tag in the upper 16 bits, the sequence below: 2^48 facts are more than a book can hold.
    var meta: UInt64
    /// What the tag says it is.
    var value: Int64
    /// Source, ordinal and handle, as a number in `Origins`.
    var origin: UInt32
    /// The row before it in canonical order, or `none`.
    var next: UInt32

    static var none: UInt32 { .max }

    init(
        time: Int64, tag: Tag, sequence: UInt64, value: Int64, origin: UInt32,
        next: UInt32 = Self.none
    ) {
        self.time = time
        meta = UInt64(tag.bits) << 48 | sequence & 0xFFFF_FFFF_FFFF
        self.value = value
        self.origin = origin
        self.next = next
    }

    var tag: Tag { Tag(bits: UInt16(truncatingIfNeeded: meta >> 48)) }
    var sequence: UInt64 { meta & 0xFFFF_FFFF_FFFF }

    /// Whether this row comes before another in canonical order.
    ///
    /// The content itself stands where the order asks for its hash. Rows that differ in the
    /// origin's handle alone have no influence on each other, or else are told apart by the hash of
    /// its name, so the handle, which is not the same in every log, may decide between them.
    func precedes(_ other: Self, _ origins: borrowing Origins) -> Bool {
        if time != other.time { return time < other.time }
        let (left, right) = (origins[origin], origins[other.origin])
        if left.source != right.source { return left.source < right.source }
        if left.ordinal != right.ordinal { return left.ordinal < right.ordinal }
        if tag.bits != other.tag.bits { return tag.bits < other.tag.bits }
        if value != other.value { return value < other.value }
        if left.hash != right.hash { return left.hash < right.hash }
        if left.handle != right.handle { return left.handle < right.handle }
        return sequence < other.sequence
    }
}

/// Rows in a snapshot, each told by its difference to the one before.
///
/// Row: u16 tag, zigzag difference of the time, zigzag difference of the sequence, zigzag value if
/// the tag says so, varint handle + 1 (0: none), u32 source, zigzag ordinal, u32 hash of the name
/// if rows of this kind are ordered by it.
struct CaseRowCoder<Tag: CaseTag> {
    private var time: Int64 = 0
    private var sequence: Int64 = 0

    mutating func encode(
        _ row: CaseRow<Tag>, _ origins: borrowing Origins, into bytes: inout ByteBuffer
    ) {
        let origin = origins[row.origin]
        bytes.append(row.tag.bits)
        bytes.appendZigzag(row.time &- time)
        bytes.appendZigzag(Int64(row.sequence) &- sequence)
        if row.tag.hasValue { bytes.appendZigzag(row.value) }
        bytes.appendVarint(UInt64(origin.handle &+ 1))
        bytes.append(origin.source)
        bytes.appendZigzag(origin.ordinal)
        if Tag.ordersByName { bytes.append(origin.hash) }
        time = row.time
        sequence = Int64(row.sequence)
    }

    /// The next row; nil if the bytes hold none.
    ///
    /// - Parameter handlesMax: a bound on what a damaged snapshot can make us allocate.
    mutating func decode(
        _ reader: inout ByteReader, _ origins: inout Origins, handlesMax: Int
    ) -> CaseRow<Tag>? {
        let tag = Tag(bits: reader.uint16())
        time &+= reader.zigzag()
        sequence &+= reader.zigzag()
        let value = tag.hasValue ? reader.zigzag() : 0
        let handle = reader.count(limit: handlesMax)
        let source = reader.uint32()
        let ordinal = reader.zigzag()
        let hash = Tag.ordersByName ? reader.uint32() : 0
        guard reader.isValid, tag.isSound, sequence >= 0, sequence < 1 << 48 else { return nil }
        let origin = Origin(
            source: source, handle: handle == 0 ? .max : UInt32(handle - 1), ordinal: ordinal,
            hash: hash)
        return CaseRow(
            time: time, tag: tag, sequence: UInt64(sequence), value: value,
            origin: origins.number(origin))
    }
}
