// Defects planted on purpose: a simulation that does not find them proves nothing.

import DaybookTorture
import Foundation
import Testing

@Suite struct MutationTests {
    @Test("every planted defect is found, and without one nothing is") func mutations() throws {
        let root = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let directory = FileManager.default.temporaryDirectory
            .appendingPathComponent("daybook-mutants-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: directory) }
        let build = try MutantBuild(root: root, in: directory)
        let sound = try build.simulate(nil, seeds: isSlow ? 400 : 12)
        #expect(sound.code == 0, "\(sound.output)")
        for mutation in Mutation.all where isSlow || !mutation.isRare {
            let found = try build.simulate(mutation, seeds: isSlow ? 1_000 : 60)
            #expect(found.code == 1, "\(mutation.name): \(mutation.what), and nothing is found")
        }
    }

    @Test("mutations have names of their own, and there are enough of them") func names() {
        let names = Mutation.all.map(\.name)
        #expect(Set(names).count == names.count)
        #expect(names.count >= 12)
    }
}
