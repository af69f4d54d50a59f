// What a command line can ask for, as values. Parsing is pure; running stands elsewhere.

internal import Daybook

/// One understood command line.
public enum Command: Equatable, Sendable {
    case help(Name?)
    case version
    case initialise(BookOptions)
    case importing(ImportOptions)
    case exporting(ExportOptions)
    case info(BookOptions)
    case verify(VerifyOptions)
    case doctor(DoctorOptions)
    case repair(RepairOptions)
    case events(EventsOptions)
    case replay(Question)
    case queues(QueuesOptions)
    case transcript(TranscriptOptions)
    case census(Question)
    case orders(OrdersOptions)
    case order(OrderOptions)
    case vocabulary(VocabularyOptions)
    case snapshot(BookOptions)
    case demo(DemoOptions)
    case visitors(VisitorsOptions)
    case visitor(VisitorOptions)
    case identities(IdentitiesOptions)
    case about(AboutOptions)
    case agents(AgentsOptions)
    case conversations(ConversationsOptions)
    case conversation(ConversationOptions)
    case anomalies(AnomaliesOptions)

    /// The commands by name, in the order of the overview.
    public enum Name: String, CaseIterable, Sendable {
        case demo
        case initialise = "init"
        case importing = "import"
        case exporting = "export"
        case info, verify, doctor, repair, events, replay, queues, transcript, census, snapshot
        case agents, conversations, conversation, visitors, visitor, identities, about
        case orders, order, anomalies, vocabulary
        case help
    }
}

/// A book, and how to print.
public struct BookOptions: Equatable, Sendable {
    var book: String
    var json = false
}

/// What to verify, and how thoroughly.
public struct VerifyOptions: Equatable, Sendable {
    var book: String
    var isDeep = false
    var json = false
}

/// What to repair, and whether it is done.
public struct RepairOptions: Equatable, Sendable {
    var book: String
    var applies = false
    var json = false
}

/// What to look at, and where syncs are measured.
public struct DoctorOptions: Equatable, Sendable {
    var book: String
    /// A directory to measure syncs in; nil: they are not measured.
    var probe: String?
    var json = false
}

/// The formats that an import reads.
enum ImportFormat: String, CaseIterable, Sendable {
    case cloudEvents = "cloudevents"
    case queueLog = "queue-log"
}

/// What to import, and how.
public struct ImportOptions: Equatable, Sendable {
    var book: String
    var files: [String]
    var format: ImportFormat?
    var isStrict = false
    var source: String?
    var json = false
}

/// Which facts to export.
public struct ExportOptions: Equatable, Sendable {
    var book: String
    /// Only facts behind this sequence.
    var after: UInt64 = 0
    /// Only facts up to this sequence.
    var until: UInt64?
    /// Whether facts that cannot be read are passed over.
    var skipsLost = false
}

/// Which facts to show.
public struct EventsOptions: Equatable, Sendable {
    var book: String
    var after: UInt64 = 0
    var limit: UInt64?
    var types: [String] = []
    var about: About?
    var from: Timestamp?
    var until: Timestamp?
    var follows = false
    /// Whether facts that cannot be read are passed over.
    var skipsLost = false
    var json = false

    /// An entity's name, as `order:1001`.
    struct About: Equatable, Sendable {
        var entity: String
        var name: String
    }
}

/// Which queues to show.
public struct QueuesOptions: Equatable, Sendable {
    var question: Question
    var queue: String?
}

/// Which conversation to show.
public struct TranscriptOptions: Equatable, Sendable {
    /// Of what the name is: conversation, case or person.
    var kind = "conversation"
    var question: Question
    var name: String

    var scope: TranscriptScope {
        switch kind {
        case "case": .matter(CaseID(name))
        case "person": .person(PersonID(name))
        default: .conversation(ConversationID(name))
        }
    }
}

/// How large a demonstration is.
public struct DemoOptions: Equatable, Sendable {
    /// How many facts; nil: a whole day of them.
    var events: UInt64?
    var seed: UInt64 = 7
    var keep: String?
    var json = false
}
