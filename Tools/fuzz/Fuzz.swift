// What libFuzzer calls. FUZZ_TARGET names the target; its seeds are written to the folder that
// FUZZ_SEEDS names, if any.

internal import DaybookFuzzing
internal import Foundation

/// The target under test, made once.
private let target = chosenTarget()

private func chosenTarget() -> any FuzzTarget {
    let name = ProcessInfo.processInfo.environment["FUZZ_TARGET"] ?? ""
    if let target = FuzzTargets.target(named: name) { return target }
    let names = FuzzTargets.all.map { type in type.name }
    fatalError("FUZZ_TARGET is one of \(names)")
}

@_cdecl("LLVMFuzzerInitialize")
public func initialize(_ count: UnsafeRawPointer, _ arguments: UnsafeRawPointer) -> CInt {
    guard let folder = ProcessInfo.processInfo.environment["FUZZ_SEEDS"] else { return 0 }
    for (number, seed) in target.corpus.enumerated() {
        let url = URL(fileURLWithPath: folder).appendingPathComponent("seed-\(number)")
        do { try Data(seed).write(to: url) } catch { fatalError("\(url): \(error)") }
    }
    return 0
}

@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    do { try target.run(input) } catch { fatalError("\(error)") }
    return 0
}
