// From the cart to the order and its payment, and what becomes of both.

internal import DaybookCoding
internal import DaybookCommerce

/// An order, while something may still happen to it.
struct Purchase: Sendable {
    enum Stage: Sendable { case requested, needsAction, retried, authorised, captured, completed }

    let order: OrderID
    var payment: PaymentID
    var lines: [OrderLine]
    var total: Money
    var stage = Stage.requested
}

extension Traffic {
    private static let checkoutSteps: [CheckoutStep] = [.address, .delivery, .payment, .confirm]

    mutating func startCheckout(_ visit: Int) {
        guard let cart = visits[visit].cart else { return }
        let (visitor, session) = (visits[visit].visitor, visits[visit].session)
        web(CheckoutStarted(cart: cart, visitor: visitor, session: session))
        web(CheckoutStepViewed(cart: cart, step: .address, visitor: visitor, session: session))
        visits[visit].page = nil
        visits[visit].checkout = 1
        steps.plan(.checkout, visit, at: now + random.seconds(8, 60))
    }

    /// The visitor completes a step, or gives up on the way.
    mutating func continueCheckout(_ visit: Int) {
        guard let cart = visits[visit].cart else { return }
        let (visitor, session) = (visits[visit].visitor, visits[visit].session)
        let count = visits[visit].checkout
        let step = Self.checkoutSteps[count - 1]
        guard random.chance(880) else {
            if random.chance(100) {
                web(VisitorAskedForHelp(visitor: visitor, step: Symbol(step.text)))
                ask(visit)
            } else if random.chance(400) {
                web(VisitorTurnedToLeave(visitor: visitor))
            }
            steps.plan(.browse, visit, at: now + random.seconds(10, 60))
            return
        }
        web(CheckoutStepCompleted(cart: cart, step: step, visitor: visitor, session: session))
        if step == .address, visits[visit].person == nil { identify(visit) }
        guard count < Self.checkoutSteps.count else { return placeOrder(visit, cart) }
        web(
            CheckoutStepViewed(
                cart: cart, step: Self.checkoutSteps[count], visitor: visitor, session: session))
        visits[visit].checkout = count + 1
        steps.plan(.checkout, visit, at: now + random.seconds(5, 50))
    }

    /// The address tells who the visitor is.
    private mutating func identify(_ visit: Int) {
        if let regular = regular(of: visit) {
            let person = regulars[regular].person ?? newPerson()
            regulars[regular].person = person
            visits[visit].person = person
        } else {
            visits[visit].person = newPerson()
        }
    }

    private mutating func placeOrder(_ visit: Int, _ cart: CartID) {
        let placed = visits[visit]
        let lines = placed.items.map { line($0.product, $0.quantity, in: placed.tongue) }
        let order = addOrder(
            OrderPlaced(
                order: .blank, cart: cart, visitor: placed.visitor, person: placed.person,
                channel: "web", lines: lines, total: .blank,
                country: Tongue.all[placed.tongue].country, session: placed.session))
        if let regular = regular(of: visit) {
            regulars[regular].order = order
        } else {
            visits[visit].regular = remember(
                Regular(
                    visitor: placed.visitor, person: placed.person, tongue: placed.tongue,
                    order: order))
        }
        visits[visit].cart = nil
        visits[visit].items = []
        visits[visit].checkout = 0
        visits[visit].pagesLeft = min(visits[visit].pagesLeft, 1)
        steps.plan(.browse, visit, at: now + random.seconds(10, 60))
    }

    /// The agent takes an order in the middle of a conversation.
    mutating func placeOrder(from contact: Int) {
        let source = contacts[contact]
        addOrder(
            OrderPlaced(
                order: .blank, visitor: source.visitor, person: source.person,
                conversation: source.id, channel: source.channel,
                lines: [line(source.product, 1, in: source.tongue)], total: .blank,
                country: Tongue.all[source.tongue].country))
    }

    private func line(_ product: Int, _ quantity: Int64, in tongue: Int) -> OrderLine {
        let price = self.price(of: product, in: tongue)
        return OrderLine(
            product: products[product].id, quantity: Milli(quantity), price: price,
            tax: Money(price.minor * quantity * 19 / 119, price.currency))
    }

