import Testing
import Workspaces

@Suite("Durations in words")
struct DurationWordsTests {
    @Test(
        "a duration is written in words",
        arguments: [
            (Duration.seconds(3600), "an hour"), (.seconds(7200), "2 hours"), (.seconds(900), "15 minutes"),
            (.seconds(60), "a minute"), (.seconds(30), "30 seconds"), (.seconds(1), "a second"),
            (.seconds(5400), "an hour and 30 minutes"), (.seconds(90), "a minute and 30 seconds"),
            (.seconds(90_061), "a day and an hour"), (.milliseconds(1999), "a second"),
            (.milliseconds(400), "less than a second"), (.seconds(-5), "less than a second"),
        ]
    )
    func words(duration: Duration, expected: String) {
        #expect(duration.words == expected)
    }
}
