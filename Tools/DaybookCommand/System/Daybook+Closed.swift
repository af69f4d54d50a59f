// A book that a command writes to is closed whatever happens: what was accepted is made durable.

internal import Daybook

extension Daybook {
    /// Does something with the book and closes it.
    ///
    /// - Throws: what the work throws, else what closing does: the first failure is the one to be
    ///   told, and the lock ends with the process in any case.
    func closed<Value>(after work: () async throws -> Value) async throws -> Value {
        let result: Result<Value, any Error>
        do { result = .success(try await work()) } catch { result = .failure(error) }
        do { try await close() } catch {
            _ = try result.get()
            throw error
        }
        return try result.get()
    }
}
