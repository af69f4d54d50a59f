// Help for the commands that answer questions.

extension Help {
    static let events = """
        daybook events: the facts themselves

        USAGE
          daybook events BOOK [--after SEQUENCE] [--limit COUNT] [--type TYPE,…]
                         [--about ENTITY:NAME] [--from TIME] [--until TIME] [--follow]
                         [--skip-lost] [--json]

        Prints facts in the order of the book, one a line, retracted ones too. All conditions
        must hold.

        FLAGS
          --after SEQUENCE     only facts behind this one
          --limit COUNT        stop after so many
          --type TYPE,…        only these types, as order.placed,payment.captured
          --about ENTITY:NAME  only facts that name it, as order:1001 or conversation:c-7; the
                               book's own index finds them
          --from TIME          only facts that happened at or after this instant
          --until TIME         only facts that happened before this instant
          --follow             go on for ever, printing each fact as soon as it is durable
          --skip-lost          pass over facts that cannot be read; not with --follow
          --json               the CloudEvents form

        EXAMPLES
          daybook events shop.daybook --about order:1001
          daybook events shop.daybook --type message.sent --from 2026-11-20T18:00:00Z
          daybook events shop.daybook --after 200000 --follow --json

        EXIT CODES
          0  fine    1  the book is damaged    2  wrong use    3  no book

        JSON
          {"specversion","id","source","type","time","sequence","senttime","actorkind",
           "actorname","correctedsource","correctedid","daybooksequence","recordedtime","data"}
          sequence: the producer's own counter. daybooksequence: the position in the book.
          A fact without a producer's key has the source daybook:LOG and its position as id.
          correctedsource, correctedid: source and id of the fact that a fact.corrected takes
          back; its own if it takes none back.

        """

    static let queues = """
        daybook queues: what each queue did, and who waits

        USAGE
          daybook queues BOOK [--queue NAME] [--as-of SEQUENCE|TIME] [--skip-lost] [--json]

        Shows every queue that has figures, by name, and who waits in it in line: the larger
        priority first, then who came first. `waited` is told as of the --as-of time, else as of
        the latest fact.

        FLAGS
          --queue NAME   only this queue
          --as-of PLACE  as it was: a sequence counts the facts up to it, a time the facts that
                         had happened by then
          --skip-lost    pass over facts that cannot be read, and say how many

        EXAMPLES
          daybook queues shop.daybook
          daybook queues shop.daybook --as-of 1999-02-10T10:00:00Z
          daybook queues shop.daybook --json | jq 'select(.waiting > 0)'

        EXIT CODES
          0  fine    1  the book is damaged    2  wrong use, or no such queue    3  no book

        JSON, one object a queue
          {"queue","received","answered","abandoned","blocking","closed","saturated","other",
           "waiting","waitSum","waitCount","sequence","now",
           "line":[{"position","conversation","since","waited","priority","sequence"}]}
          received: visits that have ended, the sum of the six kinds behind it. blocking: nobody
          there to answer. saturated: full or too slow. waitSum: microseconds of the waitCount
          answered and abandoned visits. waited: microseconds until now. priority: the one told
          last, by queue.entered or of the conversation.

        """

    static let transcript = """
        daybook transcript: what was said in a conversation, a case or with a person

        USAGE
          daybook transcript BOOK CONVERSATION [--as-of SEQUENCE|TIME] [--skip-lost] [--json]
          daybook transcript BOOK CASE --case …
          daybook transcript BOOK PERSON --person …

        Shows who said what and when, over all channels: messages with their last text, what was
        edited or taken back, reactions, receipts, translations; what was spoken in calls,
        transfers, notes, co-browsing, bots, changes of channel, ratings. What was merged into a
        conversation belongs to it. A person is everybody who is the same customer, visitors too.
        Changes whose message has not come stand at the end.

        FLAGS
          --case         all conversations filed under a case
          --person       all conversations with a person
          --as-of PLACE  as it was: a sequence, or an instant in RFC 3339
          --skip-lost    pass over facts that cannot be read, and say how many
          --json         one object a line

        EXAMPLES
          daybook events shop.daybook --type conversation.opened --limit 10
          daybook transcript shop.daybook c-1001
          daybook transcript shop.daybook c-1001 --as-of 2026-11-20T18:00:00Z
          daybook transcript shop.daybook p-81 --person

        EXIT CODES
          0  fine    1  the book is damaged    2  wrong use, or no such name    3  no book

        JSON, one object a line of the transcript
          {"kind","type","sequence","time","conversation","party","speaker","direction","detail",
           "text","message","score","automatic","edits","revokedBy","receipt",
           "reactions":[{"reaction","party","speaker"}],"translations":[{"language","text"}]}
          and one for each change whose message has not come:
          {"kind":"pending","what","sequence","time","conversation","message"}
          detail: a message's kind, a channel, a reason. Absent keys do not apply.

        """

    static let census = """
        daybook census: what a book holds

        USAGE
          daybook census BOOK [--as-of SEQUENCE|TIME] [--skip-lost] [--json]

        Counts facts by type, by the day they happened (UTC) and by source, with bars.

        FLAGS
          --as-of PLACE  as it was: a sequence, or an instant in RFC 3339
          --skip-lost    pass over facts that cannot be read, and say how many
          --json         one object for each type, source and day

        EXAMPLES
          daybook census shop.daybook
          daybook census shop.daybook --json | jq 'select(.type == "order.placed")'

        EXIT CODES
          0  fine    1  the book is damaged    2  wrong use    3  no book

        JSON, one object a count
          {"type","source","day","count","sequence"}
          source: absent where no producer is named. sequence: what it is true at.

        """
}
