// Cases: rows in canonical order, each case with what they add up to. A row in order advances its
// case; a late one makes it stale: it is derived anew from the checkpoint before, when one asks.
// Must not know what the facts are.

internal import DaybookBytes

/// What the rows of a case add up to.
protocol CaseState: Sendable {
    associatedtype Tag: CaseTag
    /// What a row brought about, beside the new state.
    associatedtype Effect

    /// A case without rows.
    init()

    /// Takes the next row in canonical order.
    @discardableResult
    mutating func take(_ row: CaseRow<Tag>, _ origins: borrowing Origins) -> Effect

    /// What later rows tell of each of the rows at some places, as bits that mean something to the
    /// state alone; empty if rows are told by those before them.
    static func outlooks(
        _ places: [UInt32], _ rows: borrowing Chunked<CaseRow<Tag>>, _ origins: borrowing Origins
    ) -> [UInt8]

    /// What later rows tell of the row that is taken next.
    var outlook: UInt8 { get set }

    /// The time of the first row that was taken without knowing what a later one tells of it.
    var revised: Int64? { get set }
}

extension CaseState {
    static func outlooks(
        _ places: [UInt32], _ rows: borrowing Chunked<CaseRow<Tag>>, _ origins: borrowing Origins
    ) -> [UInt8] { [] }

    var outlook: UInt8 {
        get { 0 }
        set {}
    }

    var revised: Int64? {
        get { nil }
        set {}
    }
}

/// Cases by handle.
struct Cases<State: CaseState>: Sendable {
    typealias Row = CaseRow<State.Tag>

    private struct Case {
        var state = State()
        /// The last row.
        var last = Row.none
        /// The last checkpoint.
        var checkpoint = Row.none
        /// The last checkpoint before every late row, if the case is stale.
        var sound = Row.none
        /// The rows behind the last checkpoint; of a stale case, those that were put off as well.
        var since: UInt32 = 0
        var isStale = false
        /// Whether it is among those to be settled.
        var isListed = false
    }

    /// The state as it was behind a row, so that late rows do not cost a whole history.
    private struct Checkpoint {
        var state: State
        var row: UInt32
        var previous: UInt32
        /// Its place in the case, from 1.
        var number: UInt32
    }

    /// What the rows behind a checkpoint add up to, and the checkpoints that they make.
    private struct Derived {
        var sound: UInt32
        var state: State
        var checkpoints: [(state: State, row: UInt32)] = []
        var since: UInt32 = 0
        /// The time of the first row of which a later one tells something that was not known.
        var revised: Int64?
    }

    /// A checkpoint is made each time so many rows have come.
    static var stretch: UInt32 { 64 }
    /// So many rows of a stale case are left to be derived.
    static var putOffMax: UInt32 { 2_048 }

    private(set) var rows = Chunked<Row>()
    var origins = Origins()
    // By handle: the place in `cases`.
    private(set) var places = Sparse<UInt32>(empty: .max)
    private var cases = Chunked<Case>()
    private var checkpoints = Chunked<Checkpoint>()
    private var stale: [Int] = []
    private var spares: [UInt32] = []

    // MARK: Folding

    /// Puts a row into its place in a case.
    ///
    /// - Complexity: O(1) in order, else O(rows that come later) / 64 and 64.
    mutating func add(_ row: Row, to handle: UInt32) {
        let place = place(of: handle)
        let last = cases[place].last
        guard last == Row.none || rows[Int(last)].precedes(row, origins) else {
            return insert(row, place)
        }
        append(row, place)
    }

    mutating func append(_ row: Row, _ place: Int) {
        var row = row
        row.next = cases[place].last
        let added = UInt32(truncatingIfNeeded: rows.append(row))
        cases[place].last = added
        cases[place].isStale ? putOff(place) : advance(place, row, added)
    }

    /// Leaves a row of a stale case to be derived; not too many, since a late one is looked for
    /// among them one by one.
    private mutating func putOff(_ place: Int) {
        cases[place].since += 1
        if cases[place].since >= Self.putOffMax { derive(place) }
    }

    /// Derives anew the cases that got late rows, once for all of them; else every question would.
    mutating func settle() {
        for place in stale {
            if cases[place].isStale { derive(place) }
            cases[place].isListed = false
        }
        stale.removeAll(keepingCapacity: true)
    }

