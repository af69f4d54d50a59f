// What a segment's file that MANIFEST does not list may be: a leftover, or facts that an older list
// does not know. Must not remove anything.

internal import DaybookBytes

extension Catalog {
    /// The sequences in an unlisted file that some list knew and this one does not; nil if there
    /// are none.
    ///
    /// MANIFEST is published before a segment takes its first block, so a valid block in a file
    /// that is newer than the list proves the list stale. Only the copy of a recovery holds blocks
    /// before it is listed: those of the active segment, with facts among them that nobody was
    /// promised unless WATERMARK, which is durable before a copy is appended to, or a block in it
    /// says so.
    /// - Parameters:
    ///   - segment: the file's header.
    ///   - name: the file's name.
    ///   - newest: what WATERMARK says.
    ///   - next: the sequence behind what the listed files hold.
    /// - Throws: `LogError.system`; a medium that refuses the file's bytes counts as such a fact.
    func wanted(
        _ segment: SegmentIdentity, in name: String, of place: Place, _ newest: Watermark?,
        beyond next: UInt64
    ) throws(LogError) -> ClosedRange<UInt64>? {
        if segment.id < manifest.nextSegment { return nil }
        var walk = try place.walk(segment, in: name)
        let isUnreadable = try walk.toFault() == .unreadable
        let first = max(next, segment.first)
        if isUnreadable { return first...max(first, walk.next) }
        let active = manifest.segments.last
        let isCopy = segment.first == active?.first && segment.generation > active?.generation ?? 0
        if !isCopy { return walk.next > segment.first ? segment.first...walk.next - 1 : nil }
        guard walk.next > first else { return nil }
        let found = first...walk.next - 1
        guard let newest, newest.segment != segment.id else { return found }
        while try walk.skip() { _ = try walk.toFault() }
        return walk.durable >= next ? found : nil
    }

    /// Whether a file that is not listed holds nothing that a listed one has not: it was copied,
    /// or never took a fact.
    func isLeftover(_ segment: SegmentIdentity, of place: Place) throws(LogError) -> Bool {
        if segment.log != manifest.log { return false }
        for entry in manifest.segments where entry.first == segment.first {
            if case .success? = try place.readHeader(entry.fileName) { return true }
        }
        var walk = try place.walk(segment, in: segment.fileName)
        guard case .block = try walk.step() else { return true }
        return false
    }
}

extension BlockWalk {
    /// Walks to the end or to the first fault.
    mutating func toFault() throws(LogError) -> BlockFault? {
        while true {
            switch try step() {
            case .block: continue
            case .end: return nil
            case .fault(let fault): return fault
            }
        }
    }
}

extension Place {
    /// A walk over a whole segment's file.
    func walk(
        _ segment: SegmentIdentity, in name: String
    ) throws(LogError) -> BlockWalk {
        try logged { () throws(SystemError) in
            let file = try storage.open(path(name), .read)
            return BlockWalk(file, segment, limit: try file.size())
        }
    }
}
