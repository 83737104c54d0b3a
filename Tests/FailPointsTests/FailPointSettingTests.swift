import Testing

@testable import FailPoints

@Suite struct FailPointSettingTests {
    @Test(arguments: [
        ("claim.after", FailPointSetting(name: "claim.after")),
        ("api_call.before:7", FailPointSetting(name: "api_call.before", occurrence: 7)),
        ("effect.install.before:stop", FailPointSetting(name: "effect.install.before", action: .stop)),
        ("renewal.after:2:stop", FailPointSetting(name: "renewal.after", occurrence: 2, action: .stop)),
    ])
    func `a name, a number and an action are parsed`(text: String, expected: FailPointSetting) {
        #expect(FailPointSetting(text) == expected)
    }

    @Test(arguments: [
        "", ":1", "claim.after:", "claim.after:0", "claim.after:-1", "claim.after:x", "a:1:2", "a:stop:1",
    ])
    func `anything else is refused`(text: String) {
        #expect(FailPointSetting(text) == nil)
    }

    @Test func `only the requested occurrence of the requested point counts, and only once`() {
        var countdown = FailPointCountdown(FailPointSetting(name: "claim.after", occurrence: 2))
        #expect(countdown.reach("claim.after") == nil)
        #expect(countdown.reach("claim.before") == nil)
        #expect(countdown.reach("claim.after") == .kill)
        #expect(countdown.reach("claim.after") == nil)
    }

    @Test func `a name contains boundary, subject and side`() {
        #expect(FailPoint.after(.effect, "create_server").name == "effect.create_server.after")
        #expect(FailPoint.before(.setAside).name == "set_aside.before")
    }
}
