// The commands that ask about customers: visitors, visitor, identities, about.

import Foundation
import Testing

@testable import DaybookCommand

@Suite struct CustomerCommandTests {
    private let lines = [
        event("1", "visitor.seen", #"{"visitor":"v-1","country":"DE"}"#),
        event(
            "2", "session.started",
            #"{"session":"s-1","visitor":"v-1","campaign":"spring","medium":"mail"}"#),
        event(
            "3", "page.viewed", #"{"visitor":"v-1","session":"s-1","url":"/tv"}"#,
            time: "2026-11-20T18:00:01Z"),
        event(
            "4", "page.left", #"{"visitor":"v-1","session":"s-1","url":"/tv","dwell":9000000}"#,
            time: "2026-11-20T18:00:10Z"),
        event(
            "5", "product.viewed",
            #"{"visitor":"v-1","product":"tv","price":{"minor":90000,"currency":"EUR"}}"#,
            time: "2026-11-20T18:00:11Z"),
        event(
            "6", "search.performed", #"{"visitor":"v-1","terms":"oled\u001b[2J","results":3}"#,
            time: "2026-11-20T18:00:12Z"),
        event(
            "7", "cart.created", #"{"cart":"b-1","visitor":"v-1"}"#, time: "2026-11-20T18:00:13Z"),
        event(
            "8", "cart.item_added",
            #"{"cart":"b-1","product":"tv","quantity":1000,"price":{"minor":90000,"#
                + #""currency":"EUR"}}"#, time: "2026-11-20T18:00:14Z"),
        event(
            "9", "identity.linked",
            #"{"visitor":"v-1","person":"ann","evidence":"login","strength":"deterministic"}"#,
            time: "2026-11-20T18:00:15Z"),
        event("10", "page.viewed", #"{"visitor":"v-2","url":"/"}"#, time: "2026-11-20T18:00:16Z"),
        event(
            "11", "order.placed",
            #"{"order":"1001","cart":"b-1","visitor":"v-1","person":"ann","lines":[],"#
                + #""total":{"minor":95000,"currency":"EUR"}}"#, time: "2026-11-20T18:01:00Z"),
        event(
            "12", "payment.captured",
            #"{"payment":"p-1","order":"1001","amount":{"minor":95000,"currency":"EUR"}}"#,
            time: "2026-11-20T18:01:01Z"),
        event(
            "13", "identity.linked",
            #"{"visitor":"v-1","person":"bob","evidence":"login","strength":"deterministic"}"#,
            time: "2026-11-20T18:02:00Z"),
        event(
            "14", "session.ended", #"{"session":"s-1","visitor":"v-1","reason":"logout"}"#,
            time: "2026-11-20T18:03:00Z"),
    ]

    private func book(_ scratch: Scratch) async -> String {
        let done = await daybook("import", scratch("b"), "-", input: lines.joined(separator: "\n"))
        #expect(done.code == 0)
        return scratch("b")
    }

    private func names(_ outcome: Outcome, _ key: String = "visitor") throws -> [String] {
        #expect(outcome.code == 0)
        return try outcome.objects().compactMap { $0[key] as? String }
    }

    @Test func anOpenCartCountsForAYearInListsAndProfiles() async throws {
        let lines = [
            event(
                "1", "cart.item_added",
                #"{"cart":"b-1","product":"tv","quantity":1000,"price":{"minor":90000,"#
                    + #""currency":"EUR"},"visitor":"v-1"}"#, time: "2025-01-01T10:00:00Z"),
            event(
                "2", "page.viewed", #"{"visitor":"v-2","url":"/"}"#, time: "2025-12-31T10:00:00Z"),
            event(
                "3", "page.viewed", #"{"visitor":"v-2","url":"/"}"#, time: "2026-01-02T10:00:00Z"),
        ]
        let scratch = try Scratch()
        let done = await daybook("import", scratch("b"), "-", input: lines.joined(separator: "\n"))
        #expect(done.code == 0)
        for (place, isOpen) in [("2", true), ("3", false)] {
            let row = try #require(
                try await daybook("visitors", scratch("b"), "--as-of", place, "--json").objects()
                    .first { $0["visitor"] as? String == "v-1" })
            #expect(row["openCarts"] as? Int == (isOpen ? 1 : 0))
            #expect((row["cart"] != nil) == isOpen)
            let profile = try #require(
                try await daybook("visitor", scratch("b"), "v-1", "--as-of", place, "--json")
                    .objects().first)
            let carts = try #require(profile["carts"] as? [[String: Any]])
            #expect(carts.map { $0["open"] as? Bool } == [isOpen])
            let text = await daybook("visitor", scratch("b"), "v-1", "--as-of", place).output
            #expect(text.contains("b-1  open") == isOpen)
        }
    }

    @Test func ofOneInstantAProfileIsTheSameInWhateverOrderItsFactsCame() async throws {
        let lines = ["x", "y", "z"].flatMap { name in
            [
                event("s" + name, "session.started", #"{"session":"\#(name)","visitor":"v"}"#),
                event("p" + name, "product.viewed", #"{"visitor":"v","product":"\#(name)"}"#),
                event("c" + name, "cart.created", #"{"cart":"\#(name)","visitor":"v"}"#),
                event(
                    "e" + name, "engagement.shown",
                    #"{"engagement":"\#(name)","visitor":"v"}"#),
            ]
        }
        for lines in [lines, lines.reversed()] {
            let scratch = try Scratch()
            let input = lines.joined(separator: "\n")
            #expect(await daybook("import", scratch("b"), "-", input: input).code == 0)
            let profile = try #require(
                try await daybook("visitor", scratch("b"), "v", "--json").objects().first)
            for (list, key) in [
                ("sessions", "session"), ("products", "product"), ("carts", "cart"),
                ("engagements", "engagement"),
            ] {
                let rows = try #require(profile[list] as? [[String: Any]])
                #expect(rows.map { $0[key] as? String } == ["x", "y", "z"], "\(list)")
            }
        }
    }

    @Test func aProfileHoldsNothingOfOthersWhoShareASession() async throws {
        let scratch = try Scratch()
        let lines = [
            event("1", "session.started", #"{"session":"s-1","visitor":"v-1"}"#),
            event("2", "session.started", #"{"session":"s-1","visitor":"v-2"}"#),
            event("3", "page.viewed", #"{"visitor":"v-1","session":"s-1","url":"/tv"}"#),
            event("4", "page.viewed", #"{"visitor":"v-2","session":"s-1","url":"/radio"}"#),
            event("5", "cart.created", #"{"cart":"b-1","session":"s-1"}"#),
        ]
        let done = await daybook("import", scratch("b"), "-", input: lines.joined(separator: "\n"))
        #expect(done.code == 0)
        let profile = try #require(
            try await daybook("visitor", scratch("b"), "v-1", "--json").objects().first)
        let sessions = try #require(profile["sessions"] as? [[String: Any]])
        #expect(sessions.map { $0["visitor"] as? String } == ["v-1"])
        let pages = sessions.flatMap { $0["pages"] as? [[String: Any]] ?? [] }
        #expect(pages.map { $0["url"] as? String } == ["/tv"])
        #expect((profile["carts"] as? [[String: Any]])?.count == 1)
    }

    @Test func visitorsAreFilteredAndOrdered() async throws {
        let scratch = try Scratch()
        let book = await book(scratch)
        func list(_ flags: String...) async throws -> [String] {
            try names(await daybook(["visitors", book, "--json"] + flags, input: []))
        }
        #expect(try await list() == ["v-1", "v-2"])
        #expect(try await list("--reverse") == ["v-2", "v-1"])
        #expect(try await list("--limit", "1") == ["v-1"])
        #expect(try await list("--present") == ["v-2"])
        #expect(try await list("--present", "--as-of", "2026-11-20T18:02:00Z") == ["v-1", "v-2"])
        #expect(try await list("--present", "--as-of", "9") == ["v-1"])
        #expect(try await list("--country", "DE") == ["v-1"])
        #expect(try await list("--country", "XX") == [])
        #expect(try await list("--campaign", "spring") == ["v-1"])
        #expect(try await list("--medium", "mail") == ["v-1"])
        #expect(try await list("--since", "2026-11-20T18:00:17Z") == ["v-1"])
        #expect(try await list("--until", "2026-11-20T18:00:17Z") == ["v-2"])
        let cart = await daybook(
            "visitors", book, "--json", "--by", "value", "--as-of", "9", "--currency", "EUR")
        let first = try #require(try cart.objects().first)
        #expect((first["cart"] as? [[String: Any]])?.first?["minor"] as? Int == 90_000)
        #expect(first["person"] as? String == "ann")
        #expect(first["page"] as? String == "/tv")
        #expect(first["lastSequence"] as? Int == 8)
        #expect(first["sequence"] as? Int == 9)
        let text = await daybook("visitors", book)
        #expect(text.output.contains("2 visitors, as of fact 14, at 2026-11-20T18:03:00Z"))
        #expect(await daybook("visitors", book, "--by", "valeu").code == 2)
        #expect(
            await daybook("visitors", book, "--by", "valeu").errors
                == "daybook: --by has no valeu; did you mean value?\n")
    }

    @Test func aProfileHoldsWhatTheVisitorDid() async throws {
        let scratch = try Scratch()
        let book = await book(scratch)
        let profile = try #require(
            try await daybook("visitor", book, "v-1", "--json").objects().first)
        func rows(_ key: String) throws -> [[String: Any]] {
            try #require(profile[key] as? [[String: Any]], "\(key)")
        }
        let session = try #require(try rows("sessions").first)
        #expect(session["reason"] as? String == "logout")
        let page = try #require((session["pages"] as? [[String: Any]])?.first)
        #expect(page["dwell"] as? Int == 9_000_000)
        #expect(page["sequence"] as? Int == 3)
        #expect(try rows("products").first?["views"] as? Int == 1)
        #expect(try rows("searches").first?["terms"] as? String == "oled\u{1B}[2J")
        // The item names its cart alone.
        let cart = try #require(try rows("carts").first)
        #expect(cart["order"] as? String == "1001")
        #expect((cart["lines"] as? [[String: Any]])?.first?["quantity"] as? Int == 1_000)
        #expect(try rows("orders").map { $0["sequence"] as? Int } == [11])
        #expect(profile["person"] as? String == "ann")
        // All but the payment and the other visitor's page.
        #expect(profile["facts"] as? Int == 12)
        let early = try #require(
            try await daybook("visitor", book, "v-1", "--json", "--as-of", "4").objects().first)
        #expect(early["facts"] as? Int == 4)
        #expect(early["person"] == nil)
        #expect((early["carts"] as? [Any])?.isEmpty == true)
        let past = try #require(
            try await daybook(
                "visitor", book, "v-1", "--json", "--as-of", "2026-11-20T18:00:12Z"
            ).objects().first)
        #expect(past["facts"] as? Int == 6)
        let window = await daybook(
            "visitor", book, "v-1", "--json", "--since", "2026-11-20T18:00:10Z", "--until",
            "2026-11-20T18:00:13Z")
        #expect(try window.objects().first?["facts"] as? Int == 3)
        let person = try #require(
            try await daybook("visitor", book, "ann", "--person", "--json").objects().first)
        #expect(person["visitors"] as? [String] == ["v-1"])
        #expect(person["orderCount"] as? Int == 1)
        let text = await daybook("visitor", book, "v-1")
        #expect(text.code == 0)
        for part in [
            "oled\\u{1B}[2J", "ordered as 1001", "1 × tv  900.00 EUR", "in all 950.00 EUR",
        ] {
            #expect(text.output.contains(part), "\(part)")
        }
        #expect(await daybook("visitor", book, "v-9").code == 2)
        #expect(await daybook("visitor", book).code == 2)
    }

    @Test func identitiesAndTheirConflicts() async throws {
        let scratch = try Scratch()
        let book = await book(scratch)
        let all = try await daybook("identities", book, "--json").objects()
        #expect(all.map { $0["person"] as? String } == ["ann", "bob"])
        let one = try #require(
            try await daybook("identities", book, "v-1", "--json").objects().first)
        let ties = try #require(one["ties"] as? [[String: Any]])
        #expect(ties.map { $0["counts"] as? Bool } == [true, false])
        #expect(ties.map { $0["sequence"] as? Int } == [9, 13])
        let conflicts = try await daybook("identities", book, "--conflicts", "--json").objects()
        #expect(conflicts.map { $0["conflict"] as? String } == ["secondIdentity"])
        #expect(conflicts.first?["sequence"] as? Int == 13)
        let early = await daybook("identities", book, "--conflicts", "--json", "--as-of", "12")
        #expect(early.output.isEmpty)
        let text = await daybook("identities", book, "person:ann")
        #expect(text.output.contains("ann: 1 person, 1 visitor"))
        #expect(text.output.contains("does not count"))
        #expect(await daybook("identities", book, "nobody").code == 2)
    }

    @Test func aboutFollowsWhatHangsTogether() async throws {
        let scratch = try Scratch()
        let book = await book(scratch)
        func sequences(_ words: String...) async throws -> [Int] {
            try await daybook(["about", book, "--json"] + words, input: []).objects()
                .compactMap { $0["factSequence"] as? Int }
        }
        #expect(try await sequences("order:1001", "--depth", "0") == [11, 12])
        #expect(try await sequences("1001", "--entity", "order", "--depth", "0") == [11, 12])
        // One step: the cart, the visitor, the person, the payment; v-2's page is far away.
        #expect(
            try await sequences("order:1001", "--depth", "1") == [
                1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14,
            ])
        #expect(try await sequences("cart:b-1", "--depth", "0") == [7, 8, 11])
        #expect(
            try await sequences("cart:b-1", "--depth", "0", "--until", "2026-11-20T18:00:20Z")
                == [7, 8])
        #expect(try await sequences("cart:b-1", "--depth", "0", "--as-of", "7") == [7])
        #expect(try await sequences("order:1001", "--limit", "1").count == 1)
        let objects = try await daybook("about", book, "order:1001", "--json", "--depth", "1")
            .objects()
        let item = try #require(objects.first { $0["factSequence"] as? Int == 8 })
        #expect(item["names"] as? String == "cart:b-1")
        #expect(item["via"] as? String == "order:1001")
        #expect(item["viaSequence"] as? Int == 11)
        let text = await daybook("about", book, "payment:p-1")
        #expect(text.output.contains("order:1001 with payment:p-1 by fact 12"))
        #expect(await daybook("about", book, "1001").code == 2)
        #expect(await daybook("about", book, "order:77").code == 2)
        #expect(await daybook("about", book, "oder:1001").errors.contains("did you mean order?"))
    }
}
