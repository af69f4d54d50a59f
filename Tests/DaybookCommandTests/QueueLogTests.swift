// The vocabulary's table "Asterisk queue_log", verb by verb, and figures worked out by hand.

import Foundation
import Testing

@Suite struct QueueLogTests {
    /// The types and fields of the facts that one line gives.
    private func facts(_ line: String) async throws -> [String] {
        let scratch = try Scratch()
        let done = await daybook("import", scratch("b"), "-", input: line + "\n")
        #expect(done.code == 0)
        let events = await daybook("events", scratch("b"), "--json")
        return try events.objects().map { event in
            let data = try #require(event["data"] as? [String: Any])
            let fields = data.keys.sorted().map { "\($0)=\(data[$0] ?? "")" }
            return "\(event["type"] ?? "") \(fields.joined(separator: " "))"
        }
    }

    @Test(arguments: [
        (
            "1|c|q|NONE|ENTERQUEUE||1003|4",
            [
                "call.offered call=c conversation=c direction=in from=1003 media=voice",
                "queue.entered call=c conversation=c position=4 queue=q reason=new",
            ]
        ),
        (
            "1|c|q|NONE|ENTERQUEUE",
            [
                "call.offered call=c conversation=c direction=in media=voice",
                "queue.entered call=c conversation=c queue=q reason=new",
            ]
        ),
        (
            "1|c|q|a|CONNECT|32|x.2|6",
            [
                "queue.left agent=a conversation=c outcome=answered queue=q wait=32000000",
                "call.connected agent=a call=c conversation=c ring=6000000 wait=32000000",
                "conversation.assigned agent=a conversation=c how=offered queue=q",
            ]
        ),
        (
            "1|c|q|NONE|CONNECT|32|x.2|6",
            ["queue.left conversation=c outcome=answered queue=q wait=32000000"]
        ),
        (
            "1|c|q|a|COMPLETEAGENT|12|6|1",
            [
                "call.ended agent=a by=agent call=c conversation=c queue=q talk=6000000 "
                    + "wait=12000000"
            ]
        ),
        (
            "1|c|q|a|COMPLETECALLER|12|6|1",
            [
                "call.ended agent=a by=customer call=c conversation=c queue=q talk=6000000 "
                    + "wait=12000000"
            ]
        ),
        (
            "1|c|q|NONE|ABANDON|1|2|3",
            [
                "queue.left conversation=c original_position=2 outcome=abandoned position=1 "
                    + "queue=q wait=3000000"
            ]
        ),
        (
            "1|c|q|NONE|EXITWITHKEY|7|1|2|3",
            [
                "queue.left conversation=c original_position=2 outcome=key position=1 queue=q "
                    + "wait=3000000"
            ]
        ),
        (
            "1|c|q|NONE|EXITWITHTIMEOUT|1|2|3",
            [
                "queue.left conversation=c original_position=2 outcome=timeout position=1 "
                    + "queue=q wait=3000000"
            ]
        ),
        (
            "1|c|q|NONE|EXITEMPTY|1|2|3",
            [
                "queue.left conversation=c original_position=2 outcome=exit_empty position=1 "
                    + "queue=q wait=3000000"
            ]
        ),
        ("1|c|q|NONE|JOINEMPTY", ["queue.left conversation=c outcome=join_empty queue=q"]),
        ("1|c|q|NONE|LEAVEEMPTY", ["queue.left conversation=c outcome=empty queue=q"]),
        ("1|c|q|NONE|FULL", ["queue.left conversation=c outcome=full queue=q"]),
        ("1|c|q|NONE|CLOSED", ["queue.left conversation=c outcome=closed queue=q"]),
        ("1|c|q|NONE|DIVERT_HOLDTIME", ["queue.left conversation=c outcome=full queue=q"]),
        (
            "1|c|q|a|RINGNOANSWER|15000",
            ["call.ring_unanswered agent=a call=c conversation=c queue=q ring=15000000"]
        ),
        (
            "1|c|q|NONE|RINGNOANSWER|15000",
            ["call.ring_unanswered call=c conversation=c queue=q ring=15000000"]
        ),
        (
            "1|c|q|a|RINGCANCELED|300",
            ["call.ring_cancelled agent=a call=c conversation=c queue=q"]
        ),
        (
            "1|c|q|a|AGENTDUMP",
            ["call.ring_cancelled agent=a call=c conversation=c queue=q reason=refused"]
        ),
        (
            "1|c|q|a|BLINDTRANSFER|1001|default|3|10|1",
            [
                "call.transferred agent=a call=c conversation=c kind=blind queue=q to=1001",
                "call.ended agent=a by=agent call=c conversation=c queue=q talk=10000000",
            ]
        ),
        (
            "1|c|q|a|ATTENDEDTRANSFER|BRIDGE|b-7|3|10|1",
            [
                "call.transferred agent=a call=c conversation=c kind=attended queue=q to=b-7",
                "call.ended agent=a by=agent call=c conversation=c queue=q talk=10000000",
            ]
        ),
        (
            "1|c|q|a|ATTENDEDTRANSFER|LINK|SIP/a|SIP/b|3|10,1",
            [
                "call.transferred agent=a call=c conversation=c kind=attended queue=q to=SIP/b",
                "call.ended agent=a by=agent call=c conversation=c queue=q talk=10000000",
            ]
        ),
        ("1|MANAGER|q|a|ADDMEMBER|", ["agent.joined_queue agent=a queue=q"]),
        ("1|MANAGER|q|a|REMOVEMEMBER|", ["agent.left_queue agent=a queue=q"]),
        ("1|c|NONE|a|AGENTLOGIN|SIP/1", ["agent.logged_in agent=a kind=agent"]),
        (
            "1|c|NONE|a|AGENTCALLBACKLOGOFF|1003@default|305|CommandLogoff",
            ["agent.logged_out agent=a kind=callback length=305000000 reason=CommandLogoff"]
        ),
        ("1|NONE|q|a|PAUSE|lunch", ["agent.became_unavailable agent=a queue=q reason=lunch"]),
        ("1|NONE|NONE|a|UNPAUSEALL", ["agent.became_available agent=a"]),
        ("1|NONE|NONE|a|WRAPUPSTART|15", ["agent.wrapping_up agent=a length=15000000"]),
        (
            "1|NONE|NONE|NONE|QUEUESTART|",
            [
                "foreign.recorded body=1|NONE|NONE|NONE|QUEUESTART| system=asterisk "
                    + "verb=QUEUESTART"
            ]
        ),
        (
            "1|MANAGER|q|NONE|ADDMEMBER",
            ["foreign.recorded body=1|MANAGER|q|NONE|ADDMEMBER system=asterisk verb=ADDMEMBER"]
        ),
        (
            "1|NONE|q|a|CONNECT|1|2|3",
            ["foreign.recorded body=1|NONE|q|a|CONNECT|1|2|3 system=asterisk verb=CONNECT"]
        ),
        // Numbers beyond all ranges saturate or are left out, and trap nothing.
        (
            "1|c|q|NONE|ABANDON|x|99999999999999999999|9223372036854775807",
            [
                "queue.left conversation=c outcome=abandoned queue=q wait=9223372036854775807"
            ]
        ),
    ])
    func isMapped(_ line: String, _ expected: [String]) async throws {
        #expect(try await facts(line) == expected)
    }

