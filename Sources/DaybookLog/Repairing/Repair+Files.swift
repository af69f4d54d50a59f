// The first steps of a repair: which files are the log. Only headers are read, and only names and
// MANIFEST are changed.

internal import DaybookBytes

extension RepairRun {
    // MARK: P1 names

    /// Moves away what belongs to another log or stands under another's name; a file whose own
    /// name is free gets it.
    mutating func mendNames() throws(LogError) {
        guard let log = try mostLikelyLog() else { return }
        for name in try Catalog.segmentNames(place) {
            guard case .success(let segment)? = try place.readHeader(name) else { continue }
            if segment.log != log {
                try move(Place.shown(name), .foreign(segment.log))
            } else if segment.fileName != name {
                try move(Place.shown(name), .otherName)
            }
        }
        for name in try quarantine.names() where name.contains(".segment") {
            try restore(name, log)
        }
    }

    private mutating func move(_ file: String, _ reason: RepairAction.Reason) throws(LogError) {
        let target = try quarantine.take(file)
        report.actions.append(.moved(file: file, to: target, reason))
    }

    /// The log's id: as MANIFEST says, or WATERMARK, or else most headers.
    private func mostLikelyLog() throws(LogError) -> Bits128? {
        if case .success(let manifest)? = try place.readManifest() { return manifest.log }
        for case .success(let mark) in try place.readWatermark() ?? [] { return mark.log }
        var counts: [Bits128: Int] = [:]
        var best: Bits128?
        for name in try Catalog.segmentNames(place) {
            guard case .success(let segment)? = try place.readHeader(name) else { continue }
            counts[segment.log, default: 0] += 1
            if counts[segment.log, default: 0] > best.map({ counts[$0, default: 0] }) ?? 0 {
                best = segment.log
            }
        }
        return best
    }

    /// Puts a file back whose place in the list is empty.
    private mutating func restore(_ name: String, _ log: Bits128) throws(LogError) {
        let page = try logged { () throws(SystemError) in
            let file = try place.storage.open(quarantine.path(name), .read)
            return try file.read(at: 0, count: Limits.segmentHeaderBytes)
        }
        guard case .success(let segment) = SegmentIdentity.decode(page.raw), segment.log == log,
            try isWanted(segment)
        else { return }
        try logged { () throws(SystemError) in
            try place.storage.rename(
                quarantine.path(name), to: place.path(segment.fileName))
            try place.storage.syncDirectory(place.segments)
            try place.storage.syncDirectory(place.directory + "/" + Quarantine.name)
        }
        report.actions.append(
            .renamed(
                file: Place.shown(segment.fileName), from: Quarantine.name + "/" + name))
    }

    /// Whether MANIFEST lists a segment that has no file; without MANIFEST, whether no file begins
    /// with the same sequence.
    private func isWanted(_ segment: SegmentIdentity) throws(LogError) -> Bool {
        if try place.readHeader(segment.fileName) != nil { return false }
        guard case .success(let manifest)? = try place.readManifest() else {
            let start = segment.fileName.prefix { $0 != "-" } + "-"
            return try !Catalog.segmentNames(place).contains { $0.hasPrefix(start) }
        }
        return manifest.segments.contains {
            ($0.id == segment.id && $0.salt == segment.salt)
                || ($0.isPlaceholder && $0.first == segment.first)
        }
    }

    // MARK: P2 MANIFEST

    /// Makes the list anew if it is bad, or older than the files beside it.
    mutating func mendManifest() throws(LogError) {
        var fault: FormatFault?
        switch try place.readManifest() {
        case .success(let manifest): if try !isOutdated(manifest) { return }
        case .failure(let rejection): fault = rejection.fault
        case nil: fault = .short
        }
        try mendLoneHeaders()
        let manifest = try collected()
        try quarantine.keep(whole: Place.manifestName)
        try publish(manifest)
        report.actions.append(.manifest(fault, segments: manifest.segments.count))
    }

    /// Takes into the list what stands in the place of a file that was missing when it was made.
    mutating func adopt() throws(LogError) {
        var manifest = try listed().manifest
        var isChanged = false
        for name in try Catalog.segmentNames(place) {
            guard case .success(let segment)? = try place.readHeader(name),
                let index = manifest.segments.firstIndex(where: {
                    $0.isPlaceholder && $0.first == segment.first
                })
            else { continue }
            var found = try Catalog.candidate(place, name, segment).entry
            let entry = manifest.segments[index]
            guard found.last == entry.last, found.chain == entry.chain else { continue }
            if found.state != .sealed { found.state = .ended }
            manifest.segments[index] = found
            isChanged = true
            report.actions.append(.adopted(file: Place.shown(name)))
        }
        if isChanged { try publish(manifest) }
    }

    /// Whether a file that was made after the list holds facts that no listed one has.
    private func isOutdated(_ manifest: Manifest) throws(LogError) -> Bool {
        let listed = Set(manifest.segments.map(\.fileName))
        guard let active = manifest.segments.last else { return false }
        let catalog = Catalog(manifest)
        let end = try end(of: catalog.identity(manifest.segments.count - 1), active.fileName)
        for name in try Catalog.segmentNames(place) where !listed.contains(name) {
            guard case .success(let segment)? = try place.readHeader(name),
                segment.id >= manifest.nextSegment
            else { continue }
            if try self.end(of: segment, name) > end { return true }
        }
        return false
    }

