// `torture mutants`: which planted defects the simulation finds, and after how many seeds.

internal import Foundation

enum MutantsCommand {
    static let usage = """
          mutants         plant defects in a copy of this package, and look for each by simulation
                          --only NAME --seeds N --operations N
        """

    static func run(_ arguments: [String]) async -> Int32 {
        let root = URL(fileURLWithPath: FileManager.default.currentDirectoryPath)
        let directory = FileManager.default.temporaryDirectory
            .appendingPathComponent("daybook-mutants-\(getpid())")
        defer { try? FileManager.default.removeItem(at: directory) }
        do {
            let arguments = try Arguments(arguments, names: ["only", "seeds", "operations"])
            let operations = try arguments.number("operations", or: 300)
            let seeds = try arguments.number("seeds", or: 0)
            let only = arguments.text("only")
            let chosen = Mutation.all.filter { only == nil || $0.name == only }
            if chosen.isEmpty { throw UsageError(what: "no mutation has this name") }
            let build = try MutantBuild(root: root, in: directory, isOptimised: true)
            var missed =
                try build.simulate(nil, seeds: 40, operations: operations).code == 0 ? 0 : 1
            if missed > 0 { print("without any: something is found") }
            for mutation in chosen {
                let (output, code) = try build.simulate(
                    mutation, seeds: seeds > 0 ? seeds : mutation.isRare ? 4_000 : 400,
                    operations: operations)
                let first = output.split(separator: "\n").first.map(String.init) ?? ""
                if code == 0 { missed += 1 }
                print("\(mutation.name): \(code == 0 ? "MISSED" : "caught by \(first)")")
            }
            return missed == 0 ? 0 : 1
        } catch let error as UsageError {
            return TortureCommand.refuse(error.what)
        } catch {
            print("\(error)")
            return 3
        }
    }
}
