// The help's texts, held against Fixtures/help, and against what the parser takes.

import Foundation
import Testing

@testable import DaybookCommand

@Suite struct HelpTests {
    static let topics: [Command.Name?] = [nil] + Command.Name.allCases.map { $0 }

    @Test(arguments: topics)
    func isAsInTheFixture(_ topic: Command.Name?) async throws {
        let name = topic?.rawValue ?? "daybook"
        let path = "\(Checkout.root)/Fixtures/help/\(name).txt"
        let words = ["help"] + (topic.map { [$0.rawValue] } ?? [])
        let outcome = await daybook(words, input: [])
        #expect(outcome.code == 0)
        #expect(outcome.errors.isEmpty)
        if ProcessInfo.processInfo.environment["UPDATE_FIXTURES"] == "1" {
            try FileManager.default.createDirectory(
                atPath: "\(Checkout.root)/Fixtures/help", withIntermediateDirectories: true)
            try Data(outcome.output.utf8).write(to: URL(fileURLWithPath: path))
            Issue.record("\(path) was written anew; run again without UPDATE_FIXTURES")
            return
        }
        let expected = try String(contentsOfFile: path, encoding: .utf8)
        #expect(outcome.output == expected)
    }

    @Test(arguments: Command.Name.allCases)
    func namesEveryFlagAndEndsWithExitCodes(_ name: Command.Name) async {
        let text = await daybook(name.rawValue, "--help").output
        for flag in name.flags {
            #expect(text.contains("--\(flag.name)"), "\(flag.name) is not explained")
        }
        for part in ["USAGE", "EXAMPLES", "EXIT CODES"] { #expect(text.contains(part)) }
        #expect(text.hasSuffix("\n"))
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 100 })
    }

    @Test func overviewNamesEveryCommand() async {
        let text = await daybook().output
        for name in Command.Name.allCases { #expect(text.contains("  \(name.rawValue)")) }
    }

    @Test func noFixtureIsLeftOver() throws {
        let files = try FileManager.default.contentsOfDirectory(
            atPath: "\(Checkout.root)/Fixtures/help")
        #expect(
            Set(files) == Set(Self.topics.map { "\($0?.rawValue ?? "daybook").txt" }))
    }
}
