// A sorted table of short entries under hashes, on disk: written once with a footer, searched
// without being taken apart.
//
// u32 entries, u32 bytes of entries, then a mark for every 64th entry {u64 hash, u32 offset}, then
// the entries: varint difference of the hash to the entry before (a marked entry: to its mark), and
// a payload. Hashes are cut to their upper 40 bits: what is found is confirmed in the log anyway.

internal import DaybookBytes

/// Writes and searches sorted tables.
enum SparseTable {
    static let stride = 64

    /// The part of a hash that is stored.
    static func cut(_ hash: UInt64) -> UInt64 { hash &>> 24 }

    /// Writes the entries of some hashes, which are given as sorted.
    static func write(
        count: Int, into out: inout ByteBuffer, hash: (Int) -> UInt64,
        payload: (Int, inout ByteBuffer) -> Void
    ) {
        var marks = ByteBuffer()
        var entries = ByteBuffer()
        var last: UInt64 = 0
        for index in 0..<count {
            let cut = cut(hash(index))
            if index % stride == 0 {
                marks.append(cut)
                marks.append(UInt32(entries.count))
                last = cut
            }
            entries.appendVarint(cut - last)
            last = cut
            payload(index, &entries)
        }
        out.append(UInt32(count))
        out.append(UInt32(entries.count))
        out.append(marks.bytes)
        out.append(entries.bytes)
    }

    /// Shows the payload of every entry that a hash may stand for.
    ///
    /// - Parameters:
    ///   - bytes: the table, possibly with more behind it.
    ///   - skip: reads over one payload.
    static func find(
        _ hash: UInt64, in bytes: RawSpan, payload: (inout ByteReader) -> Void,
        skip: (inout ByteReader) -> Void
    ) {
        guard bytes.byteCount >= 8 else { return }
        let wanted = cut(hash)
        let count = Int(bytes.uint32(at: 0))
        let marks = (count + stride - 1) / stride
        let start = 8 + marks * 12
        guard start <= bytes.byteCount, marks > 0 else { return }
        // The last mark before the hash: entries equal to a mark may begin in the stride before.
        var (low, high) = (0, marks)
        while low < high {
            let middle = (low + high) / 2
            if bytes.uint64(at: 8 + middle * 12) < wanted {
                low = middle + 1
            } else {
                high = middle
            }
        }
        var mark = max(0, low - 1)
        var reader = ByteReader(bytes, at: start + Int(bytes.uint32(at: 8 + mark * 12 + 8)))
        var last = bytes.uint64(at: 8 + mark * 12)
        var index = mark * stride
        while index < count, reader.isValid {
            if index % stride == 0 {
                mark = index / stride
                last = bytes.uint64(at: 8 + mark * 12)
            }
            last &+= reader.varint()
            if last > wanted { return }
            if last == wanted { payload(&reader) } else { skip(&reader) }
            index += 1
        }
    }

    /// How many bytes a table takes; 0 if it does not fit into the bytes.
    static func length(_ bytes: RawSpan) -> Int {
        guard bytes.byteCount >= 8 else { return 0 }
        let marks = (Int(bytes.uint32(at: 0)) + stride - 1) / stride
        let length = 8 + marks * 12 + Int(bytes.uint32(at: 4))
        return length <= bytes.byteCount ? length : 0
    }
}
