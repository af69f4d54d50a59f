// The three files that a log consists of, one of them damaged and the others as they were.

internal import Daybook
internal import DaybookBytes
internal import DaybookLog

/// A segment: walked, verified, recovered.
///
/// `.first`: MANIFEST is missing. `.second`: WATERMARK is.
struct SegmentTarget: FuzzTarget {
    static let name = "segment"
    static let isGuarded = true
    private let book: SeedBook
    private let path: String
    let seeds: [[UInt8]]

    init(_ book: SeedBook) {
        self.book = book
        path = book.segments.last.map(SeedBook.path) ?? ""
        seeds = [book.files[path] ?? []]
    }

    func check(_ bytes: [UInt8], _ options: FuzzOptions) throws(BrokenLaw) {
        var bytes = bytes
        if options.contains(.mends) { Mending.segment(&bytes) }
        var files = book.files
        files[path] = bytes
        if options.contains(.first) { files[SeedBook.manifest] = nil }
        if options.contains(.second) { files[SeedBook.watermark] = nil }
        try LogExamination.run(files, options)
    }
}

/// MANIFEST: decoded, written again, believed.
///
/// `.first`: WATERMARK is missing.
struct ManifestTarget: FuzzTarget {
    static let name = "manifest"
    static let isGuarded = true
    private let book: SeedBook
    let seeds: [[UInt8]]

    init(_ book: SeedBook) {
        self.book = book
        let bytes = book.files[SeedBook.manifest] ?? []
        var noted = bytes + [1, 2, 3]
        Mending.store(UInt32(3), &noted, at: 76)
        seeds = [bytes, noted]
    }

    func check(_ bytes: [UInt8], _ options: FuzzOptions) throws(BrokenLaw) {
        var bytes = bytes
        if options.contains(.mends) { Mending.manifest(&bytes) }
        if case .success(let manifest) = Manifest.decode(bytes.raw) {
            // The versions are the writer's own; all else is what was read.
            var again = manifest.encoded()
            again.replaceSubrange(16..<24, with: bytes[16..<24])
            Mending.manifest(&again)
            try expect(again == bytes, "a manifest is written otherwise than it was read")
        }
        var files = book.files
        files[SeedBook.manifest] = bytes
        if options.contains(.first) { files[SeedBook.watermark] = nil }
        try LogExamination.run(files, options)
    }
}

/// WATERMARK: both slots decoded, written again, believed.
///
/// `.first`: MANIFEST is missing.
struct WatermarkTarget: FuzzTarget {
    static let name = "watermark"
    static let isGuarded = true
    private let book: SeedBook
    let seeds: [[UInt8]]

    init(_ book: SeedBook) {
        self.book = book
        seeds = [book.files[SeedBook.watermark] ?? []]
    }

    func check(_ bytes: [UInt8], _ options: FuzzOptions) throws(BrokenLaw) {
        var bytes = bytes
        if options.contains(.mends) { Mending.watermark(&bytes) }
        for slot in 0...1 where bytes.count >= slot * 4_096 + 128 {
            let part = bytes.raw.extracting(slot * 4_096..<slot * 4_096 + 128)
            guard case .success(let mark) = Watermark.decode(part, slot: slot) else { continue }
            var again = ByteBuffer()
            mark.append(to: &again, slot: slot)
            try expect(again.bytes.equals(part), "a watermark is written otherwise than read")
        }
        var files = book.files
        files[SeedBook.watermark] = bytes
        if options.contains(.first) { files[SeedBook.manifest] = nil }
        try LogExamination.run(files, options)
    }
}
