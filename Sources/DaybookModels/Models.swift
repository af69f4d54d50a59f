// The read models that every book keeps, in one fixed struct, so that replay is one specialised
// loop without existentials.

public import DaybookBytes
public import DaybookCoding

/// The built-in read models.
public struct Models: ReadModel {
    public static let name = "daybook"
    public static var version: UInt32 {
        ((Queues.version &* 257 ^ Transcripts.version) &* 257 ^ Census.version) &* 257
            ^ Conversations.version &+ Agents.version << 16
    }

    /// Who waits, and what each queue did.
    public private(set) var queues: Queues
    /// What was said in each conversation.
    public private(set) var transcripts: Transcripts
    /// What the book holds.
    public private(set) var census: Census
    /// Where each conversation stands.
    public private(set) var conversations: Conversations
    /// Who is here, and on what.
    public private(set) var agents: Agents

    /// The models before their first fact, with the default window for late facts.
    public init() { self.init(window: LateFacts.windowDefault) }

    /// The models before their first fact.
    ///
    /// - Parameter window: how long after its last fact a case takes a late one as ordinary; at
    ///   least 0.
    public init(window: Microseconds) {
        queues = Queues(window: window)
        transcripts = Transcripts(window: window)
        census = Census()
        conversations = Conversations()
        agents = Agents()
    }

    public mutating func apply(_ batch: borrowing Batch) {
        queues.apply(batch)
        transcripts.apply(batch)
        census.apply(batch)
        conversations.apply(batch)
        agents.apply(batch)
    }

    /// The digest of each model, under its name.
    public func digests(
        _ names: borrowing Names, _ catalog: Catalog
    ) -> [(name: String, digest: Digest)] {
        [
            (Queues.name, queues.digest(names, catalog)),
            (Transcripts.name, transcripts.digest(names, catalog)),
            (Census.name, census.digest(names, catalog)),
            (Conversations.name, conversations.digest(names, catalog)),
            (Agents.name, agents.digest(names, catalog)),
        ]
    }

    public func digest(_ names: borrowing Names, _ catalog: Catalog) -> Digest {
        var sum = Digest(0)
        for entry in digests(names, catalog) { sum = sum + entry.digest }
        return sum
    }

    public func encode(into bytes: inout ByteBuffer) {
        Section.encode(queues, into: &bytes)
        Section.encode(transcripts, into: &bytes)
        Section.encode(census, into: &bytes)
        Section.encode(conversations, into: &bytes)
        Section.encode(agents, into: &bytes)
    }

    public init?(from reader: inout ByteReader) {
        guard let queues = Section.decode(Queues.self, from: &reader),
            let transcripts = Section.decode(Transcripts.self, from: &reader),
            let census = Section.decode(Census.self, from: &reader),
            let conversations = Section.decode(Conversations.self, from: &reader),
            let agents = Section.decode(Agents.self, from: &reader)
        else { return nil }
        self.queues = queues
        self.transcripts = transcripts
        self.census = census
        self.conversations = conversations
        self.agents = agents
    }
}
