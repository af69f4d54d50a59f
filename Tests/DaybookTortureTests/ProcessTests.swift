// Real processes on the real disk: writers that are killed, disks without room, processes without
// descriptors. Each test starts the built tools and reads what they say.

import Daybook
import DaybookLog
import Foundation
import Testing

/// A run of a tool.
struct ToolRun {
    let code: Int32
    let output: String
    let errors: String

    /// Its last line, as JSON.
    func summary() throws -> [String: Any] {
        let line = try #require(output.split(separator: "\n").last, "\(errors)")
        return try #require(
            try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }
}

/// The tools, which are built into the directory of this test.
enum Tool {
    static func path(_ name: String) -> String {
        let directory = Bundle.main.executableURL?.deletingLastPathComponent()
        return directory?.appendingPathComponent(name).path ?? name
    }

    static func run(_ name: String, _ arguments: [String]) throws -> ToolRun {
        try start(path(name), arguments)
    }

    /// Runs a script in which this process is root of a name space of its own, and may mount.
    static func runMounting(_ script: String, _ arguments: [String] = []) throws -> ToolRun {
        try start("/usr/bin/env", ["unshare", "-rm", "sh", "-ec", script, "sh"] + arguments)
    }

    static let canMount: Bool = {
        let run = try? runMounting("mount -t tmpfs -o size=1m none /tmp")
        return run?.code == 0
    }()

    private static func start(_ path: String, _ arguments: [String]) throws -> ToolRun {
        let process = Process()
        let output = Pipe()
        // A pipe that nobody reads meanwhile would hold up whoever complains much.
        let place = try Place()
        let errors = URL(fileURLWithPath: place.path + "/errors")
        try Data().write(to: errors)
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.standardOutput = output
        process.standardError = try FileHandle(forWritingTo: errors)
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let told = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return ToolRun(
            code: process.terminationStatus, output: String(decoding: told, as: UTF8.self),
            errors: String(decoding: try Data(contentsOf: errors), as: UTF8.self))
    }
}

/// A directory that goes with the test.
final class Place {
    let path = FileManager.default.temporaryDirectory.path + "/torture-" + UUID().uuidString

    init() throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}

let isSlow = ProcessInfo.processInfo.environment["SLOW_TESTS"] == "1"

@Suite(.serialized) struct ProcessTests {
    @Test(
        "writers are killed at any moment, and nothing that was said is taken back",
        arguments: isSlow ? Array(1...10) : [1])
    func kills(seed: Int) throws {
        let place = try Place()
        let run = try Tool.run(
            "torture",
            [
                "loop", place.path, "--seed", "\(seed)", "--rounds", isSlow ? "60" : "8",
                "--seconds", isSlow ? "0.6" : "0.2",
            ])
        let summary = try run.summary()
        #expect(run.code == 0, "\(summary)")
        #expect(run.errors == "")
        let done = try #require(summary["done"] as? [String: Int])
        #expect(try #require(done["acknowledged"]) > 0)
        #expect(try #require(done["shown"]) > 0)
        #expect(try #require(done["kills"]) >= 8)
        if isSlow { for (what, count) in done { #expect(count > 0, "never: \(what)") } }
    }

    @Test(
        "at a limit of the process appends are refused, and nothing else",
        arguments: ["file-limit", "descriptors"])
    func limits(trial: String) throws {
        let place = try Place()
        let run = try Tool.run("torture", ["trial", trial, place.path])
        #expect(run.code == 0, "\(run.output)\(run.errors)")
        #expect(try #require(run.summary()["facts"] as? Int) > 200)
    }

    @Test("thousands of cursors at once live with a few descriptors") func cursors() throws {
        let place = try Place()
        let name = isSlow ? "many-cursors" : "cursors"
        let run = try Tool.run("torture", ["trial", name, place.path])
        #expect(run.code == 0, "\(run.output)\(run.errors)")
        let summary = try run.summary()
        #expect(try #require(summary["descriptors"] as? Int) < 64)
        #expect(try #require(summary["followersDescriptors"] as? Int) < 64)
    }

    @Test(
        "a full file system refuses appends and loses nothing, through a crash as well",
        .enabled(if: Tool.canMount, "mounting in a name space of our own is not allowed here"))
    func fullDisk() throws {
        let place = try Place()
        let run = try Tool.runMounting(
            "mount -t tmpfs -o size=8m none \"$1\"; exec \"$2\" trial full \"$1\"",
            [place.path, Tool.path("torture")])
        #expect(run.code == 0, "\(run.output)\(run.errors)")
        let summary = try run.summary()
        let refusedAt = try #require(summary["refusedAt"] as? Int)
        // Facts of 20,000 bytes on 8 MiB, of which 2 are RESERVE and 2 somebody else's.
        #expect(refusedAt > 100 && refusedAt < 210)
        #expect(try #require(summary["facts"] as? Int) >= refusedAt + 20)
    }

    @Test(
        "on a read-only file system a book is read and verified, and a writer is told why not",
        .enabled(if: Tool.canMount, "mounting in a name space of our own is not allowed here"),
        arguments: [true, false])
    func readOnly(isClosed: Bool) throws {
        let place = try Place()
        let book = place.path + "/book"
        var writing = ["write", book, "--tasks", "2", "--segment", "16384", "--appends", "40"]
        if !isClosed { writing += ["--closes", "false"] }
        let written = try Tool.run("torture", writing)
        #expect(written.code == 0, "\(written.errors)")
        let read = try Tool.runMounting(
            """
            mount --bind "$1" "$1"; mount -o remount,bind,ro "$1"
            "$2" verify "$1/book"; "$2" info "$1/book"; "$2" queues "$1/book"
            "$2" events "$1/book" | wc -l
            """, [place.path, Tool.path("daybook")])
        #expect(read.code == 0, "\(read.output)\(read.errors)")
        let acknowledged = written.output.split(separator: "\n")
            .filter { $0.hasPrefix("ack ") }
            .compactMap { Int($0.split(separator: " ")[2]) }
        #expect(acknowledged.count == 80)
        let events = try #require(read.output.split(separator: "\n").last)
        #expect(Int(events.trimmingPrefix(" ")) == acknowledged.reduce(0, +))
        let refused = try Tool.runMounting(
            """
            mount --bind "$1" "$1"; mount -o remount,bind,ro "$1"
            "$2" write "$1/book" --appends 1
            """, [place.path, Tool.path("torture")])
        #expect(refused.code == 1)
        #expect(refused.output.contains("LOCK: Read-only file system"), "\(refused.output)")
    }
}
