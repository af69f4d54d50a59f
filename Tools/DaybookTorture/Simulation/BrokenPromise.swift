// Something that must not happen, with the command that makes it happen again.

/// A broken promise, found by a simulation.
public struct BrokenPromise: Error, Equatable, Sendable {
    /// What was found.
    public let what: String

    init(_ what: String) { self.what = what }
}

/// Ends the simulation with a finding unless something holds.
func demand(_ holds: Bool, _ what: @autoclosure () -> String) throws(BrokenPromise) {
    if !holds { throw BrokenPromise(what()) }
}
