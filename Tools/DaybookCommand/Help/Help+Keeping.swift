// Help for the commands that look after a book.

extension Help {
    static let info = """
        daybook info: what a book consists of

        USAGE
          daybook info BOOK [--json]

        Shows the log's id, how many facts are proved durable, the segments with their state and
        sizes, and the chain: a hash over the whole history, equal in every true copy of the files.
        Reads the last segment only, so it is quick whatever the size.

        EXAMPLES
          daybook info shop.daybook

        EXIT CODES
          0  fine    1  the book is damaged    2  wrong use    3  no book

        JSON
          {"book","log","format","sequence","unproven","chain","closed","bytes",
           "segments":[{"file","state","first","last","bytes"}]}
          unproven: facts that the next writer will decide on after an unclean end.

        """

    static let replay = """
        daybook replay: fold the whole book, and print digests

        USAGE
          daybook replay BOOK [--as-of SEQUENCE|TIME] [--skip-lost] [--json]

        Folds every read model from the book. Two books with the same facts have the same
        digests, on every machine, in whatever order the facts were appended: so a copy, an
        export or a migration can be compared with its origin by one line.

        FLAGS
          --as-of PLACE  as it was: a sequence, or an instant in RFC 3339
          --skip-lost    pass over facts that cannot be read, and say how many
          --json         one object

        EXAMPLES
          daybook replay shop.daybook
          daybook replay copy.daybook --json | jq -r .digest

        EXIT CODES
          0  fine    1  the book is damaged    2  wrong use    3  no book

        JSON
          {"book","sequence","asOf","facts","digests":{MODEL:DIGEST},"digest","seconds",
           "factsPerSecond"}
          facts: those that count as of the place.

        """

    static let exporting = """
        daybook export: print a book as CloudEvents, one line a fact

        USAGE
          daybook export BOOK [--after SEQUENCE] [--until SEQUENCE] [--skip-lost] [--json]

        Prints facts in the order of the book. A schema outside the vocabulary comes as a line of
        type daybook.schema before its first use; lines that were kept whole come as they came.
        A fact without a producer's key gets the source daybook:LOG and its position as id, so
        that `import` knows it again, in this book too: the export of a copy brings back what a
        book has lost. A fact.corrected names in correctedsource and correctedid the line of the
        fact that it takes back, which has another position in another book. The output is JSON
        anyway; --json changes nothing.

        FLAGS
          --after SEQUENCE  only facts behind this one
          --until SEQUENCE  only facts up to this one
          --skip-lost       pass over facts that cannot be read, and say how many

        EXAMPLES
          daybook export shop.daybook > shop.jsonl
          daybook export shop.daybook --after 200000 | daybook import copy.daybook -

        EXIT CODES
          0  fine    1  the book is damaged    2  wrong use    3  no book

        JSON
          as of `daybook events --json`, and
          {"specversion","id","source","type":"daybook.schema","data":{"name","fields"}}

        """
}
