// Help for the commands that show agents and conversations.

extension Help {
    static let agents = """
        daybook agents: who is here, on what, and what each agent did

        USAGE
          daybook agents BOOK [AGENT] [--state STATE,…] [--since TIME] [--until TIME]
                         [--sort KEY] [--limit COUNT] [--reverse] [--as-of SEQUENCE|TIME]
                         [--skip-lost] [--json]

        Shows every agent, or one with all figures and a time line. The time since the last fact
        counts up to the --as-of time, else up to the latest fact of the book. Many telephone
        systems tell of no log-in: presence is then unknown, and counts as neither idle nor away.
        A call that a customer gave up while it rang is taken back, not missed.

        FLAGS
          --state STATE,…  only agents who are unknown, loggedOut, routable, unavailable or lost
          --since TIME     the time line of one agent from here on
          --until TIME     the time line of one agent up to here
          --sort KEY       name (default), handled, talk or occupancy, the most first
          --limit COUNT    at most so many
          --reverse        the last first
          --as-of PLACE    as it was: a sequence, or an instant in RFC 3339
          --skip-lost      pass over facts that cannot be read, and say how many
          --json           one object an agent

        EXAMPLES
          daybook agents shop.daybook --state routable
          daybook agents shop.daybook ann --since 2026-11-20T08:00:00Z
          daybook agents shop.daybook --sort talk --limit 10 --json

        EXIT CODES
          0  fine    1  the book is damaged    2  wrong use, or no such agent    3  no book

        JSON, one object an agent
          {"agent","presence","reason","presenceSince","activity","idleSince","leavesAfter",
           "on":[{"conversation","channel","offered","call","held","since","sequence"}],
           "capacity":{"total","channels":[{"channel","slots","used","free"}]},
           "handled","unassigned","messages","calls","offers","accepted","rejected","timedOut",
           "cancelled","passedOn","ring","talk","hold","written","wraps","wrap","handleTime",
           "loggedIn","unavailable","lost","onContact","ringing","idle","contactTime",
           "occupancyMilli","firstSequence","lastSequence","presenceSequence","sequence","now"}
          and for one agent "distinct" and "timeLine":[{"from","until","presence","reason",
          "activity"}]. Lengths are microseconds. capacity: absent if not told; total in
          thousandths, slots how many contacts of the channel alone, free how many more beside
          those there are, both absent where nothing limits them. handled: each connection counts
          again, and conversations in which the agent only wrote, which are unassigned; distinct:
          each conversation once. occupancyMilli: onContact / (onContact + idle), absent if both
          are 0, and without the time of which nothing tells whether the agent was here; idle does
          not count ringing. presenceSince is absent while presence is unknown. Anomalies stand
          under their names if there are any.

        """

    static let conversations = """
        daybook conversations: where conversations stand

        USAGE
          daybook conversations BOOK [--state STATE,…] [--channel NAME] [--agent NAME]
                         [--person NAME] [--queue NAME] [--since TIME] [--until TIME]
                         [--sort KEY] [--limit COUNT] [--reverse] [--as-of SEQUENCE|TIME]
                         [--skip-lost] [--json]

        Shows conversations, and below what all that are meant come to. All conditions must hold.
        A first response is a human's: from the customer's first word, or a bot's handing over, to
        the first public word that is no machine's, anew after each reopening. A conversation that
        was merged away counts as one, but not for responses and resolutions.

        FLAGS
          --state STATE,…  new, bot, queued, offered, active, waitingCustomer, onHold, snoozed,
                           resolved, closed, abandoned or merged
          --channel NAME   on this channel, or begun on it
          --agent NAME     in charge, settled it last, or gave the very first response
          --person NAME    concerning this person, as told last
          --queue NAME     in this queue, or last in it
          --since TIME     opened at or after this instant
          --until TIME     opened before this instant
          --sort KEY       opened (default), last, name; unanswered: who waits longest first;
                           reopenings, transfers: the most first
          --limit COUNT    at most so many
          --reverse        the last first
          --as-of PLACE    as it was: a sequence, or an instant in RFC 3339
          --skip-lost      pass over facts that cannot be read, and say how many
          --json           one object a conversation

        EXAMPLES
          daybook conversations shop.daybook --state queued,offered
          daybook conversations shop.daybook --sort unanswered --limit 20
          daybook conversations shop.daybook --agent ann --as-of 2026-11-20T18:00:00Z --json

        EXIT CODES
          0  fine    1  the book is damaged    2  wrong use    3  no book

        JSON, one object a conversation
          {"conversation","state","channel","firstChannel","switches","assignee","queue","person",
           "visitor","order","case","into","topic","language","priority","scale","score","opened",
           "last","snoozedUntil","firstResponse","firstResponder","unansweredSince",
           "wroteAfterEnd","firstResponses":{"count","sum","most"},"nextResponses":{…},
           "botResponses":{…},"resolutions","reopenings","firstResolution","lastResolution",
           "resolvedBy","blindTransfers","consultedTransfers","queueTransfers","queueVisits",
           "queueWait","firstSequence","lastSequence","stateSequence","sequence"}
          Lengths are microseconds. Absent keys do not apply. queueWait: first entry to first
          answer, once. Anomalies stand under their names if there are any.

        """

    static let conversation = """
        daybook conversation: one conversation, fact by fact

        USAGE
          daybook conversation BOOK CONVERSATION [--since TIME] [--until TIME]
                               [--as-of SEQUENCE|TIME] [--skip-lost] [--json]

        Shows where it stands, who was in it, and which fact brought it there. What was said
        stands in `daybook transcript`.

        FLAGS
          --as-of PLACE  as it was: a sequence, or an instant in RFC 3339
          --skip-lost    pass over facts that cannot be read, and say how many
          --since TIME   of the facts, only those that happened at or after this instant
          --until TIME   of the facts, only those that happened before this instant
          --json         one object

        EXAMPLES
          daybook conversation shop.daybook c-1001
          daybook conversation shop.daybook c-1001 --json | jq '.history[]'

        EXIT CODES
          0  fine    1  the book is damaged    2  wrong use, or no such conversation    3  no book

        JSON
          as one object of `daybook conversations`, with "tags",
          "parties":[{"party","name","joined","left"}],
          "history":[{"sequence","time","what","state","response","length","by","anomaly"}]
          response: first, next or bot, where a fact is one; length: microseconds waited for it.

        """
}
