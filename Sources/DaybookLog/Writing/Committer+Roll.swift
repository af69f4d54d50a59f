// From one segment to the next: nothing is acknowledged in a segment that MANIFEST does not list.

internal import DaybookBytes

extension Committer {
    /// Begins a segment.
    ///
    /// Its first block may be larger than the segment should become.
    ///
    /// - Returns: why it cannot; the active segment is still the old one then.
    func roll() -> LogError? {
        flush()
        if let error = poison.error { return .poisoned(error) }
        do throws(LogError) { try upkeep.waitForSeals() } catch { return refusal(error) }
        // Whatever failed while the segment before was sealed has ended the promises too.
        if let error = poison.error { return .poisoned(error) }
        let segment = nextIdentity()
        do throws(SystemError) {
            let next = try makeFile(segment)
            if let error = list(segment) { return error }
            seal()
            begin(segment, next)
            return nil
        } catch {
            // The file is listed nowhere; a later roll starts over with a new one.
            try? place.storage.remove(place.path(segment.fileName))
            return refusal(LogError(error))
        }
    }

    /// Only a full disk and a lack of descriptors leave the writer's promises intact.
    private func refusal(_ error: LogError) -> LogError {
        switch error {
        case .system(let error) where !error.isOutOfDescriptors:
            poison.set(error)
            return .poisoned(error)
        default: return error
        }
    }

    private func nextIdentity() -> SegmentIdentity {
        SegmentIdentity(
            log: active.segment.log, secret: active.segment.secret,
            id: ledger.current.nextSegment, generation: 0, salt: options.random(),
            first: position.next, epoch: epoch, created: max(options.clock(), position.recorded),
            predecessorLast: position.next - 1, predecessorChain: position.chain, hole: nil)
    }

    private func makeFile(
        _ segment: SegmentIdentity
    ) throws(SystemError) -> NextSegment.Prepared {
        let next = try upkeep.next.take(bytes: upkeep.firstBytes)
        try next.file.write(segment.encoded().raw, at: 0)
        try next.file.sync()
        try place.storage.rename(next.path, to: place.path(segment.fileName))
        try place.storage.syncDirectory(place.segments)
        return next
    }

    /// Publishes the manifest with the new segment in it.
    private func list(_ segment: SegmentIdentity) -> LogError? {
        let end = position
        do throws(Ledger.Failure) {
            try ledger.update { manifest in
                let last = manifest.segments.count - 1
                manifest.segments[last].state = .ended
                manifest.segments[last].last = end.next - 1
                manifest.segments[last].end = end.offset
                manifest.segments[last].chain = end.chain
                manifest.segments.append(SegmentEntry(segment))
                manifest.nextSegment = segment.id + 1
            }
            return nil
        } catch {
            switch error {
            case .unchanged(let error):
                try? place.storage.remove(place.path(segment.fileName))
                return refusal(LogError(error))
            case .undecided(let error):
                poison.set(error)
                return .poisoned(error)
            }
        }
    }

    private func seal() {
        let ended = ledger.current.segments.dropLast().last
        let payload = writer.footer()
        if let ended {
            upkeep.add(.seal(Ending(entry: ended, payload: { () throws(LogError) in payload() })))
        }
    }

    private func begin(_ segment: SegmentIdentity, _ next: NextSegment.Prepared) {
        active = ActiveSegment(
            segment, file: next.file, filler: next.filler, capacity: UInt64(options.segmentBytes),
            prepared: next.bytes)
        position.offset = UInt64(Limits.segmentHeaderBytes)
        position.isBehindClosing = false
        askedForNext = false
        writer.begin(segment)
        ledger.live.advance(sequence: durable, segment: segment.id, end: position.offset)
        upkeep.add(.prepare(active, position: position.offset))
    }
}
