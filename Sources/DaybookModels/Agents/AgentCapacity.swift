// How much an agent can serve at once, and whether one more contact fits. A pure function; must not
// know who the agent is.

/// What an agent can serve at once, in slots.
public struct AgentCapacity<Channel: Hashable & Sendable>: Hashable, Sendable {
    /// What contacts of a channel take.
    public struct Share: Hashable, Sendable {
        /// The channel.
        public var channel: Channel
        /// What each contact takes of the total, in thousandths.
        public var cost: Int64
        /// How many contacts of the channel at once; nil: as many as the total permits.
        public var most: Int64?
        /// Whether contacts of other channels have to wait while one of this channel is served.
        public var isExclusive: Bool

        /// A channel's share.
        public init(channel: Channel, cost: Int64, most: Int64? = nil, isExclusive: Bool = false) {
            self.channel = channel
            self.cost = cost
            self.most = most
            self.isExclusive = isExclusive
        }
    }

    /// What all contacts together may take, in thousandths.
    public var total: Int64
    /// The channels that are served; a contact of another one never fits.
    public var shares: [Share]

    /// A capacity.
    public init(total: Int64, shares: [Share]) {
        self.total = total
        self.shares = shares
    }

    /// Whether one more contact fits.
    ///
    /// It fits if its channel is served and has a place left, if no contact of another, exclusive
    /// channel is served, and if the costs of all stay within the total. An exclusive channel
    /// blocks the others; one that is not exclusive does not keep an exclusive one away.
    ///
    /// - Parameters:
    ///   - channel: that of the new contact.
    ///   - served: the channels of the contacts there are, one for each.
    public func fits(_ channel: Channel, beside served: [Channel]) -> Bool {
        free(channel, beside: served) > 0
    }

    /// How many more contacts of a channel fit; `Int64.max` if nothing limits them.
    ///
    /// - Parameters:
    ///   - channel: that of the new contacts.
    ///   - served: the channels of the contacts there are, one for each; none: what is free is
    ///     every slot.
    public func free(_ channel: Channel, beside served: [Channel] = []) -> Int64 {
        guard let share = share(channel) else { return 0 }
        var left = Int128(total)
        for other in served {
            guard let taken = self.share(other) else { continue }
            if taken.isExclusive && other != channel { return 0 }
            left -= Int128(taken.cost)
        }
        guard left >= Int128(share.cost) else { return 0 }
        let fitting = share.cost > 0 ? Int64(clamping: left / Int128(share.cost)) : .max
        guard let most = share.most else { return fitting }
        return min(fitting, max(0, most - Int64(served.count { $0 == channel })))
    }

    private func share(_ channel: Channel) -> Share? { shares.first { $0.channel == channel } }

    /// The same with channels told another way.
    public func map<Other: Hashable & Sendable>(
        _ name: (Channel) -> Other
    ) -> AgentCapacity<Other> {
        AgentCapacity<Other>(
            total: total,
            shares: shares.map {
                .init(
                    channel: name($0.channel), cost: $0.cost, most: $0.most,
                    isExclusive: $0.isExclusive)
            })
    }
}

extension AgentCapacity<String> {
    /// What is assumed of an agent of whom nothing is told: one call and nothing else.
    public static let assumed = AgentCapacity(
        total: 1_000,
        shares: ["phone", "video"].map { .init(channel: $0, cost: 1_000, isExclusive: true) })
}