    mutating func place(of handle: UInt32) -> Int {
        let known = places[handle]
        if known != .max { return Int(known) }
        let place = cases.append(Case())
        places[handle] = UInt32(truncatingIfNeeded: place)
        return place
    }

    private mutating func advance(_ place: Int, _ row: Row, _ added: UInt32) {
        cases[place].state.take(row, origins)
        if let time = cases[place].state.revised {
            return makeStale(place, behind: checkpoint(place, before: time))
        }
        cases[place].since += 1
        if cases[place].since == Self.stretch {
            keep(place, added, cases[place].state)
            cases[place].since = 0
        }
    }

    /// The last checkpoint of a case before a time.
    private func checkpoint(_ place: Int, before time: Int64) -> UInt32 {
        var checkpoint = cases[place].checkpoint
        while checkpoint != Row.none, rows[Int(checkpoints[Int(checkpoint)].row)].time >= time {
            checkpoint = checkpoints[Int(checkpoint)].previous
        }
        return checkpoint
    }

    /// Takes note that a case has to be derived anew from behind a checkpoint.
    private mutating func makeStale(_ place: Int, behind checkpoint: UInt32) {
        if !cases[place].isStale {
            cases[place].isStale = true
            cases[place].sound = checkpoint
            if !cases[place].isListed { stale.append(place) }
            cases[place].isListed = true
        } else if number(checkpoint) < number(cases[place].sound) {
            cases[place].sound = checkpoint
        }
    }

    /// Makes a checkpoint behind a row, in the memory of one that was forgotten if there is one.
    private mutating func keep(_ place: Int, _ row: UInt32, _ state: State) {
        let previous = cases[place].checkpoint
        let checkpoint = Checkpoint(
            state: state, row: row, previous: previous, number: number(previous) + 1)
        if let spare = spares.popLast() {
            checkpoints[Int(spare)] = checkpoint
            cases[place].checkpoint = spare
        } else {
            cases[place].checkpoint = UInt32(truncatingIfNeeded: checkpoints.append(checkpoint))
        }
    }

    /// Forgets the checkpoints of a case behind one of them.
    private mutating func forget(_ place: Int, behind sound: UInt32) {
        while cases[place].checkpoint != sound {
            spares.append(cases[place].checkpoint)
            cases[place].checkpoint = checkpoints[Int(cases[place].checkpoint)].previous
        }
    }

    private mutating func insert(_ row: Row, _ place: Int) {
        var (later, checkpoint) = before(row, place)
        if later == Row.none { later = cases[place].last }
        while rows[Int(later)].next != Row.none,
            row.precedes(rows[Int(rows[Int(later)].next)], origins)
        {
            later = rows[Int(later)].next
        }
        var row = row
        row.next = rows[Int(later)].next
        rows[Int(later)].next = UInt32(truncatingIfNeeded: rows.append(row))
        makeStale(place, behind: checkpoint)
        putOff(place)
    }

    /// Takes a row out of a case; one without rows is none.
    ///
    /// - Complexity: O(rows that come later) / 64 and 64.
    mutating func remove(_ row: Row, from handle: UInt32) {
        guard places[handle] != .max else { return }
        let place = Int(places[handle])
        var (later, sound) = before(row, place)
        var found = later == Row.none ? cases[place].last : rows[Int(later)].next
        while found != Row.none, !isSame(rows[Int(found)], row) {
            later = found
            found = rows[Int(found)].next
        }
        guard found != Row.none else { return }
        let earlier = rows[Int(found)].next
        if later == Row.none {
            cases[place].last = earlier
        } else {
            rows[Int(later)].next = earlier
        }
        // A checkpoint at the row will be forgotten; until then it has to stand at one.
        while sound != Row.none, checkpoints[Int(sound)].row == found, earlier != Row.none {
            checkpoints[Int(sound)].row = earlier
            sound = checkpoints[Int(sound)].previous
        }
        makeStale(place, behind: earlier == Row.none ? Row.none : sound)
        earlier == Row.none ? derive(place) : putOff(place)
    }

    /// Looks for the place of a row, from checkpoint to checkpoint.
    ///
    /// - Returns: a row that comes later, or `none`, and the last checkpoint that does not.
    private func before(_ row: Row, _ place: Int) -> (later: UInt32, checkpoint: UInt32) {
        var later = Row.none
        var checkpoint = cases[place].checkpoint
        while checkpoint != Row.none,
            row.precedes(rows[Int(checkpoints[Int(checkpoint)].row)], origins)
        {
            later = checkpoints[Int(checkpoint)].row
            checkpoint = checkpoints[Int(checkpoint)].previous
        }
        return (later, checkpoint)
    }

