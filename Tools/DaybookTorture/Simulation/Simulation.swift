// One run: a book on a simulated disk, driven by a seed through appends, crashes and faults, and
// judged by the oracle at every step. Nothing here happens by chance or by a clock.

internal import Daybook
internal import DaybookLog
internal import DaybookTesting
internal import Synchronization

/// A seeded run of a book against its oracle.
///
/// Only one task runs it, from the first call to the last.
public final class Simulation {
    /// What the run has met.
    public internal(set) var counters = Counters()
    /// Operations done so far.
    public internal(set) var done = 0
    /// Told of each action and each call that changes the disk, for a person who looks into it.
    public var trace: (@Sendable (String) -> Void)?
    var random: SeededRandom
    let plan: Plan
    let operations: Int
    /// The disk, as no process in particular.
    var disk = SimulatedDisk()
    /// The disk, as the appending process uses it.
    var process: SimulatedDisk
    var book: Daybook?
    var oracle = Oracle()
    var pending: [PendingAppend] = []
    var keys: [PendingAppend] = []
    var readers: [Reader] = []
    var follower: Reader?
    /// MANIFEST as it has been, the latest last.
    var manifests: [[UInt8]] = []
    /// How the process will end, once its disk calls run out.
    var ending: Ending?
    var patience = 0
    /// Whether something was planned that may make a call fail.
    var mayFail = false
    var isFull = false
    var lastName = 0
    private var wasOpened = false
    /// Segments that were counted, by their ids.
    private var rolled: Set<UInt64> = []
    private var sealed: Set<UInt64> = []
    /// The fault that is planned, to be counted when it comes.
    var planned: Coverage?

    enum Ending { case kill, powerCut }

    /// A reader and how far it has read.
    struct Reader {
        let book: Daybook?
        var iterator: EventSequence.Iterator
        var position: Int
    }

    /// Plans a run.
    ///
    /// - Parameters:
    ///   - seed: decides everything.
    ///   - operations: how many to do.
    public init(seed: UInt64, operations: Int) {
        random = SeededRandom(seed: seed)
        plan = Plan(&random)
        self.operations = operations
        process = disk.newProcess()
    }

    /// Runs to the end.
    ///
    /// - Throws: what must not happen.
    public func run() async throws(BrokenPromise) {
        try await open()
        if plan.isBuffered { counters.add(.bufferedBook) }
        while done < operations {
            done += 1
            let action = plan.next(&random)
            trace?("\(done) \(action)")
            try await perform(action)
            if ending != nil {
                patience -= 1
                if process.isStopped || patience == 0 { try await end() }
            }
        }
        try await end()
        if plan.rots { try await rot() }
    }

    // MARK: Opening

    var options: Daybook.Options {
        var options = Daybook.Options()
        options.isStepped = true
        options.segmentBytes = plan.segmentBytes
        options.durability = plan.isBuffered ? .buffered(milliseconds: 1 << 30) : .durable
        let drawn = Mutex(SeededRandom(seed: random.next()))
        options.random = { drawn.withLock { $0.next() } }
        let start = Timestamp(microseconds: 1_760_000_000_000_000 + Int64(done) * 1_000_000)
        let time = Mutex(start)
        options.clock = {
            time.withLock { time in
                time = time + .milliseconds(1)
                return time
            }
        }
        return options
    }

    /// Opens the book for appending, through crashes and failures, and judges what it holds.
    func open() async throws(BrokenPromise) {
        for attempt in 0... {
            process = disk.newProcess()
            if let trace { process.observe { call, path in trace("    \(call) \(path)") } }
            trace?("open")
            mayFail = false
            let isRough = attempt < 4
            if isRough && random.chance(250) {
                process.stop(after: random.below(40))
                mayFail = true
            } else if isRough && plan.actions.contains(.fault) && random.chance(100) {
                planFault()
            }
            do throws(DaybookError) {
                book = try await Daybook.open(process, "book", options)
                break
            } catch {
                try await failedToOpen(error)
            }
        }
        try await judgeOpening()
        if mayFail, !process.isStopped, ending == nil {
            // The calls left run out later, while the book is at work.
            ending = random.chance(500) ? .kill : .powerCut
            patience = 40
        }
    }

    private func failedToOpen(_ error: DaybookError) async throws(BrokenPromise) {
        trace?("not opened: \(error)")
        if process.isStopped {
            counters.add(.crashWhileOpening)
            if random.chance(600) { cutPower() }
        } else if isFull, case .log(.diskFull) = error {
            try demand(
                !hasReserve || process.faultsMet > 0, "no room to open although there is a reserve")
            lift()
        } else {
            try demand(mayFail && process.faultsMet > 0, "opening failed: \(error)")
            counters.add(.failedOpening)
        }
    }

    /// Whether RESERVE has its full size, so that a full disk must not keep anybody from opening.
    private var hasReserve: Bool {
        (disk.contents("book/RESERVE")?.count ?? 0)
            == plan.segmentBytes + Limits.reserveExtraBytes
    }

