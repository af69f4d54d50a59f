// The README keeps its word: its service is the one compiled here, and it works.

import Daybook
import Foundation
import Testing

@Suite struct ReadmeTests {
    private static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    @Test("the service in the README is the one that is compiled") func sameText() throws {
        let source = try String(
            contentsOf: Self.root.appendingPathComponent("Tests/DaybookTests/ChatDesk.swift"),
            encoding: .utf8)
        let start = try #require(source.range(of: "import Daybook\n"))
        let readme = try String(
            contentsOf: Self.root.appendingPathComponent("README.md"), encoding: .utf8)
        #expect(readme.contains(source[start.lowerBound...]))
    }

    @Test("each customer is taken once, in order, by agents who ask at the same time")
    func service() async throws {
        let book = try await Daybook.inMemory()
        let desk = ChatDesk(book: book)
        for number in 1...40 {
            try await desk.arrive(
                ConversationID("c-\(number)"), VisitorID("v-\(number)"),
                key: Key("desk", "\(number)"))
        }
        let watcher = Task {
            var shown: [String] = []
            try await desk.watch { shown.append($0) }
            return shown
        }
        let taken = try await withThrowingTaskGroup(of: [String].self) { group in
            for agent in 1...4 {
                group.addTask {
                    var mine: [String] = []
                    while let next = try await desk.takeNext(AgentID("a-\(agent)")) {
                        mine.append(next.text)
                    }
                    return mine
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(Set(taken) == Set((1...40).map { "c-\($0)" }) && taken.count == 40)
        let figures = try #require(try await book.queues.board("sales")).figures
        #expect(figures.answered == 40 && figures.waiting == 0)
        try await Task.sleep(for: .milliseconds(50))
        try await book.close()
        #expect(try await watcher.value.count == 40)
    }
}
