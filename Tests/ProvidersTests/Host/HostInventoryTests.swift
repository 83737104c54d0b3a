import Foundation
import Testing
import Workspaces

@testable import Providers

@Suite struct HostInventoryTests {
    private static let host = #"{"boot_id":"0f","machine_id":"0e","disk_free_mib":5}"#

    private func page(_ names: [String], next: String = "", after: String? = nil) throws -> HostInventoryPage? {
        let lines = names.map {
            #"{"workspace":"\#($0)","parts":["user"],"runs":2,"active_runs":["r"],"age_seconds":9,"idle_seconds":-1}"#
        }
        let end =
            #"{"end":true,"workspaces":1,"next":"\#(next)","runs_without_workspace":["\u001bx"],"host":\#(Self.host)}"#
        return try Self.page(lines + [end], after: after)
    }

    private static func page(_ lines: [String], after: String? = nil) throws -> HostInventoryPage? {
        let decoded = try lines.map { try JSONDecoder().decode(HostInventoryPage.Line.self, from: Data($0.utf8)) }
        return HostInventoryPage(decoded, after: after.flatMap { WorkspaceID($0) })
    }

    @Test func `a page is read and cleaned`() throws {
        let page = try #require(try page(["wsaaaaa", "wsbbbbb"], next: "wsbbbbb"))
        #expect(page.workspaces.map(\.id.rawValue) == ["wsaaaaa", "wsbbbbb"])
        #expect(page.workspaces[0].activeRuns == 1)
        #expect(page.workspaces[0].ageSeconds == 9)
        #expect(page.workspaces[0].idleSeconds == 0)
        #expect(page.next?.rawValue == "wsbbbbb")
        #expect(page.runsWithoutWorkspace == [" x"])
        #expect(page.host.diskFreeMiB == 5)
    }

    @Test func `names out of order, duplicates, or names after the last page are not a page`() throws {
        #expect(try page(["wsbbbbb", "wsaaaaa"]) == nil)
        #expect(try page(["wsaaaaa", "wsaaaaa"]) == nil)
        #expect(try page(["wsaaaaa"], after: "wsaaaaa") == nil)
        #expect(try page(["wsbbbbb"], after: "wsaaaaa") != nil)
    }

    @Test func `a next page that does not advance is refused`() throws {
        #expect(try page(["wsaaaaa"], next: "ws00000") == nil)
        #expect(try page([], next: "wsaaaaa", after: "wsaaaaa") == nil)
        #expect(try page(["wsaaaaa"], next: "; reboot") == nil)
    }

    @Test func `an answer without an end was truncated, and an invalid workspace name is refused`() throws {
        #expect(try Self.page([]) == nil)
        #expect(try Self.page([#"{"workspace":"wsaaaaa","parts":[],"age_seconds":1,"idle_seconds":1}"#]) == nil)
        #expect(throws: DecodingError.self) { try page(["../etc"]) }
    }
}
