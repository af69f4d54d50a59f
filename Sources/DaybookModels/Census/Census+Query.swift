// What can be asked of the census, and its snapshot.
//
// State: varint types, each: string name, i64 first, i64 last; varint cells, each: varint type,
// u32 source, i32 day as u32, varint count.

public import DaybookBytes
public import DaybookCoding

/// The facts of one type from one producer on one day.
public struct CensusRow: Hashable, Sendable {
    /// The name of the type.
    public let type: String
    /// The producer; nil if it named none.
    public let source: String?
    /// The day of the facts' own time, in whole days since 1970-01-01.
    public let day: Int64
    /// How many facts there are.
    public let count: UInt64
}

/// All facts of one type.
public struct CensusTotal: Hashable, Sendable {
    /// The name of the type.
    public let type: String
    /// How many facts there are.
    public let count: UInt64
    /// The times of the earliest and the latest of them.
    public let first, last: Timestamp
}

extension Census {
    // Bounds on what a damaged snapshot can make us believe.
    private static let countMax: UInt64 = 1 << 56
    private static let cellsMax = 1 << 31

    /// How many facts there are.
    public var count: UInt64 { cells.reduce(0) { $0 &+ $1.count } }

    /// The times of the earliest and the latest fact; nil if there is none.
    public var span: ClosedRange<Timestamp>? {
        let first = spans.reduce(Int64.max) { min($0, $1.first) }
        let last = spans.reduce(Int64.min) { max($0, $1.last) }
        guard first <= last else { return nil }
        return Timestamp(microseconds: first)...Timestamp(microseconds: last)
    }

    /// The counts of every type, by name.
    public func totals() -> [CensusTotal] {
        var counts = [UInt64](repeating: 0, count: types.count)
        for cell in cells { counts[Int(cell.type)] &+= cell.count }
        return types.indices.map { index in
            CensusTotal(
                type: types[index], count: counts[index],
                first: Timestamp(microseconds: spans[index].first),
                last: Timestamp(microseconds: spans[index].last))
        }.sorted { $0.type < $1.type }
    }

    /// Every count, by type, source and day.
    ///
    /// - Complexity: O(n log n) in the number of counts.
    public func rows(_ names: borrowing Names) -> [CensusRow] {
        var rows: [CensusRow] = []
        for cell in cells {
            let isKnown = Int(cell.source) < names.count(Names.symbols)
            rows.append(
                CensusRow(
                    type: types[Int(cell.type)],
                    source: isKnown ? names.text(Names.symbols, cell.source) : nil,
                    day: Int64(cell.day), count: cell.count))
        }
        return rows.sorted { left, right in
            (left.type, left.source ?? "", left.day) < (right.type, right.source ?? "", right.day)
        }
    }

    public func digest(_ names: borrowing Names, _ catalog: Catalog) -> Digest {
        var builder = DigestBuilder(of: Self.self)
        for index in types.indices where spans[index].first <= spans[index].last {
            builder.begin(1)
            builder.put(types[index])
            builder.put(spans[index].first)
            builder.put(spans[index].last)
            builder.end()
        }
        for cell in cells {
            builder.begin(2)
            builder.put(types[Int(cell.type)])
            builder.put(DigestKind.symbols.digest(cell.source, names))
            builder.put(Int64(cell.day))
            builder.put(cell.count)
            builder.end()
        }
        return builder.digest
    }

    public func encode(into bytes: inout ByteBuffer) {
        bytes.appendVarint(UInt64(types.count))
        for index in types.indices {
            bytes.appendVarint(UInt64(types[index].utf8.count))
            bytes.append(types[index])
            bytes.append(spans[index].first)
            bytes.append(spans[index].last)
        }
        bytes.appendVarint(UInt64(cells.count))
        for cell in cells {
            bytes.appendVarint(UInt64(cell.type))
            bytes.append(cell.source)
            bytes.append(UInt32(bitPattern: cell.day))
            bytes.appendVarint(cell.count)
        }
    }

    public init?(from reader: inout ByteReader) {
        self.init()
        for _ in 0..<reader.count(limit: Limits.typesMax) {
            let length = reader.count(limit: Limits.typeNameBytesMax)
            let start = reader.skip(length)
            let span = Span(first: reader.int64(), last: reader.int64())
            guard reader.isValid else { return nil }
            let bytes = reader.bytes
            let text = (start..<start + length).map { bytes.uint8(at: $0) }
            types.append(String(decoding: text, as: UTF8.self))
            spans.append(span)
        }
        for _ in 0..<reader.count(limit: Self.cellsMax) {
            let type = reader.count(limit: Limits.typesMax)
            let cell = Cell(
                type: UInt32(type), source: reader.uint32(),
                day: Int32(bitPattern: reader.uint32()), count: reader.varint())
            guard reader.isValid, type < types.count, cell.count <= Self.countMax else {
                return nil
            }
            add(cell)
        }
        guard reader.isValid else { return nil }
    }
}
