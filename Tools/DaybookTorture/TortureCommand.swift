// What the torture command can be asked for. Each subcommand stands in a folder of its own.

internal import DaybookLog
internal import Foundation

/// The command line of the torture tool.
public enum TortureCommand {
    static let usage = """
        usage: torture SUBCOMMAND …

        """

    /// Runs a command line.
    ///
    /// - Returns: the exit code: 0 nothing found, 1 a finding, 2 not understood, 3 the disk failed.
    public static func run(_ arguments: [String]) async -> Int32 {
        switch arguments.first {
        case "simulate": return await SimulateCommand.run(Array(arguments.dropFirst()))
        case "mutants": return await MutantsCommand.run(Array(arguments.dropFirst()))
        default:
            FileHandle.standardError.write(Data(usage.utf8))
            return 2
        }
    }
}
