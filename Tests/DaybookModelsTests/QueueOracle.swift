// The queue figures once more, written another way: whole lists of typed facts, looked through from
// the beginning each time. Slow, plain, and without any state to keep up to date.

import DaybookCoding
import DaybookCommerce

/// A naive account of what queues did.
struct QueueOracle {
    /// A fact as one queue sees it.
    struct Entry {
        enum Kind: Int { case entry = 3, left = 5, moveOut = 10, moveIn, rejoin, end = 20, close }
        var time: Int64
        var rank: Int
        var kind: Kind
        var word = ""
        var wait: Int64?
        var talked = false
        /// A text that orders facts of equal time and rank.
        var content: String
    }

    struct Visit {
        var facts: [Entry] = []

        var entries: [Entry] { facts.filter { $0.kind == .entry || $0.kind == .moveIn } }

        /// The facts that still count: an abandon goes with the return that follows it.
        private var counting: [Entry] {
            var kept: [Entry] = []
            for fact in facts {
                if fact.kind == .rejoin, Visit(facts: kept).outcome == "abandoned" {
                    kept.removeAll { $0.kind == .left && $0.word == "abandoned" }
                    // A hang-up goes, and what it said of the wait; a talk stays a talk.
                    kept.removeAll { $0.kind == .end && !$0.talked }
                } else if fact.kind != .rejoin {
                    kept.append(fact)
                }
            }
            return kept
        }

        var outcome: String {
            let facts = facts.contains { $0.kind == .rejoin } ? counting : facts
            let words = Set(facts.filter { $0.kind == .left }.map(\.word))
            if words.contains("answered") || facts.contains(where: { $0.talked }) {
                return "answered"
            }
            if words.contains("abandoned") { return "abandoned" }
            if words.contains("join_empty") || words.contains("empty") { return "blocking" }
            if words.contains("closed") { return "closed" }
            if words.contains("full") { return "saturated" }
            let ends = facts.first { $0.kind == .end || $0.kind == .close || $0.kind == .moveOut }
            if !words.isEmpty || facts.contains(where: { $0.kind == .moveOut }) { return "other" }
            guard let ends else { return "waiting" }
            return ends.kind == .end && ends.word == "customer" ? "abandoned" : "other"
        }

        var wait: Int64 {
            let facts = facts.contains { $0.kind == .rejoin } ? counting : facts
            let word = outcome
            guard word == "answered" || word == "abandoned" else { return 0 }
            let left = facts.filter { $0.kind == .left && $0.word == word }
            if let told = left.compactMap(\.wait).first { return told }
            if let told = facts.filter({ $0.kind == .end }).compactMap(\.wait).first {
                return told
            }
            let hangUps = facts.filter { $0.kind == .end }
            let ends = word == "answered" || !left.isEmpty ? left : hangUps
            guard let end = ends.map(\.time).min(), let entered = entries.first else { return 0 }
            return end - entered.time
        }
    }

    private(set) var figures: [String: [String: Int64]] = [:]

    init(_ facts: [Fact]) {
        var conversations: [String: [String: [Entry]]] = [:]
        var closings: [String: [Entry]] = [:]
        for fact in facts {
            let time = fact.envelope.time?.microseconds ?? 0
            Self.sort(fact.event, time, &conversations, &closings)
        }
        for (conversation, queues) in conversations {
            for (queue, entries) in queues {
                let all = (entries + (closings[conversation] ?? [])).sorted {
                    ($0.time, $0.rank, $0.kind.rawValue, $0.content)
                        < ($1.time, $1.rank, $1.kind.rawValue, $1.content)
                }
                for visit in Self.visits(all) { count(visit, queue) }
            }
        }
    }

