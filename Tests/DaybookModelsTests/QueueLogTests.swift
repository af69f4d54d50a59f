// The logs of a telephone system with the figures expected from them. They lie beside the package,
// in ../shared/data; where they are absent the tests are skipped, and say so.

import DaybookCoding
import DaybookCommerce
import DaybookModels
import DaybookTesting
import Foundation
import Testing

private let logs = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("shared/data/queue_log")

private let logsArePresent = FileManager.default.fileExists(
    atPath: logs.appendingPathComponent("expected.json").path)

private struct Expectations: Decodable {
    struct Figures: Decodable {
        var from, until: String?
        var received, answered, abandoned, blocking, closed, saturated: Int64?
        var average_wait_s: Int64?
    }
    struct Table: Decodable {
        var log, kind, name, date: String
        var hours: [Figures]
        var total: Figures
    }
    var tables: [Table]
}

/// Lines of a queue log as facts, as far as queues are concerned.
private enum QueueLog {
    static func facts(_ text: String) -> [Fact] {
        text.split(separator: "\n").flatMap { line in
            facts(line.split(separator: "|", omittingEmptySubsequences: false).map(String.init))
        }
    }

    private static func facts(_ line: [String]) -> [Fact] {
        let time = Timestamp(seconds: Int64(line[0]) ?? 0)
        return events(line).map { Fact($0, Envelope(time: time, source: "pbx")) }
    }

    private static func events(_ line: [String]) -> [any Event] {
        let conversation = ConversationID(line[1])
        let call = CallID(line[1])
        let queue = QueueID(line[2])
        let agent = line[3] == "NONE" || line[3].isEmpty ? nil : AgentID(line[3])
        func seconds(_ data: Int) -> Microseconds? {
            line.count > 4 + data ? Int64(line[4 + data]).map { .seconds($0) } : nil
        }
        func left(_ outcome: QueueOutcome, wait: Microseconds? = nil) -> QueueLeft {
            QueueLeft(
                conversation: conversation, queue: queue, outcome: outcome, wait: wait, agent: agent
            )
        }
        func ended(_ by: CallEnder, _ wait: Microseconds?, _ talk: Microseconds?) -> CallEnded {
            CallEnded(
                call: call, conversation: conversation, by: by, talk: talk, wait: wait,
                queue: queue, agent: agent)
        }
        func transferred(_ kind: TransferKind, _ talk: Microseconds?) -> [any Event] {
            [
                CallTransferred(
                    call: call, kind: kind, agent: agent, queue: queue, talk: talk,
                    conversation: conversation),
                ended(.agent, nil, talk),
            ]
        }
        switch line[4] {
        case "ENTERQUEUE":
            return [
                CallOffered(
                    call: call, conversation: conversation, media: .voice, direction: .in),
                QueueEntered(conversation: conversation, queue: queue, call: call, reason: .new),
            ]
        case "CONNECT": return [left(.answered, wait: seconds(1))]
        case "COMPLETEAGENT": return [ended(.agent, seconds(1), seconds(2))]
        case "COMPLETECALLER": return [ended(.customer, seconds(1), seconds(2))]
        case "ABANDON": return [left(.abandoned, wait: seconds(3))]
        case "JOINEMPTY": return [left(.joinEmpty)]
        case "LEAVEEMPTY": return [left(.empty)]
        case "CLOSED": return [left(.closed)]
        case "FULL", "DIVERT_CA_RATIO", "DIVERT_HOLDTIME": return [left(.full)]
        case "TRANSFER", "BLINDTRANSFER": return transferred(.blind, seconds(4))
        case "ATTENDEDTRANSFER":
            return transferred(.attended, line[5] == "LINK" ? seconds(5) : seconds(4))
        default: return []
        }
    }
}

@Suite(.enabled(if: logsArePresent, "../shared/data/queue_log is not there"))
struct QueueLogTests {
    private func folded(_ log: String) throws -> Folded<Queues> {
        let text = try String(contentsOf: logs.appendingPathComponent(log), encoding: .utf8)
        // Read long after: the window does not bear on the figures, only on the list of changes.
        return try TestBook(QueueLog.facts(text), perPage: 4, lag: 86_400).replay(Queues())
    }

    private func check(_ actual: QueueFigures, _ expected: Expectations.Figures, _ label: String) {
        func check(_ name: String, _ actual: Int64, _ expected: Int64?) {
            if let expected { #expect(actual == expected, "\(label) \(name)") }
        }
        check("received", actual.received, expected.received)
        check("answered", actual.answered, expected.answered)
        check("abandoned", actual.abandoned, expected.abandoned)
        check("blocking", actual.blocking, expected.blocking)
        check("closed", actual.closed, expected.closed)
        check("saturated", actual.saturated, expected.saturated)
        guard let average = expected.average_wait_s else { return }
        let seconds = actual.waitSum / Int128(max(1, actual.waitCount)) / 1_000_000
        check("average wait", Int64(seconds), average)
    }

    @Test("The expected tables come out, in total and by the hour")
    func tables() throws {
        let data = try Data(contentsOf: logs.appendingPathComponent("expected.json"))
        let tables = try JSONDecoder().decode(Expectations.self, from: data).tables
            .filter { $0.kind == "queue" }
        #expect(tables.count == 6)
        for table in tables {
            let folded = try folded(table.log)
            let queue = folded.handle("queue", table.name)
            check(folded.model.figures(queue), table.total, "\(table.log) \(table.name)")
            for hour in table.hours {
                let from = try #require(Timestamp("\(table.date)T\(hour.from ?? ""):00Z"))
                let until = try #require(Timestamp("\(table.date)T\(hour.until ?? ""):00Z"))
                let figures = folded.model.figures(queue, datedIn: from..<until)
                check(figures, hour, "\(table.log) \(table.name) \(hour.from ?? "")")
            }
        }
    }

    @Test(
        "The other logs come out as the rules say",
        arguments: [
            ("01.log", "q01: abandoned=5 waited=17; q02: abandoned=1 waited=3"),
            ("03.log", "q01: blocking=5; q02: blocking=1"),
            ("05.log", "q01: saturated=5; q02: saturated=1"),
            ("07.log", "q01: closed=1"),
            ("09.log", "q01: closed=2"),
            ("11.log", "q02: answered=6 waited=33"),
            ("24.log", "q11: answered=1 waited=18"),
            ("25.log", "q12: answered=1 waited=3; q13: answered=1 waited=2"),
        ])
    func others(_ log: String, _ figures: String) throws {
        #expect(try folded(log).text == figures)
    }

    @Test("The order of a log's lines does not matter", arguments: ["02.log", "06.log", "11.log"])
    func order(_ log: String) throws {
        let text = try String(contentsOf: logs.appendingPathComponent(log), encoding: .utf8)
        let facts = QueueLog.facts(text)
        let digest = try TestBook(facts).replay(Models()).digest
        var random = SeededRandom(seed: 3)
        for _ in 0..<5 {
            let book = try TestBook(random.shuffled(facts), perPage: 5, key: random.next())
            #expect(try book.replay(Models()).digest == digest)
        }
    }
}
