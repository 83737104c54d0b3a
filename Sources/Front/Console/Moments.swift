internal import FoundationEssentials
internal import Workspaces

/// Times in the usual notation.
enum Moments {
    /// A duration: the two largest units, tenths below ten seconds, milliseconds below one.
    static func duration(_ seconds: Double) -> String {
        let whole = Int(max(0, min(seconds, 1e12)))
        if whole >= 86_400 { return "\(whole / 86_400) d \(whole % 86_400 / 3600) h" }
        if whole >= 3600 { return "\(whole / 3600) h \(whole % 3600 / 60) min" }
        if whole >= 60 { return "\(whole / 60) min \(whole % 60) s" }
        if whole >= 10 { return "\(whole) s" }
        if seconds < 1 { return "\(Int(max(0, seconds) * 1000)) ms" }
        let tenths = Int(seconds * 10)
        return "\(tenths / 10).\(tenths % 10) s"
    }

    /// The time since a moment, as a `time` element that programs can also read.
    static func since(_ moment: Timestamp, now: Date = .now) -> HTML {
        let age = max(0, now.timeIntervalSince1970 - Double(moment.microseconds) / 1_000_000)
        return #"<time datetime="\#(moment.text())">\#(duration(age))</time>"#
    }

    /// A moment.
    static func at(_ moment: Timestamp) -> HTML {
        let text = moment.text().replacing("T", with: " ").replacing("Z", with: " UTC")
        return #"<time datetime="\#(moment.text())">\#(text)</time>"#
    }
}
