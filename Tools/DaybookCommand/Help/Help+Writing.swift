// Help for the commands that write.

extension Help {
    static let demo = """
        daybook demo: a day of a shop, from the first fact to the last figure

        USAGE
          daybook demo [--events COUNT] [--seed NUMBER] [--keep DIR] [--json]

        Makes traffic of a shop by a seeded generator (visitors, chats, calls, queues with few
        agents, orders, payments), appends it to a temporary book, folds the book, and shows:
        the queues and who waits, the agents, what conversations come to, one that went over
        two channels, whom to look after now, the orders, one customer under several names,
        contradictions, a census, the digests, facts a second, bytes a fact, and what to try
        next. The same seed gives the same facts and the same digests on every machine.

        FLAGS
          --events COUNT   how many facts; a whole day if not given, 220000 to 260000
          --seed NUMBER    decides everything; 7 if not given
          --keep DIR       make the book there, and keep it; DIR must be new
          --json           print the figures only, as one object

        EXAMPLES
          daybook demo
          daybook demo --events 2000000 --seed 42
          daybook demo --keep shop.daybook

        EXIT CODES
          0  fine    2  wrong use    3  no room or no permission

        JSON
          {"book","seed","facts","bytes","bytesPerFact","appendSeconds","appendedPerSecond",
           "replaySeconds","replayedPerSecond","digests":{MODEL:DIGEST},"digest","agents",
           "agentsHere","conversations","firstResponses","botResponses","resolved",
           "reopened","visitorsPresent","orders","customers","anomalies":{KIND:COUNT}}

        """

    static let initialise = """
        daybook init: make an empty book

        USAGE
          daybook init BOOK [--json]

        BOOK is a directory that is made; the one above it must be there. `import` makes a book
        by itself, so this is for a service that expects one.

        EXAMPLES
          daybook init shop.daybook

        EXIT CODES
          0  fine    2  wrong use    3  it exists already, no room or no permission

        JSON
          {"book","log"}: the directory, and the log's id of 32 hexadecimal digits

        """

    static let importing = """
        daybook import: append what files tell, each fact once

        USAGE
          daybook import BOOK FILE … [--format cloudevents|queue-log] [--source NAME]
                         [--strict] [--json]

        Reads lines and appends facts to BOOK, which is made if there is none. `-` is standard
        input. The format is told by the first line that has one: `{` begins CloudEvents 1.0
        JSON Lines, digits and a bar begin an Asterisk queue_log.

        Every fact has a key: CloudEvents bring theirs (source, id); a queue_log line's id is
        the hash of its bytes, `#n` for its nth copy in one file, `/k` for the kth fact of a line
        that tells several. A key that is in the book already with the same content is left out.
        So an import that was killed is simply run again: nothing is lost, nothing is double.

        A line that cannot be taken never stops the others, and is never passed over in silence:
        it is counted as refused, and told on standard error with file, line and reason (20 in
        full). Refused are lines that are no UTF-8, no JSON, lack a field, are longer than 4 MiB,
        or have the key of another fact. A type that nobody declared is kept whole as
        foreign.recorded, and exported as it came; so is a queue_log line that cannot be placed.
        Empty lines, a byte order mark and CR at line ends are passed over.

        A fact.corrected of an export takes back the same fact here, wherever that stands: it is
        found by correctedsource and correctedid, and `about` becomes its position in BOOK. If
        BOOK does not have it, or its own line was refused, the correction is refused. Without
        these two, `about` is taken as it stands: a position in BOOK.

        FLAGS
          --format FORMAT  cloudevents or queue-log, instead of looking at the lines
          --source NAME    the producer of queue_log facts; queue_log if not given. Give each
                           telephone system its own, for equal lines of two are two facts
          --strict         stop at the first refused line; what came before is in the book
          --json           print the summary as one object

        EXAMPLES
          daybook import shop.daybook monday.jsonl tuesday.jsonl
          zcat queue_log.*.gz | daybook import shop.daybook - --source pbx-1
          daybook export old.daybook | daybook import new.daybook -

        EXIT CODES
          0  fine, also with refused lines    1  --strict and a line was refused
          2  wrong use    3  missing file, locked book, no room, no permission

        JSON
          {"book","files","lines","appended","known","foreign","schemas","refused","seconds",
           "factsPerSecond","refusedLines":[{"file","line","why"}]}
          lines: read, empty ones included. appended and known: facts new and there already.
          foreign: facts of unknown types, kept whole. schemas: lines that declared one.
          refusedLines: the first 1000.

        """

    static let snapshot = """
        daybook snapshot: keep the read models, so that later answers come sooner

        USAGE
          daybook snapshot BOOK [--json]

        Folds the book and keeps the result in it. Later folds begin there. A snapshot is a
        cache: one that does not match the log is ignored, and removing the directory snapshots
        loses nothing.

        EXAMPLES
          daybook snapshot shop.daybook

        EXIT CODES
          0  fine    1  the book is damaged    2  wrong use    3  no book, locked, no room

        JSON
          {"book","sequence","bytes"}: as of which fact, and how much was written

        """
}
