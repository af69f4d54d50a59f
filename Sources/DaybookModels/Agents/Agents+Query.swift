// What can be asked of the agents. Queries change nothing and take handles; whoever asks by name
// looks the name up first.

public import DaybookBytes
public import DaybookCoding
internal import DaybookCommerce

/// What an agent does.
public enum AgentActivity: Hashable, Sendable {
    /// Nothing.
    case idle
    /// Something is offered, or rings.
    case offered
    /// So many conversations are served.
    case handling(Int)
    /// Notes are written on so many.
    case wrappingUp(Int)
}

/// One conversation that an agent has, or is offered.
public struct AgentEngagement: Hashable, Sendable {
    /// The handle of the conversation.
    public let conversation: UInt32
    /// Whether it is only offered, or rings.
    public let isOffered: Bool
    /// Whether the agent talks, and whether the call is on hold.
    public let isCall, isHeld: Bool
    /// Since when.
    public let since: Timestamp
    /// The sequence of the fact by which it began.
    public let sequence: UInt64
}

/// Where an agent stands, and what it came to so far.
public struct AgentStanding: Sendable {
    /// The handle of the agent.
    public let agent: UInt32
    let state: AgentState

    /// Whether the agent is here.
    public var presence: AgentPresence { state.presence }
    /// Since when that is so; nil if nothing tells whether the agent is here.
    public var presenceSince: Timestamp? {
        presence == .unknown ? nil : Timestamp(microseconds: state.presenceSince)
    }
    /// The sequence of the fact that made it so; 0 for none.
    public var presenceSequence: UInt64 { state.presenceSequence }
    /// The symbol of the reason for being unavailable.
    public var reason: UInt32? { state.reason == .max ? nil : state.reason }
    /// Whether the agent is logged in, by any kind of log-in.
    public var isLoggedIn: Bool { !state.logins.isEmpty }
    /// Whether the agent becomes unavailable when the last contact ends.
    public var wantsToLeave: Bool { state.wantsToLeave }
    /// What the agent does.
    public var activity: AgentActivity { state.activity }
    /// Since when an agent who is routable has nothing to do.
    public var idleSince: Timestamp? {
        guard presence == .routable, activity == .idle else { return nil }
        return Timestamp(microseconds: state.idleSince)
    }
    /// What the agent has, in the order in which it came.
    public var engagements: [AgentEngagement] {
        state.contacts.sorted { ($0.since, $0.sequence) < ($1.since, $1.sequence) }.map {
            AgentEngagement(
                conversation: $0.conversation, isOffered: $0.stage != .handling, isCall: $0.isCall,
                isHeld: $0.isHeld, since: Timestamp(microseconds: $0.since), sequence: $0.sequence)
        }
    }
    /// What the agent did so far.
    public var figures: AgentFigures { state.figures }
    /// When the first fact about the agent happened.
    public var first: Timestamp { Timestamp(microseconds: state.first) }
    /// The sequence of the first fact.
    public var firstSequence: UInt64 { state.firstSequence }
    /// The sequence of the last fact.
    public var lastSequence: UInt64 { state.lastSequence }
}

/// A stretch of an agent's time in which nothing changed.
public struct AgentStretch: Hashable, Sendable {
    /// From when until when.
    public var span: Range<Timestamp>
    /// Whether the agent was here, and the symbol of the reason for being unavailable.
    public let presence: AgentPresence
    public let reason: UInt32?
    /// What the agent did; nothing while lost.
    public let activity: AgentActivity
}

/// A contradiction, with the fact that shows it.
public struct AgentOddity: Hashable, Sendable {
    /// What is contradicted.
    public let kind: AgentAnomaly
    /// The handle of the agent.
    public let agent: UInt32
    /// When the fact happened.
    public let time: Timestamp
    /// The sequence of the fact.
    public let sequence: UInt64
}

extension Agents {
    /// Where an agent stands; nil if no fact that is read tells of the agent.
    ///
    /// - Parameter now: lets the time since the last fact count, as far as it is known.
    public func standing(_ agent: UInt32, asOf now: Timestamp? = nil) -> AgentStanding? {
        cases.state(agent).map { standing(agent, $0, now) }
    }

    /// Shows every agent, by handle.
    public func forEach(asOf now: Timestamp? = nil, _ body: (AgentStanding) -> Void) {
        cases.forEach { body(standing($0, $1, now)) }
    }

    private func standing(
        _ agent: UInt32, _ state: AgentState, _ now: Timestamp?
    ) -> AgentStanding {
        var state = state
        if let now { state.advance(to: now.microseconds) }
        return AgentStanding(agent: agent, state: state)
    }

