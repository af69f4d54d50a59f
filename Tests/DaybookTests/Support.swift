// What the front door's tests share: books in temporary directories, injected clocks and ids.

import Daybook
import DaybookLog
import DaybookTesting
import Foundation
import Synchronization

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

/// SplitMix64, for seeds and random tests (Steele, Lea, Flood, OOPSLA 2014).
struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

/// Options under which two runs write the same bytes.
func fixedOptions(seed: UInt64 = 1) -> Daybook.Options {
    var options = Daybook.Options()
    let generator = Mutex(SplitMix64(state: seed))
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
