// Real data, imported and asked, against figures that are computed here from the raw files.

import Foundation
import Testing

@Suite(.enabled(if: Checkout.hasData)) struct DataTests {
    private func column(_ object: [String: Any], _ name: String) -> Int {
        (object[name] as? Int) ?? Int(object[name] as? String ?? "") ?? -1
    }

    // MARK: queue_log

    @Test func everyQueueLogGivesTheExpectedTables() async throws {
        let directory = "\(Checkout.data)/queue_log"
        let raw = try Data(contentsOf: URL(fileURLWithPath: "\(directory)/expected.json"))
        let root = try JSONSerialization.jsonObject(with: raw) as? [String: Any]
        let tables = try #require(root?["tables"] as? [[String: Any]])
        let names = try FileManager.default.contentsOfDirectory(atPath: directory)
            .filter { $0.hasSuffix(".log") }.sorted()
        #expect(names.count == 25)
        var checked = 0
        for name in names {
            let scratch = try Scratch()
            let done = await daybook("import", scratch("b"), "\(directory)/\(name)", "--json")
            #expect(done.code == 0)
            let summary = try #require(try done.objects().first)
            #expect(summary["refused"] as? Int == 0)
            #expect(summary["known"] as? Int == 0)
            let queues = try await daybook("queues", scratch("b"), "--json").objects()
            for table in tables
            where table["log"] as? String == name && table["kind"] as? String == "queue" {
                try check(table, queues)
                checked += 1
            }
        }
        #expect(checked > 5)
    }

    private func check(_ table: [String: Any], _ queues: [[String: Any]]) throws {
        let hours = try #require(table["hours"] as? [[String: Any]])
        let queue = try #require(
            queues.first { $0["queue"] as? String == table["name"] as? String })
        let keys = ["received", "answered", "abandoned", "blocking", "closed", "saturated"]
        for key in keys where hours.contains(where: { $0[key] != nil }) {
            let sum = hours.reduce(0) { $0 + ($1[key] as? Int ?? 0) }
            #expect(column(queue, key) == sum, "\(table["log"] ?? ""): \(key)")
        }
        let total = table["total"] as? [String: Any]
        if let mean = total?["average_wait_s"] as? Int {
            let seconds = column(queue, "waitSum") / column(queue, "waitCount") / 1_000_000
            #expect(seconds == mean, "\(table["log"] ?? ""): average wait")
        }
    }

    // MARK: support_chat

    @Test func everyTranscriptShowsTheRawLinesAndTheirSpeakers() async throws {
        let directory = "\(Checkout.data)/support_chat"
        let facts = try Checkout.run("python3", ["\(directory)/convert.py"])
        let scratch = try Scratch()
        #expect(await daybook(["import", scratch("b"), "-"], input: facts).code == 0)
        var raw: [String: (nick: String, text: String)] = [:]
        for stretch in 0...2 {
            let text = try String(
                contentsOfFile: "\(directory)/stripe.\(stretch).ascii.txt", encoding: .utf8)
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
            for (number, line) in lines.enumerated() {
                guard let open = line.firstIndex(of: "<"),
                    let close = line[open...].range(of: "> ")?.lowerBound
                else { continue }
                raw["stripe.\(stretch)/\(number)"] = (
                    String(line[line.index(after: open)..<close]),
                    String(line[line.index(close, offsetBy: 2)...])
                )
            }
        }
        let opened = try await daybook(
            "events", scratch("b"), "--json", "--type", "conversation.opened"
        ).objects()
        var seen = 0
        for conversation in opened {
            let data = try #require(conversation["data"] as? [String: Any])
            let name = try #require(data["conversation"] as? String)
            let lines = try await daybook("transcript", scratch("b"), name, "--json").objects()
            for line in lines where line["kind"] as? String == "message" {
                let message = try #require(line["message"] as? String)
                let expected = try #require(raw[message])
                #expect(line["speaker"] as? String == expected.nick)
                // The converter drops blanks at the ends of lines.
                let text = try #require(line["text"] as? String)
                #expect(expected.text.hasPrefix(text))
                let rest = expected.text.dropFirst(text.count)
                #expect(!rest.contains { !$0.isWhitespace })
                seen += 1
            }
        }
        let sent = try await daybook("events", scratch("b"), "--json", "--type", "message.sent")
            .objects().count
        #expect(seen == sent)
        #expect(seen > 500)
    }

    // MARK: messenger_webhooks

    @Test func messengersAreTakenWholeAndNothingEarlyIsLost() async throws {
        let facts = try Checkout.run(
            "python3", ["\(Checkout.data)/messenger_webhooks/convert.py"])
        let scratch = try Scratch()
        let done = await daybook(["import", scratch("b"), "-", "--json"], input: facts)
        let summary = try #require(try done.objects().first)
        #expect(summary["lines"] as? Int == 128)
        #expect(summary["appended"] as? Int == 127)
        #expect(summary["known"] as? Int == 1)
        #expect(summary["refused"] as? Int == 0)
        let changes: Set = [
            "message.edited", "message.revoked", "message.reacted", "message.status_changed",
        ]
        let events = try await daybook(
            "events", scratch("b"), "--json", "--type", changes.sorted().joined(separator: ",")
        ).objects()
        // Every change either changes a line of its transcript or stands among the pending ones.
        let sent = try await daybook("events", scratch("b"), "--json", "--type", "message.sent")
            .objects().compactMap { ($0["data"] as? [String: Any])?["message"] as? String }
        var early = 0
        for event in events {
            let data = try #require(event["data"] as? [String: Any])
            let name = try #require(data["conversation"] as? String)
            let message = try #require(data["message"] as? String)
            let lines = try await daybook("transcript", scratch("b"), name, "--json").objects()
            let same = lines.filter { $0["message"] as? String == message }
            guard sent.contains(message) else {
                let sequence = event["daybooksequence"] as? Int
                #expect(same.contains { $0["sequence"] as? Int == sequence })
                early += 1
                continue
            }
            let line = try #require(same.first { $0["kind"] as? String == "message" })
            switch event["type"] as? String {
            case "message.edited": #expect(line["edits"] != nil)
            case "message.revoked": #expect(line["revokedBy"] != nil)
            case "message.status_changed": #expect(line["receipt"] != nil)
            // A reaction with an empty symbol takes the others back.
            default: break
            }
        }
        #expect(early > 0)
        #expect(early < events.count)
    }
}