    /// The sequence behind the unbroken blocks of a file.
    private func end(of segment: SegmentIdentity, _ name: String) throws(LogError) -> UInt64 {
        do throws(SystemError) {
            let file = try place.storage.open(place.path(name), .read)
            return try Self.end(BlockWalk(file, segment, limit: try file.size()))
        } catch {
            if error.isMissing { return segment.first }
            throw LogError(error)
        }
    }

    private static func end(_ walk: BlockWalk) throws(SystemError) -> UInt64 {
        var walk = walk
        do throws(LogError) {
            while case .block = try walk.step() {}
        } catch {
            if case .system(let error) = error { throw error }
        }
        return walk.next
    }

    /// A list from the segments' headers, without gaps: an abandoned segment without a file stands
    /// for the sequences of one that is missing.
    private func collected() throws(LogError) -> Manifest {
        let names = try Catalog.segmentNames(place)
        let mark = try newestWatermark()
        guard var manifest = try Catalog.collect(place, names) else {
            throw .damaged(
                Damage(
                    file: Place.manifestName, offset: 0, evidence: .missingFile, first: 1,
                    last: mark?.sequence ?? 0))
        }
        let others = (try quarantine.names()).compactMap { Catalog.id(in: $0) }
        manifest.nextSegment = max(
            manifest.nextSegment, (others.max() ?? 0) + 1, (mark?.segment ?? 0) + 1)
        manifest.epoch = max(manifest.epoch, mark?.epoch ?? 0)
        let found = manifest.segments
        manifest.segments = []
        for entry in found {
            let next = (manifest.segments.last?.last ?? 0) + 1
            if entry.first < next && !manifest.segments.isEmpty { continue }
            if entry.first > next {
                guard case .success(let header)? = try place.readHeader(entry.fileName) else {
                    continue
                }
                manifest.addMissing(next...(entry.first - 1), chain: header.predecessorChain)
            }
            manifest.segments.append(entry)
        }
        try addEnd(&manifest, mark)
        return manifest
    }

    private func newestWatermark() throws(LogError) -> Watermark? {
        var newest: Watermark?
        for case .success(let mark) in try place.readWatermark() ?? [] {
            if newest.map({ mark.isNewer(than: $0) }) ?? true { newest = mark }
        }
        return newest
    }

    /// Behind a last segment that has ended comes a new one; what WATERMARK promises between them
    /// is a hole.
    private func addEnd(
        _ manifest: inout Manifest, _ mark: Watermark?
    ) throws(LogError) {
        guard let last = manifest.segments.last, last.state != .active else { return }
        let promised = max(last.last, mark?.sequence ?? 0)
        var chain = last.chain
        var hole: Hole?
        if promised > last.last {
            hole = Hole(from: last.last + 1, to: promised)
            chain = Format.chain(behindHole: promised, of: manifest.log)
            manifest.addMissing(last.last + 1...promised, chain: chain)
        }
        let segment = SegmentIdentity(
            log: manifest.log, secret: manifest.secret, id: manifest.nextSegment, generation: 0,
            salt: options.random(), first: promised + 1, epoch: manifest.epoch,
            created: options.clock(), predecessorLast: promised, predecessorChain: chain,
            hole: hole)
        try logged { () throws(SystemError) in
            _ = try Creation(place: place, options: options).makeSegment(segment)
        }
        manifest.segments.append(SegmentEntry(segment))
        manifest.nextSegment += 1
    }

    // MARK: P3 files beside the log

    /// Moves away what the list does not have: a writer would remove it.
    mutating func moveUnlisted() throws(LogError) {
        let listed = Set(try self.listed().manifest.segments.map(\.fileName))
        for name in try Catalog.segmentNames(place) where !listed.contains(name) {
            var reason = RepairAction.Reason.unlisted
            if case .failure(let rejection)? = try place.readHeader(name) {
                reason = .unreadable(rejection.fault)
            }
            try move(Place.shown(name), reason)
        }
        let catalog = try self.listed()
        for index in catalog.manifest.segments.indices {
            let expected = catalog.identity(index)
            if case .success(let found)? = try place.readHeader(expected.fileName),
                found.salt != expected.salt || found.first != expected.first
            {
                try move(Place.shown(expected.fileName), .unlisted)
            }
        }
    }
}

extension SegmentEntry {
    /// Whether it stands for a segment of which only its neighbours tell.
    fileprivate var isPlaceholder: Bool { state == .abandoned && salt == 0 }
}

extension Manifest {
    /// Lists an abandoned segment that has no file.
    fileprivate mutating func addMissing(_ sequences: ClosedRange<UInt64>, chain: UInt64) {
        let identity = SegmentIdentity(
            log: log, secret: secret, id: nextSegment, generation: 0, salt: 0,
            first: sequences.lowerBound, epoch: epoch, created: 0,
            predecessorLast: sequences.lowerBound - 1, predecessorChain: 0, hole: nil)
        var entry = SegmentEntry(identity)
        entry.state = .abandoned
        entry.last = sequences.upperBound
        entry.chain = chain
        segments.append(entry)
        nextSegment += 1
    }
}
