// One block and one footer, decoded without the file around them.

internal import Daybook
internal import DaybookBytes
internal import DaybookCoding
internal import DaybookLog

/// A block at the offset where a segment's first one stands: header, body, contents.
struct BlockTarget: FuzzTarget {
    static let name = "block"
    static let isGuarded = true
    private static let offset = 4_096
    private let segment: SegmentIdentity?
    let seeds: [[UInt8]]

    init(_ book: SeedBook) {
        segment = book.blocks.first?.segment
        let firsts = book.blocks.filter { $0.offset == UInt64(Self.offset) }
        seeds = firsts.map { Array($0.window[$0.start..<$0.start + $0.header.totalBytes]) }
    }

    func check(_ bytes: [UInt8], _ options: FuzzOptions) throws(BrokenLaw) {
        guard let segment else { return }
        var bytes = bytes
        if options.contains(.mends) {
            var chain = bytes.count >= 108 ? bytes.raw.uint64(at: 100) : 0
            _ = Mending.block(
                &bytes, at: 0, salt: segment.salt, fileOffset: Self.offset, chain: &chain)
        }
        let offset = UInt64(Self.offset)
        let decoded = BlockHeader.decode(bytes.raw, salt: segment.salt, fileOffset: offset)
        guard case .success(let header) = decoded else { return }
        var again = ByteBuffer()
        header.append(to: &again)
        let isSame = again.bytes.extracting(8..<128).equals(bytes.raw.extracting(8..<128))
        try expect(isSame, "a block's header is written otherwise than it was read")
        guard header.totalBytes <= bytes.count else { return }
        let block = bytes.raw.extracting(0..<header.totalBytes)
        if header.checkBody(block, salt: segment.salt, fileOffset: offset) != nil { return }
        let page = Page(
            segment: segment.id, key: 1, before: header.before, first: header.first,
            count: Int(header.count), recorded: Timestamp(microseconds: header.recorded),
            bytes: bytes, start: 128, definitionsLength: header.definitionBytes,
            recordsLength: header.recordBytes, personalLength: header.personalBytes)
        try PageExamination(catalog: Catalog()).run([page])
    }
}

/// A footer with its marks, at an offset of its own.
///
/// `.first`: only the payload, without marks.
struct FooterTarget: FuzzTarget {
    static let name = "footer"
    static let isGuarded = true
    private static let salt: UInt64 = 77
    private static let offset: UInt64 = 8_192
    let seeds: [[UInt8]]

    init(_ book: SeedBook) {
        var seeds: [[UInt8]] = []
        for segment in book.segments where segment.state == .sealed {
            let bytes = book.files[SeedBook.path(segment)] ?? []
            let mark = FooterMark.decode(
                bytes.raw.extracting(Int(segment.end)..<bytes.count), isEnd: false,
                salt: segment.salt, fileOffset: segment.end)
            guard case .success(let mark) = mark else { continue }
            let start = Int(segment.end) + 64
            let payload = Array(bytes[start..<start + Int(mark.payloadBytes)])
            seeds.append(
                FooterMark.footer(
                    payload, at: Self.offset, last: mark.last, chain: mark.chain, salt: Self.salt
                ).bytes)
            break
        }
        self.seeds = seeds
    }

    func check(_ bytes: [UInt8], _ options: FuzzOptions) throws(BrokenLaw) {
        var bytes = bytes
        if options.contains(.first) { return try checkPayload(bytes) }
        if options.contains(.mends) {
            Mending.footer(&bytes, at: 0, salt: Self.salt, fileOffset: Int(Self.offset))
        }
        let decoded = FooterMark.decode(
            bytes.raw, isEnd: false, salt: Self.salt, fileOffset: Self.offset)
        guard case .success(let mark) = decoded, 64 + mark.payloadBytes <= bytes.count else {
            return
        }
        let payload = Array(bytes[64..<64 + Int(mark.payloadBytes)])
        try checkPayload(payload)
        let again = FooterMark.footer(
            payload, at: mark.front, last: mark.last, chain: mark.chain, salt: Self.salt)
        if again.mark.payloadChecksum == mark.payloadChecksum {
            try expect(
                again.bytes.prefix(64).elementsEqual(bytes.prefix(64)),
                "a footer's mark is written otherwise than it was read")
        }
    }

    /// Sequences follow each other, and what is found lies among them.
    private func checkPayload(_ payload: [UInt8]) throws(BrokenLaw) {
        guard let index = FooterIndex(payload, first: 1) else { return }
        var next: UInt64 = 1
        for block in index.blocks {
            try expect(block.first == next, "a footer's blocks have a gap at \(next)")
            next += UInt64(block.count)
        }
        // Hashes that the bytes themselves name are found, whatever the bytes are.
        for start in stride(from: 0, to: payload.count - 8, by: max(1, payload.count / 64)) {
            let hash = payload.raw.uint64(at: start) << 24
            _ = index.sequences(fingerprint: hash)
            for found in index.occurrences(name: hash) {
                try expect(
                    found.blocks.allSatisfy(index.blocks.indices.contains),
                    "a footer names a block that it does not list")
            }
        }
    }
}
