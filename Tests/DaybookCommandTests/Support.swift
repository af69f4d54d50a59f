// Running the command within the test, against directories of our own.

import Daybook
import DaybookCommand
import Foundation
import Testing

/// What a run of the command printed, and how it ended.
struct Outcome {
    let code: Int32
    let output: String
    let errors: String

    /// The output as JSON objects, one a line.
    func objects() throws -> [[String: Any]] {
        try output.split(separator: "\n").map { line in
            let value = try JSONSerialization.jsonObject(with: Data(line.utf8))
            return try #require(value as? [String: Any])
        }
    }
}

/// Runs a command line.
func daybook(_ arguments: String..., input: String = "", isTerminal: Bool = false) async -> Outcome
{
    await daybook(arguments, input: Array(input.utf8), isTerminal: isTerminal)
}

/// Runs a command line with bytes as its standard input.
func daybook(_ arguments: [String], input: [UInt8], isTerminal: Bool = false) async -> Outcome {
    let output = Sink(isTerminal: isTerminal)
    let errors = Sink()
    let code = await Command.run(
        arguments, input: .bytes(input), output: output, errors: errors)
    return Outcome(code: code, output: output.text, errors: errors.text)
}

/// A directory that goes with the test.
final class Scratch {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "daybook-command-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        do { try FileManager.default.removeItem(atPath: path) } catch {}
    }

    /// The path of something in it.
    func callAsFunction(_ name: String) -> String { "\(path)/\(name)" }

    /// Writes a file into it.
    func file(_ name: String, _ text: String) throws -> String {
        try file(name, Data(text.utf8))
    }

    func file(_ name: String, _ bytes: Data) throws -> String {
        try bytes.write(to: URL(fileURLWithPath: self(name)))
        return self(name)
    }
}

/// The checkout, found by this file's own place in it.
enum Checkout {
    static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

    /// Real data beside the checkout, which not every machine has.
    static let data = root + "/../shared/data"

    static var hasData: Bool { FileManager.default.fileExists(atPath: data + "/queue_log") }

    /// Runs a program and answers what it prints.
    static func run(_ program: String, _ arguments: [String]) throws -> [UInt8] {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [program] + arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        return [UInt8](output)
    }
}

/// A CloudEvents line.
func event(_ id: String, _ type: String, _ data: String, time: String = "2026-11-20T18:00:00Z")
    -> String
{
    #"{"specversion":"1.0","id":"\#(id)","source":"test","type":"\#(type)","time":"\#(time)","#
        + #""data":\#(data)}"#
}
