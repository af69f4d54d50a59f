// What scenarios show of conversations and of agents.

import Daybook

extension LengthFigures {
    fileprivate var shown: String { "\(count) in \(Scenario.seconds(Int128(sum)))" }
}

extension ConversationResponder {
    var shown: String { "\(agent ?? "nobody named"): first \(first.shown), next \(next.shown)" }
}

extension ConversationTotals {
    var shown: [String] {
        let counts: [(String, Int64)] = [
            ("conversations", count), ("open", open), ("merged", merged), ("resolved", resolved),
            ("reopened", reopened), ("abandoned", abandoned), ("transfers", transfers),
        ]
        let lengths: [(String, LengthFigures)] = [
            ("first responses", firstResponses), ("next responses", nextResponses),
            ("bot responses", botResponses), ("first resolutions", firstResolutions),
            ("last resolutions", lastResolutions), ("queue waits", queueWaits),
        ]
        let text = counts.filter { $0.1 != 0 }.map { "\($0.0) \($0.1)" }
        return [text.joined(separator: ", ")]
            + lengths.filter { $0.1.count > 0 }.map { "\($0.0) \($0.1.shown)" }
    }
}

extension ConversationReport? {
    var shown: [String] {
        guard let report = self else { return ["nothing"] }
        let (summary, standing) = (report.summary, report.summary.standing)
        var lines = ["\(standing.phase) since \(standing.phaseSequence)"]
        let names: [(String, String?)] = [
            ("channel", summary.channel), ("assignee", summary.assignee),
            ("queue", summary.queue), ("person", summary.person), ("visitor", summary.visitor),
            ("order", summary.order), ("case", summary.filedUnder), ("into", summary.mergedInto),
            ("topic", summary.topic), ("responder", summary.firstResponder),
        ]
        let named = names.compactMap { name, value in value.map { "\(name) \($0)" } }
        if !named.isEmpty { lines.append(named.joined(separator: ", ")) }
        lines += figures(standing)
        lines += report.parties.filter { $0.name != nil }.map { party in
            let left = party.presence.left.map { Scenario.clock($0) } ?? ""
            return "\(party.presence.party) \(party.name ?? "") "
                + "\(Scenario.clock(party.presence.joined))–\(left)"
        }
        return lines
            + report.course.compactMap { step in
                step.step.anomaly.map { "\($0) at \(step.step.sequence)" }
            }
    }

    private func figures(_ standing: ConversationStanding) -> [String] {
        let lengths: [(String, LengthFigures)] = [
            ("first responses", standing.firstResponses),
            ("next responses", standing.nextResponses), ("bot responses", standing.botResponses),
        ]
        let counts: [(String, Int)] = [
            ("switches", standing.channelSwitches), ("resolutions", standing.resolutions),
            ("reopenings", standing.reopenings), ("transfers", standing.transfers),
            ("queue visits", standing.queueVisits),
        ]
        var parts = counts.filter { $0.1 != 0 }.map { "\($0.0) \($0.1)" }
        if let wait = standing.queueWait {
            parts.append("queue wait \(Scenario.seconds(Int128(wait.count)))")
        }
        if let rating = standing.rating { parts.append("\(rating.scale) \(rating.score)") }
        if let since = standing.unansweredSince {
            parts.append("unanswered since \(Scenario.clock(since))")
        }
        if let time = standing.wroteAfterEnd {
            parts.append("wrote after the end \(Scenario.clock(time))")
        }
        return lengths.filter { $0.1.count > 0 }.map { "\($0.0) \($0.1.shown)" }
            + (parts.isEmpty ? [] : [parts.joined(separator: ", ")])
    }
}

extension AgentBoard? {
    var shown: [String] {
        guard let board = self else { return ["nothing"] }
        let (standing, figures) = (board.standing, board.standing.figures)
        let reason = board.reason.map { " (\($0))" } ?? ""
        let lines = [
            "\(standing.presence)\(reason)"
                + (standing.presenceSince.map { " since \(Scenario.clock($0))" } ?? "")
                + ", \(standing.activity)"
        ]
        let engagements = board.engagements.map { on in
            "on \(on.conversation) (\(on.channel ?? "?")) since "
                + Scenario.clock(on.engagement.since)
                + (on.engagement.isOffered ? ", offered" : on.engagement.isHeld ? ", held" : "")
        }
        let counts: [(String, Int64)] = [
            ("handled", figures.handled), ("calls", figures.calls), ("offers", figures.offers),
            ("accepted", figures.accepted), ("rejected", figures.rejected),
            ("timed out", figures.timedOut), ("taken back", figures.cancelled),
            ("passed on", figures.passedOn),
        ]
        let lengths: [(String, Int64)] = [
            ("ring", figures.ring), ("talk", figures.talk), ("hold", figures.hold),
            ("written", figures.written), ("wrap", figures.wrap), ("logged in", figures.loggedIn),
            ("unavailable", figures.unavailable), ("lost", figures.lost),
            ("on contact", figures.onContact), ("ringing", figures.ringing),
            ("idle", figures.idle), ("contact time", figures.contactTime),
        ]
        let odd = AgentAnomaly.allCases.filter { figures.count(of: $0) > 0 }.map {
            "\($0) \(figures.count(of: $0))"
        }
        let parts = [
            counts.filter { $0.1 != 0 }.map { "\($0.0) \($0.1)" },
            lengths.filter { $0.1 != 0 }.map { "\($0.0) \(Scenario.seconds(Int128($0.1)))" }, odd,
        ]
        return lines + engagements
            + parts.filter { !$0.isEmpty }.map { $0.joined(separator: ", ") }
    }
}
