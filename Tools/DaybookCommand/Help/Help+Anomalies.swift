// Help for the command that shows contradictions.

extension Help {
    static let anomalies = """
        daybook anomalies: what contradicts the course of things, and by which facts

        USAGE
          daybook anomalies BOOK [--model NAME,…] [--kind WORD,…] [--since TIME] [--until TIME]
                         [--limit COUNT] [--as-of SEQUENCE|TIME] [--skip-lost] [--json]

        Nothing that happened is refused: what contradicts the rest is kept, counted and shown here
        with its facts, over all models. Contradictions are derived from each case's facts, so
        one goes away when the fact comes late that explains it.
        Counts stand first, then the contradictions, whose facts came last in front. All
        conditions must hold.

        FLAGS
          --model NAME,…  only those of queues, conversations, agents, orders, visitors, identities
          --kind WORD,…   only these kinds:
                          queues: negativeWait, leftWithoutEntry, repeatedEntry,
                          rejoinedWithoutAbandon
                          conversations: factsBeforeOpening, openedAgain, reopenedWhileOpen,
                          resolvedAgain, closedAgain, changedAfterEnd, servedAfterMerge,
                          mergedAgain, unmergedWithoutMerge
                          agents: noEndOfSegment, endedWithoutBeginning, negativeLength,
                          loggedOutWithoutLogin, wrappedUpWithoutWrap, foundWithoutLoss,
                          seenAfterLoss
                          orders: unplaced, placedAgain, cancelledAndCompleted,
                          refundedBeyondCapture, capturedBeyondAuthorised, voidedBeyondAuthorised,
                          otherCurrency, negativeAmount, packedBeyondOrdered,
                          returnedBeyondOrdered, arrivedThoughGivenUp, parcelWithoutBeginning
                          visitors: foreignSession, negativeDwell
                          identities: secondIdentity, guessedMerge, mergedIntoItself,
                          undoneWithoutLink, circle
          --since TIME    only those at or after this instant: when the fact happened; of an order,
                          when it was placed; of a visit to a queue, when it began
          --until TIME    only those before this instant
          --limit COUNT   at most so many rows; 20 if not given, with --json all
          --as-of PLACE   as it was: a sequence, or an instant in RFC 3339
          --skip-lost     pass over facts that cannot be read, and say how many
          --json          one object a line

        EXAMPLES
          daybook anomalies shop.daybook
          daybook anomalies shop.daybook --model orders --since 2026-11-20T00:00:00Z
          daybook anomalies shop.daybook --kind noEndOfSegment,negativeWait --limit 100 --json

        EXIT CODES
          0  fine    1  the book is damaged    2  wrong use    3  no book

        JSON, first one object a kind
          {"model","kind","count","rows","latest","forgotten","sequence"}
          and then one a contradiction
          {"model","kind","entity","name","queue","person","time","count","sequences"}
          count: one case may contradict several times. entity, name: the case. queue: of a visit
          to a queue; person: of a link or merge. sequences: of the facts to look at. forgotten: of
          visitors only the latest 4096 or more are kept; how many earlier ones there were.

        """
}
