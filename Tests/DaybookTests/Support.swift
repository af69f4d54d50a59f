// What the front door's tests share: books in temporary directories, injected clocks and ids.

import Daybook
import DaybookLog
import DaybookTesting
import Foundation
import Synchronization

/// Whether long runs are wanted: SLOW_TESTS=1.
let isSlow = ProcessInfo.processInfo.environment["SLOW_TESTS"] == "1"

/// A directory that is removed with its owner.
final class TemporaryDirectory: Sendable {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.path + "/daybook-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}

/// A clock that advances one millisecond a look, from 2026-03-02T08:00:00Z.
func steppingClock() -> @Sendable () -> Timestamp {
    let now = Mutex("2026-03-02T08:00:00Z" as Timestamp)
    return {
        now.withLock { now in
            now = now + .milliseconds(1)
            return now
        }
    }
}

/// Options under which two runs write the same bytes.
func fixedOptions(seed: UInt64 = 1) -> Daybook.Options {
    var options = Daybook.Options()
    let generator = Mutex(SeededRandom(seed: seed))
    options.random = { generator.withLock { $0.next() } }
    options.clock = steppingClock()
    options.segmentBytes = 1 << 20
    return options
}

extension EventSequence {
    /// All facts.
    func all() async throws -> [RecordedEvent] {
        var events: [RecordedEvent] = []
        for try await event in self { events.append(event) }
        return events
    }
}