    private func judgeOpening() async throws(BrokenPromise) {
        guard let report = book?.opening else { throw BrokenPromise("a writer without a report") }
        switch report.ending {
        case .created: break
        case .closed: counters.add(.openedClosed)
        case .unclean: counters.add(.recoveredCopy)
        case .damaged(let damage): throw BrokenPromise("damage without rot: \(damage)")
        }
        // A header that could not be opened this time is no rot.
        try demand(
            report.damages.allSatisfy { !$0.losesFacts && process.faultsMet > 0 },
            "damage without rot: \(report.damages)")
        if report.droppedBytes > 0 { counters.add(.tornTail) }
        for repair in report.repairs {
            if case .footer = repair { counters.add(.footerRebuilt) }
            if case .reserve = repair { counters.add(.reserveSpent) }
            // Once there is a MANIFEST, no crash may hurt it.
            if case .manifest = repair, wasOpened, process.faultsMet == 0 {
                throw BrokenPromise("MANIFEST was lost without rot")
            }
        }
        wasOpened = true
        try countSegments()
        let kept = try await readAll()
        try demand(
            UInt64(kept.count) == report.last, "opening kept \(report.last), read \(kept.count)")
        let (before, doubts) = (oracle.facts.count, oracle.hasDoubts)
        try oracle.recover(kept)
        if doubts { counters.add(kept.count > before ? .doubtfulKept : .doubtfulDropped) }
    }

    private func countSegments() throws(BrokenPromise) {
        do throws(LogError) {
            for entry in try LogReader(disk.newProcess(), "book").state.segments {
                let isNew = rolled.insert(entry.id).inserted
                if isNew && entry.generation == 0 && entry.first > 1 { counters.add(.roll) }
                if entry.state == .sealed && sealed.insert(entry.id).inserted {
                    counters.add(.segmentSealed)
                }
            }
        } catch { throw BrokenPromise("the list of segments cannot be read: \(error)") }
    }

    /// Everything that a process beside the writer can read.
    func readAll() async throws(BrokenPromise) -> [SimulatedFact] {
        do {
            var reading = Daybook.Options()
            reading.access = .readOnly
            let book = try await Daybook.open(disk.newProcess(), "book", reading)
            var facts: [SimulatedFact] = []
            for try await event in book.events() {
                try demand(
                    event.sequence == UInt64(facts.count + 1), "a gap before \(event.sequence)")
                guard let fact = SimulatedFact(event) else {
                    throw BrokenPromise("fact \(event.sequence) is none of ours")
                }
                facts.append(fact)
            }
            return facts
        } catch let finding as BrokenPromise {
            throw finding
        } catch {
            throw BrokenPromise("reading everything failed: \(error)")
        }
    }

    // MARK: Ending

    /// Lets the process end as planned, or the power fail, and opens again.
    func end() async throws(BrokenPromise) {
        process.end()
        mayFail = true
        try await drain()
        follower = nil
        book = nil
        switch ending ?? .powerCut {
        case .kill:
            counters.add(.killed)
            if random.chance(300) { try await pollReaders() }
        case .powerCut:
            counters.add(.powerCut)
            cutPower()
        }
        trace?(
            "end \(ending ?? .powerCut), \(oracle.acknowledged) of \(oracle.facts.count) durable")
        ending = nil
        if random.chance(300) { try oracle.show(try await readAll(), after: 0) }
        if random.chance(500) { lift() }
        try await open()
    }

    private func cutPower() {
        trace?("power cut")
        disk = disk.crashed(.random(seed: random.next()))
        readers = []
        isFull = false
    }

    func lift() {
        disk.limit(bytes: nil)
        isFull = false
    }

    func planFault() {
        let calls: [SystemError.Call] = [
            .open, .write, .write, .sync, .sync, .allocate, .truncate, .rename, .remove,
            .syncDirectory,
        ]
        let call = random.pick(calls)
        let number = 1 + random.below(12)
        var kinds: [(SimulatedDisk.Fault.Kind, Coverage)] = [
            (.error(ErrorCode.media), call == .sync ? .failedSync : .failedCall),
            (.error(ErrorCode.diskFull[1]), .quota), (.error(ErrorCode.diskFull[2]), .fileTooLarge),
            (.interrupted, .interruptedCall),
        ]
        if call == .sync { kinds.append((.partialSync(seed: random.next()), .partialSync)) }
        if call == .write { kinds.append((.short, .shortCall)) }
        let (kind, name) = random.pick(kinds)
        process.fail(
            .init(
                call, number: number, kind: kind,
                isPersistent: random.chance(200) && call != .open && kind != .interrupted))
        planned = name
        // A call that is interrupted or moves less fails nothing.
        if kind != .interrupted && kind != .short { mayFail = true }
    }
}