    private static func sort(
        _ event: any Event, _ time: Int64, _ conversations: inout [String: [String: [Entry]]],
        _ closings: inout [String: [Entry]]
    ) {
        func add(_ conversation: ConversationID, _ queue: QueueID, _ entry: Entry) {
            conversations[conversation.text, default: [:]][queue.text, default: []].append(entry)
        }
        switch event {
        case let fact as QueueEntered:
            add(
                fact.conversation, fact.queue,
                Entry(time: time, rank: 3, kind: .entry, content: ""))
        case let fact as QueueLeft:
            add(
                fact.conversation, fact.queue,
                Entry(
                    time: time, rank: 5, kind: .left, word: fact.outcome.text,
                    wait: fact.wait?.count, content: content(fact)))
        case let fact as QueueMoved:
            add(
                fact.conversation, fact.from,
                Entry(time: time, rank: 10, kind: .moveOut, content: ""))
            add(
                fact.conversation, fact.to,
                Entry(time: time, rank: 10, kind: .moveIn, content: ""))
        case let fact as QueueRejoined:
            // Before moves of the same instant, as any order that is the same everywhere will do.
            add(
                fact.conversation, fact.queue,
                Entry(time: time, rank: 9, kind: .rejoin, content: ""))
        case let fact as CallEnded:
            guard let queue = fact.queue else { return }
            let talked = fact.talk != nil || fact.agent != nil
            add(
                fact.conversation, queue,
                Entry(
                    time: time, rank: 12, kind: .end, word: fact.by.text, wait: fact.wait?.count,
                    talked: talked, content: content(fact)))
        case let fact as ConversationClosed:
            closings[fact.conversation.text, default: []].append(
                Entry(time: time, rank: 16, kind: .close, content: ""))
        default: break
        }
    }

    private static let words = [
        "answered", "abandoned", "join_empty", "empty", "closed", "full",
    ]

    /// Facts of equal time and rank go by outcome, then by whether a wait is told, then by it.
    private static func content(_ fact: QueueLeft) -> String {
        let classes = ["0", "1", "2", "2", "3", "4"]
        let place = words.firstIndex(of: fact.outcome.text)
        return "\(place.map { classes[$0] } ?? "5") \(number(fact.wait))"
    }

    private static func content(_ fact: CallEnded) -> String {
        let wait = fact.wait == nil ? "0" : "1"
        let talk = fact.talk != nil || fact.agent != nil ? "1" : "0"
        return "\(fact.by == .customer ? 1 : 0) \(wait) \(talk) \(number(fact.wait))"
    }

    private static func number(_ wait: Microseconds?) -> String {
        guard let wait else { return "0" }
        let digits = String(wait.count + 1_000_000_000_000)
        return "1" + String(repeating: "0", count: 20 - digits.count) + digits
    }

    private static func visits(_ facts: [Entry]) -> [Visit] {
        var visits: [Visit] = []
        var now = Visit()
        for fact in facts {
            let waits = now.outcome == "waiting"
            switch fact.kind {
            case .entry, .moveIn:
                if !waits, !now.entries.isEmpty {
                    visits.append(now)
                    now = Visit()
                }
                now.facts.append(fact)
            case .left, .moveOut, .end:
                if fact.kind == .end {
                    if now.facts.isEmpty && !fact.talked { continue }
                    let isNew = !visits.isEmpty && now.entries.count >= 1 && waits
                    if isNew, now.entries.first?.time == fact.time { continue }
                }
                let last = now.entries.last
                if waits, now.entries.count > 1, let last, last.time == fact.time,
                    let place = now.facts.lastIndex(where: {
                        $0.kind == .entry || $0.kind == .moveIn
                    })
                {
                    now.facts.remove(at: place)
                    visits.append(Visit(facts: now.facts + [fact]))
                    now = Visit(facts: [last])
                } else {
                    now.facts.append(fact)
                }
            case .rejoin:
                if now.facts.isEmpty || now.outcome == "abandoned" { now.facts.append(fact) }
            case .close: if waits, !now.facts.isEmpty { now.facts.append(fact) }
            }
        }
        return now.facts.isEmpty ? visits : visits + [now]
    }

    private mutating func count(_ visit: Visit, _ queue: String) {
        figures[queue, default: [:]][visit.outcome, default: 0] += 1
        let wait = visit.wait
        figures[queue, default: [:]]["wait", default: 0] += max(0, wait)
        if wait < 0 { figures[queue, default: [:]]["negative", default: 0] += 1 }
        let repeated = max(0, Int64(visit.entries.count) - 1)
        figures[queue, default: [:]]["repeated", default: 0] += repeated
    }
}
