// A thread of our own, for work that blocks in system calls: it must never run on a thread that
// others share. Knows nothing of what it runs.

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Starts threads.
public enum WorkerThread {
    private final class Body: Sendable {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    /// A number that the calling thread alone has; never 0.
    package static var current: UInt {
        #if canImport(Darwin)
        unsafe UInt(bitPattern: pthread_self())
        #else
        UInt(pthread_self())
        #endif
    }

    /// Runs a closure on a new detached thread.
    ///
    /// - Throws: `SystemError` if the system gives no thread; nothing has run then.
    public static func start(_ body: @escaping @Sendable () -> Void) throws(SystemError) {
        let argument = unsafe Unmanaged.passRetained(Body(body)).toOpaque()
        let code = unsafe create(argument)
        if code != 0 {
            unsafe Unmanaged<Body>.fromOpaque(argument).release()
            throw SystemError(.open, code: code, path: "thread")
        }
    }

    private static func create(_ argument: UnsafeMutableRawPointer) -> Int32 {
        #if canImport(Darwin)
        var thread: pthread_t?
        #else
        var thread = pthread_t()
        #endif
        let code = unsafe pthread_create(
            &thread, nil,
            { argument in
                #if canImport(Darwin)
                unsafe WorkerThread.run(argument)
                #else
                if let argument = unsafe argument { unsafe WorkerThread.run(argument) }
                #endif
                return nil
            }, argument)
        if code != 0 { return code }
        #if canImport(Darwin)
        if let thread = unsafe thread { _ = unsafe pthread_detach(thread) }
        #else
        _ = pthread_detach(thread)
        #endif
        return 0
    }

    private static func run(_ argument: UnsafeMutableRawPointer) {
        unsafe Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run()
    }
}
