// Why the front door refuses. Numbers and places; the text is made in `description`.

public import DaybookCoding
public import DaybookLog
public import DaybookModels

/// An error of a book.
public enum DaybookError: Error, Equatable, Sendable {
    /// The log refuses or fails; see the case for what to do.
    case log(LogError)
    /// The disk failed while the append was being written: it may be in the log or not, and only
    /// opening the book again decides. Retry then with the same key, which is exact.
    case indeterminate(LogError)
    /// An event, a schema or a key cannot be taken: mend it.
    case coding(CodingError)
    /// A replay met a page that does not follow or does not decode: verify the book.
    case replay(ReplayError)
    /// The condition of an append does not hold: a fact about one of its names was appended at
    /// `sequence`. Read again, decide again.
    case changed(sequence: UInt64)
    /// The producer's key was used before, for another content, at `sequence`. A mistake of the
    /// producer's: two different facts have one id.
    case keyConflict(sequence: UInt64)
    /// The book was opened for reading.
    case readOnly
    /// The book is closed.
    case closed
    /// There is a book already where a new one was asked for.
    case exists(path: String)
    /// The directory holds something else than a book.
    case notABook(path: String)
}

extension DaybookError {
    /// Whether it says that a fact cannot be read any more.
    var isLoss: Bool {
        switch self {
        case .log(.damaged), .coding: true
        default: false
        }
    }
}

extension DaybookError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .log(let error): "\(error)"
        case .indeterminate(let error):
            "it may be appended or not, which opening again decides: \(error)"
        case .coding(let error): "\(error)"
        case .replay(let error): "\(error)"
        case .changed(let sequence): "fact \(sequence) changed what the append depends on"
        case .keyConflict(let sequence):
            "the same key was used for another content at \(sequence)"
        case .readOnly: "the book is open for reading only"
        case .closed: "the book is closed"
        case .exists(let path): "\(path) exists already"
        case .notABook(let path): "\(path) is no book"
        }
    }
}

/// Runs what fails as the log does.
func logged<Result>(_ body: () throws(LogError) -> Result) throws(DaybookError) -> Result {
    do { return try body() } catch {
        if error == .closed { throw .closed }
        throw .log(error)
    }
}

/// Runs what fails as the coding does.
func coded<Result>(_ body: () throws(CodingError) -> Result) throws(DaybookError) -> Result {
    do { return try body() } catch { throw .coding(error) }
}
