// Visitors and identities of real data, against what the scripts of Tests/Oracles compute
// from the raw files alone.

import Foundation
import Testing

@Suite(.enabled(if: Checkout.hasData)) struct CustomerDataTests {
    /// What an independent script prints for the files of a directory.
    private func oracle(_ name: String, of directory: String) throws -> [String: Any] {
        let script = Checkout.root + "/Tests/Oracles/\(name).py"
        let output = try Checkout.run("python3", [script, "\(Checkout.data)/\(directory)"])
        let value = try JSONSerialization.jsonObject(with: Data(output))
        return try #require(value as? [String: Any])
    }

    /// A new book with the facts of a directory's converter.
    private func imported(_ directory: String, _ scratch: Scratch) async throws -> String {
        let facts = try Checkout.run("python3", ["\(Checkout.data)/\(directory)/convert.py"])
        let done = await daybook(["import", scratch("b"), "-", "--json"], input: facts)
        #expect(try done.objects().first?["refused"] as? Int == 0)
        return scratch("b")
    }

    private func sums(_ rows: Any?) -> [String: Int] {
        let rows = rows as? [[String: Any]] ?? []
        return Dictionary(
            rows.map { ($0["currency"] as? String ?? "", $0["minor"] as? Int ?? -1) }
        ) { $0 + $1 }
    }

    // MARK: snowplow_ecommerce

    @Test func aTrackersVisitorsCartsAndIdentitiesAreThoseOfItsTables() async throws {
        let expected = try oracle("snowplow_ecommerce", of: "snowplow_ecommerce")
        let scratch = try Scratch()
        let book = try await imported("snowplow_ecommerce", scratch)
        let wanted = try #require(expected["visitors"] as? [String: [String: Any]])
        let visitors = try await daybook("visitors", book, "--json").objects()
        #expect(visitors.count == 60)
        #expect(Set(visitors.compactMap { $0["visitor"] as? String }) == Set(wanted.keys))
        var withCart = 0
        for visitor in visitors {
            let name = try #require(visitor["visitor"] as? String)
            let want = try #require(wanted[name])
            for key in ["sessions", "pages", "products", "carts", "checkouts", "orders"] {
                #expect(visitor[key] as? Int == want[key] as? Int, "\(name): \(key)")
            }
            #expect(sums(visitor["cart"]) == want["left"] as? [String: Int] ?? [:], "\(name)")
            #expect(visitor["lastActive"] as? String == want["last"] as? String, "\(name)")
            #expect(sums(visitor["ordered"]) == want["ordered"] as? [String: Int], "\(name)")
            let moment = try #require(want["asOf"] as? String)
            let then = try await daybook("visitors", book, "--json", "--as-of", moment).objects()
                .first { $0["visitor"] as? String == name }
            let cart = sums(then?["cart"])
            #expect(cart == want["cart"] as? [String: Int] ?? [:], "\(name)")
            if !cart.isEmpty { withCart += 1 }
        }
        #expect(withCart > 0)
        let countries = try #require(expected["countries"] as? [String: Int])
        #expect(countries.count > 1)
        let groups = try await daybook("orders", book, "--by", "country", "--json").objects()
        #expect(groups.count == countries.count)
        for group in groups {
            let name = "\(group["country"] ?? "") \(group["currency"] ?? "")"
            #expect(group["placed"] as? Int == countries[name], "\(name)")
        }
        let customers = try await daybook("identities", book, "--json").objects().map { row in
            ((row["persons"] as? [String] ?? []).map { "p:" + $0 }
                + (row["visitors"] as? [String] ?? []).map { "v:" + $0 }).sorted()
        }
        let wantedCustomers = try #require(expected["customers"] as? [[String]])
        #expect(Set(customers) == Set(wantedCustomers))
        #expect(customers.count == wantedCustomers.count)
    }

    // MARK: messenger_webhooks

    @Test func aMessengersConsentsStandInTheProfilesOfTheirPersons() async throws {
        let wanted = try #require(
            try oracle("messenger_consents", of: "messenger_webhooks") as? [String: Int])
        #expect(!wanted.isEmpty)
        let scratch = try Scratch()
        let book = try await imported("messenger_webhooks", scratch)
        for (person, count) in wanted {
            let profile = try #require(
                try await daybook("visitor", book, person, "--person", "--json").objects().first)
            let consents = try #require(profile["consents"] as? [[String: Any]])
            #expect(consents.count == count, "\(person)")
            #expect(consents.allSatisfy { $0["scopes"] as? [String] == ["marketing_messages"] })
        }
    }
}
