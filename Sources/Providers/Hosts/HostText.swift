/// Text that a host sent, made fit to be kept and shown: bounded, one line, without control characters.
enum HostText {
    /// At most `limit` Unicode scalars of the text. Control characters (ESC among them, so that no terminal obeys a
    /// host), line ends, text direction overrides and unassigned code points become spaces.
    static func clean(_ text: some StringProtocol, limit: Int) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars.prefix(limit) {
            result.append(isHarmless(scalar) ? scalar : " ")
        }
        return String(result)
    }

    /// The same for bytes, of which at most four a scalar are looked at.
    static func clean(_ bytes: [UInt8], limit: Int) -> String {
        clean(String(decoding: bytes.prefix(4 * limit), as: UTF8.self), limit: limit)
    }

    private static func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .unassigned, .surrogate, .privateUse: false
        default: true
        }
    }
}
