// For runs under ThreadSanitizer on Linux (-DDAYBOOK_TSAN) only. It sees the quick way into a
// `Mutex`, which is compiled into us, but not the slow one, taken when the mutex is held: that is
// in the runtime's library and waits in the kernel. This takes its place in every binary that it is
// part of, `torture` and the tests, with an acquiring exchange that the sanitizer sees, so that
// nothing has to be suppressed.

#if DAYBOOK_TSAN
import Glibc
import Synchronization

/// A mutex's word as `Synchronization` lays it out: the thread that holds it, or 0.
public struct MutexWord: ~Copyable {
    let holder: Atomic<UInt32>

    /// What `Synchronization` calls when a mutex is held.
    ///
    /// Nobody ever waits in the kernel then, so that the quick way out, a releasing exchange, is
    /// the only one taken.
    @_silgen_name("$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF")
    public borrowing func lockSlow(_ thread: UInt32) {
        while !holder.compareExchange(
            expected: 0, desired: thread, successOrdering: .acquiring, failureOrdering: .relaxed
        ).exchanged { sched_yield() }
    }
}
#endif
