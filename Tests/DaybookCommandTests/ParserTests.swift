// Command lines and what they are understood as; wrong ones and what is said about them.

import Daybook
import Testing

@testable import DaybookCommand

@Suite struct ParserTests {
    private func parse(_ line: String) throws(UsageError) -> Command {
        try Command.parse(line.split(separator: " ").map(String.init))
    }

    @Test(arguments: [
        ("", Command.help(nil)),
        ("--help", .help(nil)),
        ("help", .help(nil)),
        ("help import", .help(.importing)),
        ("queues --help", .help(.queues)),
        ("queues -h shop", .help(.queues)),
        ("--version", .version),
        ("init shop", .initialise(BookOptions(book: "shop"))),
        ("info shop --json", .info(BookOptions(book: "shop", json: true))),
        ("verify --json shop", .verify(VerifyOptions(book: "shop", json: true))),
        ("verify shop --deep", .verify(VerifyOptions(book: "shop", isDeep: true))),
        ("doctor shop", .doctor(DoctorOptions(book: "shop"))),
        ("doctor shop --probe /tmp", .doctor(DoctorOptions(book: "shop", probe: "/tmp"))),
        ("repair shop", .repair(RepairOptions(book: "shop"))),
        ("repair --apply shop", .repair(RepairOptions(book: "shop", applies: true))),
        ("export shop --skip-lost", .exporting(ExportOptions(book: "shop", skipsLost: true))),
        ("events shop --skip-lost", .events(EventsOptions(book: "shop", skipsLost: true))),
        (
            "census shop --skip-lost --json",
            .census(Question(book: "shop", skipsLost: true, json: true))
        ),
        ("snapshot shop", .snapshot(BookOptions(book: "shop"))),
        ("import shop a b", .importing(ImportOptions(book: "shop", files: ["a", "b"]))),
        (
            "import shop - --strict",
            .importing(
                ImportOptions(book: "shop", files: ["-"], isStrict: true))
        ),
        (
            "import shop a --format=queue-log --source=pbx",
            .importing(
                ImportOptions(book: "shop", files: ["a"], format: .queueLog, source: "pbx"))
        ),
        ("import shop -- --odd", .importing(ImportOptions(book: "shop", files: ["--odd"]))),
        (
            "export shop --after 5 --until 9",
            .exporting(
                ExportOptions(book: "shop", after: 5, until: 9))
        ),
        ("replay shop --as-of 7", .replay(Question(book: "shop", asOf: .init(sequence: 7)))),
        (
            "census shop --as-of 1970-01-01T00:00:01Z",
            .census(
                Question(book: "shop", asOf: .init(time: .init(seconds: 1))))
        ),
        (
            "queues shop --queue sales",
            .queues(QueuesOptions(question: Question(book: "shop"), queue: "sales"))
        ),
        (
            "transcript shop c-1",
            .transcript(
                TranscriptOptions(question: Question(book: "shop"), name: "c-1"))
        ),
        (
            "transcript shop p-1 --person",
            .transcript(
                TranscriptOptions(kind: "person", question: Question(book: "shop"), name: "p-1"))
        ),
        (
            "events shop --type a.b,c.d --about order:1:2 --limit 3 --follow",
            .events(
                EventsOptions(
                    book: "shop", limit: 3, types: ["a.b", "c.d"],
                    about: .init(entity: "order", name: "1:2"), follows: true))
        ),
        (
            "demo --events 10 --seed 4 --keep x",
            .demo(
                DemoOptions(events: 10, seed: 4, keep: "x"))
        ),
    ])
    func isUnderstood(_ line: String, _ expected: Command) throws {
        #expect(try parse(line) == expected)
    }

    @Test(arguments: [
        ("quees shop", "there is no command quees; did you mean queues?"),
        ("imprt shop a", "there is no command imprt; did you mean import?"),
        ("xyzzy", "there is no command xyzzy; see `daybook help`"),
        ("help quees", "there is no command quees; did you mean queues?"),
        (
            "help import queues",
            "help takes no further argument: queues; see `daybook help help`"
        ),
        ("queues", "queues needs a book; see `daybook help queues`"),
        ("queues a b", "queues takes no further argument: b; see `daybook help queues`"),
        ("queues a --jsn", "queues has no flag --jsn; did you mean --json?"),
        ("queues a -j", "queues has no flag -j; see `daybook help queues`"),
        ("queues a --frobnicate", "queues has no flag --frobnicate; see `daybook help queues`"),
        ("queues a --json --json", "--json is given twice; give it once"),
        ("queues a --queue x --queue=x", "--queue is given twice; give it once"),
        ("queues a --json=yes", "--json takes no value; write --json alone"),
        ("queues a --queue", "--queue needs a value; write --queue NAME"),
        ("queues a --queue --json", "--queue needs a value; write --queue NAME"),
        ("queues a --queue=", "--queue needs a value; write --queue NAME"),
        (
            "queues a --as-of noon",
            "--as-of is neither a sequence nor an instant: noon; "
                + "write as in --as-of 1000 or --as-of 2026-11-20T18:00:00Z"
        ),
        (
            "events a --limit many",
            "--limit is not a whole number: many; write as in --limit 1000"
        ),
        ("events a --limit -3", "--limit needs a value; write --limit COUNT"),
        (
            "events a --from noon",
            "--from is no instant: noon; write RFC 3339, as in --from 2026-11-20T18:00:00Z"
        ),
        (
            "events a --about 1001",
            "--about is not an entity with a name: 1001; write as in --about order:1001"
        ),
        ("import a", "import needs a file, or - for standard input; see `daybook help import`"),
        ("import a - -", "standard input can be read once only; give - once"),
        ("import a b --format csv", "there is no format csv; write cloudevents or queue-log"),
        ("import a b --format queuelog", "there is no format queuelog; did you mean queue-log?"),
        (
            "import a b --format cloudevents --source x",
            "--source is for queue_log files; leave it out: CloudEvents name their own source"
        ),
        (
            "transcript a",
            "transcript needs a conversation; "
                + "`daybook events BOOK --type conversation.opened --limit 10` shows some"
        ),
        (
            "demo --events 0",
            "--events is out of range; write 1 to 100000000, as in --events 500000"
        ),
        ("demo here", "demo takes no further argument: here; see `daybook help demo`"),
    ])
    func isRefused(_ line: String, _ sentence: String) async {
        do throws(UsageError) {
            Issue.record("understood as \(try parse(line))")
        } catch {
            #expect(error.sentence == sentence)
        }
        let words = line.split(separator: " ").map(String.init)
        let outcome = await daybook(words, input: [])
        #expect(outcome.code == 2)
        #expect(outcome.output.isEmpty)
        #expect(outcome.errors == "daybook: \(sentence)\n")
    }

    @Test func emptyWordsAreRefused() {
        #expect(throws: UsageError.self) { try Command.parse(["queues", ""]) }
        #expect(throws: UsageError.self) { try Command.parse(["import", "a", ""]) }
        #expect(throws: UsageError.self) { try Command.parse([""]) }
    }

    @Test func controlCharactersOfAWordAreShownEscaped() throws {
        let error = #expect(throws: UsageError.self) { try Command.parse(["\u{1B}[2J"]) }
        #expect(error?.problem == "there is no command \\u{1B}[2J")
    }
}
