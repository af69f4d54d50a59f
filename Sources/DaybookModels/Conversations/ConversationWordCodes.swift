// The words of facts about conversations as the codes of rows. Derived from names, hence no part of
// a snapshot.

internal import DaybookCoding
internal import DaybookCommerce

/// The codes of words, by symbol handle.
struct ConversationWordCodes: Sendable {
    // A code in a table is 1 more than the word's code, for 0 means "not yet looked at".
    private var initiators = Self.table(Initiator.listed.map(\.text))
    private var parties = Self.table(Party.listed.map(\.text))
    private var ends = Self.table(CloseReason.listed.map(\.text))
    private var scales = Self.table(RatingScale.listed.map(\.text))
    private var outcomes = WordCodes(
        Queues.outcomeWords, other: WaitOutcome.other.rawValue)
    private var authors = WordCodes(
        [
            (MessageDirection.in.text, MessageAuthor.customer.rawValue + 1),
            (MessageDirection.internal.text, MessageAuthor.amongAgents.rawValue + 1),
        ], other: 1)
    private var transfers = WordCodes(
        [
            (TransferKind.attended.text, TransferWay.consulted.rawValue + 1),
            (TransferKind.queue.text, TransferWay.queue.rawValue + 1),
        ], other: TransferWay.blind.rawValue + 1)
    private var handOns = Self.one(HandOnKind.warm.text)
    private var directions = Self.one(CallDirection.in.text)
    private var reopeners = Self.one(ReopenTrigger.agent.text)
    private var waits = Self.one(WaitingOn.customer.text)
    private var enders = Self.one(CallEnder.customer.text)
    private var videos = Self.one(CallMedia.video.text)
    private var blanks = Self.one("")

    /// Listed words from 1 on, any other 0.
    private static func table(_ words: [String]) -> WordCodes {
        WordCodes(words.enumerated().map { ($1, UInt8($0 + 2)) }, other: 1)
    }

    /// One word as 1, any other 0.
    private static func one(_ word: String) -> WordCodes { WordCodes([(word, 2)], other: 1) }

    /// The code of a word.
    mutating func code(
        _ words: ConversationWords, _ handle: UInt32, _ names: borrowing Names
    ) -> UInt8 {
        switch words {
        case .none: 0
        case .initiator: initiators.code(handle, names) - 1
        case .party: parties.code(handle, names) - 1
        case .direction: directions.code(handle, names) - 1
        case .outcome: outcomes.code(handle, names)
        case .reopener: reopeners.code(handle, names) - 1
        case .author: authors.code(handle, names) - 1
        case .waitingOn: waits.code(handle, names) - 1
        case .transfer: transfers.code(handle, names) - 1
        case .handOn: handOns.code(handle, names) - 1
        case .scale: scales.code(handle, names) - 1
        case .ender: enders.code(handle, names) - 1
        case .end: ends.code(handle, names) - 1
        }
    }

    mutating func isVideo(_ handle: UInt32, _ names: borrowing Names) -> Bool {
        videos.code(handle, names) == 2
    }

    mutating func isEmpty(_ handle: UInt32, _ names: borrowing Names) -> Bool {
        blanks.code(handle, names) == 2
    }
}
