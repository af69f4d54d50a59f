// Every fuzz target over its seeds and over seeded damage to them, in every test run. What was
// found so stands in the tests of the module concerned.

import DaybookFuzzing
import Foundation
import Testing

/// Whether the long runs are wanted: SLOW_TESTS=1.
private let isSlow = ProcessInfo.processInfo.environment["SLOW_TESTS"] == "1"

/// The book that all targets share; written once.
private let book = Task { try await SeedBook.make() }

@Suite struct FuzzTargetTests {
    /// Targets whose inputs each cost a whole book read and recovered.
    private static let whole: Set = ["segment", "manifest", "watermark", "snapshot"]

    @Test("no law is broken by seeds or by seeded damage to them", arguments: FuzzTargets.all)
    func laws(type: any FuzzTarget.Type) async throws {
        let target = type.init(try await book.value)
        let corpus = target.corpus
        #expect(!target.seeds.isEmpty && target.seeds.allSatisfy { !$0.isEmpty })
        for input in corpus { try target.run(input) }
        var mutator = Mutator(seed: 11)
        for number in 0..<(Self.whole.contains(type.name) ? 40 : 800) * (isSlow ? 50 : 1) {
            let input = mutator.input(from: corpus)
            do { try target.run(input) } catch {
                let hex = input.prefix(2_000).map { String($0, radix: 16) }.joined(separator: " ")
                Issue.record("\(type.name), input \(number): \(error)\n\(hex)")
                return
            }
        }
    }

    /// What puts each guarded target's checksums right.
    private static let menders: [String: @Sendable (inout [UInt8]) -> Void] = [
        "segment": { Mending.segment(&$0) }, "manifest": { Mending.manifest(&$0) },
        "watermark": { Mending.watermark(&$0) }, "snapshot": { Mending.snapshot(&$0) },
        "footer": { Mending.footer(&$0, at: 0, salt: 77, fileOffset: 8_192) },
    ]

    @Test(
        "mending leaves a sound file as it is, and restores its checksums", arguments: menders.keys)
    func mending(name: String) async throws {
        let type = try #require(FuzzTargets.all.first { $0.name == name })
        let mend = try #require(Self.menders[name])
        let seed = try #require(type.init(try await book.value).seeds.first)
        var mended = seed
        mend(&mended)
        #expect(mended == seed)
        // A checksum stands at the beginning or, of a snapshot, at the end.
        mended[name == "snapshot" ? seed.count - 1 : 0] ^= 0xFF
        mend(&mended)
        #expect(mended == seed)
    }

    @Test("the seeds are the same in every run") func seeds() async throws {
        let (one, other) = (try await book.value, try await SeedBook.make())
        for type in FuzzTargets.all {
            #expect(type.init(one).corpus == type.init(other).corpus, "\(type.name)")
        }
    }
}
