// Calls of whose end nothing is told: when they count as ended, and what later facts tell of it.
// Must not know what the time of a call is counted for.

internal import DaybookBytes

/// What later facts tell of a call that begins.
struct CallOutlook: OptionSet, Hashable, Sendable {
    let rawValue: UInt8
    /// Its end at the agent is told.
    static let isTold = CallOutlook(rawValue: 1)
    /// No end is told, but its conversation was closed, or another call of it began.
    static let isOver = CallOutlook(rawValue: 2)
    /// More calls began behind it, or the agent logged out.
    static let isOutlived = CallOutlook(rawValue: 4)
}

/// Who takes a call while another one is not on hold may be on both, or the end of the first one
/// was not told. So both are on, until the agent has begun more calls or logs out, and no fact at
/// all tells of the first one's end: then it ended when the next one began.
extension AgentState {
    /// A call that was taken to have ended.
    struct Guess: BitwiseCopyable, Sendable {
        var conversation: UInt32
        var call: Int
        /// When it was told to begin.
        var toldAt: Int64
    }

    /// Calls that have to begin until the one before counts as ended, and until its end, told still
    /// later, counts no more.
    static let (outlivingMin, waitingMax) = (3, 64)

    static func outlooks(
        _ places: [UInt32], _ rows: borrowing Chunked<AgentRow>, _ origins: borrowing Origins
    ) -> [UInt8] {
        var outlooks = Array(repeating: UInt8(0), count: places.count)
        // By conversation: what the next rows tell of a call's end, and the calls behind them.
        var next = NextRows()
        var others: CallOutlook = []
        var calls = 0
        for index in places.indices.reversed() {
            let row = rows[Int(places[index])]
            guard let mark = row.tag.kind.callMark else { continue }
            let conversation = origins[row.origin].handle
            switch mark {
            case .begins:
                let end = next[conversation]
                next[conversation] = (.isOver, calls)
                var told = end?.told ?? []
                if let end, calls - end.calls > waitingMax { told = .isOver }
                calls += 1
                if calls >= outlivingMin { others = .isOutlived }
                outlooks[index] = others.union(told).rawValue
            case .ends: next[conversation] = (.isTold, calls)
            case .closes: next[conversation] = next[conversation] ?? (.isOver, calls)
            case .leaves: others = .isOutlived
            }
        }
        return outlooks
    }

    /// Takes note if a fact bears on what was taken for granted before.
    mutating func reconsider(_ mark: CallMark, _ conversation: UInt32) {
        let isOfAll = mark == .begins || mark == .leaves
        for contact in contacts
        where contact.isDoubted && (isOfAll || contact.conversation == conversation) {
            revise(contact.toldAt)
        }
        guard mark == .ends else { return }
        for guess in guesses where guess.conversation == conversation { revise(guess.toldAt) }
    }

    private mutating func revise(_ time: Int64) { revised = min(time, revised ?? time) }

    /// Decides of each other call that is not on hold whether it ended when this one began.
    mutating func doubtOthers(
        than conversation: UInt32, _ row: AgentRow, _ effect: inout Effect
    ) {
        guesses.removeAll { calls - $0.call > Self.waitingMax }
        let isOutlived = CallOutlook(rawValue: outlook).contains(.isOutlived)
        for index in contacts.indices.reversed() {
            let other = contacts[index]
            guard other.isCall, !other.isHeld, other.conversation != conversation else { continue }
            if other.outlook == .isOver || isOutlived && other.outlook != .isTold {
                guess(index, row, &effect)
            } else {
                contacts[index].isDoubted = true
            }
        }
    }

    /// Ends a call of whose end nothing is told.
    mutating func guess(_ index: Int, _ row: AgentRow, _ effect: inout Effect) {
        let contact = contacts[index]
        note(.noEndOfSegment, &effect)
        guesses.append(
            Guess(
                conversation: contact.conversation, call: contact.call, toldAt: contact.toldAt))
        close(index, row.time, nil)
        ended = nil
    }
}

/// What the next rows tell of each conversation's calls.
private struct NextRows {
    private var values: [(told: CallOutlook, calls: Int)] = []
    private var table = FlatTable()

    subscript(conversation: UInt32) -> (told: CallOutlook, calls: Int)? {
        get { table.value(Self.hash(conversation)).map { values[Int($0)] } }
        set {
            guard let newValue else { return }
            let hash = Self.hash(conversation)
            if let place = table.value(hash) { return values[Int(place)] = newValue }
            table.insert(hash, UInt32(values.count))
            values.append(newValue)
        }
    }

    private static func hash(_ conversation: UInt32) -> UInt64 {
        let spread = UInt64(conversation) &* 0x9E37_79B9_7F4A_7C15
        return spread ^ spread &>> 29
    }
}
