// A profile for people: one part behind the other, each only if there is something in it.

internal import Daybook

/// A profile as lines.
enum ProfileText {
    static func lines(_ profile: VisitorProfile, _ style: Style) -> [String] {
        var lines: [String] = []
        if let identity = profile.identity, !identity.ties.isEmpty {
            lines += [""] + IdentityText.lines(identity, style)
        }
        lines += states(profile, style)
        lines += sessions(profile, style)
        lines += part("products", profile.products, style) { row in
            "\(row.last)  \(Terminal.cut(row.product, to: 40))  "
                + Text.count(row.views, "view", "views")
                + (row.price.map { "  " + Text.money($0.minor, $0.currency) } ?? "")
        }
        lines += part("searches", profile.searches, style) { row in
            "\(row.time)  \"\(Terminal.cut(row.terms, to: 60))\""
                + (row.results.map { "  " + Text.count($0, "result", "results") } ?? "")
        }
        lines += carts(profile, style)
        lines += part("signals of value", profile.signals, style, note)
        lines += part("scores", profile.scores, style, note)
        lines += part("troubles", profile.troubles, style, note)
        lines += part("engagements", profile.engagements, style) { row in
            "\(row.time)  \(Terminal.cut(row.engagement, to: 40))  \(Terminal.escaped(row.outcome))"
                + (row.campaign.map { "  of \(Terminal.cut($0, to: 40))" } ?? "")
                + (row.conversation.map { "  to \(Terminal.cut($0, to: 40))" } ?? "")
        }
        lines += part("not approached", profile.suppressed, style, note)
        lines += part("consents", profile.consents, style) { row in
            "\(row.time)  \(Terminal.escaped(row.action))"
                + (row.scopes.isEmpty
                    ? "" : "  " + row.scopes.map(Terminal.escaped).joined(separator: " "))
        }
        lines += part("conversations", profile.conversations, style) { row in
            "\(row.time)  \(Terminal.cut(row.conversation, to: 40))"
                + (row.channel.map { "  " + Terminal.escaped($0) } ?? "")
        }
        lines += part("orders", profile.orders, style) { row in
            "\(row.time)  \(Terminal.cut(row.order, to: 40))  "
                + Text.money(row.total.minor, row.total.currency)
        }
        if profile.orderSums.count > 0 { lines.append("  in all " + Text.money(profile.orderSums)) }
        return lines
    }

    private static func states(_ profile: VisitorProfile, _ style: Style) -> [String] {
        if profile.states.isEmpty { return [] }
        return [""] + VisitorText.lines(profile.states, profile.now, style)
    }

    private static func part<Row>(
        _ title: String, _ rows: Newest<Row>, _ style: Style, _ line: (Row) -> String
    ) -> [String] {
        if rows.total == 0 { return [] }
        let shown =
            rows.total > rows.rows.count ? ", the newest \(Text.grouped(rows.rows.count))" : ""
        return ["", style.bold("\(title): \(Text.grouped(rows.total))\(shown)")]
            + rows.rows.map { "  " + line($0) }
    }

    private static func note(_ row: VisitorProfile.Note) -> String {
        "\(row.time)  \(Terminal.cut(row.what, to: 60))"
            + (row.intent.map { "  " + Text.decimal(Double($0.thousandths) / 1_000, 3) } ?? "")
            + (row.value.map { "  " + Text.money($0.minor, $0.currency) } ?? "")
    }

    private static func sessions(_ profile: VisitorProfile, _ style: Style) -> [String] {
        let pages = Text.count(profile.pages, "page", "pages")
        return part("sessions with \(pages)", profile.sessions, style) { row in
            var text = "\(row.started)  \(Terminal.cut(row.session ?? "no session", to: 40))"
            if let ended = row.ended {
                text += "  " + Text.length(Int128((ended - row.started).count))
            }
            if let campaign = row.campaign { text += "  of \(Terminal.cut(campaign, to: 40))" }
            if let medium = row.medium { text += "  by \(Terminal.cut(medium, to: 20))" }
            for page in row.pages.rows {
                text += "\n    \(page.time)  \(Terminal.cut(page.url, to: 80))"
                if let dwell = page.dwell { text += "  " + Text.length(Int128(dwell.count)) }
            }
            let hidden = row.pages.total - row.pages.rows.count
            return hidden > 0 ? "\(text)\n    and \(Text.grouped(hidden)) pages before" : text
        }
    }

    private static func carts(_ profile: VisitorProfile, _ style: Style) -> [String] {
        part("carts", profile.carts, style) { row in
            var text = "\(row.changed)  \(Terminal.cut(row.cart, to: 40))"
            if let order = row.order {
                text += "  ordered as \(Terminal.cut(order, to: 40))"
            } else if let step = row.step ?? row.checkout.map({ _ in "begun" }) {
                text += "  checkout \(Terminal.cut(step, to: 20))"
            }
            if row.isOpen { text += "  open" }
            for line in row.lines where line.quantity.thousandths > 0 {
                let pieces = Text.quantity(line.quantity.thousandths)
                text += "\n    \(pieces) × \(Terminal.cut(line.product, to: 60))"
                if let price = line.price { text += "  " + Text.money(price.minor, price.currency) }
            }
            return text
        }
    }
}
