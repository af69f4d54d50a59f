// Help for the commands that ask about customers.

extension Help {
    static let visitors = """
        daybook visitors: who is in the shop, and whom to look after now

        USAGE
          daybook visitors BOOK [--present] [--idle MINUTES] [--by KEY] [--country CODE]
                           [--campaign NAME] [--medium WORD] [--currency CODE]
                           [--since TIME] [--until TIME] [--reverse] [--limit COUNT]
                           [--as-of SEQUENCE|TIME] [--skip-lost] [--json]

        Lists visitors, the greatest by the key first; of equals, who was active last. Somebody is
        in the shop who did something in the last half hour and whose session has not ended since.
        The instant of the question is the --as-of time, else the time of the latest fact.

        value: the greatest of what the open carts are worth, the last signal of each kind, and
        what the last score expects; by currency, for money of two currencies is not compared:
        visitors with a value in the currency that most have come first. cart: what the open
        carts are worth; a cart that nobody ordered is open for 365 days after its last fact.
        intent: the last score. last: the last deed. pages: pages shown.

        FLAGS
          --present        only those in the shop
          --idle MINUTES   how long ago the last deed of somebody in the shop may be; 30
          --by KEY         value, cart, intent, last or pages; last
          --country CODE   only those of a country
          --campaign NAME  only those whose last session a campaign led here
          --medium WORD    only those led here in this way, as search
          --currency CODE  only values of this currency count
          --since TIME     only those whose last deed is at or after this instant
          --until TIME     only those whose last deed is before this instant
          --reverse        the least first
          --limit COUNT    so many; 50, with --json all
          --as-of PLACE    as it was: a sequence, or an instant in RFC 3339
          --skip-lost      pass over facts that cannot be read, and say how many
          --json           one object a visitor

        EXAMPLES
          daybook visitors shop.daybook --present --by value --limit 10
          daybook visitors shop.daybook --by cart --currency EUR --country DE
          daybook visitors shop.daybook --present --as-of 2026-11-20T18:00:00Z

        EXIT CODES
          0  fine    1  the book is damaged    2  wrong use    3  no book

        JSON, one object a visitor
          {"visitor","person","present","page","pageSince","sessionSince","firstSeen",
           "lastActive","lastSequence","country","campaign","medium","sessions","pages",
           "products","searches","carts","openCarts","checkouts","orders","errors","help",
           "turnedToLeave","conversations","value":[{"minor","currency"}],"cart":[…],
           "ordered":[…],"intent","engagement","engagementOpen","offer","consent","now",
           "sequence"}
          intent: thousandths. lastSequence: the fact of the last deed. Absent keys do not apply.

        """

    static let visitor = """
        daybook visitor: everything about one visitor or one person

        USAGE
          daybook visitor BOOK NAME [--person] [--since TIME] [--until TIME] [--limit COUNT]
                          [--as-of SEQUENCE|TIME] [--skip-lost] [--json]

        Shows who it is, what it does now, and what it did: sessions with their pages, products,
        searches, carts, signals of value, scores, troubles, engagements and what became of them,
        consents, conversations, orders. Of each the newest, and how many there are. With
        --person: across all visitors and persons that are one customer as of that moment.

        FLAGS
          --person       the name is a person's
          --since TIME   only facts that happened at or after this instant
          --until TIME   only facts that happened before this instant
          --limit COUNT  so many rows of each; 20
          --as-of PLACE  as it was: a sequence, or an instant in RFC 3339
          --skip-lost    pass over facts that cannot be read, and say how many
          --json         one object

        EXAMPLES
          daybook visitor shop.daybook v-81
          daybook visitor shop.daybook p-7 --person --as-of 2026-11-20T18:00:00Z
          daybook visitor shop.daybook v-81 --json | jq '.carts[-1].lines'

        EXIT CODES
          0  fine    1  the book is damaged    2  wrong use, or no such visitor    3  no book

        JSON, one object
          {"person","persons","visitors","states":[as `daybook visitors --json`],
           "sessionCount","sessions":[{"session","visitor","started","ended","reason","landing",
           "referrer","campaign","medium","pageCount","pages":[{"url","title","time","dwell",
           "sequence"}],"sequence"}],"pageCount","productViewCount","productCount",
           "products":[…],"searchCount","searches":[…],"cartCount",
           "carts":[{"cart","started","changed","lines":[{"product","quantity","price"}],
           "coupon","checkout","step","order","open","sequence"}],"signals":[…],"scores":[…],
           "troubles":[…],"engagements":[…],"suppressed":[…],"consents":[…],
           "conversationCount","conversations":[…],"orderCount","orders":[…],
           "ordered":[{"minor","currency"}],"facts","firstSequence","lastSequence","now",
           "sequence"}
          quantity: thousandths. dwell: microseconds. open: of a cart, whether it counts as an
          open one, as in `daybook visitors`. Each row names the fact it comes from.

        """

