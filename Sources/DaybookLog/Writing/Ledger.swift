// What is published while a writer runs: MANIFEST on disk, and the bounds that readers of this
// process go by. Readers of other processes take theirs from the files.

internal import Synchronization

/// How far readers may read.
struct Bounds: Sendable {
    var manifest: Manifest
    /// The last durable sequence.
    var sequence: UInt64
    /// The segment that `end` belongs to.
    var segment: UInt64
    /// Where durable blocks end in that segment.
    var end: UInt64
}

/// The bounds of a running writer.
final class LiveBounds: Sendable {
    private let state: Mutex<Bounds>
    init(_ bounds: Bounds) { state = Mutex(bounds) }

    var current: Bounds { state.withLock { $0 } }

    func advance(sequence: UInt64, segment: UInt64, end: UInt64) {
        state.withLock { bounds in
            bounds.sequence = sequence
            bounds.segment = segment
            bounds.end = end
        }
    }

    func replace(_ manifest: Manifest) {
        state.withLock { $0.manifest = manifest }
    }
}

/// The manifest of a running writer.
final class Ledger: Sendable {
    enum Failure: Error {
        /// The old manifest is still the published one.
        case unchanged(SystemError)
        /// Either may be found later.
        case undecided(SystemError)
    }
    private let place: Place
    private let state: Mutex<Manifest>
    let live: LiveBounds

    init(_ place: Place, _ manifest: Manifest, _ live: LiveBounds) {
        self.place = place
        state = Mutex(manifest)
        self.live = live
    }

    var current: Manifest { state.withLock { $0 } }

    /// Changes the manifest and publishes it durably.
    func update(_ change: (inout Manifest) -> Void) throws(Failure) {
        try state.withLock { (state) throws(Failure) in
            var manifest = state
            change(&manifest)
            do throws(SystemError) {
                try place.draft(manifest)
            } catch { throw .unchanged(error) }
            do throws(SystemError) {
                try place.publishDraft()
            } catch { throw .undecided(error) }
            state = manifest
            live.replace(manifest)
        }
    }
}
