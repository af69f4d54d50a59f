// The view over all contradictions: its words, its counts against what the models count, and its
// independence of the order in which facts come.

import Daybook
import DaybookTesting
import Testing

@Suite struct AnomalyTests {
    @Test("each kind has a word of its own, which never changes") func words() {
        let words = AnomalyKind.allCases.map { "\($0.model.rawValue) \($0)" }
        #expect(
            words == [
                "queues negativeWait", "queues leftWithoutEntry", "queues repeatedEntry",
                "queues rejoinedWithoutAbandon", "conversations factsBeforeOpening",
                "conversations openedAgain", "conversations reopenedWhileOpen",
                "conversations resolvedAgain", "conversations closedAgain",
                "conversations changedAfterEnd", "conversations servedAfterMerge",
                "conversations mergedAgain", "conversations unmergedWithoutMerge",
                "agents noEndOfSegment", "agents endedWithoutBeginning", "agents negativeLength",
                "agents loggedOutWithoutLogin", "agents wrappedUpWithoutWrap",
                "agents foundWithoutLoss", "agents seenAfterLoss", "orders unplaced",
                "orders placedAgain", "orders cancelledAndCompleted",
                "orders refundedBeyondCapture", "orders capturedBeyondAuthorised",
                "orders voidedBeyondAuthorised", "orders otherCurrency", "orders negativeAmount",
                "orders packedBeyondOrdered", "orders returnedBeyondOrdered",
                "orders arrivedThoughGivenUp", "orders parcelWithoutBeginning",
                "visitors foreignSession", "visitors negativeDwell", "identities secondIdentity",
                "identities guessedMerge", "identities mergedIntoItself",
                "identities undoneWithoutLink", "identities circle",
            ])
        #expect(Set(AnomalyKind.allCases.map { "\($0)" }).count == AnomalyKind.allCases.count)
    }

    private static func at(_ second: Int64, _ event: any Event) -> Fact {
        Fact(event, Envelope(time: Timestamp(seconds: 1_800_000_000 + second), source: "test"))
    }

    private static let contradictions: [Fact] = [
        at(
            0,
            ConversationOpened(conversation: "c", channel: .webchat, initiator: .customer)),
        at(10, QueueEntered(conversation: "c", queue: "sales", reason: .new)),
        at(20, QueueEntered(conversation: "c", queue: "sales", reason: .new)),
        at(30, ConversationReopened(conversation: "c", trigger: .customer)),
        at(40, AgentFound(agent: "ann")),
        at(50, PaymentCaptured(payment: "y", order: "o", amount: Money(300, "EUR"))),
        at(60, PaymentRefunded(payment: "y", order: "o", amount: Money(400, "EUR"))),
        at(
            45,
            OrderPlaced(
                order: "o",
                lines: [
                    OrderLine(product: "p", quantity: Milli(1), price: Money(500, "EUR"))
                ], total: Money(500, "EUR"))),
        at(70, PageLeft(visitor: "v", url: "/", dwell: Microseconds(-1))),
        at(
            80,
            IdentityLinked(
                visitor: "v", person: "ann", evidence: .login, strength: .deterministic)),
        at(
            90,
            IdentityLinked(
                visitor: "v", person: "bob", evidence: .login, strength: .deterministic)),
    ]

    @Test("contradictions and their facts are the same in whatever order the facts come")
    func order() async throws {
        var random = SeededRandom(seed: 5)
        for _ in 0..<24 {
            let order = Self.contradictions.indices.shuffled(using: &random)
            let book = try await Daybook.inMemory(fixedOptions())
            try await book.append(order.map { Self.contradictions[$0] })
            let rows = try await book.replay().anomalies().rows.map { row in
                let facts = row.anomaly.sequences.map { order[Int($0) - 1] }
                return "\(row.anomaly.kind) of \(row.about.name) by \(facts)"
            }
            #expect(
                rows.sorted() == [
                    "foundWithoutLoss of ann by [4]", "negativeDwell of v by [8]",
                    "refundedBeyondCapture of o by [6]", "reopenedWhileOpen of c by [3]",
                    "repeatedEntry of c by [2]", "secondIdentity of v by [10]",
                ], "\(order)")
            try await book.close()
        }
    }

    @Test("the view counts what the models count, where some facts are missing, others told twice")
    func counts() async throws {
        var traffic = Traffic(seed: 3)
        let book = try await Daybook.inMemory(fixedOptions())
        for _ in 0..<30_000 { _ = traffic.next() }
        var facts: [Fact] = []
        for number in 0..<20_000 {
            let fact = traffic.next()
            if number % 7 != 0 { facts.append(fact) }
            // Without its key, it is another fact.
            if number % 5 == 0 {
                facts.append(Fact(fact.event, Envelope(time: fact.envelope.time)))
            }
            if facts.count >= 1_000 || number == 19_999 {
                try await book.append(facts)
                facts = []
            }
        }
        let models = try await book.replay()
        var wanted: [AnomalyKind: Int64] = [:]
        for board in models.boards() {
            for kind in QueueAnomaly.allCases {
                wanted[.queue(kind), default: 0] += board.figures.count(of: kind)
            }
        }
        models.model.conversations.forEach { standing in
            for kind in ConversationAnomaly.allCases {
                wanted[.conversation(kind), default: 0] += Int64(standing.count(of: kind))
            }
        }
        models.model.agents.forEach { standing in
            for kind in AgentAnomaly.allCases {
                wanted[.agent(kind), default: 0] += standing.figures.count(of: kind)
            }
        }
        for order in models.orders() {
            for kind in order.standing.anomalies { wanted[.order(kind), default: 0] += 1 }
        }
        for conflict in models.identityConflicts() {
            wanted[.identity(conflict.kind), default: 0] += 1
        }
        for odd in models.model.visitors.latestAnomalies {
            wanted[.visitor(odd.kind), default: 0] += 1
        }
        wanted = wanted.filter { $0.value != 0 }
        let board = models.anomalies(limit: 3)
        let counts = board.counts.map { ($0.kind, $0.count) }
        #expect(Dictionary(uniqueKeysWithValues: counts) == wanted)
        let found = Set(wanted.keys.map(\.model))
        #expect(found.isSuperset(of: [.queues, .conversations, .agents, .orders]), "\(wanted)")
        #expect(board.rows.count == 3)
        #expect(board.total == board.counts.reduce(0) { $0 + $1.rows })
        #expect(board.rows[0].anomaly.sequences.last == board.counts.map(\.sequence).max())
        try await book.close()
    }
}
