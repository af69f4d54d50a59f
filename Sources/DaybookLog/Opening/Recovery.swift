// Opening for writing: from whatever lies in the directory to a place to go on writing, or a typed
// refusal. Follows R1 to R10 of Format.swift. Knows no contents.

internal import DaybookBytes

/// A log that is ready to be written to.
struct OpenedLog {
    let place: Place
    let lock: any StorageLock
    let manifest: Manifest
    let watermark: WatermarkFile
    let active: ActiveSegment
    let position: WritePosition
    /// Segments that have ended and have no footer.
    let unsealed: [SegmentEntry]
    let report: OpeningReport
}

struct Recovery {
    let place: Place
    let options: LogOptions
    var report = OpeningReport()
    var catalog: Catalog
    var newest: Watermark?
    /// Whether the medium refused a slot of WATERMARK.
    var isPromiseUnreadable = false
    var unsealed: [SegmentEntry] = []

    /// Opens a log for writing, making it if there is none.
    static func open(
        _ storage: any Storage, _ directory: String, _ options: LogOptions
    ) throws(LogError) -> OpenedLog {
        let place = Place(storage: storage, directory: directory)
        storage.prepareForWriting()
        let lock = try prepareDirectory(place)
        do throws(LogError) {
            guard let catalog = try Catalog(place) else {
                try refuseLostLog(place)
                return try Creation(place: place, options: options).make(lock)
            }
            var recovery = Recovery(place: place, options: options, catalog: catalog)
            do throws(LogError) {
                return try recovery.run(lock)
            } catch .diskFull(let full) {
                return try runWithReserve(place, options, lock, full)
            }
        } catch {
            lock.release()
            throw error
        }
    }

    /// Spends RESERVE on a recovery that found no room; what it had done is there for the second
    /// one to find.
    private static func runWithReserve(
        _ place: Place, _ options: LogOptions, _ lock: any StorageLock, _ full: SystemError
    ) throws(LogError) -> OpenedLog {
        do throws(SystemError) {
            try place.storage.remove(place.reserve)
        } catch { throw .diskFull(full) }
        guard let catalog = try Catalog(place) else { throw .diskFull(full) }
        var recovery = Recovery(place: place, options: options, catalog: catalog)
        recovery.report.repairs.append(.reserve)
        return try recovery.run(lock)
    }

    private static func prepareDirectory(_ place: Place) throws(LogError) -> any StorageLock {
        do throws(SystemError) {
            try place.storage.makeDirectory(place.directory)
            let lock = try place.storage.lock(place.lock)
            try place.storage.makeDirectory(place.segments)
            return lock
        } catch {
            throw error.isLocked ? .locked(path: place.directory) : LogError(error)
        }
    }

    /// Without MANIFEST and segments, a WATERMARK that promises facts proves that they are lost.
    private static func refuseLostLog(_ place: Place) throws(LogError) {
        for case .success(let mark) in try place.readWatermark() ?? [] where mark.sequence > 0 {
            throw .damaged(
                Damage(
                    file: Place.manifestName, offset: 0, evidence: .missingFile, first: 1,
                    last: mark.sequence))
        }
    }

    private mutating func run(_ lock: any StorageLock) throws(LogError) -> OpenedLog {
        let slots = try place.readWatermark() ?? []
        newest = Watermark.newest(of: slots, catalog.manifest.log)
        isPromiseUnreadable = slots.contains(.failure(.init(.unreadable)))
        if newest == nil { report.repairs.append(.watermark) }
        if !catalog.isListed { report.repairs.append(.manifest) }
        let known = Set(catalog.manifest.segments.map(\.fileName))
        let epoch = max(catalog.manifest.epoch, newest?.epoch ?? 0) + 1
        catalog.manifest.epoch = epoch
        try reopenAtEnd()
        try syncUnsealed()
        try checkEnded()
        let state = try scanActive()
        // Before anything is published: a newer list would count these files as older ones.
        try refuseUnlisted(beyond: max(state.position.next, state.highest + 1))
        let outcome = try decide(state)
        let watermark = try logged { () throws(SystemError) in try WatermarkFile(place) }
        try logged { () throws(SystemError) in
            try watermark.reset(
                Watermark(
                    log: catalog.manifest.log, epoch: epoch, turn: 0,
                    segment: outcome.active.segment.id, sequence: outcome.position.next - 1,
                    end: outcome.position.offset, chain: outcome.position.chain, isClosed: false))
            try place.storage.syncDirectory(place.directory)
        }
        try removeUnlisted(known)
        report.last = outcome.position.next - 1
        return OpenedLog(
            place: place, lock: lock, manifest: catalog.manifest, watermark: watermark,
            active: outcome.active, position: outcome.position, unsealed: unsealed,
            report: report)
    }

