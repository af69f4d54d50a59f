// What can be asked of the conversations. Queries change nothing and take handles; whoever asks by
// name looks the name up first.

public import DaybookBytes
public import DaybookCoding
internal import DaybookCommerce

extension Conversations {
    /// Where a conversation stands; nil if no fact that is read tells of it.
    public func standing(_ conversation: UInt32) -> ConversationStanding? {
        cases.state(conversation).map {
            ConversationStanding(conversation: conversation, state: $0)
        }
    }

    /// Shows every conversation, by handle.
    ///
    /// - Complexity: O(conversations).
    public func forEach(_ body: (ConversationStanding) -> Void) {
        cases.forEach { body(ConversationStanding(conversation: $0, state: $1)) }
    }

    /// What conversations come to.
    ///
    /// - Parameter isCounted: which ones.
    public func totals(where isCounted: (ConversationStanding) -> Bool = { _ in true })
        -> ConversationTotals
    {
        var totals = ConversationTotals()
        forEach { if isCounted($0) { totals.add($0) } }
        return totals
    }

    /// How long customers waited for each human who answered, whoever was in charge.
    ///
    /// - Returns: under nil what nobody is named for.
    /// - Complexity: O(rows), some 10 ns each.
    public func responders() -> [ConversationActor?: (first: LengthFigures, next: LengthFigures)] {
        var all: [ConversationActor?: (first: LengthFigures, next: LengthFigures)] = [:]
        forEach { standing in
            if standing.phase == .merged { return }
            cases.retell(standing.conversation) { _, _, effect in
                guard let response = effect.response else { return }
                let none = (first: LengthFigures(), next: LengthFigures())
                let actor = ConversationActor(response.agent)
                switch response.kind {
                case .first: all[actor, default: none].first.add(response.length)
                case .next: all[actor, default: none].next.add(response.length)
                case .bot: break
                }
            }
        }
        return all
    }

    /// A conversation's facts, one after the other.
    public func course(_ conversation: UInt32) -> [ConversationStep] {
        var steps: [ConversationStep] = []
        cases.retell(conversation) { row, state, effect in
            steps.append(
                ConversationStep(
                    time: Timestamp(microseconds: row.time), sequence: row.sequence,
                    what: "\(row.tag.kind)", phase: state.phase,
                    response: effect.response.map {
                        ("\($0.kind)", Microseconds($0.length), ConversationActor($0.agent))
                    }, anomaly: effect.anomaly))
        }
        return steps
    }

    /// The symbols of the tags that a conversation has, in the order they were given.
    public func tags(_ conversation: UInt32) -> [UInt32] {
        var tags: [UInt32] = []
        for row in cases.rows(of: conversation) {
            guard let tag = row.reference else { continue }
            switch row.tag.kind {
            case .tagged where !tags.contains(tag): tags.append(tag)
            case .untagged: tags.removeAll { $0 == tag }
            default: break
            }
        }
        return tags
    }

    /// Who was in a conversation, in the order they came.
    ///
    /// An agent who got it or took its call came then, if nothing tells of it before, and left
    /// when released or having passed it on.
    public func parties(_ conversation: UInt32) -> [ConversationPresence] {
        var parties: [ConversationPresence] = []
        cases.retell(conversation) { row, state, _ in
            let party = ConversationParty(rawValue: row.tag.word) ?? .other
            switch row.tag.kind {
            case .joined: Self.join(party, row, &parties)
            case .assigned, .connected, .handedTo: Self.join(.agent, row, &parties)
            case .botStarted: Self.join(.bot, row, &parties)
            case .partyLeft: Self.leave(party, row, &parties)
            case .released, .handedOn, .transferred: Self.leave(.agent, row, &parties)
            case .botHandedOver, .botFinished: Self.leave(.bot, row, &parties)
            case .closed, .callEnded:
                guard state.phase.isOver else { break }
                for index in parties.indices where parties[index].left == nil {
                    parties[index].left = Timestamp(microseconds: row.time)
                    parties[index].leftSequence = row.sequence
                }
            default: break
            }
        }
        return parties
    }

    private static func names(
        _ party: ConversationParty, _ row: ConversationRow
    ) -> (person: UInt32?, agent: ConversationActor?) {
        switch party {
        case .customer: (row.reference, nil)
        case .agent, .supervisor: (nil, row.reference.flatMap { ConversationActor($0) })
        case .bot, .other: (nil, nil)
        }
    }

    private static func place(
        _ party: ConversationParty, _ row: ConversationRow, _ parties: [ConversationPresence]
    ) -> Int? {
        let name = names(party, row)
        return parties.lastIndex {
            $0.party == party && $0.person == name.person && $0.agent == name.agent
                && $0.left == nil
        }
    }

