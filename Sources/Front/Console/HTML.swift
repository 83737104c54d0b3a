internal import Workspaces

/// Markup. Text in our source is markup; interpolated values are text and are escaped. A computed value can never
/// become markup, so a name can never become an element or end an attribute.
///
/// Attributes are written in double quotes. A value must never be the name of a tag or attribute, or an unchecked
/// address (``link(to:)``).
struct HTML: Sendable, ExpressibleByStringInterpolation {
    private(set) var text: String

    init(stringLiteral value: StaticString) { text = value.description }

    init(stringInterpolation: Interpolation) { text = stringInterpolation.text }

    static func + (left: HTML, right: HTML) -> HTML { "\(left)\(right)" }

    /// An address from another user: a link if it is a web address, otherwise only text. Others, such as `javascript:`,
    /// could execute something.
    static func link(to address: String) -> HTML {
        guard address.hasPrefix("https://") || address.hasPrefix("http://") else { return "\(address)" }
        return #"<a href="\#(address)" rel="noreferrer">\#(address)</a>"#
    }

    /// A text that a user chose, isolated so that right-to-left text does not change its surroundings.
    static func name(_ text: String) -> HTML { "<bdi>\(text)</bdi>" }

    /// Collects literal markup and escaped values.
    struct Interpolation: StringInterpolationProtocol {
        fileprivate var text = ""

        init(literalCapacity: Int, interpolationCount: Int) { text.reserveCapacity(literalCapacity * 2) }

        mutating func appendLiteral(_ literal: StaticString) { text += literal.description }

        mutating func appendInterpolation(_ value: HTML) { text += value.text }

        mutating func appendInterpolation(_ value: HTML?) { text += value?.text ?? "" }

        mutating func appendInterpolation(_ values: [HTML]) { for value in values { text += value.text } }

        mutating func appendInterpolation(_ value: Written<some RawRepresentable<String> & Sendable>) {
            appendInterpolation(value.description)
        }

        mutating func appendInterpolation(_ value: some BinaryInteger) { text += String(value) }

        mutating func appendInterpolation(_ value: some StringProtocol) {
            for scalar in value.unicodeScalars {
                switch scalar {
                case "&": text += "&amp;"
                case "<": text += "&lt;"
                case ">": text += "&gt;"
                case "\"": text += "&quot;"
                case "'": text += "&#39;"
                // A character that no page may contain and none of our texts does.
                case "\0": text += "\u{FFFD}"
                case _ where scalar.turnsText: text += "\u{FFFD}"
                default: text.unicodeScalars.append(scalar)
                }
            }
        }
    }
}