    private func isSame(_ one: Row, _ other: Row) -> Bool {
        one.meta == other.meta && one.value == other.value
            && origins[one.origin].handle == origins[other.origin].handle
    }

    private func number(_ checkpoint: UInt32) -> UInt32 {
        checkpoint == Row.none ? 0 : checkpoints[Int(checkpoint)].number
    }

    private mutating func derive(_ place: Int) {
        let derived = derived(place)
        forget(place, behind: derived.sound)
        for made in derived.checkpoints { keep(place, made.row, made.state) }
        cases[place].state = derived.state
        cases[place].since = derived.since
        cases[place].isStale = false
    }

    /// What the rows of a stale case add up to.
    private func derived(_ place: Int) -> Derived {
        var sound = cases[place].sound
        while true {
            let derived = derived(place, behind: sound)
            let start = sound == Row.none ? .min : rows[Int(checkpoints[Int(sound)].row)].time
            // Of the rows behind the checkpoint everything was known.
            guard sound != Row.none, let time = derived.revised, time <= start else {
                return derived
            }
            sound = checkpoint(place, before: time)
        }
    }

    private func derived(_ place: Int, behind sound: UInt32) -> Derived {
        let start = sound == Row.none ? nil : checkpoints[Int(sound)]
        var derived = Derived(sound: sound, state: start?.state ?? State())
        let places = rowPlaces(from: cases[place].last, behind: start?.row ?? Row.none)
        let outlooks = State.outlooks(places, rows, origins)
        for (index, added) in places.enumerated() {
            derived.state.outlook = outlooks.isEmpty ? 0 : outlooks[index]
            derived.state.take(rows[Int(added)], origins)
            if let time = derived.state.revised {
                derived.revised = min(time, derived.revised ?? time)
                derived.state.revised = nil
            }
            derived.since += 1
            if derived.since == Self.stretch {
                derived.checkpoints.append((derived.state, added))
                derived.since = 0
            }
        }
        derived.state.outlook = 0
        return derived
    }

    /// The places of rows in canonical order, up to `last`.
    private func rowPlaces(from last: UInt32, behind start: UInt32) -> [UInt32] {
        var places: [UInt32] = []
        var place = last
        while place != start {
            places.append(place)
            place = rows[Int(place)].next
        }
        places.reverse()
        return places
    }

    // MARK: Asking

    /// What the rows of a case add up to; nil for a handle without rows.
    func state(_ handle: UInt32) -> State? {
        let place = places[handle]
        return place == .max || isEmpty(place) ? nil : state(at: Int(place))
    }

    /// Whether all rows of a case went elsewhere.
    private func isEmpty(_ place: UInt32) -> Bool { cases[Int(place)].last == Row.none }

    private func state(at place: Int) -> State {
        cases[place].isStale ? derived(place).state : cases[place].state
    }

    /// Shows every case, by handle.
    func forEach(_ body: (UInt32, State) -> Void) {
        forEachHandle { body($0, state(at: Int(places[$0]))) }
    }

    func forEachHandle(_ body: (UInt32) -> Void) {
        places.forEach { handle, place in if !isEmpty(place) { body(handle) } }
    }

    /// The rows of a case in canonical order.
    func rows(of handle: UInt32) -> [Row] {
        let place = places[handle]
        guard place != .max else { return [] }
        return rowPlaces(from: cases[Int(place)].last, behind: Row.none).map { rows[Int($0)] }
    }

    /// Lets a case go by once more, row by row.
    ///
    /// - Parameter body: gets the row, the state behind it and what it brought about.
    func retell(_ handle: UInt32, _ body: (Row, State, State.Effect) -> Void) {
        guard places[handle] != .max else { return }
        var state = State()
        let places = rowPlaces(from: cases[Int(places[handle])].last, behind: Row.none)
        let outlooks = State.outlooks(places, rows, origins)
        for (index, place) in places.enumerated() {
            state.outlook = outlooks.isEmpty ? 0 : outlooks[index]
            let row = rows[Int(place)]
            let effect = state.take(row, origins)
            body(row, state, effect)
        }
    }
}