    private static func join(
        _ party: ConversationParty, _ row: ConversationRow, _ parties: inout [ConversationPresence]
    ) {
        if place(party, row, parties) != nil { return }
        let name = names(party, row)
        parties.append(
            ConversationPresence(
                party: party, person: name.person, agent: name.agent,
                joined: Timestamp(microseconds: row.time), joinedSequence: row.sequence))
    }

    private static func leave(
        _ party: ConversationParty, _ row: ConversationRow, _ parties: inout [ConversationPresence]
    ) {
        guard let place = place(party, row, parties) else { return }
        parties[place].left = Timestamp(microseconds: row.time)
        parties[place].leftSequence = row.sequence
    }

    /// Contradictions, up to a number of rows, by conversation.
    ///
    /// - Complexity: O(conversations) and O(rows of those that have any).
    public func anomalies(limit: Int) -> [ConversationOddity] {
        var found: [ConversationOddity] = []
        forEach { standing in
            guard found.count < limit, standing.anomalies > 0 else { return }
            cases.retell(standing.conversation) { row, _, effect in
                guard let kind = effect.anomaly else { return }
                found.append(
                    ConversationOddity(
                        kind: kind, conversation: standing.conversation,
                        time: Timestamp(microseconds: row.time), sequence: row.sequence))
            }
        }
        return Array(found.prefix(limit))
    }
}

// MARK: Digest and snapshot

/// A snapshot holds the rows; every state is derived from them again, so that it cannot contradict
/// itself. State: cases, as `Cases.encode` has it; i64 clock of calls; calls with their rows, as
/// `CallLinks` has them, each: u32 conversation that it stands in, row.
extension Conversations {
    public func encode(into bytes: inout ByteBuffer) {
        cases.encode(into: &bytes)
        bytes.append(clock.now)
        calls.encode(into: &bytes) { entry, bytes in
            bytes.append(entry.home)
            var coder = CaseRowCoder<ConversationTag>()
            coder.encode(entry.row, cases.origins, into: &bytes)
        }
    }

    public init?(from reader: inout ByteReader) {
        self.init()
        guard cases.decode(&reader, handlesMax: 0) else { return nil }
        clock.now = reader.int64()
        let isWhole = calls.decode(&reader) { reader, calls, place in
            let home = reader.uint32()
            var coder = CaseRowCoder<ConversationTag>()
            guard let row = coder.decode(&reader, &cases.origins, handlesMax: 0) else {
                return false
            }
            calls.add(row, of: place, home: home)
            return true
        }
        guard isWhole else { return nil }
    }

    /// Where each conversation stands and what it came to, by the hashes of names.
    public func digest(_ names: borrowing Names, _ catalog: Catalog) -> Digest {
        let kinds = ReferenceKind.kinds(in: catalog)
        let conversations = kinds[Int(ReferenceKind.conversation.rawValue)]
        var builder = DigestBuilder(of: Self.self)
        var all: [ConversationStanding] = []
        forEach { all.append($0) }
        for standing in all {
            builder.begin(1)
            builder.put(conversations.digest(standing.conversation, names))
            standing.put(into: &builder, names, kinds)
            builder.end()
        }
        return builder.digest
    }
}

extension ConversationStanding {
    fileprivate func put(
        into builder: inout DigestBuilder, _ names: borrowing Names, _ kinds: [DigestKind]
    ) {
        let names32: [(UInt32?, ReferenceKind)] = [
            (channel, .symbol), (firstChannel, .symbol), (language, .symbol), (topic, .symbol),
            (queue, .queue), (person, .person), (visitor, .visitor), (order, .order),
            (filedUnder, .case), (mergedInto, .conversation),
        ]
        for (handle, kind) in names32 {
            builder.put(handle.map { kinds[Int(kind.rawValue)].digest($0, names) } ?? 0)
        }
        for actor in [assignee, resolvedBy, firstResponder] {
            switch actor {
            case nil: builder.put(UInt64(0))
            case .agent(let agent): builder.put(kinds[1].digest(agent, names))
            case .actor(let symbol): builder.put(kinds[0].digest(symbol, names))
            }
        }
        builder.put(Int64(phase.rawValue))
        builder.put(Int64(state.flags.rawValue))
        for figures in [firstResponses, nextResponses, botResponses] {
            builder.put(figures.count)
            builder.put(figures.sum)
            builder.put(figures.most)
        }
        for value in [
            state.openedAt, state.first, state.last, state.firstResolved, state.lastResolved,
            state.firstQueued, state.queueWait, state.priority, state.ratingScore,
            state.snoozedUntil, state.clocks.first, state.clocks.unansweredSince ?? -1,
            Int64(state.resolutions), Int64(state.reopenings), Int64(state.queueVisits),
            Int64(state.switches), Int64(state.offers), Int64(state.initiator), Int64(state.end),
        ] { builder.put(value) }
        for way in TransferWay.allCases { builder.put(Int64(transfers(way))) }
        for anomaly in ConversationAnomaly.allCases { builder.put(Int64(count(of: anomaly))) }
    }
}