    static let identities = """
        daybook identities: which visitors and persons are one customer

        USAGE
          daybook identities BOOK [NAME] [--conflicts] [--since TIME] [--until TIME]
                             [--limit COUNT] [--as-of SEQUENCE|TIME] [--skip-lost] [--json]

        Shows customers with all their names, what each tie rests on, and the fact that decides.
        NAME is a visitor or a person; person:NAME where both have one name. The last word on a
        pair counts, and what is undone is as if it had not been. The first link of a visitor
        says who it is; another one counts only if it is asserted. A merge that is a mere guess
        does not count. The person who stands for all is the one the others were merged into,
        else the one identified first.

        FLAGS
          --conflicts    what contradicts: second identities, guesses, merges in a circle
          --since TIME   only customers with a tie told at or after this instant
          --until TIME   only customers with a tie told before this instant
          --limit COUNT  so many
          --as-of PLACE  as it was: a sequence, or an instant in RFC 3339
          --skip-lost    pass over facts that cannot be read, and say how many
          --json         one object a customer, or a conflict

        EXAMPLES
          daybook identities shop.daybook v-81
          daybook identities shop.daybook person:p-7 --as-of 120000
          daybook identities shop.daybook --conflicts

        EXIT CODES
          0  fine    1  the book is damaged    2  wrong use, or no such name    3  no book

        JSON, one object a customer
          {"person","persons","visitors","ties":[{"visitor","merged","person","evidence",
           "strength","since","time","counts","sequence"}],"sequence"}
          and with --conflicts
          {"conflict","visitor","merged","person","time","sequence"}

        """

    static let about = """
        daybook about: every fact that hangs together with a name

        USAGE
          daybook about BOOK ENTITY:NAME [--entity ENTITY] [--depth COUNT] [--since TIME]
                        [--until TIME] [--limit COUNT]
                        [--as-of SEQUENCE|TIME] [--skip-lost] [--json]

        Shows the facts that name something, then those that name what these facts name beside
        it, and so on: from a call to its conversation and its case, from a cart to its order and
        the person. What many have in common is not followed: agents, queues, bots, campaigns,
        products, policies, forms, posts; nor ties that were undone. Facts that were retracted
        are left out. The others come by time, with the name by which each was found.

        FLAGS
          --entity ENTITY  what the name stands for; then NAME stands alone, colons and all
          --depth COUNT    how many steps to follow; 2; with 0 only facts that name it
          --since TIME     only facts that happened at or after this instant
          --until TIME     only facts that happened before this instant
          --limit COUNT    so many facts; 1000
          --as-of PLACE    up to a sequence, or an instant in RFC 3339
          --skip-lost      pass over facts that cannot be read, and say how many
          --json           one object a fact

        EXAMPLES
          daybook about shop.daybook order:1001
          daybook about shop.daybook visitor:v-81 --depth 1
          daybook about shop.daybook 1001 --entity order --depth 0

        EXIT CODES
          0  fine    1  the book is damaged    2  wrong use, or no such name    3  no book

        JSON, one object a fact
          {"factSequence","type","time","depth","names","via","viaSequence","fields","sequence"}
          names: the nearest name that the fact tells. via: the name beside which that was told,
          by the fact viaSequence.

        """
}
