// The end of a run: bytes change behind everybody's back, and every fact is then either as it was
// or reported.

internal import Daybook
internal import DaybookLog
internal import DaybookTesting

extension Simulation {
    func rot() async throws(Finding) {}
}
