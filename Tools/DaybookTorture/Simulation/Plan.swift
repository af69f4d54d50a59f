// What a seed decides before anything happens: the shape of the book, and which operations and
// faults there are in this run at all. A run without most of them goes deep into the others.

internal import Daybook
internal import DaybookTesting

/// What a simulation can do next.
enum Action: CaseIterable, Sendable {
    case append, batch, condition, keyed, retry, conflict, cancel
    case commit, upkeep, time
    case sync, snapshot, query, read, follow, lookUp, otherRead
    case close, kill, powerCut, fault, diskFull

    /// How often it is chosen beside the others.
    var weight: Int {
        switch self {
        case .append, .commit: 100
        case .batch, .keyed, .upkeep: 60
        case .condition, .retry, .otherRead: 30
        case .conflict, .cancel, .time, .sync, .follow, .lookUp: 15
        case .read, .query: 8
        case .kill, .powerCut, .fault, .diskFull: 10
        case .close, .snapshot: 5
        }
    }

    /// Whether there is no run without it.
    var isEssential: Bool { self == .append || self == .commit }
}

/// The plan of one run.
struct Plan: Sendable {
    let actions: [Action]
    private let total: Int
    let segmentBytes: Int
    let isBuffered: Bool
    /// Names of conversations: few are written again and again, many make many definitions.
    let conversations: Int
    let bodyBytesMax: Int
    /// Whether the run ends with rot.
    let rots: Bool

    init(_ random: inout SeededRandom) {
        var chosen: [Action] = []
        for action in Action.allCases where action.isEssential || random.chance(750) {
            chosen.append(action)
        }
        actions = chosen
        total = chosen.reduce(0) { $0 + $1.weight }
        segmentBytes = (16 << 10) << random.below(3)
        isBuffered = random.chance(300)
        conversations = random.pick([2, 12, 200])
        bodyBytesMax = random.pick([20, 300, 3_000])
        rots = random.chance(600)
    }

    func next(_ random: inout SeededRandom) -> Action {
        var place = random.below(total)
        for action in actions {
            place -= action.weight
            if place < 0 { return action }
        }
        return .append
    }
}
