// The background thread of a writer: prepares space, seals ended segments, keeps RESERVE, syncs
// WATERMARK when idle. Whatever fails here never touches a block that was acknowledged.

internal import DaybookBytes
internal import Dispatch
internal import Synchronization

/// A segment that has ended and wants its footer.
struct Ending: Sendable {
    var entry: SegmentEntry
    /// The footer's payload, or how to make it.
    var payload: @Sendable () throws(LogError) -> [UInt8]
}

final class Upkeep: Sendable {
    enum Job: Sendable {
        case prepare(ActiveSegment, position: UInt64)
        case next
        case seal(Ending)
        case reserve
        case watermark
        case stop
    }
    private let place: Place
    private let options: LogOptions
    private let ledger: Ledger
    private let watermark: WatermarkFile
    private let poison: Poison
    let next: NextSegment
    private let jobs = Mutex<[Job]>([])
    private let wake = DispatchSemaphore(value: 0)
    private let stopped = DispatchSemaphore(value: 0)
    private let sealing = DispatchGroup()
    /// Segments whose footer found no room or no descriptor; they are tried again before the next
    /// roll.
    private let unsealed = Mutex<[Ending]>([])

    init(
        _ place: Place, _ options: LogOptions, _ ledger: Ledger, _ watermark: WatermarkFile,
        _ poison: Poison
    ) {
        self.place = place
        self.options = options
        self.ledger = ledger
        self.watermark = watermark
        self.poison = poison
        next = NextSegment(place)
    }

    func start() throws(SystemError) {
        try WorkerThread.start { [self] in run() }
    }

    func add(_ job: Job) {
        if case .seal = job { sealing.enter() }
        jobs.withLock { $0.append(job) }
        wake.signal()
    }

    /// Lets everything queued be done, then ends the thread.
    func stop() {
        add(.stop)
        stopped.wait()
    }

    /// Waits until every ended segment is sealed, or tells what is in the way.
    func waitForSeals() throws(LogError) {
        sealing.wait()
        let again = unsealed.withLock { waiting in
            let all = waiting
            waiting = []
            return all
        }
        for (index, ending) in again.enumerated() {
            do throws(LogError) {
                try seal(ending)
            } catch {
                if error.isPassing {
                    unsealed.withLock { $0.append(contentsOf: again[index...]) }
                    throw error
                }
                note(error)
            }
        }
    }

    /// Only a failing disk stops the writer: damage in an ended segment is reported at opening and
    /// by verifying, and the segment stays without a footer.
    private func note(_ error: LogError) {
        if case .system(let error) = error { poison.set(error) }
    }

    private func run() {
        while true {
            wake.wait()
            let job = jobs.withLock { $0.isEmpty ? nil : $0.removeFirst() }
            guard let job else { continue }
            if case .stop = job { break }
            perform(job)
        }
        stopped.signal()
    }

    private func perform(_ job: Job) {
        switch job {
        case .prepare(let segment, let position): prepare(segment, position)
        case .next:
            // A full disk is met again, and answered, when the segment is needed.
            try? next.prepare(bytes: firstBytes)
        case .seal(let ending):
            do throws(LogError) {
                try seal(ending)
            } catch {
                if error.isPassing {
                    unsealed.withLock { $0.append(ending) }
                } else {
                    note(error)
                }
            }
            sealing.leave()
        case .reserve: allocateReserve()
        case .watermark:
            do throws(SystemError) { try watermark.sync() } catch { poison.set(error) }
        case .stop: break
        }
    }

    /// The first space of a new segment.
    var firstBytes: UInt64 {
        min(
            UInt64(Limits.preparedBytesMin),
            UInt64(options.segmentBytes + Limits.closingBytes))
    }

    private func prepare(_ segment: ActiveSegment, _ position: UInt64) {
        defer { segment.preparationEnded() }
        let target = segment.target(at: position)
        while segment.prepared < target {
            let piece = min(target, segment.prepared + UInt64(Limits.fillBytes))
            do throws(SystemError) {
                try segment.prepare(to: piece)
            } catch {
                if !error.isDiskFull { poison.set(error) }
                return
            }
            if segment.prepared < target {
                Platform.pause(milliseconds: Limits.fillPauseMilliseconds)
            }
        }
    }

    private func allocateReserve() {
        let bytes = UInt64(options.segmentBytes + Limits.reserveExtraBytes)
        // Without a reserve everything works until the disk is full; then opening may not.
        do throws(SystemError) {
            let file = try place.storage.open(place.reserve, .create)
            if try file.size() != bytes { try file.allocate(bytes) }
            try file.close()
        } catch { return }
    }

    /// Footer, sync, cut to length, sync, MANIFEST: a crash between any two leaves an ended segment
    /// whose blocks are whole.
    private func seal(_ ending: Ending) throws(LogError) {
        let entry = ending.entry
        let payload = try ending.payload()
        let footer = FooterMark.footer(
            payload, at: entry.end, last: entry.last, chain: entry.chain, salt: entry.salt)
        try logged { () throws(SystemError) in
            let file = try place.storage.open(place.path(entry.fileName), .write)
            try file.write(footer.bytes.raw, at: entry.end)
            try file.sync()
            try file.truncate(to: footer.mark.fileBytes)
            try file.sync()
            try file.close()
        }
        do throws(Ledger.Failure) {
            try ledger.update { manifest in
                for index in manifest.segments.indices
                where manifest.segments[index].id == entry.id {
                    manifest.segments[index].state = .sealed
                    manifest.segments[index].bytes = footer.mark.fileBytes
                }
            }
        } catch {
            switch error {
            case .unchanged(let error): throw LogError(error)
            case .undecided(let error): throw .system(error)
            }
        }
    }
}

/// The first failure that ends a writer's promises; it stays.
final class Poison: Sendable {
    private let isSet = Atomic(false)
    private let first = Mutex<SystemError?>(nil)

    func set(_ error: SystemError) {
        first.withLock { if $0 == nil { $0 = error } }
        isSet.store(true, ordering: .releasing)
    }

    /// Nil while nothing has failed; costs one atomic load then.
    var error: SystemError? {
        isSet.load(ordering: .acquiring) ? first.withLock { $0 } : nil
    }
}
