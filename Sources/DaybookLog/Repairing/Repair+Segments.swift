// The later steps of a repair: header pages, footers, and what is lost in segments that are not
// appended to any more. Blocks are read, never written.

internal import DaybookBytes

extension RepairRun {
    // MARK: P4 header pages

    /// Makes header pages again.
    mutating func mendHeaders() throws(LogError) {
        let catalog = try listed()
        for index in catalog.manifest.segments.indices {
            let entry = catalog.manifest.segments[index]
            guard case .failure(let rejection)? = try place.readHeader(entry.fileName),
                rejection.fault != .unreadable
            else { continue }
            try mendHeader(catalog.identity(index))
        }
    }

    /// Without MANIFEST: makes header pages again that say what the first block proves.
    ///
    /// The block's checksums prove the salt, its sequence and chain what comes before it, and the
    /// file's name the id; the log and its secret are those of every other segment.
    mutating func mendLoneHeaders() throws(LogError) {
        var known: SegmentIdentity?
        var hurt: [String] = []
        for name in try Catalog.segmentNames(place) {
            switch try place.readHeader(name) {
            case .success(let segment): known = segment
            case .failure(let rejection):
                if rejection.fault != .unreadable { hurt.append(name) }
            case nil: break
            }
        }
        for name in hurt {
            let file = try logged { () throws(SystemError) in
                try place.storage.open(place.path(name), .read)
            }
            let (page, size) = try logged { () throws(SystemError) in
                (try file.read(at: 0, count: Limits.segmentHeaderBytes), try file.size())
            }
            guard var segment = SegmentIdentity.unproved(page.raw), segment.fileName == name else {
                continue
            }
            segment.log = known?.log ?? segment.log
            segment.secret = known?.secret ?? segment.secret
            segment.predecessorLast = segment.first - 1
            if segment.hole?.to != segment.predecessorLast { segment.hole = nil }
            var walk = BlockWalk(file, segment, limit: size)
            if case .block = try walk.step() { try mendHeader(segment) }
        }
    }

    private mutating func mendHeader(_ identity: SegmentIdentity) throws(LogError) {
        let file = try logged { () throws(SystemError) in
            try place.storage.open(place.path(identity.fileName), .write)
        }
        let stored = try logged { () throws(SystemError) in
            try file.read(at: 0, count: Limits.segmentHeaderBytes)
        }
        let (page, isExact) = Self.headerPage(identity, stored)
        try quarantine.keep(stored, of: identity.fileName, at: 0)
        try logged { () throws(SystemError) in
            try file.write(page.raw, at: 0)
            try file.sync()
            try file.close()
        }
        report.actions.append(
            .header(file: Place.shown(identity.fileName), isExact: isExact))
    }

    /// The page that MANIFEST's knowledge makes.
    ///
    /// MANIFEST does not know when and in which epoch the file was begun: what the damaged page
    /// says of that counts if its checksum proves it.
    private static func headerPage(
        _ identity: SegmentIdentity, _ stored: [UInt8]
    ) -> (page: [UInt8], isExact: Bool) {
        if stored.count == Limits.segmentHeaderBytes {
            var original = identity
            original.epoch = stored.raw.uint64(at: 88)
            original.created = stored.raw.int64(at: 96)
            let page = original.encoded()
            if page.raw.uint64(at: 0) == stored.raw.uint64(at: 0) { return (page, true) }
        }
        return (identity.encoded(), false)
    }

    // MARK: P5 footers

    /// Makes footers again of sealed segments whose blocks are whole.
    mutating func mendFooters(_ findings: [Finding]) throws(LogError) {
        var catalog = try listed()
        for index in catalog.manifest.segments.indices {
            let entry = catalog.manifest.segments[index]
            let own = findings.filter { $0.file == Place.shown(entry.fileName) }
            guard entry.state == .sealed, own.contains(where: \.isOfFooter),
                !own.contains(where: \.losesFacts)
            else { continue }
            try mendFooter(&catalog, index)
        }
    }

    private mutating func mendFooter(
        _ catalog: inout Catalog, _ index: Int
    ) throws(LogError) {
        let entry = catalog.manifest.segments[index]
        let file = try logged { () throws(SystemError) in
            try place.storage.open(place.path(entry.fileName), .write)
        }
        let footer = try FooterMark.made(
            Writer.footer, file, catalog.identity(index), entry)
        let size = try logged { () throws(SystemError) in try file.size() }
        for offset in stride(from: entry.end, to: size, by: Limits.segmentBytes) {
            try keep(entry, at: offset, count: Int(min(size - offset, UInt64(Limits.segmentBytes))))
        }
        try logged { () throws(SystemError) in
            try file.write(footer.bytes.raw, at: entry.end)
            try file.sync()
            try file.truncate(to: footer.mark.fileBytes)
            try file.sync()
            try file.close()
        }
        report.actions.append(.footer(file: Place.shown(entry.fileName)))
        if footer.mark.fileBytes == entry.bytes { return }
        catalog.manifest.segments[index].bytes = footer.mark.fileBytes
        try publish(catalog.manifest)
    }

    // MARK: P6 losses

    /// Notes what is lost in segments that stay as they are, and what of them no index can be made
    /// of.
    mutating func noteLosses(_ findings: [Finding]) throws(LogError) {
        var catalog = try listed()
        var isChanged = false
        let reader = LogReader(place, .files)
        for index in catalog.manifest.segments.indices.dropLast() {
            let entry = catalog.manifest.segments[index]
            let isHurt = findings.contains {
                $0.file == Place.shown(entry.fileName) && $0.losesFacts
            }
            guard isHurt, entry.state != .abandoned, try !hasFooter(entry, reader) else {
                continue
            }
            catalog.manifest.segments[index].state = .abandoned
            isChanged = true
            report.actions.append(.abandoned(file: Place.shown(entry.fileName)))
        }
        if isChanged { try publish(catalog.manifest) }
        try writeLosses(catalog.manifest, findings)
        report.findings = findings
    }

    private func hasFooter(_ entry: SegmentEntry, _ reader: LogReader) throws(LogError) -> Bool {
        do throws(LogError) {
            return try reader.footer(of: entry) != nil
        } catch {
            if case .system(let error) = error, error.isMissing { return false }
            throw error
        }
    }

    private mutating func writeLosses(
        _ manifest: Manifest, _ findings: [Finding]
    ) throws(LogError) {
        let last = manifest.segments.last.map { Place.shown($0.fileName) }
        let ranges = findings.filter { $0.losesFacts && $0.file != last }.compactMap(\.sequences)
        let sequences = SequenceSet(ranges).subtracting(manifest.holes)
        switch try place.readLosses() {
        case nil: if sequences.isEmpty { return }
        case .failure: try quarantine.keep(whole: Place.lossesName)
        case .success(let losses):
            // What has become a hole since then may stay noted as well.
            let noted = losses.sequences.subtracting(manifest.holes)
            if losses.log == manifest.log && noted == sequences { return }
        }
        let losses = Losses(log: manifest.log, sequences: sequences)
        try logged { () throws(SystemError) in
            try place.publish(losses.encoded(), as: place.losses)
        }
        report.actions.append(.noted(sequences))
    }
}

extension Finding {
    /// Whether facts are lost by it, be it known or not.
    fileprivate var losesFacts: Bool {
        sequences != nil && (severity == .damage || severity == .known)
    }

    fileprivate var isOfFooter: Bool {
        switch what {
        case .footer, .footerContents: true
        default: false
        }
    }
}
