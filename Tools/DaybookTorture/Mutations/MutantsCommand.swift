// `torture mutants`: which planted defects the simulation finds, and after how many seeds.

internal import Foundation

enum MutantsCommand {
    static func run(_ arguments: [String]) async -> Int32 {
        let root = URL(fileURLWithPath: FileManager.default.currentDirectoryPath)
        let directory = FileManager.default.temporaryDirectory
            .appendingPathComponent("daybook-mutants-\(getpid())")
        defer { try? FileManager.default.removeItem(at: directory) }
        do {
            let build = try MutantBuild(root: root, in: directory)
            var missed = try build.simulate(nil, seeds: 40).code == 0 ? 0 : 1
            if missed > 0 { print("without any: something is found") }
            for mutation in Mutation.all {
                let (output, code) = try build.simulate(mutation, seeds: 400)
                let first = output.split(separator: "\n").first.map(String.init) ?? ""
                if code == 0 { missed += 1 }
                print("\(mutation.name): \(code == 0 ? "MISSED" : "caught by \(first)")")
            }
            return missed == 0 ? 0 : 1
        } catch {
            print("\(error)")
            return 3
        }
    }
}
