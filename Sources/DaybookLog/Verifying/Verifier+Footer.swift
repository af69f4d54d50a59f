// The footer of a sealed segment: its marks and payload against their checksums, and, if asked for,
// against what the segment's blocks make. Changes nothing.

internal import DaybookBytes

extension Verifier {
    /// Verifies the marks and the payload behind a sealed segment's blocks.
    ///
    /// - Parameter isWhole: whether header and blocks are as they were written.
    mutating func verifyFooter(
        _ file: any StorageFile, _ catalog: Catalog, _ index: Int, _ size: UInt64, isWhole: Bool
    ) throws(LogError) {
        let entry = catalog.manifest.segments[index]
        let name = Place.shown(entry.fileName)
        let before = findings.count
        let bytes: [UInt8]
        do throws(SystemError) {
            // Whatever was put behind it is not read, only said.
            let end = min(
                size, entry.end + UInt64(Limits.footerBytesMax), max(entry.bytes, entry.end))
            bytes = try file.read(at: entry.end, count: Int(end - min(end, entry.end)))
        } catch {
            if !error.isMediaFault { throw LogError(error) }
            add(.rebuildable, name, entry.end, .footer(.unreadable))
            return
        }
        let mark = UInt64(Limits.footerMarkBytes)
        switch FooterMark.decode(bytes.raw, isEnd: false, salt: entry.salt, fileOffset: entry.end) {
        case .failure(let rejection):
            add(.rebuildable, name, entry.end, .footer(rejection.fault))
        case .success(let front):
            let start = Limits.footerMarkBytes
            let end = min(bytes.count, Int(front.end - entry.end))
            let payload = bytes.raw.extracting(start..<max(start, end))
            if XXH64.hash(payload, seed: entry.salt ^ front.payload) != front.payloadChecksum {
                add(.rebuildable, name, front.payload, .footer(.checksum))
            }
        }
        if size != entry.bytes || size < mark {
            add(.rebuildable, name, size, .footer(.short))
            return
        }
        if case .failure(let rejection) = Self.endMark(bytes, size, salt: entry.salt) {
            add(.rebuildable, name, size - mark, .footer(rejection.fault))
        }
        if findings.count == before && isWhole {
            try compareFooter(bytes, file, catalog.identity(index), entry)
        }
    }

    /// The mark at the end of the bytes, which end a file.
    private static func endMark(
        _ bytes: [UInt8], _ size: UInt64, salt: UInt64
    ) -> Result<FooterMark, FormatRejection> {
        let start = max(0, bytes.count - Limits.footerMarkBytes)
        return FooterMark.decode(
            bytes.raw.extracting(start..<bytes.count), isEnd: true, salt: salt,
            fileOffset: size - UInt64(Limits.footerMarkBytes))
    }

    /// Holds a footer whose checksums are right against one made from the blocks.
    private mutating func compareFooter(
        _ stored: [UInt8], _ file: any StorageFile, _ segment: SegmentIdentity,
        _ entry: SegmentEntry
    ) throws(LogError) {
        guard let footer else { return }
        let made: [UInt8]
        do throws(LogError) {
            made = try FooterMark.made(footer, file, segment, entry).bytes
        } catch {
            // Blocks that cannot be decoded were told already.
            guard case .damaged = error else { throw error }
            return
        }
        if made == stored { return }
        let same = zip(made, stored).prefix { $0 == $1 }.count
        add(.rebuildable, Place.shown(entry.fileName), entry.end + UInt64(same), .footerContents)
    }
}

extension FooterMark {
    /// The footer that belongs behind the blocks of a segment.
    ///
    /// - Throws: `LogError.damaged` if a block is not valid or makes no sense.
    static func made(
        _ maker: Verifier.FooterMaker, _ file: any StorageFile, _ segment: SegmentIdentity,
        _ entry: SegmentEntry
    ) throws(LogError) -> (mark: FooterMark, bytes: [UInt8]) {
        var blocks = SegmentBlocks(BlockWalk(file, segment, limit: entry.end), last: entry.last)
        let payload = try maker(&blocks, segment)
        return footer(
            payload, at: entry.end, last: entry.last, chain: entry.chain, salt: entry.salt)
    }
}
