import LoopbackHTTP
import Testing

@testable import Providers

@Suite("DNS records")
struct DigitalOceanDNSTests {
    private static let zones = "GET /v2/domains"
    private static let records = "GET /v2/domains/ws.example.com/records"
    private static let create = "POST /v2/domains/ws.example.com/records"
    private static let name = "ws7x2k4.ws.example.com"
    private static let address = AddressRecord(name: name, ipv4: "203.0.113.7", ipv6: "2001:db8::7")
    private static let made = LoopbackReply.json(201, #"{"domain_record":{"id":1,"type":"A"}}"#)

    private static let zoneList = LoopbackReply.json(
        200,
        #"{"domains":[{"name":"example.com","ttl":1800,"zone_file":null},{"name":"ws.example.com"},{"name":"s.example.com"}],"links":{}}"#
    )

    private static func record(_ id: Int, _ type: String, _ data: String, name: String = "ws7x2k4", ttl: Int = 300)
        -> String
    {
        """
        {"id":\(id),"type":"\(type)","name":"\(name)","data":"\(data)","ttl":\(ttl),"priority":null,"port":null,"weight":null,
        "flags":null,"tag":null}
        """
    }

    private static func list(_ records: String...) -> LoopbackReply {
        .json(200, #"{"domain_records":[\#(records.joined(separator: ","))],"links":{},"meta":{"total":0}}"#)
    }

    private static func routes(_ records: LoopbackReply...) -> [String: [LoopbackReply]] {
        [zones: [zoneList], Self.records: records, create: [made]]
    }

    private static let filtered = "/v2/domains/ws.example.com/records?name=\(name)&per_page=200"

    private static func write(_ id: Int) -> String { "PATCH /v2/domains/ws.example.com/records/\(id)" }
    private static func removal(_ id: Int) -> String { "DELETE /v2/domains/ws.example.com/records/\(id)" }

    @Test("are created in the zone with the longest name, once for A and once for AAAA")
    func new() async throws {
        try await DigitalOceanHarness.with(Self.routes(Self.list())) { (harness) async throws in
            #expect(try await harness.provider.publishAddress(Self.address) == .published)
            #expect(
                harness.sent == [
                    "GET /v2/domains?per_page=200",
                    "GET /v2/domains/ws.example.com/records?per_page=200",
                    Self.create, Self.create,
                ]
            )
            #expect(
                harness.requests(Self.create).map(\.text) == [
                    #"{"data":"203.0.113.7","name":"ws7x2k4","ttl":300,"type":"A"}"#,
                    #"{"data":"2001:db8::7","name":"ws7x2k4","ttl":300,"type":"AAAA"}"#,
                ]
            )
        }
    }

    @Test("are left alone if they are correct, whatever the address's spelling")
    func unchanged() async throws {
        let list = Self.list(
            Self.record(1, "A", "203.0.113.7"),
            Self.record(2, "AAAA", "2001:0DB8:0:0::7"),
            Self.record(3, "TXT", "x"),
            Self.record(4, "A", "192.0.2.1", name: "other")
        )
        try await DigitalOceanHarness.with(Self.routes(list)) { (harness) async throws in
            _ = try await harness.provider.publishAddress(Self.address)
            #expect(harness.sent.count == 2)
        }
    }

