// The queues' answers with names in place of handles.

public import DaybookCoding
internal import DaybookCommerce
public import DaybookModels

/// What a queue did, and who waits in it.
public struct QueueBoard: Sendable {
    /// One conversation in line.
    public struct Waiting: Hashable, Sendable {
        /// The conversation.
        public let conversation: String
        /// When its visit to the queue began.
        public let since: Timestamp
        /// The priority that was told of it last.
        public let priority: Int64?
        /// Its place in line, from 1.
        public let position: Int
        /// The sequence of the fact by which it waits.
        public let sequence: UInt64

        /// How long it has waited at an instant; 0 before it came.
        public func waited(asOf now: Timestamp) -> Microseconds {
            Microseconds(max(0, (now - since).count))
        }
    }

    /// The sequence at which this is true.
    public let sequence: UInt64
    /// The queue.
    public let queue: String
    /// What it did so far.
    public let figures: QueueFigures
    /// Who waits, in line.
    public let waiting: [Waiting]
}

extension Replay where Model == Models {
    /// Every queue that has figures, by name.
    ///
    /// - Complexity: O(queues · who waits).
    public func boards() -> [QueueBoard] {
        guard let kind = catalog.entity(named: Queue.definition.name)?.number else { return [] }
        return (0..<UInt32(names.count(kind)))
            .filter { model.queues.figures($0) != QueueFigures() }
            .map { board($0, kind) }
            .sorted { $0.queue < $1.queue }
    }

    /// One queue; nil if no fact names it.
    public func board(_ queue: QueueID) -> QueueBoard? {
        guard let kind = catalog.entity(named: Queue.definition.name)?.number,
            let handle = names.handle(kind, entity: Queue.definition.name, queue.text)
        else { return nil }
        return board(handle, kind)
    }

    private func board(_ handle: UInt32, _ kind: UInt8) -> QueueBoard {
        let conversation = catalog.entity(named: Conversation.definition.name)?.number ?? 0
        return QueueBoard(
            sequence: sequence, queue: names.text(kind, handle),
            figures: model.queues.figures(handle),
            waiting: model.queues.waiting(handle).map { waiting in
                QueueBoard.Waiting(
                    conversation: names.text(conversation, waiting.conversation),
                    since: waiting.since, priority: waiting.priority, position: waiting.position,
                    sequence: waiting.sequence)
            })
    }
}

extension Replayed where Model == Models {
    /// Every queue that has figures, by name.
    public func boards() -> [QueueBoard] { replay.boards() }

    /// One queue; nil if no fact names it.
    public func board(_ queue: QueueID) -> QueueBoard? { replay.board(queue) }

    /// The digest of each model, under its name.
    public func digests() -> [(name: String, digest: Digest)] {
        replay.model.digests(replay.names, replay.catalog)
    }

    /// What the book holds: counts by type, source and day.
    public func census() -> [CensusRow] { replay.model.census.rows(replay.names) }
}
