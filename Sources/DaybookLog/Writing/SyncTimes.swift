// How long a running writer's syncs take, for whoever watches a service: a disk that grows slow is
// seen here before customers see it. Must not decide anything.

internal import Synchronization

/// The syncs that a writer's acknowledgements waited for, since it was opened.
public struct SyncTimes: Equatable, Sendable {
    /// How many there were.
    public internal(set) var count = 0
    /// How many took longer than `slow`.
    public internal(set) var slowCount = 0
    /// The longest, in nanoseconds.
    public internal(set) var slowest: UInt64 = 0
    /// The latest, in nanoseconds.
    public internal(set) var latest: UInt64 = 0
    /// All together, in nanoseconds; `total / count` is the mean.
    public internal(set) var total: UInt64 = 0

    /// From here on a sync counts as slow: 100 ms, which somebody who chats begins to feel.
    public static let slow: UInt64 = 100_000_000

    package init() {}

    package mutating func add(_ nanoseconds: UInt64) {
        count += 1
        if nanoseconds > Self.slow { slowCount += 1 }
        slowest = max(slowest, nanoseconds)
        latest = nanoseconds
        total &+= nanoseconds
    }
}

/// Times the syncs of a commit thread, and is asked by others.
final class SyncClock: Sendable {
    private let state = Mutex(SyncTimes())

    var times: SyncTimes { state.withLock { $0 } }

    /// Syncs a file; one that fails counts too.
    func sync(_ file: any StorageFile) throws(SystemError) {
        let start = Platform.monotonicNanoseconds()
        defer {
            let took = Platform.monotonicNanoseconds() - start
            state.withLock { $0.add(took) }
        }
        try file.sync()
    }
}
