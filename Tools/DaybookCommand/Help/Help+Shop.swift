// Help for the commands that show what is sold, and for the vocabulary.

extension Help {
    static let orders = """
        daybook orders: how every order stands, and sums over them

        USAGE
          daybook orders BOOK [--state STATE,…] [--payment STATUS,…] [--fulfilment STATUS,…]
                         [--person NAME] [--visitor NAME] [--country CODE] [--channel NAME]
                         [--since TIME] [--until TIME] [--anomalies] [--by GROUP]
                         [--sort KEY] [--reverse] [--limit COUNT]
                         [--as-of SEQUENCE|TIME] [--skip-lost] [--json]

        Shows orders on three axes: state, payment and fulfilment. The last two are derived from
        amounts and quantities. Below them stand sums per currency, never across, and what
        contradicts the rules. All conditions must hold; several words of one flag are choices.
        An order that tells no country is of the one told last of its visitor.

        FLAGS
          --state STATE,…        draft (named by facts, placed by none), placed, confirmed,
                                 completed, cancelled
          --payment STATUS,…     notPaid, awaiting, requiresAction, partiallyAuthorised, authorised,
                                 partiallyCaptured, captured, partiallyRefunded, refunded,
                                 cancelled, chargedBack
          --fulfilment STATUS,…  notFulfilled, partiallyFulfilled, fulfilled, partiallyShipped,
                                 shipped, partiallyDelivered, delivered, partiallyReturned,
                                 returned, cancelled
          --person NAME          only orders of this person, or of who is the same customer
          --visitor NAME         only orders that name this visitor
          --country CODE         only orders of this country, as DE
          --channel NAME         only orders from this channel
          --since TIME           only orders placed at or after this instant
          --until TIME           only orders placed before this instant
          --anomalies            only orders that contradict a rule
          --by GROUP             sums instead of orders: by currency, person, country, channel, day
                                 or month; persons who are one customer count as one, and orders
                                 that name a visitor alone count for whom the visitor is
          --sort KEY             orders: placed (the usual), total, net, person; sums: net (the
                                 usual), placed, orders, name. The latest and the greatest come
                                 first, names by alphabet
          --reverse              the other way round
          --limit COUNT          at most so many
          --as-of PLACE          as it was: a sequence, or an instant in RFC 3339
          --skip-lost            pass over facts that cannot be read, and say how many
          --json                 one object a line

        EXAMPLES
          daybook orders shop.daybook --payment awaiting,requiresAction
          daybook orders shop.daybook --by person --limit 20
          daybook orders shop.daybook --state cancelled --since 2026-11-01T00:00:00Z --json

        EXIT CODES
          0  fine    1  the book is damaged    2  wrong use    3  no book

        JSON, one object an order
          {"order","state","payment","fulfilment","person","visitor","conversation","channel",
           "country","placed","currency","total","authorised","voided","captured","refunded",
           "chargedBack","credited","balance","balanceStatus","net","ordered","packed","shipped",
           "delivered","returned","edits","notes","invoices","anomalies":[{"kind","sequences"}],
           "first","last","sequence"}
          Amounts are minor units of the currency, quantities thousandths. balance: what the
          customer owes; below 0, what the shop owes. net: total less what was given back; 0 if
          cancelled. first, last: sequences of the facts about it.
          With --by: {GROUP,"currency","orders","cancelledOrders","unplacedOrders","placed",
           "cancelled","captured","refunded","chargedBack","reversed","net","mean","sequence"}
          net = placed - reversed. mean: of the orders placed; absent without one.
          With --by currency also "looseCredits","looseCredited": credit notes without an order,
          whatever the conditions, and what they come to.

        """

    static let order = """
        daybook order: one order in full

        USAGE
          daybook order BOOK ORDER [--since TIME] [--until TIME]
                        [--as-of SEQUENCE|TIME] [--skip-lost] [--json]

        Shows how an order stands on its three axes with the amounts and quantities behind them,
        its lines, its shipments and returns, what contradicts the rules, and every fact about it
        by time, but for those that were retracted.

        FLAGS
          --as-of PLACE  as it was: a sequence, or an instant in RFC 3339
          --skip-lost    pass over facts that cannot be read, and say how many
          --since TIME   of the facts, only those that happened at or after this instant
          --until TIME   of the facts, only those that happened before this instant
          --json         one object

        EXAMPLES
          daybook order shop.daybook 1001
          daybook order shop.daybook 1001 --as-of 2026-11-20T18:00:00Z

        EXIT CODES
          0  fine    1  the book is damaged    2  wrong use, or no such order    3  no book

        JSON
          What `daybook orders` prints, and
          {"lines":[{"product","quantity","price","currency","tax","discount"}],
           "shipments":[{"shipment","state","quantity"}],
           "returns":[{"return","state","requested","received"}],
           "history":[{"sequence","time","type","about"}]}
          about: the fact that a fact.corrected takes back.

        """

    static let vocabulary = """
        daybook vocabulary: every event type with its fields

        USAGE
          daybook vocabulary [FAMILY|TYPE] [--json]

        Prints one line a type, by name. In front of the colon stands a field's name, behind it
        its type; ? marks what may be absent:
          →entity   a name, up to 256 bytes; facts are found by it
          sym       a short string from a small set
          a·b·c     one of these words, or any other
          text      free text; text! is personal, kept apart and erased with its subject
          int       a whole number; milli: thousandths; dur: microseconds
          time      an instant in RFC 3339
          money     {"minor","currency"}
          flag      true or false
          […]       a list of rows with these fields

        FLAGS
          --json  one object a type

        EXAMPLES
          daybook vocabulary order
          daybook vocabulary payment.refunded --json

        EXIT CODES
          0  fine    2  wrong use, or no such family or type

        JSON, one object a type
          {"type","fields":[{"name","kind","entity","words","fields","optional"}]}
          entity: of a name. words: those listed for a word. fields: of a list's rows.

        """
}
