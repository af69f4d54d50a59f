// Every way in which a command ends badly, with its exit code and its one sentence.

internal import Daybook
internal import DaybookLog

/// How a command ends.
public enum ExitCode {
    /// All is well.
    public static let fine: Int32 = 0
    /// Damage was found, or a strict import refused a line.
    public static let damage: Int32 = 1
    /// The command was not understood.
    public static let usage: Int32 = 2
    /// A file, a book or a disk did not do.
    public static let io: Int32 = 3
}

/// Why a command ended before it was done.
enum Failure: Error, Equatable {
    /// Something is not as it was written.
    case damage(String)
    /// The command makes no sense for this book.
    case usage(String)
    /// A file, a book or a disk did not do.
    case io(String)
    /// Nobody reads our output any more; that is the reader's right.
    case brokenPipe
    /// Everything was said already; only the exit code is left.
    case told(Int32)

    var exitCode: Int32 {
        switch self {
        case .damage: ExitCode.damage
        case .usage: ExitCode.usage
        case .io: ExitCode.io
        case .brokenPipe: ExitCode.fine
        case .told(let code): code
        }
    }

    var sentence: String? {
        switch self {
        case .damage(let text), .usage(let text), .io(let text): text
        case .brokenPipe, .told: nil
        }
    }

    /// Any error that comes out of a book.
    init(_ error: any Error, book: String) {
        switch error {
        case let failure as Failure: self = failure
        case let error as DaybookError: self.init(error, book)
        case let error as LogError: self.init(error, book)
        case let error as SystemError: self = .io(Self.sentence(error))
        case is CancellationError: self = .io("interrupted")
        default: self = .io("\(error)")
        }
    }

    private init(_ error: DaybookError, _ book: String) {
        switch error {
        case .log(let error), .indeterminate(let error): self.init(error, book)
        case .notABook(let path):
            self = .io("\(Terminal.escaped(path)) is no book; `daybook init` makes one")
        case .exists(let path): self = .io("\(Terminal.escaped(path)) exists already")
        case .coding(.malformed), .coding(.definitionLost), .replay:
            self = .damage(Self.damaged(book, "\(error)"))
        case .coding, .changed, .keyConflict, .readOnly, .closed: self = .io("\(error)")
        }
    }

    private init(_ error: LogError, _ book: String) {
        let name = Terminal.escaped(book)
        switch error {
        case .damaged(let damage): self = .damage(Self.damaged(book, Wording.text(damage)))
        case .foreign, .broken, .unlisted: self = .damage(Self.damaged(book, "\(error)"))
        case .locked:
            self = .io("\(name) is being written to by another process; try again when it is done")
        case .missing: self = .io("there is no book at \(name); `daybook init` makes one")
        case .unsupported: self = .io("\(error); use a newer daybook")
        case .diskFull(let error):
            self = .io(
                "no room for \(Terminal.escaped(error.path)); make room and run the command "
                    + "again: nothing is taken twice")
        case .poisoned(let error):
            self = .io("\(Self.sentence(error)); run the command again: nothing is taken twice")
        case .system(let error): self = .io(Self.sentence(error))
        case .closed, .tooLarge, .outOfRange: self = .io("\(error)")
        }
    }

    private static func damaged(_ book: String, _ what: String) -> String {
        "\(Terminal.escaped(book)) is damaged: \(what); `daybook verify` names all of it, and "
            + "questions with --skip-lost are answered without it"
    }

    /// What a failed call of the operating system means to a person.
    static func sentence(_ error: SystemError) -> String {
        let path = Terminal.escaped(error.path)
        if error.isMissing {
            return error.call == .makeDirectory
                ? "cannot make \(path): the directory above it is missing" : "there is no \(path)"
        }
        if Descriptor.accessDenied.contains(error.code) {
            return "no permission to \(verb(error.call)) \(path)"
        }
        if error.code == Descriptor.isADirectory { return "\(path) is a directory, not a file" }
        if error.isDiskFull { return "no room for \(path)" }
        return "cannot \(verb(error.call)) \(path): \(ErrorCode.text(error.code))"
    }

    private static func verb(_ call: SystemError.Call) -> String {
        switch call {
        case .open: "open"
        case .read, .list, .size: "read"
        case .write, .sync, .syncDirectory, .allocate, .truncate: "write"
        case .close: "close"
        case .makeDirectory: "make"
        case .rename: "rename"
        case .remove: "remove"
        case .lock: "lock"
        }
    }
}
