// What a fuzz target is: a decoder, inputs to begin with, and laws that hold for any bytes.
// Knows no fuzzing engine: libFuzzer and the test suite both drive it.

internal import Dispatch
internal import Synchronization

/// A law that an input has broken.
package struct BrokenLaw: Error, CustomStringConvertible {
    package let description: String

    init(_ law: String) { description = law }
}

/// A decoder under arbitrary bytes.
///
/// Whatever the input, `check` neither traps nor hangs nor allocates beyond a multiple of the
/// input's size; what decodes obeys the target's laws.
package protocol FuzzTarget: Sendable {
    /// The name it is asked for by.
    static var name: String { get }

    /// Whether a checksum guards the bytes, so that an input begins with a byte of options, of
    /// which `Options.mends` puts all checksums right before anything is decoded.
    static var isGuarded: Bool { get }

    /// A target that takes its seeds from a book.
    init(_ book: SeedBook)

    /// Valid contents to begin with; for a guarded target without the byte of options.
    var seeds: [[UInt8]] { get }

    /// Decodes some bytes.
    ///
    /// - Throws: `BrokenLaw` if what was decoded contradicts itself.
    func check(_ bytes: [UInt8], _ options: FuzzOptions) throws(BrokenLaw)
}

/// The first byte of a guarded target's input; what the other bits mean is the target's.
package struct FuzzOptions: OptionSet, Sendable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Checksums are put right, lengths kept as given: else hardly an input gets past them.
    package static let mends = FuzzOptions(rawValue: 1)
    /// Meant by a target in its own way.
    package static let first = FuzzOptions(rawValue: 2)
    /// Meant by a target in its own way.
    package static let second = FuzzOptions(rawValue: 4)
}

/// A book on its way from a task to the thread that waits for it.
private final class Handed: Sendable {
    let value = Mutex<SeedBook?>(nil)
    let isMade = DispatchSemaphore(value: 0)
}

/// All targets.
package enum FuzzTargets {
    package static let all: [any FuzzTarget.Type] = [
        SegmentTarget.self, BlockTarget.self, RecordTarget.self, FooterTarget.self,
        ManifestTarget.self, WatermarkTarget.self, SnapshotTarget.self, CloudEventTarget.self,
        QueueLogTarget.self,
    ]

    /// The target with a name, for a caller that cannot await; nil if there is none.
    package static func target(named name: String) -> (any FuzzTarget)? {
        guard let type = all.first(where: { $0.name == name }) else { return nil }
        let book = Handed()
        Task.detached {
            let made = try? await SeedBook.make()
            book.value.withLock { $0 = made }
            book.isMade.signal()
        }
        book.isMade.wait()
        return book.value.withLock { $0 }.map { type.init($0) }
    }
}

extension FuzzTarget {
    /// Takes one input as a fuzzing engine makes it.
    package func run(_ input: [UInt8]) throws(BrokenLaw) {
        guard Self.isGuarded else { return try check(input, []) }
        guard let first = input.first else { return }
        try check(Array(input.dropFirst()), FuzzOptions(rawValue: first))
    }

    /// Every seed as an input, with each combination of options.
    package var corpus: [[UInt8]] {
        guard Self.isGuarded else { return seeds }
        return seeds.flatMap { seed in (UInt8(0)...7).map { [$0] + seed } }
    }
}

func expect(_ holds: Bool, _ law: @autoclosure () -> String) throws(BrokenLaw) {
    if !holds { throw BrokenLaw(law()) }
}