    @Test(arguments: [
        ("1|c|q|NONE", "4 fields of at least 5: epoch|callid|queue|member|VERB|data…"),
        ("1|c|q|NONE|", "the fifth field, the verb, is empty"),
        ("x|c|q|NONE|ABANDON", "the first field is no time in seconds since 1970"),
        ("|c|q|NONE|ABANDON", "the first field is no time in seconds since 1970"),
        (
            "99999999999999999999|c|q|NONE|ABANDON",
            "the first field is no time in seconds since 1970"
        ),
        (
            "9223372036854775807|c|q|NONE|ABANDON",
            "the first field is no time in seconds since 1970"
        ),
    ])
    func isRefused(_ line: String, _ why: String) async throws {
        let scratch = try Scratch()
        let done = await daybook(
            "import", scratch("b"), "-", "--format", "queue-log",
            input: "\(line)\n1|c|q|NONE|FULL\n")
        #expect(done.code == 0)
        #expect(done.errors == "daybook: standard input:1: \(why)\n")
        #expect(done.output.contains("appended  1 fact\n"))
    }

    @Test func figuresWorkedOutByHand() async throws {
        // Three calls in sales: answered after 5 s, given up after 7 s, and one that still waits;
        // in support one turned away. CONNECT comes before its ENTERQUEUE.
        let log = """
            1000|a|sales|m1|CONNECT|5|x|1
            995|a|sales|NONE|ENTERQUEUE||1|1
            1060|a|sales|m1|COMPLETECALLER|5|60|1
            1001|b|sales|NONE|ENTERQUEUE||2|1
            1008|b|sales|NONE|ABANDON|1|1|7
            1010|c|sales|NONE|ENTERQUEUE||3|1
            1011|d|support|NONE|FULL

            """
        let scratch = try Scratch()
        #expect(await daybook("import", scratch("b"), "-", input: log).code == 0)
        let queues = try await daybook("queues", scratch("b"), "--json").objects()
        let keys = [
            "received", "answered", "abandoned", "blocking", "closed", "saturated", "other",
            "waiting", "waitSum", "waitCount",
        ]
        let figures = try queues.map { queue in
            try keys.map { try #require(queue[$0] as? Int) }
        }
        #expect(queues.map { $0["queue"] as? String } == ["sales", "support"])
        #expect(figures[0] == [2, 1, 1, 0, 0, 0, 0, 1, 12_000_000, 2])
        #expect(figures[1] == [1, 0, 0, 0, 0, 1, 0, 0, 0, 0])
        let line = try #require(queues[0]["line"] as? [[String: Any]])
        #expect(line.count == 1)
        #expect(line[0]["conversation"] as? String == "c")
        #expect(line[0]["position"] as? Int == 1)
        #expect(line[0]["since"] as? String == "1970-01-01T00:16:50Z")
        // The latest fact is the end of a's call, at 1060.
        #expect(line[0]["waited"] as? Int == 50_000_000)
        let early = try await daybook(
            "queues", scratch("b"), "--json", "--queue", "sales", "--as-of",
            "1970-01-01T00:16:47Z"
        ).objects()
        #expect(early[0]["waiting"] as? Int == 1)
        #expect(early[0]["abandoned"] as? Int == 0)
    }

    @Test func equalLinesOfOneFileAreFactsOfTheirOwn() async throws {
        let line = "1|c|q|a|RINGNOANSWER|15000\n"
        let scratch = try Scratch()
        let book = scratch("b")
        let first = await daybook("import", book, "-", input: line + line + line)
        #expect(first.output.contains("appended  3 facts\n"))
        let ids = try await daybook("events", book, "--json").objects().map {
            ($0["id"] as? String)?.dropFirst(16)
        }
        #expect(ids == ["", "#2", "#3"])
        // Another file with the same line tells nothing new.
        let file = try scratch.file("again.log", line + line)
        let second = await daybook("import", book, file, file)
        #expect(second.output.contains("appended  0 facts: all were there already\n"))
        let other = await daybook("import", book, file, "--source", "pbx-2")
        #expect(other.output.contains("appended  2 facts\n"))
    }
}
