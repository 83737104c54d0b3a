import Foundation
import Testing
import Workspaces

@Suite("Records on the wire")
struct RecordTests {
    private static let records: [any Record.Type] = [
        AccessToken.self, BudgetStanding.self, DiscoveredWorkspace.self, Enrolment.self, Explanation.self, Finding.self,
        Host.self, IssuedEnrolment.self, ListedUser.self, LiveOperation.self, LogRow.self, MachineRegistration.self,
        MadeEnrolment.self, NewToken.self, OneTimePassword.self, Operation.self, OwnedToken.self, Plan.self,
        Registration.self, Session.self, User.self, Workspace.self, WorkspacePlan.self,
    ]

    @Test("every example decodes, and encodes again to the same bytes", arguments: records.indices)
    func roundTrip(_ index: Int) throws {
        func again<Value: Record>(_ type: Value.Type, _ bytes: [UInt8]) throws -> [UInt8] {
            try RecordEncoder.bytes(JSONDecoder().decode(type, from: Data(bytes)))
        }
        let type = Self.records[index]
        let bytes = try RecordEncoder.bytes(type.example)
        #expect(JSONValue(parsing: bytes, deepest: 8) != nil)
        #expect(try again(type, bytes) == bytes, "\(type)")
    }

    private struct Sample: Codable {
        var text = "a \"quoted\" \u{1}\n\u{e9}"
        var absent: String?
        var none: Int64?
        var inner = Inner()
        var list = [Inner(), Inner()]
        var empty: [Int] = []
        var data: JSONValue = .object(["b": .array([.null, .double(1.5)]), "a": .bool(true)])
        @Moment(.milliseconds) var at: Timestamp = Timestamp(microseconds: 1_500_999)
        @Moment(emptyWhenAbsent: true) var never: Timestamp? = nil
    }

    private struct Inner: Codable {
        var number = -7
        var flag = false
        var ratio = Double.infinity
    }

    @Test("members come in order, absent values are null, and texts are escaped")
    func form() throws {
        let inner = #"{"number":-7,"flag":false,"ratio":null}"#
        #expect(
            String(decoding: try RecordEncoder.bytes(Sample()), as: UTF8.self)
                == #"{"text":"a \"quoted\" \u0001\né","absent":null,"none":null,"inner":\#(inner),"list":[\#(inner),\#(inner)],"#
                + #""empty":[],"data":{"a":true,"b":[null,1.5]},"at":"1970-01-01T00:00:01.500Z","never":""}"#
        )
        #expect(String(decoding: try RecordEncoder.bytes([Inner]()), as: UTF8.self) == "[]")
    }

    @Test("members of an extended record are flat")
    func extended() throws {
        let token = try JSONValue(parsing: RecordEncoder.bytes(NewToken.example), deepest: 2)
        guard case .object(let members)? = token else {
            Issue.record("not an object")
            return
        }
        #expect(members["name"] == "ci" && members["token"] == "mrg_…" && members.count == 7)
    }

    @Test("a word that only a newer version knows is kept")
    func unknownWord() throws {
        let text = #"["provision","hibernate"]"#
        let words = try JSONDecoder().decode([Written<OperationKind>].self, from: Data(text.utf8))
        #expect(words.map(\.word) == [.provision, nil])
        #expect(try RecordEncoder.bytes(words) == Array(text.utf8))
    }

    @Test(
        "a moment keeps the precision in which it was written",
        arguments: [
            "2026-02-28T23:59:59Z", "2024-02-29T00:00:00.000Z", "1969-12-31T23:59:59.000001Z", "0000-03-01T00:00:00Z",
        ]
    )
    func moments(_ text: String) throws {
        let read = try JSONDecoder().decode([Moment<Timestamp>].self, from: Data("[\"\(text)\"]".utf8))
        #expect(String(decoding: try RecordEncoder.bytes(read), as: UTF8.self) == "[\"\(text)\"]")
    }

    @Test(
        "a text that is not a moment is refused",
        arguments: [
            "", "2026-02-28", "2026-02-28T23:59:59", "2026-13-01T00:00:00Z", "2026-02-28T23:59:59.Z",
            "2026-02-28T24:00:00Z", "2026-02-28T23:59:59.1234567Z", "2026-02-28T23:59:5xZ", "2026-02-28 23:59:59Z",
        ]
    )
    func noMoments(_ text: String) {
        #expect(Timestamp(text: text) == nil)
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode([Moment<Timestamp>].self, from: Data("[\"\(text)\"]".utf8))
        }
    }
}
