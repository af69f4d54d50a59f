// Queue facts as text, one a line, so that a test reads as what happened:
//   SECONDS enter CONVERSATION QUEUE [p=PRIORITY] [original=SECONDS]
//   SECONDS left CONVERSATION QUEUE OUTCOME [wait=SECONDS]
//   SECONDS rejoin CONVERSATION QUEUE        SECONDS move CONVERSATION FROM TO
//   SECONDS end|transfer CONVERSATION QUEUE [by=WHO] [talk=SECONDS] [wait=SECONDS] [agent=NAME]
//   SECONDS close|merge CONVERSATION
//   SECONDS open CONVERSATION [p=PRIORITY]   SECONDS prioritise CONVERSATION p=PRIORITY

import DaybookCoding
import DaybookCommerce
import DaybookModels

enum QueueScript {
    static func facts(_ script: String) -> [Fact] {
        script.split(whereSeparator: { $0 == "\n" || $0 == ";" }).map { line in
            parse(line.split(separator: " ").map(String.init))
        }
    }

    private static func parse(_ words: [String]) -> Fact {
        var options: [String: String] = [:]
        for word in words.dropFirst(2) {
            let parts = word.split(separator: "=", maxSplits: 1)
            if parts.count == 2 { options[String(parts[0])] = String(parts[1]) }
        }
        let conversation = ConversationID(words[2])
        let third = words.count > 3 ? words[3] : ""
        let fourth = words.count > 4 ? words[4] : ""
        let queue = QueueID(third)
        func seconds(_ key: String) -> Microseconds? {
            options[key].flatMap { Int64($0) }.map { .seconds($0) }
        }
        let agent = options["agent"].map { AgentID($0) }
        let event: any Event =
            switch words[1] {
            case "enter":
                QueueEntered(
                    conversation: conversation, queue: queue,
                    priority: options["p"].flatMap { Int64($0) },
                    original: seconds("original").map { testStart + $0 }, reason: .new)
            case "left":
                QueueLeft(
                    conversation: conversation, queue: queue, outcome: QueueOutcome(fourth),
                    wait: seconds("wait"))
            case "rejoin": QueueRejoined(conversation: conversation, queue: queue)
            case "move":
                QueueMoved(
                    conversation: conversation, from: queue, to: QueueID(fourth), reason: "skill")
            case "end":
                CallEnded(
                    call: CallID("call-" + words[2]), conversation: conversation,
                    by: CallEnder(options["by"] ?? "customer"), talk: seconds("talk"),
                    wait: seconds("wait"), queue: queue, agent: agent)
            case "transfer":
                CallTransferred(
                    call: CallID("call-" + words[2]), kind: .blind, agent: agent, queue: queue,
                    talk: seconds("talk"), conversation: conversation)
            case "open":
                ConversationOpened(
                    conversation: conversation, channel: "webchat", initiator: .customer,
                    priority: options["p"].flatMap { Int64($0) })
            case "prioritise":
                ConversationPrioritised(
                    conversation: conversation, priority: options["p"].flatMap { Int64($0) } ?? 0)
            case "close": ConversationClosed(conversation: conversation, reason: .ended)
            default: ConversationMerged(conversation: conversation, into: "elsewhere")
            }
        return fact(Int64(words[0]) ?? 0, event, source: options["source"])
    }
}

extension QueueFigures {
    /// What is not zero, waits in whole seconds.
    var text: String {
        let second: Int128 = 1_000_000
        let parts: [(String, Int128)] = [
            ("answered", Int128(answered)), ("abandoned", Int128(abandoned)),
            ("blocking", Int128(blocking)), ("closed", Int128(closed)),
            ("saturated", Int128(saturated)), ("other", Int128(other)),
            ("waiting", Int128(waiting)), ("waited", waitSum / second),
            ("negative", Int128(count(of: .negativeWait))),
            ("unentered", Int128(count(of: .leftWithoutEntry))),
            ("repeated", Int128(count(of: .repeatedEntry))),
            ("stray", Int128(count(of: .rejoinedWithoutAbandon))),
        ]
        return parts.filter { $0.1 != 0 }.map { "\($0.0)=\($0.1)" }.joined(separator: " ")
    }
}

extension Folded where Model == Queues {
    /// The figures of every queue that has any, by name.
    var text: String {
        let queues = (names["queue"] ?? []).sorted()
        return queues.compactMap { name in
            let text = model.figures(handle("queue", name)).text
            return text.isEmpty ? nil : "\(name): \(text)"
        }.joined(separator: "; ")
    }
}
