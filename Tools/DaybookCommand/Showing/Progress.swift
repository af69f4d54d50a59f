// A bar on standard error for work that takes over a second, on a terminal only.

internal import DaybookLog
internal import Synchronization

/// Tells how far some work has come.
final class Progress: Sendable {
    private struct State: Sendable {
        var shown: UInt64 = 0
        var isShown = false
    }

    private static let delayNanoseconds: UInt64 = 1_000_000_000
    private static let pauseNanoseconds: UInt64 = 100_000_000
    private let sink: Sink
    private let what: String
    private let began = Platform.monotonicNanoseconds()
    private let state = Mutex(State())

    init(_ sink: Sink, _ what: String) {
        self.sink = sink
        self.what = what
    }

    /// How long it has taken so far.
    var seconds: Double { Double(Platform.monotonicNanoseconds() - began) / 1e9 }

    /// Shows a state of affairs, now and then.
    ///
    /// - Parameters:
    ///   - done: how much is done.
    ///   - total: how much there is; 0 if nobody knows.
    ///   - text: what stands behind the bar.
    func update(_ done: UInt64, of total: UInt64, _ text: @autoclosure () -> String = "") {
        guard sink.isTerminal else { return }
        let now = Platform.monotonicNanoseconds()
        let isDue = state.withLock { state in
            guard now - began > Self.delayNanoseconds, now - state.shown > Self.pauseNanoseconds
            else { return false }
            state.shown = now
            state.isShown = true
            return true
        }
        if !isDue { return }
        let width = 24
        var line = what
        if total > 0 {
            let bar = Plot.bar(done, of: total, width: width)
            let gap = String(repeating: " ", count: max(0, width - bar.count))
            line += " [\(bar)\(gap)] \(min(100, done &* 100 / total))%"
        }
        let rest = text()
        if !rest.isEmpty { line += "  \(rest)" }
        sink.tell("\r\u{1B}[K\(line)")
    }

    /// Takes the bar away.
    func end() {
        guard state.withLock({ $0.isShown }) else { return }
        sink.tell("\r\u{1B}[K")
    }
}
