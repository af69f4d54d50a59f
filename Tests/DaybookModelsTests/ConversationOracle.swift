// Response times, resolutions and standings once more, written another way: sorted lists of typed
// facts, cut into stretches, each looked through as a whole.

import DaybookCoding
import DaybookCommerce

/// A naive account of conversations.
struct ConversationOracle {
    enum Kind: Int { case assigned, handOver, reopened, said, resolved, closed }
    enum Author { case customer, human, bot, nobody }

    struct Entry {
        var time: Int64
        var kind: Kind
        var author = Author.nobody
        /// Orders facts that agree in everything else, and breaks no tie that matters.
        var place: Int
    }

    /// What is said of one conversation.
    struct Account: Equatable {
        var firsts: [Int64] = []
        var nexts: [Int64] = []
        var bots: [Int64] = []
        var resolutions = 0
        var reopenings = 0
        var phase = "new"
    }

    private(set) var accounts: [String: Account] = [:]

    init(_ facts: [Fact]) {
        var all: [String: [Entry]] = [:]
        for (place, fact) in facts.enumerated() {
            let time = (fact.envelope.time ?? testStart).microseconds
            func add(_ conversation: ConversationID, _ kind: Kind, _ author: Author = .nobody) {
                all[conversation.text, default: []].append(
                    Entry(time: time, kind: kind, author: author, place: place))
            }
            switch fact.event {
            case let fact as MessageSent: add(fact.conversation, .said, Self.author(of: fact))
            case let fact as ConversationResolved: add(fact.conversation, .resolved)
            case let fact as ConversationReopened: add(fact.conversation, .reopened)
            case let fact as ConversationClosed: add(fact.conversation, .closed)
            case let fact as ConversationAssigned: add(fact.conversation, .assigned)
            case let fact as BotHandedOver: add(fact.conversation, .handOver)
            default: break
            }
        }
        for (conversation, entries) in all {
            let sorted = entries.sorted {
                ($0.time, $0.kind.rawValue, $0.place) < ($1.time, $1.kind.rawValue, $1.place)
            }
            accounts[conversation] = Self.account(sorted)
        }
    }

    private static func author(of message: MessageSent) -> Author {
        if message.direction == .in { return .customer }
        if message.direction == .internal { return .nobody }
        if message.bot != nil { return .bot }
        return message.automatic == true ? .nobody : .human
    }

    private static func account(_ entries: [Entry]) -> Account {
        var account = Account()
        // Stretches between an end and a return.
        var stretch: [Entry] = []
        var afterEnd: [Entry] = []
        var end: Kind?
        var isAssigned = false
        func finish() {
            count(stretch, &account)
            stretch = []
        }
        for entry in entries {
            switch entry.kind {
            case .resolved where end == nil:
                finish()
                account.resolutions += 1
                end = .resolved
                afterEnd = []
            case .closed where end != .closed:
                if end == nil {
                    finish()
                    afterEnd = []
                }
                end = .closed
                isAssigned = false
            case .reopened, .assigned:
                if entry.kind == .assigned { isAssigned = true }
                guard end != nil else { break }
                end = nil
                account.reopenings += 1
                let call = afterEnd.last { $0.author == .customer }
                stretch = call.map { [$0] } ?? []
            case .said, .handOver:
                if end == nil { stretch.append(entry) } else { afterEnd.append(entry) }
            default: break
            }
        }
        count(stretch, &account)
        account.phase =
            switch end {
            case .resolved: "resolved"
            case .closed: "closed"
            default:
                isAssigned || stretch.contains { $0.author == .human }
                    ? "active" : "new"
            }
        return account
    }

    /// The responses of one stretch.
    private static func count(_ stretch: [Entry], _ account: inout Account) {
        guard
            let start = stretch.firstIndex(where: {
                $0.author == .customer || $0.kind == .handOver
            })
        else { return }
        if let bot = stretch.firstIndex(where: { $0.author == .customer }),
            let answer = stretch[bot...].first(where: { $0.author == .bot })
        {
            account.bots.append(answer.time - stretch[bot].time)
        }
        guard let answer = stretch[start...].firstIndex(where: { $0.author == .human }) else {
            return
        }
        let asked = stretch[start..<answer].last { $0.kind == .handOver } ?? stretch[start]
        account.firsts.append(stretch[answer].time - asked.time)
        var turn: Int64?
        for entry in stretch[(answer + 1)...] {
            if entry.author == .customer, turn == nil { turn = entry.time }
            if entry.author == .human, let asked = turn {
                account.nexts.append(entry.time - asked)
                turn = nil
            }
        }
    }
}