    /// Places an order, which is given its name and its total, and tells its number.
    @discardableResult
    private mutating func addOrder(_ blank: OrderPlaced) -> Int {
        counters.orders += 1
        let number = counters.orders
        var placed = blank
        placed.order = OrderID(String(number))
        let total = Self.total(of: placed.lines)
        let shipping: Int64 = total.minor > 5_000 ? 0 : 490
        placed.shipping = Money(shipping, total.currency)
        placed.total = Money(total.minor + shipping, total.currency)
        shop(placed)
        let methods: [Symbol] = ["card", "card", "wallet", "invoice", "transfer"]
        let purchase = Purchase(
            order: placed.order, payment: PaymentID("pay-\(number)"), lines: placed.lines,
            total: placed.total)
        shop(
            PaymentRequested(
                payment: purchase.payment, order: purchase.order, amount: purchase.total,
                method: random.pick(methods)))
        steps.plan(.pay, purchases.add(purchase), at: now + random.seconds(2, 15))
        return number
    }

    private static func total(of lines: [OrderLine]) -> Money {
        let minor = lines.reduce(0) { $0 + $1.price.minor * $1.quantity.thousandths / 1_000 }
        return Money(minor, lines.first?.price.currency ?? "EUR")
    }

    /// The next thing that happens to an order.
    mutating func continuePurchase(_ index: Int) {
        let (order, payment) = (purchases[index].order, purchases[index].payment)
        let total = purchases[index].total
        switch purchases[index].stage {
        case .requested where random.chance(120):
            shop(PaymentNeedsAction(payment: payment, order: order))
            purchases[index].stage = .needsAction
            steps.plan(.pay, index, at: now + random.seconds(10, 90))
        case .requested, .needsAction, .retried:
            if random.chance(90) { return failPayment(index) }
            shop(PaymentAuthorised(payment: payment, order: order, amount: total))
            shop(OrderConfirmed(order: order))
            purchases[index].stage = .authorised
            steps.plan(.pay, index, at: now + random.seconds(1_800, 28_800))
        case .authorised:
            if random.chance(30) {
                shop(PaymentVoided(payment: payment, order: order, amount: total))
                shop(OrderCancelled(order: order, reason: "customer"))
                return purchases.remove(index)
            }
            if random.chance(40) { edit(index) }
            if random.chance(40) {
                shop(OrderNoted(order: order, note: "please leave it with the neighbours"))
            }
            shop(PaymentCaptured(payment: payment, order: order, amount: purchases[index].total))
            purchases[index].stage = .captured
            steps.plan(.pay, index, at: now + random.seconds(86_400, 345_600))
        case .captured:
            shop(OrderCompleted(order: order))
            purchases[index].stage = .completed
            steps.plan(.pay, index, at: now + random.seconds(40_000, 600_000))
        case .completed:
            if random.chance(70) {
                let isWhole = random.chance(600)
                shop(
                    PaymentRefunded(
                        payment: payment, order: order,
                        amount: Money(isWhole ? total.minor : total.minor / 2, total.currency),
                        reason: isWhole ? "returned" : "goodwill"))
            } else if random.chance(4) {
                shop(PaymentChargedBack(payment: payment, order: order, amount: total))
            }
            purchases.remove(index)
        }
    }

    /// A payment fails; it is tried once more, and then the order is given up.
    private mutating func failPayment(_ index: Int) {
        let codes: [Symbol] = ["declined", "expired_card", "insufficient_funds", "timeout"]
        let order = purchases[index].order
        shop(
            PaymentFailed(
                payment: purchases[index].payment, order: order, code: random.pick(codes)))
        guard purchases[index].stage != .retried, random.chance(800) else {
            shop(OrderCancelled(order: order, reason: "payment_failed"))
            return purchases.remove(index)
        }
        let payment = PaymentID("pay-\(order)-2")
        purchases[index].payment = payment
        purchases[index].stage = .retried
        shop(
            PaymentRequested(
                payment: payment, order: order, amount: purchases[index].total, method: "card"))
        steps.plan(.pay, index, at: now + random.seconds(5, 60))
    }

    /// The customer takes one line less, or a second piece of the only one.
    private mutating func edit(_ index: Int) {
        if purchases[index].lines.count > 1 {
            purchases[index].lines.removeLast()
        } else {
            for line in purchases[index].lines.indices {
                purchases[index].lines[line].quantity = Milli(2)
            }
        }
        let lines = purchases[index].lines
        purchases[index].total = Self.total(of: lines)
        shop(OrderEdited(order: purchases[index].order, lines: lines, total: Self.total(of: lines)))
    }
}
