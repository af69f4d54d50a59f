// Real orders, imported and asked, against what scripts of their own compute from the raw files.

import Foundation
import Testing

@Suite(.enabled(if: Checkout.hasData)) struct OrderDataTests {
    private func oracle(_ script: String, _ file: String) throws -> [String: Any] {
        let bytes = try Checkout.run(
            "python3", ["\(Checkout.root)/Tests/Oracles/\(script)", "\(Checkout.data)/\(file)"])
        let value = try JSONSerialization.jsonObject(with: Data(bytes))
        return try #require(value as? [String: Any])
    }

    private func sums(_ book: String, _ words: String...) async throws -> [[String: Any]] {
        try await daybook(["orders", book, "--json"] + words, input: []).objects()
    }

    @Test("a year of invoices: orders, cancellations, sums, customers ranked")
    func onlineRetail() async throws {
        let script = "\(Checkout.data)/online_retail/convert.py"
        let lines = try Checkout.run("python3", [script])
        let expected = try oracle("online_retail.py", "online_retail/by-day.tar.gz")
        let scratch = try Scratch()
        let done = await daybook(["import", scratch("b"), "-", "--json"], input: lines)
        let summary = try #require(try done.objects().first)
        #expect(summary["appended"] as? Int == 39_289)
        #expect(summary["refused"] as? Int == 0)

        let all = try #require(try await sums(scratch("b"), "--by", "currency").first)
        #expect(all["currency"] as? String == "GBP")
        #expect(all["orders"] as? Int == expected["placed"] as? Int)
        #expect(all["cancelledOrders"] as? Int == expected["cancelled"] as? Int)
        #expect(all["unplacedOrders"] as? Int == expected["loose"] as? Int)
        let placed = try #require(expected["placedSum"] as? Int)
        let cancelled = try #require(expected["cancelledSum"] as? Int)
        let refunded = try #require(expected["refundedSum"] as? Int)
        #expect(all["placed"] as? Int == placed)
        #expect(all["cancelled"] as? Int == cancelled)
        #expect(all["refunded"] as? Int == refunded)
        #expect(all["net"] as? Int == placed - cancelled - refunded)

        let people = try await sums(scratch("b"), "--by", "person").filter { $0["person"] != nil }
        let ranking = try #require(expected["ranking"] as? [[Any]])
        #expect(people.count == ranking.count && ranking.count > 4_000)
        for (found, wanted) in zip(people, ranking) {
            #expect(found["person"] as? String == wanted[0] as? String)
            #expect(found["net"] as? Int == wanted[1] as? Int)
        }
        let months = try #require(expected["months"] as? [String: Int])
        for month in try await sums(scratch("b"), "--by", "month")
        where month["orders"] as? Int != 0 {
            let name = try #require(month["month"] as? String)
            #expect(month["placed"] as? Int == months[name], "\(name)")
        }
        try await checkCountries(scratch("b"), expected["countries"])
        // Nobody placed them: the first fact about each is its refund.
        let drafts = try await sums(scratch("b"), "--state", "draft")
        #expect(drafts.count == expected["loose"] as? Int)
        #expect(drafts.allSatisfy { $0["placed"] == nil && $0["person"] == nil })
        try await checkCustomers(scratch("b"))
    }

    /// Orders know the country of their visitors; what nobody placed is of none.
    private func checkCountries(_ book: String, _ expected: Any?) async throws {
        let wanted = try #require(expected as? [String: [Int]])
        #expect(wanted.count == 38)
        let found = try await sums(book, "--by", "country").filter { $0["country"] != nil }
        #expect(found.count == wanted.count)
        for row in found {
            let country = try #require(row["country"] as? String)
            let sums = [row["orders"], row["placed"], row["net"]].map { $0 as? Int }
            #expect(sums == wanted[country], "\(country)")
        }
        let french = try await sums(book, "--country", "France")
        #expect(french.count == wanted["France"]?[0])
        #expect(french.allSatisfy { $0["country"] as? String == "France" })
    }

    /// Customers and guests are those of the invoices.
    private func checkCustomers(_ book: String) async throws {
        let wanted = try oracle("online_retail_customers.py", "online_retail") as? [String: Int]
        let visitors = try await daybook("visitors", book, "--json").objects()
        let customers = try await daybook("identities", book, "--json").objects()
        #expect(visitors.count == wanted?["visitors"])
        #expect(customers.count == wanted?["persons"])
        let ties = customers.flatMap { $0["ties"] as? [[String: Any]] ?? [] }
        #expect(ties.count == wanted?["links"])
        #expect(ties.allSatisfy { $0["counts"] as? Bool == true })
        #expect(customers.allSatisfy { ($0["persons"] as? [String])?.count == 1 })
    }

    @Test("purchases of a CD shop: what the sample holds is dropped from the whole")
    func cdnow() async throws {
        let script = "\(Checkout.data)/cdnow/convert.py"
        let scratch = try Scratch()
        let sample = try Checkout.run("python3", [script])
        #expect(await daybook(["import", scratch("b"), "-"], input: sample).code == 0)
        try await check(scratch("b"), oracle("cdnow.py", "cdnow/CDNOW_sample.txt"))
        let whole = try Checkout.run("python3", [script, "--master"])
        let done = await daybook(["import", scratch("b"), "-", "--json"], input: whole)
        let summary = try #require(try done.objects().first)
        #expect(summary["known"] as? Int == 6_919)
        #expect(summary["appended"] as? Int == 62_740)
        try await check(scratch("b"), oracle("cdnow.py", "cdnow/CDNOW_master.txt.gz"))
    }

    private func check(_ book: String, _ expected: [String: Any]) async throws {
        let all = try #require(try await sums(book, "--by", "currency").first)
        #expect(all["orders"] as? Int == expected["orders"] as? Int)
        #expect(all["net"] as? Int == expected["sum"] as? Int)
        let people = try await sums(book, "--by", "person")
        let ranking = try #require(expected["ranking"] as? [[Any]])
        #expect(people.count == ranking.count)
        var differences = 0
        for (found, wanted) in zip(people, ranking)
        where found["person"] as? String != wanted[0] as? String
            || found["orders"] as? Int != wanted[1] as? Int
            || found["net"] as? Int != wanted[2] as? Int
        { differences += 1 }
        #expect(differences == 0)
    }
}
