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
    /// What is to be done; a long job is done in parts, each of which leaves the next.
    enum Job: Sendable {
        case prepare(ActiveSegment, position: UInt64)
        case next
        case reserve
        case watermark
        // Sealing: a crash between any two parts leaves an ended segment whose blocks are whole.
        case seal(Ending)
        case cut(Ending, FooterMark)
        case list(Ending, FooterMark)
    }
    private let place: Place
    private let options: LogOptions
    private let ledger: Ledger
    private let watermark: WatermarkFile
    private let poison: Poison
    let next: NextSegment
    private let jobs = Mutex<[Job]>([])
    private let wake = DispatchSemaphore(value: 0)
    private let isStopping = Atomic(false)
    private let stopped = DispatchSemaphore(value: 0)
    private let sealing = DispatchGroup()
    private struct Unsealed {
        /// Segments whose footer found no room or no descriptor; they are tried again before
        /// the next roll.
        var waiting: [Ending] = []
        /// Why the last segment that could not be sealed could not.
        var reason: LogError?
    }
    private let unsealed: Mutex<Unsealed>

    init(
        _ place: Place, _ options: LogOptions, _ ledger: Ledger, _ watermark: WatermarkFile,
        _ poison: Poison, unsealedFor reason: LogError?
    ) {
        unsealed = Mutex(Unsealed(reason: reason))
        self.place = place
        self.options = options
        self.ledger = ledger
        self.watermark = watermark
        self.poison = poison
        next = NextSegment(place)
    }

    func start() throws(SystemError) {
        if !options.isStepped { try WorkerThread.start { [self] in run() } }
    }

    func add(_ job: Job) {
        if case .seal = job { sealing.enter() }
        jobs.withLock { $0.append(job) }
        wake.signal()
    }

    /// Lets everything queued be done, then ends the thread.
    func stop() {
        if options.isStepped { return finishJobs() }
        isStopping.store(true, ordering: .releasing)
        wake.signal()
        stopped.wait()
    }

    /// Waits until every ended segment is sealed, or tells what is in the way.
    func waitForSeals() throws(LogError) {
        if options.isStepped { finishJobs() }
        sealing.wait()
        let again = takeUnsealed()
        for (index, ending) in again.enumerated() {
            do throws(LogError) {
                var job: Job? = .seal(ending)
                while let part = job { job = try perform(part) }
            } catch {
                guard error.isPassing else {
                    note(error)
                    continue
                }
                unsealed.withLock { unsealed in
                    unsealed.waiting.append(contentsOf: again[index...])
                    unsealed.reason = error
                }
                throw error
            }
        }
    }

    private func takeUnsealed() -> [Ending] {
        unsealed.withLock { unsealed in
            let waiting = unsealed.waiting
            unsealed.waiting = []
            if !waiting.isEmpty { unsealed.reason = nil }
            return waiting
        }
    }

    /// Why an ended segment cannot be sealed, so that nobody waits for it in vain.
    ///
    /// Asking has those tried again that found no room.
    func sealingFailure() -> LogError? {
        let reason = unsealed.withLock { $0.reason }
        for ending in takeUnsealed() { add(.seal(ending)) }
        return reason
    }

    /// Only a failing disk stops the writer: damage in an ended segment is reported at opening and
    /// by verifying, and the segment stays without a footer.
    private func note(_ error: LogError) {
        if !error.isPassing, case .system(let failure) = error { poison.set(failure) }
    }

    private func run() {
        while !isStopping.load(ordering: .acquiring) {
            if !turn() { wake.wait() }
        }
        finishJobs()
        stopped.signal()
    }

    private func finishJobs() {
        while turn() {}
    }

    /// Does a part of the first job; false if there is none.
    ///
    /// Only one thread takes jobs, so that what is done here is still the first one afterwards.
    func turn() -> Bool {
        guard let job = jobs.withLock({ $0.first }) else { return false }
        var rest: Job?
        do throws(LogError) {
            rest = try perform(job)
            if rest == nil { ended(job) }
        } catch {
            failed(job, error)
        }
        jobs.withLock { jobs in
            if let rest { jobs[0] = rest } else { jobs.removeFirst() }
        }
        return true
    }

    private func ended(_ job: Job) {
        switch job {
        case .seal, .cut, .list: sealing.leave()
        case .prepare, .next, .reserve, .watermark: break
        }
    }

    private func failed(_ job: Job, _ error: LogError) {
        switch job {
        case .seal(let ending), .cut(let ending, _), .list(let ending, _):
            unsealed.withLock { unsealed in
                if error.isPassing { unsealed.waiting.append(ending) }
                unsealed.reason = error
            }
            note(error)
            sealing.leave()
        case .prepare(let segment, _):
            segment.preparationEnded()
            note(error)
        // Without room, the next segment is made when it is needed; without a reserve everything
        // works until the disk is full, and then opening may not.
        case .next, .reserve: break
        case .watermark: note(error)
        }
    }

    /// Does a part of a job.
    ///
    /// - Returns: what remains of it.
    private func perform(_ job: Job) throws(LogError) -> Job? {
        switch job {
        case .prepare(let segment, let position):
            let isDone = try logged { () throws(SystemError) in try prepare(segment, position) }
            return isDone ? nil : job
        case .next: try logged { () throws(SystemError) in try next.prepare(bytes: firstBytes) }
        case .reserve: try logged { () throws(SystemError) in try allocateReserve() }
        case .watermark: try logged { () throws(SystemError) in try watermark.sync() }
        case .seal(let ending): return .cut(ending, try writeFooter(ending))
        case .cut(let ending, let mark):
            try logged { () throws(SystemError) in
                let file = try place.storage.open(place.path(ending.entry.fileName), .write)
                try file.truncate(to: mark.fileBytes)
                try file.sync()
                try file.close()
            }
            return .list(ending, mark)
        case .list(let ending, let mark): try list(ending.entry, mark)
        }
        return nil
    }

    /// The first space of a new segment.
    var firstBytes: UInt64 {
        min(
            UInt64(Limits.preparedBytesMin),
            UInt64(options.segmentBytes + Limits.closingBytes))
    }

    /// Prepares the next piece; true when there is enough.
    private func prepare(
        _ segment: ActiveSegment, _ position: UInt64
    ) throws(SystemError) -> Bool {
        let target = segment.target(at: position)
        let piece = min(target, segment.prepared + UInt64(Limits.fillBytes))
        try segment.prepare(to: piece)
        let isDone = segment.prepared >= target
        if isDone {
            segment.preparationEnded()
        } else if !options.isStepped {
            Platform.pause(milliseconds: Limits.fillPauseMilliseconds)
        }
        return isDone
    }

    private func allocateReserve() throws(SystemError) {
        let bytes = UInt64(options.segmentBytes + Limits.reserveExtraBytes)
        let file = try place.storage.open(place.reserve, .create)
        if try file.size() != bytes { try file.allocate(bytes) }
        try file.close()
    }

    private func writeFooter(_ ending: Ending) throws(LogError) -> FooterMark {
        let entry = ending.entry
        let footer = FooterMark.footer(
            try ending.payload(), at: entry.end, last: entry.last, chain: entry.chain,
            salt: entry.salt)
        try logged { () throws(SystemError) in
            let file = try place.storage.open(place.path(entry.fileName), .write)
            try file.write(footer.bytes.raw, at: entry.end)
            try file.sync()
            try file.close()
        }
        return footer.mark
    }

    private func list(_ entry: SegmentEntry, _ mark: FooterMark) throws(LogError) {
        do throws(Ledger.Failure) {
            try ledger.update { manifest in
                for index in manifest.segments.indices
                where manifest.segments[index].id == entry.id {
                    manifest.segments[index].state = .sealed
                    manifest.segments[index].bytes = mark.fileBytes
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
