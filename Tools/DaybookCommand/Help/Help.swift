// The help, written by hand: each text is what a person needs who has never seen the command.

/// The help's texts.
enum Help {
    /// The overview, or one command's help.
    static func text(_ name: Command.Name?) -> String {
        switch name {
        case nil: overview
        case .demo: demo
        case .initialise: initialise
        case .importing: importing
        case .exporting: exporting
        case .info: info
        case .verify: verify
        case .doctor: doctor
        case .repair: repair
        case .events: events
        case .replay: replay
        case .queues: queues
        case .transcript: transcript
        case .census: census
        case .orders: orders
        case .order: order
        case .vocabulary: vocabulary
        case .snapshot: snapshot
        case .agents: agents
        case .conversations: conversations
        case .conversation: conversation
        case .help: help
        case .visitors: visitors
        case .visitor: visitor
        case .identities: identities
        case .about: about
        case .anomalies: anomalies
        }
    }

    private static let overview = """
        daybook: an append-only book of what happens in a shop, and what can be told from it

        USAGE
          daybook COMMAND [ARGUMENT …] [--flag …]

        SEE IT WORK
          demo        a day of a shop in a temporary book, and what every command tells of it

        WRITE
          init        make an empty book
          import      append CloudEvents or Asterisk queue_log files; twice is as good as once
          snapshot    keep the read models, so that later answers come sooner

        ASK
          queues      what each queue did, and who waits, now or at any instant
          agents      who is here, on what, and what each agent did
          conversations, conversation
                      where conversations stand, how long customers waited for a word
          transcript  what was said in a conversation, a case or with a person
          visitors    who is in the shop, on which page, and whom to look after now
          visitor     everything about one visitor or one person, across all sessions
          identities  which visitors and persons are one customer, and on what evidence
          about       every fact that hangs together with a name, and how
          orders      how every order stands, sums per currency, customers ranked
          order       one order in full: lines, payments, parcels, and every fact about it
          anomalies   what contradicts the course of things, and by which facts
          census      how many facts of which type there are, by day and source
          events      the facts themselves, chosen by type, name and time; or as they come

        LOOK AFTER
          info        what a book consists of
          verify      check every byte; damage is named, never mended
          doctor      how book and machine are, and what to do; for the middle of the night
          repair      what can be mended and what is lost; --apply mends it
          replay      fold the whole book again, and print digests
          export      print a book as CloudEvents, one line a fact

          vocabulary  every event type with its fields
          help        this text, or `daybook help COMMAND`

        Every command takes --help. Those that print answers take --json: one object a line,
        integers beyond 2^53 as strings. States are shown as of any place with --as-of
        SEQUENCE or --as-of TIME (RFC 3339). Only init, import, snapshot, demo and repair
        --apply write; the others take no lock and change nothing, also beside a writer.

        EXIT CODES
          0  fine    1  damage found    2  wrong use    3  file, book or disk failed

        FIRST STEPS
          daybook demo
          daybook import shop.daybook events.jsonl
          daybook queues shop.daybook

        """

    private static let help = """
        daybook help: explain a command

        USAGE
          daybook help [COMMAND]

        Without a command it shows all of them. `daybook COMMAND --help` is the same.

        EXAMPLES
          daybook help import

        EXIT CODES
          0  fine    2  there is no such command

        """
}
