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
    /// - Complexity: O(n log n) in the rows of the conversation, and a look at each fact of the
    ///   last 30 days that names a call alone.
    public func transcript(of conversation: UInt32) -> Transcript {
        transcript(of: [conversation])
    }

    /// Everything said in several conversations, as one: those of a case, of a person, or merged.
    ///
    /// - Complexity: O(n log n) in the rows of the conversations, and for each of them a look at
    ///   each fact of the last 30 days that names a call alone.
    public func transcript(of conversations: [UInt32]) -> Transcript {
        var placed: [Placed] = []
        for (index, conversation) in conversations.enumerated()
        where !conversations[..<index].contains(conversation) {
            forEachRow(of: conversation) {
                placed.append(Placed(row: $0, conversation: conversation))
            }
            for row in links.rows(of: conversation) {
                placed.append(Placed(row: row, conversation: conversation))
            }
        }
        placed.sort { precedes($0.row, $1.row) }
        return assemble(placed)
    }

    /// The conversations that one of some persons came into or said something in.
    ///
    /// - Parameter persons: by handle.
    /// - Complexity: O(rows).
    public func conversations(with persons: Set<UInt32>) -> Set<UInt32> {
        var found: Set<UInt32> = []
        heads.forEach { conversation, _ in
            forEachRow(of: conversation) { row in
                if row.tag.name == .person, persons.contains(row.speaker) {
                    found.insert(conversation)
                }
            }
        }
        return found
    }

    /// Shows the rows whose facts name a conversation, the last to come first.
    private func forEachRow(of conversation: UInt32, _ body: (TranscriptRow) -> Void) {
        var place = heads[conversation]
        while place != TranscriptRow.none {
            body(rows[Int(place)])
            place = rows[Int(place)].next
        }
    }

    /// Whether a row comes before another in canonical order.
    private func precedes(_ left: TranscriptRow, _ right: TranscriptRow) -> Bool {
        if left.time != right.time { return left.time < right.time }
        let (one, two) = (origins[left.origin], origins[right.origin])
        if one.source != two.source { return one.source < two.source }
        if one.ordinal != two.ordinal { return one.ordinal < two.ordinal }
        let (first, second) = (left.tag, right.tag)
        if first.kind.rank != second.kind.rank { return first.kind.rank < second.kind.rank }
        if left.content != right.content { return left.content < right.content }
        // Of receipts of one message the one that can only come later is the later.
        if first.bits != second.bits {
            return (first.code, first.bits) < (second.code, second.bits)
        }
        if left.text != right.text { return left.text < right.text }
        if left.targetDigest != right.targetDigest { return left.targetDigest < right.targetDigest }
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
    ///
    /// - Complexity: O(facts of the last 30 days that name a call alone).
    public var unplacedCount: UInt64 { links.unplacedCount }

    /// How many calls are held.
    public var linkCount: Int { links.calls.count }

    /// Every row by the hashes of its names and texts.
    public func digest(_ names: borrowing Names, _ catalog: Catalog) -> Digest {
        let kinds = NameKinds(catalog)
        var builder = DigestBuilder(of: Self.self)
        var handles: [UInt32] = []
        heads.forEach { conversation, _ in handles.append(conversation) }
        for conversation in handles {
            let key = kinds.conversation(conversation, names)
            var place = heads[conversation]
            while place != TranscriptRow.none {
                put(rows[Int(place)], key, kinds, names, &builder)
                place = rows[Int(place)].next
            }
        }
        for entry in links.rows {
            guard let conversation = links.conversation(of: Int(entry.call)) else { continue }
            put(entry.row, kinds.conversation(conversation, names), kinds, names, &builder)
        }
        return builder.digest
    }

    private func put(
        _ row: TranscriptRow, _ conversation: UInt64, _ kinds: NameKinds, _ names: borrowing Names,
        _ builder: inout DigestBuilder
    ) {
        builder.begin(1)
        builder.put(conversation)
        builder.put(row.time)
        builder.put(UInt64(row.tag.bits))
        builder.put(kinds.speaker(row, names))
        builder.put(row.text)
        builder.put(row.targetDigest)
        builder.put(DigestKind.symbols.digest(row.detail, names))
        builder.put(kinds.other(row, names))
        builder.end()
    }
}

/// The kinds of names in rows, by which names have one hash in every log.
struct NameKinds: Sendable {
    private let conversations: DigestKind
    // By `NameKind`.
    private let speakers: [DigestKind]

    init(_ catalog: Catalog) {
        conversations = DigestKind(Conversation.definition, in: catalog)
        speakers = [
            DigestKind.symbols, DigestKind(Person.definition, in: catalog),
            DigestKind(Agent.definition, in: catalog), DigestKind(Bot.definition, in: catalog),
            DigestKind.symbols,
        ]
    }

    func conversation(_ handle: UInt32, _ names: borrowing Names) -> UInt64 {
        conversations.digest(handle, names)
    }

    /// The hash of a speaker's name; 0 if there is none.
    func speaker(_ row: TranscriptRow, _ names: borrowing Names) -> UInt64 {
        let kind = row.tag.name
        return kind == .none ? 0 : speakers[Int(kind.rawValue)].digest(row.speaker, names)
    }

    /// The hash of the other name in a row; 0 if there is none.
    func other(_ row: TranscriptRow, _ names: borrowing Names) -> UInt64 {
        let kind = row.tag.kind == .merged ? conversations : speakers[Int(NameKind.agent.rawValue)]
        return kind.digest(row.other, names)
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