    /// A list made from headers may end with a sealed segment: the next one was lost before
    /// anything in it was acknowledged, or with it what WATERMARK promises.
    private mutating func reopenAtEnd() throws(LogError) {
        guard !catalog.isListed, let last = catalog.manifest.segments.last, last.state == .sealed
        else { return }
        let promised = newest?.sequence ?? 0
        if promised > last.last {
            throw .damaged(
                Damage(
                    file: Place.manifestName, offset: 0, evidence: .missingFile,
                    first: last.last + 1, last: promised))
        }
        let creation = Creation(place: place, options: options)
        let segment = SegmentIdentity(
            log: catalog.manifest.log, secret: catalog.manifest.secret,
            id: catalog.manifest.nextSegment, generation: 0, salt: options.random(),
            first: last.last + 1, epoch: catalog.manifest.epoch, created: options.clock(),
            predecessorLast: last.last, predecessorChain: last.chain, hole: nil)
        try logged { () throws(SystemError) in _ = try creation.makeSegment(segment) }
        catalog.manifest.segments.append(SegmentEntry(segment))
        catalog.manifest.nextSegment += 1
    }

    /// What is read below must be what is kept: a failed write-back shows here, not later.
    private func syncUnsealed() throws(LogError) {
        try logged { () throws(SystemError) in
            for entry in catalog.manifest.segments where entry.state != .sealed {
                try sync(place.path(entry.fileName))
            }
            try sync(place.watermark)
            try place.syncDirectories()
        }
    }

    private func sync(_ path: String) throws(SystemError) {
        do throws(SystemError) {
            let file = try place.storage.open(path, .write)
            try file.sync()
            try file.close()
        } catch {
            if !error.isMissing { throw error }
        }
    }

    /// Compares the headers of all segments but the last with the list.
    private mutating func checkEnded() throws(LogError) {
        for index in catalog.manifest.segments.indices.dropLast() {
            let entry = catalog.manifest.segments[index]
            switch try header(index) {
            case nil:
                let damage = Damage(
                    file: Place.shown(entry.fileName), offset: 0, evidence: .missingFile,
                    first: entry.first, last: entry.last)
                // Whoever abandoned a segment knows that it is lost.
                let isNews = entry.state != .abandoned && damage.losesFacts
                if options.damage == .refuse && isNews { throw .damaged(damage) }
                report.damages.append(damage)
                catalog.manifest.segments[index].state = .abandoned
                continue
            case .failure(let rejection):
                report.damages.append(
                    Damage(
                        file: Place.shown(entry.fileName), offset: 0,
                        evidence: .header(rejection.fault), first: 1, last: 0))
            case .success: break
            }
            try checkEnd(index)
        }
    }

    /// The header of a listed segment, which must be the one listed.
    func header(
        _ index: Int
    ) throws(LogError) -> Result<SegmentIdentity, FormatRejection>? {
        let expected = catalog.identity(index)
        let result = try place.readHeader(expected.fileName)
        guard case .success(let found)? = result else { return result }
        let file = Place.shown(expected.fileName)
        if found.log != expected.log {
            throw .foreign(file: file, expected: expected.log, found: found.log)
        }
        if found.id != expected.id || found.salt != expected.salt {
            throw .broken(file: file, expected: expected.id, found: found.id)
        }
        let last = index > 0 ? catalog.manifest.segments[index - 1].last : 0
        if found.first != expected.first || found.predecessorLast != last {
            throw .broken(file: file, expected: last, found: found.predecessorLast)
        }
        if found.predecessorChain != expected.predecessorChain {
            throw .broken(
                file: file, expected: expected.predecessorChain, found: found.predecessorChain)
        }
        return result
    }

