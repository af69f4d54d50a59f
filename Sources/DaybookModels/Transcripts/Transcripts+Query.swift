// Putting rows in order, and changes to their messages.

public import DaybookCoding
internal import DaybookCommerce

extension Transcripts {
    /// A row with its conversation.
    private struct Placed {
        let row: TranscriptRow
        let conversation: UInt32
    }

    /// Everything said in a conversation.
    ///
    /// - Complexity: O(n log n) in the rows of the conversation.
    public func transcript(of conversation: UInt32) -> Transcript {
        transcript(of: [conversation])
    }

    /// Everything said in several conversations, as one: those of a case, of a person, or merged.
    ///
    /// - Complexity: O(n log n) in the rows of the conversations.
    public func transcript(of conversations: [UInt32]) -> Transcript {
        var placed: [Placed] = []
        for (index, conversation) in conversations.enumerated()
        where !conversations[..<index].contains(conversation) {
            var place = heads[conversation]
            while place != TranscriptRow.none {
                let row = rows[Int(place)]
                placed.append(Placed(row: row, conversation: conversation))
                place = row.next
            }
        }
        placed.sort { precedes($0.row, $1.row) }
        return assemble(placed)
    }

    /// Whether a row comes before another in canonical order.
    private func precedes(_ left: TranscriptRow, _ right: TranscriptRow) -> Bool {
        if left.time != right.time { return left.time < right.time }
        let (one, two) = (origins[left.origin], origins[right.origin])
        if one.source != two.source { return one.source < two.source }
        if one.ordinal != two.ordinal { return one.ordinal < two.ordinal }
        let (first, second) = (left.tag, right.tag)
        if first.kind.rank != second.kind.rank { return first.kind.rank < second.kind.rank }
        if first.kind == .receipt, second.kind == .receipt, first.code != second.code {
            return first.code < second.code
        }
        if left.content != right.content { return left.content < right.content }
        return left.sequence < right.sequence
    }

    private func assemble(_ placed: [Placed]) -> Transcript {
        var lines: [TranscriptLine] = []
        // The first line of each message, to be found by its key.
        var messages: [(key: UInt64, line: Int)] = []
        for entry in placed where !entry.row.tag.kind.changesMessage {
            if entry.row.tag.kind == .message { messages.append((entry.row.target, lines.count)) }
            lines.append(line(entry))
        }
        messages.sort { ($0.key, $0.line) < ($1.key, $1.line) }
        var pending: [TranscriptPending] = []
        for entry in placed where entry.row.tag.kind.changesMessage {
            let row = entry.row
            let place = messages.partition(before: row.target)
            if place < messages.count, messages[place].key == row.target {
                change(&lines[messages[place].line], row)
            } else {
                pending.append(
                    TranscriptPending(
                        conversation: entry.conversation, kind: row.tag.kind, message: row.target,
                        time: Timestamp(microseconds: row.time), sequence: row.sequence))
            }
        }
        return Transcript(lines: lines, pending: pending)
    }

    private func line(_ entry: Placed) -> TranscriptLine {
        let row = entry.row
        let tag = row.tag
        return TranscriptLine(
            conversation: entry.conversation, sequence: row.sequence, textSequence: row.sequence,
            time: Timestamp(microseconds: row.time), kind: tag.kind,
            speaker: TranscriptSpeaker(row),
            direction: tag.kind == .message ? LineDirection(rawValue: tag.code) ?? .none : .none,
            isAutomatic: tag.isAutomatic,
            detail: row.detail == TranscriptRow.none ? nil : row.detail,
            other: row.other == TranscriptRow.none ? nil : row.other,
            number: tag.kind == .rated ? Int64(bitPattern: row.target) : nil)
    }

    private func change(_ line: inout TranscriptLine, _ row: TranscriptRow) {
        switch row.tag.kind {
        case .edit:
            line.textSequence = row.sequence
            line.edits += 1
        case .revocation: line.revokedBy = line.revokedBy ?? row.sequence
        case .reaction: react(&line, row, isTakenBack: false)
        case .unreaction: react(&line, row, isTakenBack: true)
        case .receipt:
            line.receipt = TranscriptReceipt(
                status: row.detail, time: Timestamp(microseconds: row.time),
                sequence: row.sequence)
        case .translation:
            line.translations.removeAll { $0.language == row.detail }
            line.translations.append(
                TranscriptTranslation(language: row.detail, sequence: row.sequence))
        default: break
        }
    }

    /// A reaction without a symbol, or with an empty one, takes back what its speaker felt.
    private func react(_ line: inout TranscriptLine, _ row: TranscriptRow, isTakenBack: Bool) {
        let speaker = TranscriptSpeaker(row)
        let isBlank = row.detail == TranscriptRow.none || row.tag.code == Self.blankReaction
        line.reactions.removeAll {
            $0.speaker == speaker && (isBlank || $0.reaction == row.detail)
        }
        if !isBlank && !isTakenBack {
            line.reactions.append(
                TranscriptReaction(
                    reaction: row.detail, speaker: speaker, sequence: row.sequence))
        }
    }

    /// How many facts about calls belong to no conversation that is known.
    public var unplacedCount: UInt64 { orphansDropped &+ UInt64(orphans.count) }

    /// How many calls' conversations are held.
    public var linkCount: Int { links.links.count }

    /// Every row by the hashes of its names and texts.
    public func digest(_ names: borrowing Names, _ catalog: Catalog) -> Digest {
        let conversations = DigestKind(Conversation.definition, in: catalog)
        let kinds = [
            DigestKind.symbols, DigestKind(Person.definition, in: catalog),
            DigestKind(Agent.definition, in: catalog), DigestKind(Bot.definition, in: catalog),
            DigestKind.symbols,
        ]
        var builder = DigestBuilder(of: Self.self)
        var handles: [UInt32] = []
        heads.forEach { conversation, _ in handles.append(conversation) }
        for conversation in handles {
            let key = conversations.digest(conversation, names)
            var place = heads[conversation]
            while place != TranscriptRow.none {
                let row = rows[Int(place)]
                place = row.next
                builder.begin(1)
                builder.put(key)
                builder.put(row.time)
                builder.put(UInt64(row.tag.bits))
                let name = row.tag.name
                builder.put(
                    name == .none ? 0 : kinds[Int(name.rawValue)].digest(row.speaker, names))
                builder.put(row.text)
                builder.put(row.targetDigest)
                builder.put(DigestKind.symbols.digest(row.detail, names))
                let others = row.tag.kind == .merged ? conversations : kinds[2]
                builder.put(others.digest(row.other, names))
                builder.end()
            }
        }
        return builder.digest
    }
}

extension [(key: UInt64, line: Int)] {
    /// The place of the first entry whose key is not less.
    fileprivate func partition(before key: UInt64) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if self[middle].key < key { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
