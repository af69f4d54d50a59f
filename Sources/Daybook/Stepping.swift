// A book whose engine is moved by hand, for simulations: what threads would do at some time is done
// when it is told to be done.

internal import DaybookLog

extension Daybook {
    /// Commits all that waits; false if nothing does.
    @discardableResult
    package func stepCommit() -> Bool { writer?.stepCommit() ?? false }

    /// Does a part of what the background has to do; false if there is nothing.
    @discardableResult
    package func stepUpkeep() -> Bool { writer?.stepUpkeep() ?? false }

    /// Does what is due after a time without work.
    package func stepTime() { writer?.stepTime() }

    /// Appends, syncs and closings that wait for a step.
    package var waiting: Int { writer?.waiting ?? 0 }
}
