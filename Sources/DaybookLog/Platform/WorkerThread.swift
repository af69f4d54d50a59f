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

    /// Runs a closure on a new detached thread.
    ///
    /// - Throws: `SystemError` if the system gives no thread; nothing has run then.
    public static func start(_ body: @escaping @Sendable () -> Void) throws(SystemError) {
        let box = unsafe Unmanaged.passRetained(Body(body))
        #if canImport(Darwin)
            var thread: pthread_t?
            let code = unsafe pthread_create(&thread, nil, { run($0) }, box.toOpaque())
        #else
            var thread = pthread_t()
            let code = unsafe pthread_create(&thread, nil, { run($0) }, box.toOpaque())
        #endif
        if code != 0 {
            unsafe box.release()
            throw SystemError(.open, code: code, path: "thread")
        }
        #if canImport(Darwin)
            if let thread = unsafe thread { _ = unsafe pthread_detach(thread) }
        #else
            _ = pthread_detach(thread)
        #endif
    }

    private static func run(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
        guard let argument = unsafe argument else { return nil }
        unsafe Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run()
        return nil
    }
}
