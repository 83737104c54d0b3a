/// The headers of a response: names compare without regard to case, and a name may occur more than once.
package struct CurlHeaders: Hashable, Sendable {
    /// A name and its value, as they were received.
    package struct Field: Hashable, Sendable {
        /// The name as it was received.
        package let name: String
        /// The value without surrounding white space.
        package let value: String

        /// Names both parts.
        package init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    /// All fields in the order of their arrival.
    package let fields: [Field]

    /// Wraps fields.
    package init(_ fields: [Field] = []) { self.fields = fields }

    /// The first value of a name, nil without one.
    package subscript(name: String) -> String? {
        let wanted = name.lowercased()
        return fields.first { $0.name.lowercased() == wanted }?.value
    }

    /// All values of a name.
    package func values(of name: String) -> [String] {
        let wanted = name.lowercased()
        return fields.filter { $0.name.lowercased() == wanted }.map(\.value)
    }
}
