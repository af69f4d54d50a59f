// A month of a bank's calls, imported once and asked, against figures that are computed here from
// the raw table.

import Foundation
import Testing

@Suite(.enabled(if: Checkout.hasData)) struct BankCallsTests {
    private func column(_ object: [String: Any], _ name: String) -> Int {
        (object[name] as? Int) ?? Int(object[name] as? String ?? "") ?? -1
    }

    // MARK: Queues

    /// The figures of one queue, from the raw table.
    private struct Bank: Equatable {
        var answered = 0
        var abandoned = 0
        var waitSeconds = 0
    }

    /// By the rules of the data's README: who queued, and whether an agent came.
    private func bankFigures() throws -> [String: Bank] {
        let file = "\(Checkout.data)/bank_calls/anonymous_bank_february.txt.gz"
        let text = String(decoding: try Checkout.run("gzip", ["-dc", file]), as: UTF8.self)
        var figures: [String: Bank] = [:]
        for line in text.split(whereSeparator: \.isNewline).dropFirst() {
            let cells = line.split(separator: "\t", omittingEmptySubsequences: false)
                .map { $0.trimmingCharacters(in: .whitespaces) }
            guard cells.count >= 17, cells[12] != "PHANTOM" else { continue }
            if cells[9] == "0:00:00" && cells[10] == "0:00:00" { continue }
            let wait = Int(cells[11]) ?? 0
            var bank = figures[cells[4]] ?? Bank()
            if cells[12] == "AGENT" { bank.answered += 1 } else { bank.abandoned += 1 }
            bank.waitSeconds += wait
            figures[cells[4]] = bank
        }
        return figures
    }

    @Test(arguments: [false, true])
    func queuesAndAgentsHaveTheRawTablesFigures(_ isRaw: Bool) async throws {
        let script = "\(Checkout.data)/bank_calls/convert.py"
        let lines = try Checkout.run("python3", [script] + (isRaw ? ["--raw-times"] : []))
        let scratch = try Scratch()
        let done = await daybook(["import", scratch("b"), "-", "--json"], input: lines)
        let summary = try #require(try done.objects().first)
        #expect(summary["appended"] as? Int == 256_050)
        #expect(summary["refused"] as? Int == 0)
        #expect(summary["foreign"] as? Int == 0)
        let expected = try bankFigures()
        let queues = try await daybook("queues", scratch("b"), "--json").objects()
        var found: [String: Bank] = [:]
        for queue in queues {
            let name = try #require(queue["queue"] as? String)
            #expect(column(queue, "waiting") == 0)
            #expect(
                column(queue, "received") == column(queue, "answered") + column(queue, "abandoned"))
            found[name] = Bank(
                answered: column(queue, "answered"), abandoned: column(queue, "abandoned"),
                waitSeconds: column(queue, "waitSum") / 1_000_000)
        }
        #expect(found == expected)
        let past = try await daybook(
            "queues", scratch("b"), "--json", "--as-of", "1999-02-10T10:00:00Z"
        ).objects()
        #expect(past.reduce(0) { $0 + column($1, "waiting") } == 5)
        try await checkAgents(scratch("b"))
    }

    // MARK: Agents

    private struct Served: Equatable {
        var calls = 0
        var talkSeconds = 0
    }

    /// Who served how many calls for how long, from the raw table.
    private func bankAgents() throws -> [String: Served] {
        let file = "\(Checkout.data)/bank_calls/anonymous_bank_february.txt.gz"
        let text = String(decoding: try Checkout.run("gzip", ["-dc", file]), as: UTF8.self)
        var agents: [String: Served] = [:]
        for line in text.split(whereSeparator: \.isNewline).dropFirst() {
            let cells = line.split(separator: "\t", omittingEmptySubsequences: false)
                .map { $0.trimmingCharacters(in: .whitespaces) }
            guard cells.count >= 17, cells[12] == "AGENT" else { continue }
            agents[cells[16], default: Served()].calls += 1
            agents[cells[16], default: Served()].talkSeconds += Int(cells[15]) ?? 0
        }
        return agents
    }

    private func checkAgents(_ book: String) async throws {
        let expected = try bankAgents()
        var found: [String: Served] = [:]
        for agent in try await daybook("agents", book, "--json").objects() {
            let name = try #require(agent["agent"] as? String)
            found[name] = Served(
                calls: column(agent, "handled"), talkSeconds: column(agent, "talk") / 1_000_000)
            #expect(agent["presence"] as? String == "unknown")
        }
        for (name, served) in expected { #expect(found[name] == served, "\(name)") }
        #expect(found.count == expected.count && expected.count > 10)
    }
}
