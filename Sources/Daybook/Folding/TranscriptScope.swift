// Whose words a transcript tells: which conversations belong together. Must not know their lines.

public import DaybookCommerce
internal import DaybookModels

/// Whose words a transcript tells.
public enum TranscriptScope: Hashable, Sendable {
    /// One conversation, with those that were merged into it.
    case conversation(ConversationID)
    /// All conversations filed under a case.
    case matter(CaseID)
    /// All conversations that a person, any other person who is the same customer, or one of their
    /// visitors opened, is linked to, came into or wrote in.
    case person(PersonID)
}

extension Replay where Model == Models {
    /// The conversations of a scope; nil if no fact names it.
    ///
    /// - Complexity: O(conversations); of a person O(lines of all conversations).
    func conversations(of scope: TranscriptScope) -> [UInt32]? {
        let isMember: (ConversationStanding) -> Bool
        switch scope {
        case .conversation(let name):
            // A name may be known of a page of which no fact counts.
            guard let handle = handle(Conversation.definition, name.text), isKnown(handle) else {
                return nil
            }
            isMember = { $0.conversation == handle }
            return withMerged([handle], isMember)
        case .matter(let name):
            guard let handle = handle(Case.definition, name.text) else { return nil }
            isMember = { $0.filedUnder == handle }
        case .person(let name):
            guard let handle = handle(Person.definition, name.text) else { return nil }
            let customer = model.identities.identity(of: .person(handle), names, catalog)
            let (persons, visitors) = (Set(customer.persons), Set(customer.visitors))
            let spoken = model.transcripts.conversations(with: persons)
            isMember = { standing in
                spoken.contains(standing.conversation)
                    || standing.person.map { persons.contains($0) } ?? false
                    || standing.visitor.map { visitors.contains($0) } ?? false
            }
        }
        return withMerged([], isMember)
    }

    private func isKnown(_ conversation: UInt32) -> Bool {
        if model.conversations.standing(conversation) != nil { return true }
        let transcript = model.transcripts.transcript(of: conversation)
        return !transcript.lines.isEmpty || !transcript.pending.isEmpty
    }

    /// What went into a conversation belongs to it, and so on.
    private func withMerged(
        _ known: [UInt32], _ isMember: (ConversationStanding) -> Bool
    ) -> [UInt32] {
        var found = Set(known)
        var merged: [UInt32: [UInt32]] = [:]
        model.conversations.forEach { standing in
            if isMember(standing) { found.insert(standing.conversation) }
            if let into = standing.mergedInto {
                merged[into, default: []].append(standing.conversation)
            }
        }
        var open = Array(found)
        while let next = open.popLast() {
            for conversation in merged[next] ?? [] where found.insert(conversation).inserted {
                open.append(conversation)
            }
        }
        return found.sorted()
    }
}