    /// Whether an ended segment has its footer, and if not, whether its blocks are whole.
    private mutating func checkEnd(_ index: Int) throws(LogError) {
        let entry = catalog.manifest.segments[index]
        if entry.state == .abandoned { return }
        let file = try logged { () throws(SystemError) in
            try place.storage.open(place.path(entry.fileName), .read)
        }
        let size = try logged { () throws(SystemError) in try file.size() }
        if entry.state == .sealed && size == entry.bytes,
            try Catalog.endMark(file, size, salt: entry.salt) != nil
        {
            return
        }
        var walk = BlockWalk(file, catalog.identity(index), limit: min(entry.end, size))
        let damages = try damages(&walk, entry)
        report.scannedBytes += walk.offset
        report.damages += damages
        if !damages.isEmpty {
            // It never gets a footer: appends that depend on it must not wait for one.
            catalog.manifest.segments[index].state = .abandoned
            return
        }
        report.repairs.append(.footer(file: Place.shown(entry.fileName)))
        unsealed.append(entry)
    }

    /// Walks to the end of an ended segment and names every stretch that is lost.
    private func damages(
        _ walk: inout BlockWalk, _ entry: SegmentEntry
    ) throws(LogError) -> [Damage] {
        var damages: [Damage] = []
        while true {
            let fault = try walk.toFault()
            if fault == nil && walk.next == entry.last + 1 && walk.chain == entry.chain {
                return damages
            }
            let (offset, first) = (walk.offset, walk.next)
            let resumes = try walk.skip()
            damages.append(
                Damage(
                    file: Place.shown(entry.fileName), offset: offset,
                    evidence: .block(fault ?? .cut), first: first,
                    last: resumes ? walk.next - 1 : entry.last))
            if !resumes { return damages }
        }
    }

    /// MANIFEST proves what is unlisted, unless it is itself older than a file.
    private func refuseUnlisted(beyond next: UInt64) throws(LogError) {
        let listed = Set(catalog.manifest.segments.map(\.fileName))
        for name in try Catalog.segmentNames(place) where !listed.contains(name) {
            let header = try place.readHeader(name)
            // What cannot be read is not proved to be worth nothing, unless its id is older.
            let isNewer = (Catalog.id(in: name) ?? 0) >= catalog.manifest.nextSegment
            if isNewer && header == .failure(.init(.unreadable)) {
                throw .unlisted(file: Place.shown(name))
            }
            if case .failure(let rejection)? = header {
                try refuseUnreadable(name, rejection.fault, beyond: next)
            }
            guard case .success(let segment)? = header else { continue }
            if segment.log != catalog.manifest.log {
                throw .foreign(
                    file: Place.shown(name), expected: catalog.manifest.log, found: segment.log)
            }
            if try catalog.wanted(segment, in: name, of: place, newest, beyond: next) != nil {
                throw .unlisted(file: Place.shown(name))
            }
        }
    }

    /// A list made from headers proves nothing of a file whose header cannot be read.
    ///
    /// Its name tells where its facts begin.
    private func refuseUnreadable(
        _ name: String, _ fault: FormatFault, beyond next: UInt64
    ) throws(LogError) {
        guard !catalog.isListed, let first = UInt64(name.prefix { $0 != "-" }), first >= next else {
            return
        }
        throw .damaged(
            Damage(
                file: Place.shown(name), offset: 0, evidence: .header(fault), first: 1, last: 0))
    }

    /// Removes what a roll or a recovery left behind; what may hold facts stays for a repair.
    ///
    /// - Parameter known: the files that were listed before.
    private mutating func removeUnlisted(_ known: Set<String>) throws(LogError) {
        let listed = Set(catalog.manifest.segments.map(\.fileName))
        for name in try Catalog.segmentNames(place) where !listed.contains(name) {
            if !known.contains(name), try !isLeftover(name) { continue }
            try remove(place.path(name), shown: Place.shown(name))
        }
        // Files being made have names that begin with a dot.
        let names = try logged { () throws(SystemError) in
            try place.storage.list(place.segments)
        }
        for name in names where name.hasPrefix(".") {
            try remove(place.path(name), shown: nil)
        }
        try remove(place.manifestDraft, shown: nil)
    }

    private func isLeftover(_ name: String) throws(LogError) -> Bool {
        guard case .success(let segment)? = try place.readHeader(name), segment.fileName == name
        else { return false }
        return try catalog.isLeftover(segment, of: place)
    }

    private mutating func remove(_ path: String, shown: String?) throws(LogError) {
        do throws(SystemError) {
            try place.storage.remove(path)
            if let shown { report.repairs.append(.removed(file: shown)) }
        } catch {
            if !error.isMissing { throw LogError(error) }
        }
    }
}
