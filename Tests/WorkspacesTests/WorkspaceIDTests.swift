import Foundation
import Testing
import Workspaces

@Suite("Workspace ids")
struct WorkspaceIDTests {
    @Test(
        "the contract's form is accepted",
        arguments: ["ws7x2k4", "ws3a9f1", "wsabcde", "ws00000", "ws012345678901234567"]
    )
    func accepted(text: String) throws {
        let id = try #require(WorkspaceID(text))
        #expect(id.description == text)
        #expect(try JSONDecoder().decode(WorkspaceID.self, from: JSONEncoder().encode(id)) == id)
    }

    @Test(
        "anything else is refused, also when decoding",
        arguments: [
            "", "ws", "ws7x2k", "WS7x2k4", "ws7X2K4", "wz7x2k4", "7x2k4ws", "ws7x-k4", "ws7x_k4", "ws7x2k4\n",
            "ws7x2k4 ",
            " ws7x2k4", "ws../..", "ws7x2k4;", "ws7x2ké", "ws7x2k４", "ws0123456789012345678",
        ]
    )
    func refused(text: String) throws {
        #expect(WorkspaceID(text) == nil)
        let json = try JSONEncoder().encode(text)
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(WorkspaceID.self, from: json) }
    }
}