    /// What an agent can serve at once; nil if nothing tells.
    public func capacity(_ agent: UInt32) -> AgentCapacity<UInt32>? {
        cases.state(agent).flatMap { capacities[$0.capacity] }
    }

    /// How many different conversations an agent took up.
    ///
    /// - Complexity: O(rows of the agent).
    public func distinctConversations(_ agent: UInt32) -> Int {
        var met: Set<UInt32> = []
        var handled: Int64 = 0
        cases.retell(agent) { row, state, _ in
            if state.figures.handled > handled { met.insert(cases.origins[row.origin].handle) }
            handled = state.figures.handled
        }
        return met.count
    }

    /// How an agent's time went within a span, in stretches that follow each other.
    ///
    /// - Complexity: O(rows of the agent).
    public func timeLine(_ agent: UInt32, in span: Range<Timestamp>) -> [AgentStretch] {
        var line: [AgentStretch] = []
        var before = AgentState()
        var from = Int64.min
        func pass(to time: Int64) {
            while from != .min, from < time {
                let end = min(time, before.nextEnd ?? .max)
                Self.append(before, from..<max(from, end), span, &line)
                before.advance(to: end)
                from = end
            }
            from = time
        }
        cases.retell(agent) { row, state, _ in
            // Who is lost has been so since the last sign of life.
            let isLost = row.tag.kind == .lost
            pass(to: isLost ? max(from, min(row.value, row.time)) : row.time)
            before = state
        }
        pass(to: span.upperBound.microseconds)
        return line
    }

    private static func append(
        _ state: AgentState, _ range: Range<Int64>, _ span: Range<Timestamp>,
        _ line: inout [AgentStretch]
    ) {
        let start = max(range.lowerBound, span.lowerBound.microseconds)
        let end = min(range.upperBound, span.upperBound.microseconds)
        guard start < end else { return }
        let stretch = AgentStretch(
            span: Timestamp(microseconds: start)..<Timestamp(microseconds: end),
            presence: state.presence, reason: state.reason == .max ? nil : state.reason,
            activity: state.presence == .lost ? .idle : state.activity)
        if let last = line.last, last.span.upperBound == stretch.span.lowerBound,
            last.presence == stretch.presence, last.reason == stretch.reason,
            last.activity == stretch.activity
        {
            line[line.count - 1].span = last.span.lowerBound..<stretch.span.upperBound
        } else {
            line.append(stretch)
        }
    }

    /// Contradictions, up to a number of rows, by agent.
    ///
    /// - Complexity: O(rows of the agents who have any).
    public func anomalies(limit: Int) -> [AgentOddity] {
        var found: [AgentOddity] = []
        forEach { standing in
            let count = AgentAnomaly.allCases.reduce(0) { $0 + standing.figures.count(of: $1) }
            guard found.count < limit, count > 0 else { return }
            cases.retell(standing.agent) { row, _, effect in
                for kind in AgentAnomaly.allCases where effect.anomalies & 1 << kind.rawValue != 0 {
                    found.append(
                        AgentOddity(
                            kind: kind, agent: standing.agent,
                            time: Timestamp(microseconds: row.time), sequence: row.sequence))
                }
            }
        }
        return Array(found.prefix(limit))
    }

    /// Where each agent stands and what it came to, by the hashes of names.
    public func digest(_ names: borrowing Names, _ catalog: Catalog) -> Digest {
        let kinds = ReferenceKind.kinds(in: catalog)
        let conversations = kinds[Int(ReferenceKind.conversation.rawValue)]
        var builder = DigestBuilder(of: Self.self)
        var all: [AgentStanding] = []
        forEach { all.append($0) }
        for standing in all {
            let agent = kinds[1].digest(standing.agent, names)
            let state = standing.state
            builder.begin(1)
            builder.put(agent)
            builder.put(Int64(state.presence.rawValue))
            builder.put(standing.reason.map { kinds[0].digest($0, names) } ?? 0)
            for value in state.figures.all
                + [
                    state.presenceSince, state.capacity, state.clock, state.idleSince,
                    Int64(state.logins.count), state.wantsToLeave ? 1 : 0,
                ]
            { builder.put(value) }
            builder.end()
            for contact in state.contacts {
                builder.begin(2)
                builder.put(agent)
                builder.put(conversations.digest(contact.conversation, names))
                for value in [
                    Int64(contact.stage.rawValue), contact.since, contact.isCall ? 1 : 0,
                    contact.isHeld ? 1 : 0, contact.connectedAt, contact.hold,
                ] { builder.put(value) }
                builder.end()
            }
            for wrap in state.wraps {
                builder.begin(3)
                builder.put(agent)
                builder.put(
                    wrap.conversation == .max ? 0 : conversations.digest(wrap.conversation, names))
                builder.put(wrap.since)
                builder.put(wrap.until)
                builder.end()
            }
        }
        return builder.digest
    }
}

