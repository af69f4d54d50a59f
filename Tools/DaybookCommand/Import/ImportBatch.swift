// What the parsing thread hands to the appending task.

internal import Daybook
internal import Dispatch
internal import Synchronization

/// A line that was not taken.
struct RefusedLine: Equatable, Sendable {
    let file: String
    /// Counted from 1.
    let line: UInt64
    let why: String
}

/// Some lines of one input, as rows.
struct ImportBatch: Sendable {
    static let rowsMax = 4_000
    static let bytesMax = 2 << 20

    let file: String
    var rows = Rows()
    /// The line that each row came from.
    var lines: [UInt64] = []
    /// Where the book that the rows were exported from had them, of rows whose id is only that.
    var positions: [Int: UInt64] = [:]
    /// The key of the fact that the last row corrects, where its line tells one.
    var corrected: Key?
    var refused: [RefusedLine] = []
    /// Lines read, empty ones included.
    var linesRead: UInt64 = 0
    /// Facts kept whole because nobody knows their type.
    var foreign: UInt64 = 0
    /// Lines that declared a schema.
    var schemas: UInt64 = 0
    /// How much of the input is read.
    var bytesRead: UInt64 = 0
    /// Why the input could not be read to its end.
    var failure: Failure?
}

/// Hands values from a thread that may block to a task, a few at a time.
final class Handover<Value: Sendable>: Sendable {
    private static var ahead: Int { 3 }
    private let room = DispatchSemaphore(value: 0)
    private let isStopped = Atomic(false)
    private let continuation: AsyncStream<Value>.Continuation
    private let stream: AsyncStream<Value>

    init() {
        (stream, continuation) = AsyncStream.makeStream(of: Value.self)
        for _ in 0..<Self.ahead { room.signal() }
    }

    /// Hands over a value, waiting while the task is busy; false if the task wants no more.
    func send(_ value: Value) -> Bool {
        room.wait()
        if isStopped.load(ordering: .acquiring) { return false }
        continuation.yield(value)
        return true
    }

    /// Says that nothing more will come.
    func finish() { continuation.finish() }

    /// The values in their order.
    var values: AsyncStream<Value> { stream }

    /// Makes room for one more, after a value was dealt with.
    func done() { room.signal() }

    /// Wants no more: the thread ends at its next `send`.
    func stop() {
        isStopped.store(true, ordering: .releasing)
        room.signal()
    }
}
