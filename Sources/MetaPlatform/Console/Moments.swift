internal import FoundationEssentials

/// Times as people read them.
enum Moments {
    /// How long ago a moment in RFC 3339 was; nil for another text.
    static func age(of moment: String, now: Date = .now) -> Double? {
        guard let date = try? Date(wholeSeconds(moment), strategy: .iso8601) else { return nil }
        return max(0, now.timeIntervalSince(date))
    }

    /// Without a fraction: HTML allows three digits of it, and nobody reads them.
    private static func wholeSeconds(_ moment: String) -> String {
        guard let point = moment.firstIndex(of: "."), moment.hasSuffix("Z") else { return moment }
        return moment[..<point] + "Z"
    }

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

    /// The time since a moment, as text of a `time` element that programs can read too.
    static func since(_ moment: String) -> HTML {
        guard let age = age(of: moment) else { return "\(moment)" }
        return #"<time datetime="\#(wholeSeconds(moment))">\#(duration(age))</time>"#
    }

    /// A moment.
    static func at(_ moment: String) -> HTML {
        let text = moment.replacing("T", with: " ").replacing("Z", with: " UTC")
        return #"<time datetime="\#(moment)">\#(text)</time>"#
    }
}
