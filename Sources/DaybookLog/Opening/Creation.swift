// Making files: a new log, a new segment, the copy of a segment's valid prefix.
// Everything is durable under another name before it gets the name that counts.

internal import DaybookBytes

struct Creation {
    let place: Place
    let options: LogOptions

    /// The first space of a segment whose blocks end at an offset.
    private func preparedBytes(_ end: UInt64) -> UInt64 {
        let first = min(Limits.preparedBytesMin, options.segmentBytes + Limits.closingBytes)
        return max(UInt64(first), end + UInt64(Limits.closingBytes))
    }

    /// Makes a log with one empty segment.
    ///
    /// MANIFEST comes last: without it there is no log yet.
    func make(_ lock: any StorageLock) throws(LogError) -> OpenedLog {
        let drawn = Bits128(high: options.random(), low: options.random())
        let segment = SegmentIdentity(
            log: options.log ?? drawn,
            secret: Bits128(high: options.random(), low: options.random()), id: 1, generation: 0,
            salt: options.random(), first: 1, epoch: 1, created: options.clock(),
            predecessorLast: 0, predecessorChain: 0, hole: nil)
        let manifest = Manifest(
            log: segment.log, secret: segment.secret, epoch: 1, nextSegment: 2,
            segments: [SegmentEntry(segment)])
        let end = UInt64(Limits.segmentHeaderBytes)
        return try logged { () throws(SystemError) in
            let file = try makeSegment(segment)
            let watermark = try WatermarkFile(place)
            try watermark.reset(
                Watermark(
                    log: segment.log, epoch: 1, turn: 0, segment: 1, sequence: 0, end: end,
                    chain: 0, isClosed: false))
            // What MANIFEST lists must be there whenever MANIFEST is.
            try place.syncDirectories()
            try place.draft(manifest)
            try place.publishDraft()
            return OpenedLog(
                place: place, lock: lock, manifest: manifest, watermark: watermark,
                active: ActiveSegment(
                    segment, file: file.file, filler: file.filler,
                    capacity: UInt64(options.segmentBytes), prepared: file.bytes),
                position: WritePosition(
                    offset: end, next: 1, chain: 0, recorded: .min, isBehindClosing: false),
                unsealed: [], report: OpeningReport())
        }
    }

    /// Makes an empty segment.
    func makeSegment(_ segment: SegmentIdentity) throws(SystemError) -> NextSegment.Prepared {
        let file = try place.storage.open(place.nextSegment, .replace)
        let filler = try place.storage.open(place.nextSegment, .write)
        let bytes = preparedBytes(UInt64(Limits.segmentHeaderBytes))
        try ActiveSegment.fill(filler, from: 0, to: bytes)
        try file.write(segment.encoded().raw, at: 0)
        try finish(file, place.nextSegment, segment)
        return NextSegment.Prepared(
            path: place.path(segment.fileName), file: file, filler: filler, bytes: bytes)
    }

    private func finish(
        _ file: any StorageFile, _ path: String, _ segment: SegmentIdentity
    ) throws(SystemError) {
        try file.sync()
        try place.storage.rename(path, to: place.path(segment.fileName))
        try place.storage.syncDirectory(place.segments)
    }

    /// Copies blocks to the same offsets of a new file, under the new salt.
    func copy(
        _ walk: inout BlockWalk, through last: UInt64, as segment: SegmentIdentity
    ) throws(LogError) -> NextSegment.Prepared {
        let (file, filler) = try logged { () throws(SystemError) in
            (
                try place.storage.open(place.copiedSegment, .replace),
                try place.storage.open(place.copiedSegment, .write)
            )
        }
        try logged { () throws(SystemError) in
            try file.write(segment.encoded().raw, at: 0)
        }
        var round = ByteBuffer(capacity: Limits.roundBytes + Limits.blockBytes)
        var offset = walk.offset
        while let view = try walk.provedBlock(through: last) {
            var header = view.header
            let start = round.count
            round.append(view.bytes)
            _ = header.seal(&round, at: start, salt: segment.salt, fileOffset: view.offset)
            if round.count < Limits.roundBytes { continue }
            do throws(SystemError) {
                try file.write(round.bytes, at: offset)
            } catch { throw LogError(error) }
            offset += UInt64(round.count)
            round.removeAll()
        }
        let bytes = preparedBytes(walk.offset)
        do throws(SystemError) {
            try file.write(round.bytes, at: offset)
            try ActiveSegment.fill(filler, from: walk.offset, to: bytes)
            try finish(file, place.copiedSegment, segment)
        } catch { throw LogError(error) }
        return NextSegment.Prepared(
            path: place.path(segment.fileName), file: file, filler: filler, bytes: bytes)
    }
}
