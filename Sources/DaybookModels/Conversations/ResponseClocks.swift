// How long customers wait for a word: the clocks of first and further responses. Must not know what
// else goes on in a conversation.

/// Lengths of time, counted.
public struct LengthFigures: Hashable, Sendable, BitwiseCopyable {
    /// How many there are.
    public internal(set) var count: Int64 = 0
    /// Their sum, in microseconds.
    public internal(set) var sum: Int64 = 0
    /// The longest, in microseconds; 0 if there are none.
    public internal(set) var most: Int64 = 0

    /// No lengths.
    public init() {}

    /// The mean in microseconds, rounded down; nil if there are none.
    public var mean: Int64? { count == 0 ? nil : sum / count }

    mutating func add(_ length: Int64) {
        count += 1
        sum = sum.addingReportingOverflow(length).overflow ? .max : sum + length
        most = max(most, length)
    }

    /// The lengths of both.
    public static func + (left: Self, right: Self) -> Self {
        var all = left
        all.count += right.count
        let (sum, overflow) = left.sum.addingReportingOverflow(right.sum)
        all.sum = overflow ? .max : sum
        all.most = max(left.most, right.most)
        return all
    }
}

/// An answer that a customer got.
struct Response: BitwiseCopyable, Sendable {
    enum Kind: UInt8 { case first, next, bot }

    var kind: Kind
    /// Who answered: the one who did, whoever was in charge; `.max` if nothing tells.
    var agent: UInt32
    /// In microseconds.
    var length: Int64
    var sequence: UInt64
}

/// The clocks of a conversation between two endings.
///
/// - The first response is that of a human: from the first word of the customer, or from the
///   moment a bot handed over, to the first public word that is no machine's. A call that is put
///   through is a word.
/// - A further turn begins with the earliest word that is not answered yet, and ends with the next
///   public word of a human. The turn that the first response ends is not counted again.
/// - A bot's first response stands beside. What is over stops the clocks, without counting.
struct ResponseClocks: BitwiseCopyable, Sendable {
    private enum Wait: UInt8 { case silent, running, done }

    private var wait = Wait.silent
    private var botWait = Wait.silent
    private var hasTurn = false
    private var since: Int64 = 0
    private var botSince: Int64 = 0
    private var turn: Int64 = 0
    private(set) var firsts = LengthFigures()
    private(set) var nexts = LengthFigures()
    private(set) var bots = LengthFigures()
    /// The first first response, and who gave it.
    private(set) var first: Int64 = 0
    private(set) var firstBy = UInt32.max
    private(set) var firstSequence: UInt64 = 0

    init() {}

    /// Since when the customer waits for a word of a human, if so.
    var unansweredSince: Int64? {
        switch wait {
        case .running: since
        case .done: hasTurn ? turn : nil
        case .silent: nil
        }
    }

    /// The customer said something.
    mutating func customer(at time: Int64) {
        if wait == .silent {
            wait = .running
            since = time
        } else if wait == .done, !hasTurn {
            hasTurn = true
            turn = time
        }
        if botWait == .silent {
            botWait = .running
            botSince = time
        }
    }

    /// A human answered.
    mutating func human(_ agent: UInt32, _ row: ConversationRow) -> Response? {
        if wait == .running {
            wait = .done
            let answered = length(from: since, to: row.time)
            if firsts.count == 0 {
                first = answered
                firstBy = agent
                firstSequence = row.sequence
            }
            firsts.add(answered)
            return Response(kind: .first, agent: agent, length: answered, sequence: row.sequence)
        }
        guard wait == .done, hasTurn else { return nil }
        hasTurn = false
        let answered = length(from: turn, to: row.time)
        nexts.add(answered)
        return Response(kind: .next, agent: agent, length: answered, sequence: row.sequence)
    }

    /// A bot answered.
    mutating func bot(_ row: ConversationRow) -> Response? {
        guard botWait == .running else { return nil }
        botWait = .done
        let answered = length(from: botSince, to: row.time)
        bots.add(answered)
        return Response(kind: .bot, agent: .max, length: answered, sequence: row.sequence)
    }

    /// From here on a human is waited for.
    mutating func handOver(at time: Int64) {
        if wait == .done { return }
        wait = .running
        since = time
    }

    /// It is over: nobody waits.
    mutating func stop() {
        if wait == .running { wait = .silent }
        if botWait == .running { botWait = .silent }
        hasTurn = false
    }

    /// It came back: everything begins anew.
    mutating func begin() {
        wait = .silent
        botWait = .silent
        hasTurn = false
    }
}
