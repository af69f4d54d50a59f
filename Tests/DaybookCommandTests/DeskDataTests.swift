// Agents and conversations of real data, against figures that are computed here from the raw files.

import Foundation
import Testing

@Suite(.enabled(if: Checkout.hasData)) struct DeskDataTests {
    private func column(_ object: [String: Any], _ name: String) -> Int {
        (object[name] as? Int) ?? Int(object[name] as? String ?? "") ?? -1
    }

    // MARK: queue_log

    @Test func everyQueueLogGivesTheExpectedTablesOfAgents() async throws {
        let directory = "\(Checkout.data)/queue_log"
        let raw = try Data(contentsOf: URL(fileURLWithPath: "\(directory)/expected.json"))
        let root = try JSONSerialization.jsonObject(with: raw) as? [String: Any]
        let tables = try #require(root?["tables"] as? [[String: Any]])
        var checked: [String: Int] = [:]
        for table in tables where table["kind"] as? String == "agent" {
            let log = try #require(table["log"] as? String)
            let scratch = try Scratch()
            #expect(await daybook("import", scratch("b"), "\(directory)/\(log)").code == 0)
            let hours = try #require(table["hours"] as? [[String: Any]])
            let date = try #require(table["date"] as? String)
            let end = try #require(hours.last?["until"] as? String)
            let name = try #require(table["name"] as? String)
            let agents = try await daybook(
                "agents", scratch("b"), "--json", "--as-of", "\(date)T\(end):00Z"
            ).objects()
            // Before the first fact there is no such agent, and everything is 0.
            let agent = agents.first { $0["agent"] as? String == name } ?? [:]
            let total = try #require(table["total"] as? [String: Any])
            for (key, figure, unit) in [
                ("answered", "handled", 1), ("login_s", "loggedIn", 1_000_000),
                ("pause_s", "unavailable", 1_000_000), ("wrapup_s", "wrap", 1_000_000),
            ] {
                guard let expected = total[key] as? Int else { continue }
                #expect(max(0, column(agent, figure)) == expected * unit, "\(log): \(key)")
                checked[key, default: 0] += 1
            }
        }
        #expect(checked == ["answered": 2, "login_s": 4, "pause_s": 1, "wrapup_s": 1])
    }

    // MARK: support_chat

    private struct Line {
        var time: Int
        var nick: String
        var text: String
    }

    /// Seconds since some day, of "stripe 2019-09-05 [07:09:09] <nick> text".
    private func lines(_ stretch: Int) throws -> [Line] {
        let path = "\(Checkout.data)/support_chat/stripe.\(stretch).ascii.txt"
        let format = DateFormatter()
        format.locale = Locale(identifier: "en_US_POSIX")
        format.timeZone = TimeZone(identifier: "UTC")
        format.dateFormat = "yyyy-MM-dd HH:mm:ss"
        return try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map {
            line in
            let words = line.split(separator: " ", maxSplits: 4, omittingEmptySubsequences: false)
            let date = format.date(from: "\(words[1]) \(words[2].dropFirst().dropLast())")
            return Line(
                time: Int(try #require(date).timeIntervalSince1970),
                nick: String(words[3].dropFirst().dropLast()),
                text: words.count > 4 ? String(words[4]) : "")
        }
    }

    /// Who addresses at least ten others by name, by the rule of the data's README.
    private func staff(_ stretches: [[Line]]) -> Set<String> {
        var addressed: [String: Set<String>] = [:]
        for lines in stretches {
            let nicks = Set(lines.map(\.nick))
            for line in lines {
                guard let mark = line.text.firstIndex(where: { $0 == ":" || $0 == "," }) else {
                    continue
                }
                var name = line.text[..<mark]
                if name.hasPrefix("@") { name = name.dropFirst() }
                guard nicks.contains(String(name)), name != line.nick else { continue }
                addressed[line.nick, default: []].insert(String(name))
            }
        }
        return Set(addressed.filter { $0.value.count >= 10 }.keys)
    }

    /// The lines of each conversation: what is linked by replies, directly or through others.
    private func conversations(_ stretch: Int) throws -> [[Int]] {
        let path = "\(Checkout.data)/support_chat/stripe.\(stretch).annotation.txt"
        var parts: [[Int]] = []
        for link in try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n") {
            let ends = link.split(separator: " ").prefix(2).compactMap { Int($0) }
            let touched = parts.filter { part in ends.contains { part.contains($0) } }
            parts.removeAll { part in ends.contains { part.contains($0) } }
            parts.append(Array(Set(touched.flatMap { $0 } + ends)).sorted())
        }
        return parts
    }

    @Test func firstResponsesOfASupportChatAreThoseOfTheRawLines() async throws {
        let stretches = try (0...2).map { try lines($0) }
        let staff = staff(stretches)
        var expected: [String: (first: Int?, nexts: Int, nextSum: Int)] = [:]
        for stretch in 0...2 {
            for part in try conversations(stretch) {
                // Of one second the customer's lines count as the earlier ones.
                let said = part.map { stretches[stretch][$0] }.map {
                    (time: $0.time, isStaff: staff.contains($0.nick))
                }.sorted { ($0.time, $0.isStaff ? 1 : 0) < ($1.time, $1.isStaff ? 1 : 0) }
                var account: (first: Int?, nexts: Int, nextSum: Int) = (nil, 0, 0)
                var asked: Int?
                for line in said {
                    if !line.isStaff { asked = asked ?? line.time }
                    guard line.isStaff, let since = asked else { continue }
                    asked = nil
                    if account.first == nil {
                        account.first = line.time - since
                    } else {
                        account.nexts += 1
                        account.nextSum += line.time - since
                    }
                }
                expected["stripe.\(stretch)/\(part[0])"] = account
            }
        }
        let script = "\(Checkout.data)/support_chat/convert.py"
        let scratch = try Scratch()
        let facts = try Checkout.run("python3", [script])
        #expect(await daybook(["import", scratch("b"), "-"], input: facts).code == 0)
        let found = try await daybook("conversations", scratch("b"), "--json").objects()
        #expect(found.count == expected.count)
        var answered = 0
        for conversation in found {
            let name = try #require(conversation["conversation"] as? String)
            let account = try #require(expected[name])
            #expect(conversation["firstResponse"] as? Int == account.first.map { $0 * 1_000_000 })
            let nexts = try #require(conversation["nextResponses"] as? [String: Any])
            #expect(column(nexts, "count") == account.nexts, "\(name)")
            #expect(column(nexts, "sum") == account.nextSum * 1_000_000, "\(name)")
            if account.first != nil { answered += 1 }
        }
        #expect(answered > 20)
    }
}
