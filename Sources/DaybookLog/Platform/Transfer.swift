// Calls that may be interrupted or do less than they were asked: the loops around them, for the
// real disk and for simulated ones alike.

/// Makes a call again while a signal interrupts it.
package func uninterrupted<Value>(
    _ call: () throws(SystemError) -> Value
) throws(SystemError) -> Value {
    while true {
        do throws(SystemError) { return try call() } catch {
            if error.code != ErrorCode.interrupted { throw error }
        }
    }
}

/// Moves bytes by calls that may move fewer than they are asked to.
///
/// - Parameters:
///   - count: how many bytes to move.
///   - call: moves some behind those that are done, and answers how many.
/// - Returns: how many were moved: fewer than asked if a call moved none.
package func transferred(
    _ count: Int, _ call: (_ done: Int) throws(SystemError) -> Int
) throws(SystemError) -> Int {
    var done = 0
    while done < count {
        let moved = try uninterrupted { () throws(SystemError) in try call(done) }
        if moved == 0 { break }
        done += moved
    }
    return done
}

/// Moves bytes that must all be moved.
///
/// - Throws: also if a call moves none: going on for ever would be a hang.
package func written(
    _ count: Int, _ path: String, _ call: (_ done: Int) throws(SystemError) -> Int
) throws(SystemError) {
    if try transferred(count, call) < count {
        throw SystemError(.write, code: ErrorCode.media, path: path)
    }
}
