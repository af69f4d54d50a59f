// Processes of our own program, their output in files: what a process wrote before it was killed
// is there, and nobody has to read while it runs.

internal import Foundation

/// A running `torture`.
final class Child {
    private let process = Process()

    /// Starts a subcommand whose output is appended to a file.
    init(_ arguments: [String], output: String) throws {
        // Each process appends, although several have the file open at a time.
        let descriptor = unsafe open(output, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
        if descriptor < 0 { throw CocoaError(.fileWriteUnknown) }
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        process.executableURL = Bundle.main.executableURL
        process.arguments = arguments
        process.standardOutput = file
        process.standardInput = FileHandle.nullDevice
        try process.run()
    }

    /// Whoever started it is gone, perhaps by a finding: it would run for ever, and hold what it
    /// inherited open.
    deinit {
        signal(SIGCONT)
        signal(SIGKILL)
    }

    var isRunning: Bool { process.isRunning }

    /// Sends a signal, if the process still runs.
    func signal(_ number: Int32) {
        if process.isRunning { kill(process.processIdentifier, number) }
    }

    /// Waits for the end; answers the exit code, or nil after a signal.
    @discardableResult
    func wait() -> Int32? {
        process.waitUntilExit()
        return process.terminationReason == .exit ? process.terminationStatus : nil
    }

    /// Ends the process as a crash would.
    @discardableResult
    func killed() -> Int32? {
        signal(SIGCONT)
        signal(SIGKILL)
        return wait()
    }
}
