// Where the command's text goes: a buffer in front of a descriptor, or memory for tests.

internal import DaybookLog
internal import Synchronization

/// Takes text, and hands it on in large pieces.
public final class Sink: Sendable {
    private struct State: Sendable {
        var bytes: [UInt8] = []
        var isBroken = false
    }

    private static let bufferBytes = 1 << 16
    private let state = Mutex(State())
    /// The descriptor; nil keeps everything in memory.
    private let descriptor: Int32?
    /// Whether a person looks on: colours, progress, escaped texts.
    public let isTerminal: Bool

    /// A sink that keeps what it gets.
    public init(isTerminal: Bool = false) {
        descriptor = nil
        self.isTerminal = isTerminal
    }

    init(descriptor: Int32) {
        self.descriptor = descriptor
        isTerminal = Descriptor.isTerminal(descriptor)
    }

    /// The process's standard output.
    public static func standardOutput() -> Sink { Sink(descriptor: Descriptor.output) }
    /// The process's standard error.
    public static func standardError() -> Sink { Sink(descriptor: Descriptor.errors) }

    /// What a sink in memory got.
    public var text: String {
        String(decoding: state.withLock { $0.bytes }, as: UTF8.self)
    }

    func write(_ text: String) throws(Failure) { try write(Array(text.utf8)) }

    func write(_ bytes: [UInt8]) throws(Failure) {
        let isFull = state.withLock { state in
            state.bytes += bytes
            return descriptor != nil && state.bytes.count >= Self.bufferBytes
        }
        if isFull { try flush() }
    }

    /// Writes a line.
    func line(_ text: String = "") throws(Failure) { try write(text + "\n") }

    /// Hands on everything.
    func flush() throws(Failure) {
        guard let descriptor else { return }
        let bytes = state.withLock { state -> [UInt8] in
            defer { state.bytes.removeAll(keepingCapacity: true) }
            return state.isBroken ? [] : state.bytes
        }
        do throws(SystemError) {
            try Descriptor.write(descriptor, bytes)
        } catch {
            state.withLock { $0.isBroken = true }
            throw error.code == Descriptor.brokenPipe ? .brokenPipe : .io(Failure.sentence(error))
        }
    }

    /// Writes a line of talk.
    func say(_ text: String) { tell(text + "\n") }

    /// Writes talk at once: what cannot be told is not worth ending for.
    func tell(_ text: String) {
        do throws(Failure) {
            try write(text)
            try flush()
        } catch {
            // There is nobody left to tell it to.
        }
    }
}