    @Test("are changed completely if they point elsewhere")
    func changed() async throws {
        let list = Self.list(Self.record(1, "A", "192.0.2.1"), Self.record(2, "AAAA", "2001:db8::7", ttl: 1800))
        let routes = Self.routes(list).merging([Self.write(1): [Self.made], Self.write(2): [Self.made]]) { $1 }
        try await DigitalOceanHarness.with(routes) { (harness) async throws in
            _ = try await harness.provider.publishAddress(Self.address)
            #expect(
                harness.requests(Self.write(1)).map(\.text) == [
                    #"{"data":"203.0.113.7","name":"ws7x2k4","ttl":300,"type":"A"}"#
                ]
            )
            #expect(harness.requests(Self.write(2)).count == 1)
            #expect(harness.requests(Self.create).isEmpty)
        }
    }

    @Test("end as one of each type, the correct one if it exists, and no AAAA without an IPv6 address")
    func duplicates() async throws {
        let list = Self.list(
            Self.record(1, "A", "192.0.2.1"),
            Self.record(2, "A", "203.0.113.7"),
            Self.record(3, "A", "203.0.113.7"),
            Self.record(4, "AAAA", "2001:db8::9")
        )
        let routes = Self.routes(list).merging([
            Self.removal(1): [.done], Self.removal(3): [.notFound], Self.removal(4): [.done],
        ]) { $1 }
        try await DigitalOceanHarness.with(routes) { (harness) async throws in
            _ = try await harness.provider.publishAddress(
                AddressRecord(name: Self.name, ipv4: "203.0.113.7", ipv6: nil)
            )
            #expect(harness.sent.dropFirst(2) == [Self.removal(1), Self.removal(3), Self.removal(4)])
        }
    }

    @Test("are listed again after an unclear outcome, so that none is created twice")
    func unclear() async throws {
        let routes = Self.routes(
            Self.list(),
            Self.list(Self.record(1, "A", "203.0.113.7"), Self.record(2, "AAAA", "2001:db8::7"))
        )
        .merging([Self.create: [.close]]) { $1 }
        try await DigitalOceanHarness.with(routes) { (harness) async throws in
            let error = try await failure { () async throws(ProviderError) in
                try await harness.provider.publishAddress(Self.address)
            }
            #expect(error.disposition == .transient(retryAfter: nil))
            #expect(try await harness.provider.publishAddress(Self.address) == .published)
            #expect(harness.requests(Self.create).count == 1)
            #expect(
                harness.requests(Self.records).map(\.target) == [
                    "/v2/domains/ws.example.com/records?per_page=200", Self.filtered,
                ]
            )
        }
    }

    @Test("of a hundred names take one list and two requests each")
    func together() async throws {
        try await DigitalOceanHarness.with(Self.routes(Self.list())) { (harness) async throws in
            let provider = harness.provider
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<100 {
                    let record = AddressRecord(
                        name: "ws\(number).ws.example.com",
                        ipv4: "203.0.113.7",
                        ipv6: "2001:db8::7"
                    )
                    group.addTask { _ = try await provider.publishAddress(record) }
                }
                try await group.waitForAll()
            }
            #expect(harness.requests(Self.create).count == 200)
            #expect(harness.sent.count == 202)
        }
    }

    @Test("are queried by name in a zone of more than one page")
    func largeZone() async throws {
        let firstPage = LoopbackReply.json(
            200,
            #"{"domain_records":[],"links":{"pages":{"next":"https://api.digitalocean.com/v2/x?page=2"}}}"#
        )
        let right = Self.list(Self.record(1, "A", "203.0.113.7"), Self.record(2, "AAAA", "2001:db8::7"))
        try await DigitalOceanHarness.with(Self.routes(firstPage, right)) { (harness) async throws in
            _ = try await harness.provider.publishAddress(Self.address)
            _ = try await harness.provider.publishAddress(Self.address)
            #expect(
                harness.requests(Self.records).map(\.target) == [
                    "/v2/domains/ws.example.com/records?per_page=200", Self.filtered, Self.filtered,
                ]
            )
        }
    }

    @Test("are not created beside an alias")
    func alias() async throws {
        try await DigitalOceanHarness.with(Self.routes(Self.list(Self.record(1, "CNAME", "elsewhere.example.com")))) {
            (harness) async throws in
            let error = try await failure { () async throws(ProviderError) in
                try await harness.provider.publishAddress(Self.address)
            }
            #expect(error.disposition == .permanent)
            #expect(error.message.contains("elsewhere.example.com"))
        }
    }

    @Test("have no place if the account has no zone for the name, or no longer has it")
    func noZone() async throws {
        try await DigitalOceanHarness.with(Self.routes(Self.list())) { (harness) async throws in
            let record = AddressRecord(name: "ws7x2k4.notws.example.net", ipv4: "203.0.113.7", ipv6: nil)
            #expect(try await harness.provider.publishAddress(record) == .zoneMissing)
            try await harness.provider.withdrawAddress(of: record.name)
            #expect(harness.sent.count == 1)
        }
        try await DigitalOceanHarness.with(Self.routes(.notFound)) { (harness) async throws in
            #expect(try await harness.provider.publishAddress(Self.address) == .zoneMissing)
            _ = try await harness.provider.publishAddress(Self.address)
            #expect(harness.requests(Self.zones).count == 2, "the zones are listed anew")
        }
    }

    @Test("may be written again if one disappeared between the list and the change")
    func vanished() async throws {
        try await DigitalOceanHarness.with(Self.routes(Self.list(Self.record(1, "A", "192.0.2.1")))) {
            (harness) async throws in
            let error = try await failure { () async throws(ProviderError) in
                try await harness.provider.publishAddress(Self.address)
            }
            #expect(error.disposition == .transient(retryAfter: nil))
        }
    }

    @Test("are removed for exactly the name, only addresses")
    func withdrawn() async throws {
        let list = Self.list(
            Self.record(1, "A", "203.0.113.7"),
            Self.record(2, "AAAA", "2001:db8::7"),
            Self.record(3, "TXT", "x"),
            Self.record(4, "A", "203.0.113.7", name: "xws7x2k4"),
            Self.record(5, "A", "203.0.113.7", name: "@")
        )
        let routes = Self.routes(list).merging([Self.removal(1): [.done], Self.removal(2): [.notFound]]) { $1 }
        try await DigitalOceanHarness.with(routes) { (harness) async throws in
            try await harness.provider.withdrawAddress(of: Self.name + ".")
            #expect(harness.sent.dropFirst() == ["GET " + Self.filtered, Self.removal(1), Self.removal(2)])
        }
    }

    @Test("of a zone itself are named @")
    func apex() {
        let place = DigitalOceanRecordPlace(name: "Example.COM.", zones: ["example.com", "ample.com"])
        #expect(place?.zone == "example.com")
        #expect(place?.relativeName == "@")
        #expect(place?.fullName == "example.com")
    }

    @Test("compare IPv6 addresses by their meaning")
    func addresses() {
        #expect(DigitalOceanIPv6.groups("::") == [0, 0, 0, 0, 0, 0, 0, 0])
        #expect(DigitalOceanIPv6.groups("2001:DB8::7") == DigitalOceanIPv6.groups("2001:0db8:0:0:0:0:0:7"))
        #expect(DigitalOceanIPv6.groups("1:2:3:4:5:6:7:8") == [1, 2, 3, 4, 5, 6, 7, 8])
        for text in ["", "1", "1::2::3", "12345::", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7::8:9", "g::", "203.0.113.7"] {
            #expect(DigitalOceanIPv6.groups(text) == nil)
        }
    }
}