// MARK: Snapshot

/// A snapshot holds the rows; every state is derived from them again, so that it cannot contradict
/// itself.
///
/// State: varint capacities by ascending number, each: i64 number, i64 total, varint shares, each:
/// u32 channel, i64 cost, u8 (1 has most, 2 exclusive), i64 most; varint ends, by conversation and
/// canonical order, each: u32 conversation, u32 agent whom it does not concern, a row; cases, as
/// `Cases.encode` has it. The cases hold the ends again, in their places: a fold of them is one
/// walk. Then i64 clock of calls; calls with their rows, as `CallLinks` has them, each: u32
/// conversation that it counts for, u32 agent, row.
extension Agents {
    public func encode(into bytes: inout ByteBuffer) {
        bytes.appendVarint(UInt64(capacities.count))
        for (number, capacity) in capacities.sorted(by: { $0.key < $1.key }) {
            bytes.append(number)
            bytes.append(capacity.total)
            bytes.appendVarint(UInt64(capacity.shares.count))
            for share in capacity.shares {
                bytes.append(share.channel)
                bytes.append(share.cost)
                bytes.append(UInt8((share.most == nil ? 0 : 1) | (share.isExclusive ? 2 : 0)))
                bytes.append(share.most ?? 0)
            }
        }
        let sorted = (0..<ends.count).map { ends[$0] }.filter { !$0.isVoid }.sorted {
            $0.conversation == $1.conversation
                ? $0.row.precedes($1.row, cases.origins) : $0.conversation < $1.conversation
        }
        bytes.appendVarint(UInt64(sorted.count))
        var coder = CaseRowCoder<AgentTag>()
        for end in sorted {
            bytes.append(end.conversation)
            bytes.append(end.except)
            coder.encode(end.row, cases.origins, into: &bytes)
        }
        cases.encode(into: &bytes)
        bytes.append(clock.now)
        calls.encode(into: &bytes) { entry, bytes in
            bytes.append(entry.home)
            bytes.append(entry.row.agent ?? .max)
            var coder = CaseRowCoder<AgentTag>()
            coder.encode(entry.row.row, cases.origins, into: &bytes)
        }
    }

    public init?(from reader: inout ByteReader) {
        self.init()
        guard decodeCapacities(&reader) else { return nil }
        var coder = CaseRowCoder<AgentTag>()
        for _ in 0..<reader.count(limit: Int(UInt32.max) - 1) {
            let (conversation, except) = (reader.uint32(), reader.uint32())
            guard conversation != .max,
                let row = coder.decode(
                    &reader, &cases.origins, handlesMax: Int(UInt32.max)),
                row.tag.isShared
            else { return nil }
            share(End(conversation: conversation, row: row, except: except))
        }
        var links: [(agent: UInt32, origin: UInt32)] = []
        var shared = 0
        let isWhole = cases.decode(&reader, handlesMax: Int(UInt32.max)) { agent, row in
            if row.tag.isShared {
                shared += 1
            } else if row.tag.kind.isOfConversation {
                links.append((agent, row.origin))
            }
        }
        guard isWhole else { return nil }
        for entry in links {
            let conversation = cases.origins[entry.origin].handle
            if conversation != .max { shared -= join(entry.agent, conversation).count }
        }
        clock.now = reader.int64()
        guard shared == 0, decodeCalls(&reader) else { return nil }
    }

    private mutating func decodeCalls(_ reader: inout ByteReader) -> Bool {
        calls.decode(&reader) { reader, calls, place in
            let (home, agent) = (reader.uint32(), reader.uint32())
            var coder = CaseRowCoder<AgentTag>()
            guard let row = coder.decode(&reader, &cases.origins, handlesMax: 0) else {
                return false
            }
            let entry = CallEntry(agent: agent == .max ? nil : agent, row: row)
            calls.add(entry, of: place, home: home)
            return true
        }
    }

    private mutating func decodeCapacities(_ reader: inout ByteReader) -> Bool {
        for _ in 0..<reader.count(limit: 1 << 20) {
            let number = reader.int64()
            var capacity = AgentCapacity<UInt32>(total: reader.int64(), shares: [])
            for _ in 0..<reader.count(limit: 1 << 16) {
                let (channel, cost) = (reader.uint32(), reader.int64())
                let (parts, most) = (reader.uint8(), reader.int64())
                guard reader.isValid, parts < 4 else { return false }
                capacity.shares.append(
                    .init(
                        channel: channel, cost: cost, most: parts & 1 != 0 ? most : nil,
                        isExclusive: parts & 2 != 0))
            }
            guard reader.isValid else { return false }
            capacities[number] = capacity
        }
        return reader.isValid
    }
}
