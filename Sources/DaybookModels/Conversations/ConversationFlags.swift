// What holds of a conversation, bit by bit; where it stands follows from these.

extension ConversationState {
    struct Flags: OptionSet, BitwiseCopyable, Sendable {
        let rawValue: UInt32
        static let opened = Flags(rawValue: 1 << 0)
        static let begun = Flags(rawValue: 1 << 1)
        static let bot = Flags(rawValue: 1 << 2)
        static let queued = Flags(rawValue: 1 << 3)
        /// Somebody took it, though nothing may tell who.
        static let taken = Flags(rawValue: 1 << 4)
        static let onCall = Flags(rawValue: 1 << 5)
        static let waitingCustomer = Flags(rawValue: 1 << 6)
        static let onHold = Flags(rawValue: 1 << 7)
        static let snoozed = Flags(rawValue: 1 << 8)
        static let resolved = Flags(rawValue: 1 << 9)
        static let closed = Flags(rawValue: 1 << 10)
        static let gaveUp = Flags(rawValue: 1 << 11)
        /// A call ended, and nothing was ever written.
        static let hungUp = Flags(rawValue: 1 << 12)
        static let merged = Flags(rawValue: 1 << 13)
        static let written = Flags(rawValue: 1 << 14)
        static let called = Flags(rawValue: 1 << 15)
        static let video = Flags(rawValue: 1 << 16)
        static let rated = Flags(rawValue: 1 << 17)
        static let prioritised = Flags(rawValue: 1 << 18)
        static let resolvedOnce = Flags(rawValue: 1 << 19)
        static let queuedOnce = Flags(rawValue: 1 << 20)
        static let answeredOnce = Flags(rawValue: 1 << 21)
        /// A customer wrote since it was over.
        static let wroteAfterEnd = Flags(rawValue: 1 << 22)
        /// The call was passed on, and nobody has taken it since.
        static let passedOn = Flags(rawValue: 1 << 23)
        /// The call ended, though nothing has told yet that it no longer waits.
        static let endedWaiting = Flags(rawValue: 1 << 24)

        static let pauses: Flags = [.waitingCustomer, .onHold, .snoozed]
        static let ends: Flags = [.resolved, .closed, .gaveUp, .hungUp]
    }
}
