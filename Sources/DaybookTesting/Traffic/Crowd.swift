// Many visitors who come once, look at a few pages and go: what fills memory, where `Traffic` is
// what fills a day.

public import DaybookCoding
internal import DaybookCommerce

/// An endless crowd of visitors who browse a little, the same for the same seed.
///
/// Each has a session and two pages; half look at a product, one in twenty fills a cart, one in
/// thirty is scored, one in fifty logs in. A million of them come within fourteen hours.
public struct Crowd: Sendable {
    private var random: SeededRandom
    private var ready: [Fact] = []
    private var time: Timestamp = "2026-03-02T06:00:00Z"
    /// How many visitors have come.
    public private(set) var visitors = 0

    /// A crowd.
    public init(seed: UInt64) { random = SeededRandom(seed: seed) }

    /// The facts of the next visitor.
    public mutating func next() -> [Fact] {
        visitors += 1
        let visitor = VisitorID("v-\(visitors)")
        let session = SessionID("s-\(visitors)")
        let product = ProductID("p-\(random.below(500))")
        ready = []
        tell(SessionStarted(session: session, visitor: visitor, medium: "search"))
        tell(PageViewed(visitor: visitor, session: session, url: "/"))
        tell(PageViewed(visitor: visitor, session: session, url: "/sale"))
        if random.chance(500) { tell(ProductViewed(visitor: visitor, product: product)) }
        if random.chance(200) { tell(VisitorSeen(visitor: visitor, country: "DE")) }
        if random.chance(50) { fill(CartID("b-\(visitors)"), visitor, product) }
        if random.chance(33) {
            tell(
                VisitorScored(
                    visitor: visitor, model: "intent", version: 1,
                    intent: Milli(thousandths: Int64(random.below(1_000))), inputs: 0))
        }
        if random.chance(20) {
            let person = PersonID("c-\(random.below(visitors))")
            tell(
                IdentityLinked(
                    visitor: visitor, person: person, evidence: .login, strength: .deterministic))
        }
        tell(SessionEnded(session: session, visitor: visitor, reason: .idle))
        return ready
    }

    private mutating func fill(_ cart: CartID, _ visitor: VisitorID, _ product: ProductID) {
        tell(CartCreated(cart: cart, visitor: visitor))
        tell(
            CartItemAdded(
                cart: cart, product: product, quantity: Milli(1), price: Money(4_900, "EUR"),
                visitor: visitor))
    }

    private mutating func tell(_ event: any Event) {
        time = time + .milliseconds(10)
        ready.append(Fact(event, Envelope(time: time, source: "web")))
    }
}
