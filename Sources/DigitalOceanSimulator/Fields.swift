/// The fields of a request's body: each read says which type it wants, and a wrong one is refused by name.
///
/// Fields that nobody reads are ignored, as the real API does.
struct Fields {
    private let values: [String: JSON]

    /// - Throws: 400 unless `json` is an object.
    init(_ json: JSON?) throws(APIError) {
        guard case .object(let values) = json else {
            throw .badRequest("The request body must be a JSON object.")
        }
        self.values = values
    }

    /// Whether the field is there and not null.
    func has(_ name: String) -> Bool { values[name] != nil && values[name] != .null }

    /// The raw value; nil when absent or null.
    func value(_ name: String) -> JSON? { has(name) ? values[name] : nil }

    func string(_ name: String) throws(APIError) -> String {
        guard let value = try optionalString(name), !value.isEmpty else {
            throw .unprocessable("\(name) can't be blank.")
        }
        return value
    }

    func optionalString(_ name: String) throws(APIError) -> String? {
        guard let value = value(name) else { return nil }
        guard case .string(let text) = value else { throw .unprocessable("\(name) must be a string.") }
        return text
    }

    func bool(_ name: String, default otherwise: Bool) throws(APIError) -> Bool {
        guard let value = value(name) else { return otherwise }
        guard case .bool(let flag) = value else { throw .unprocessable("\(name) must be a boolean.") }
        return flag
    }

    func optionalInteger(_ name: String) throws(APIError) -> Int? {
        guard let value = value(name) else { return nil }
        guard case .integer(let number) = value else { throw .unprocessable("\(name) must be an integer.") }
        return Int(number)
    }

    func array(_ name: String) throws(APIError) -> [JSON] {
        guard let value = value(name) else { return [] }
        guard case .array(let elements) = value else { throw .unprocessable("\(name) must be an array.") }
        return elements
    }

    func strings(_ name: String) throws(APIError) -> [String] {
        var found: [String] = []
        for element in try array(name) {
            guard case .string(let text) = element else { throw .unprocessable("\(name) must hold strings.") }
            found.append(text)
        }
        return found
    }

    func integers(_ name: String) throws(APIError) -> [Int64] {
        var found: [Int64] = []
        for element in try array(name) {
            guard case .integer(let number) = element else { throw .unprocessable("\(name) must hold integers.") }
            found.append(number)
        }
        return found
    }
}
