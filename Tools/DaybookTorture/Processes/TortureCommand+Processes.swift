// The subcommands that torture a book on the real disk, with real processes.

extension TortureCommand {
    static let processes = """
          write BOOK      append until killed, saying what is tried and what is acknowledged
                          --seed N --tasks N --segment BYTES --appends N --waits true|false
                          --closes true|false --resume JOURNAL (what earlier writers said)
          follow BOOK     read as it grows, saying every fact  --after SEQUENCE --until SEQUENCE
          loop DIRECTORY  kill writers, and hold the book against all that was said
                          --rounds N --seconds S --seed N --readers N --fresh ROUNDS
          trial NAME DIRECTORY
                          one trial of a disk or process at its limit: \(Trial.list)
        """

    static func runProcesses(_ arguments: [String]) async -> Int32 {
        let rest = arguments.dropFirst()
        do {
            switch arguments[0] {
            case "write": return try await Writing(Arguments(rest, names: Writing.names)).run()
            case "follow": return try await Following(Arguments(rest, names: Following.names)).run()
            case "loop":
                var loop = try KillLoop(Arguments(rest, names: KillLoop.names))
                return await loop.run()
            default: return try await Trial.run(Arguments(rest, names: []))
            }
        } catch {
            return refuse(error.what)
        }
    }
}
