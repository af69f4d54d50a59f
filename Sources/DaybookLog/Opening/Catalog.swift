// The list of segments as MANIFEST gives it or, without one, as the segments' own headers do.
// Reads only; what the list is worth is decided elsewhere.

internal import DaybookBytes

struct Catalog {
    var manifest: Manifest
    /// Whether the list comes from MANIFEST.
    var isListed = true
    /// Whether MANIFEST is there but cannot be used.
    var fault: FormatFault?
    /// By segment whose predecessor's file is missing: the chain that its header begins with.
    var chainsBefore: [UInt64: UInt64] = [:]

    init(_ manifest: Manifest, chainsBefore: [UInt64: UInt64] = [:]) {
        self.manifest = manifest
        self.chainsBefore = chainsBefore
    }

    /// The list of a log's segments; nil if there is no log.
    init?(_ place: Place) throws(LogError) {
        switch try place.readManifest() {
        case .success(let manifest):
            self.manifest = manifest
            return
        case .failure(let rejection): fault = rejection.fault
        case nil: break
        }
        isListed = false
        let names = try Self.segmentNames(place)
        guard let manifest = try Self.collect(place, names) else {
            if let fault {
                throw .damaged(
                    Damage(
                        file: Place.manifestName, offset: 0, evidence: .header(fault), first: 1,
                        last: 0))
            }
            return nil
        }
        self.manifest = manifest
        var next: UInt64 = 1
        for entry in manifest.segments {
            if entry.first > next,
                case .success(let segment)? = try place.readHeader(entry.fileName)
            {
                chainsBefore[entry.id] = segment.predecessorChain
            }
            next = entry.last + 1
        }
    }

    /// The names of all segment files, those being made left out.
    static func segmentNames(_ place: Place) throws(LogError) -> [String] {
        do throws(SystemError) {
            return try place.storage.list(place.segments)
                .filter { $0.hasSuffix(".segment") && !$0.hasPrefix(".") }
                .sorted()
        } catch {
            if error.isMissing { return [] }
            throw LogError(error)
        }
    }

    /// The identity of a listed segment, without its header.
    func identity(_ index: Int) -> SegmentIdentity {
        let entry = manifest.segments[index]
        let before = index > 0 ? manifest.segments[index - 1] : nil
        return SegmentIdentity(
            log: manifest.log, secret: manifest.secret, id: entry.id,
            generation: entry.generation, salt: entry.salt, first: entry.first,
            epoch: manifest.epoch, created: 0, predecessorLast: entry.first - 1,
            predecessorChain: chainsBefore[entry.id] ?? before?.chain ?? 0, hole: entry.hole)
    }

    /// A file that may have a place in the list.
    struct Candidate {
        var segment: SegmentIdentity
        var entry: SegmentEntry
        /// Whether its blocks end for another reason than the end of what was written.
        var isCut: Bool
        var size: UInt64
    }

    /// Makes the list from headers: of files with one first sequence the one with the longest
    /// valid chain, then the one with the highest generation.
    static func collect(
        _ place: Place, _ names: [String]
    ) throws(LogError) -> Manifest? {
        var best: [Candidate] = []
        var epoch: UInt64 = 0
        var nextSegment: UInt64 = 1
        for name in names {
            nextSegment = max(nextSegment, (id(in: name) ?? 0) + 1)
            // A file under another one's name would be listed under its own, where it is not.
            guard case .success(let segment)? = try place.readHeader(name),
                segment.fileName == name
            else { continue }
            if let known = best.first?.segment, known.log != segment.log {
                throw .foreign(
                    file: Place.shown(name), expected: known.log, found: segment.log)
            }
            epoch = max(epoch, segment.epoch)
            let candidate = try candidate(place, name, segment)
            if let last = best.last, last.segment.first == segment.first {
                let old = (last.entry.last, last.segment.generation, last.segment.id)
                let new = (candidate.entry.last, segment.generation, segment.id)
                if new > old { best[best.count - 1] = candidate }
            } else {
                best.append(candidate)
            }
        }
        guard let newest = best.last else { return nil }
        return Manifest(
            log: newest.segment.log, secret: newest.segment.secret, epoch: epoch,
            nextSegment: nextSegment, segments: joined(best))
    }

    /// Gives each entry its end: what the next header says about it counts, since it was written
    /// when the end was durable.
    private static func joined(_ candidates: [Candidate]) -> [SegmentEntry] {
        var entries = candidates.map(\.entry)
        for index in entries.indices {
            if index + 1 < entries.count {
                let next = candidates[index + 1].segment
                if candidates[index].isCut && entries[index].last < next.predecessorLast {
                    entries[index].last = next.predecessorLast
                    entries[index].chain = next.predecessorChain
                    // What lies behind the damage is part of the segment all the same.
                    entries[index].end = candidates[index].size
                }
                // Behind a hole the chain begins anew: it says nothing of the blocks before.
                if next.hole != nil { entries[index].state = .abandoned }
                if entries[index].state == .active { entries[index].state = .ended }
            } else if entries[index].state != .sealed {
                entries[index].last = 0
                entries[index].end = 0
                entries[index].chain = 0
            }
        }
        return entries
    }

    static func candidate(
        _ place: Place, _ name: String, _ segment: SegmentIdentity
    ) throws(LogError) -> Candidate {
        var entry = SegmentEntry(segment)
        let file = try logged { () throws(SystemError) in
            try place.storage.open(place.path(name), .read)
        }
        let size = try logged { () throws(SystemError) in try file.size() }
        if let mark = try endMark(file, size, salt: segment.salt) {
            entry.state = .sealed
            (entry.last, entry.end) = (mark.last, mark.front)
            (entry.bytes, entry.chain) = (size, mark.chain)
            return Candidate(segment: segment, entry: entry, isCut: false, size: size)
        }
        var walk = BlockWalk(file, segment, limit: size)
        var isCut = false
        scan: while true {
            switch try walk.step() {
            case .block: continue
            case .end: break scan
            case .fault:
                isCut = true
                break scan
            }
        }
        (entry.last, entry.end, entry.chain) = (walk.next - 1, walk.offset, walk.chain)
        return Candidate(segment: segment, entry: entry, isCut: isCut, size: size)
    }

    /// The valid end mark of a sealed file.
    static func endMark(
        _ file: any StorageFile, _ size: UInt64, salt: UInt64
    ) throws(LogError) -> FooterMark? {
        let bytes = UInt64(Limits.footerMarkBytes)
        guard size >= bytes else { return nil }
        let tail: [UInt8]
        do throws(SystemError) {
            tail = try file.read(at: size - bytes, count: Limits.footerMarkBytes)
        } catch {
            if error.isMediaFault { return nil }
            throw LogError(error)
        }
        let mark = FooterMark.decode(tail.raw, isEnd: true, salt: salt, fileOffset: size - bytes)
        return try? mark.get()
    }

    static func id(in name: String) -> UInt64? {
        guard let dash = name.firstIndex(of: "-") else { return nil }
        let id = UInt64(name[name.index(after: dash)...].dropLast(".segment".count))
        return id.flatMap { $0 < Limits.numberMax ? $0 : nil }
    }
}
