import Workspaces

/// Checks a value against a schema of the API's own document, for the part of JSON Schema that the document uses.
struct SchemaCheck {
    let schemas: JSONValue

    /// The mismatches; empty if there are none.
    func problems(_ value: JSONValue, _ schema: JSONValue, at path: String = "$") -> [String] {
        if let name = schema["$ref"]?.text?.split(separator: "/").last {
            guard let target = schemas[String(name)] else { return ["\(path): no schema \(name)"] }
            return problems(value, target, at: path)
        }
        if case .array(let parts)? = schema["allOf"] { return parts.flatMap { problems(value, $0, at: path) } }
        if case .array(let parts)? = schema["oneOf"] {
            let fits = parts.filter { problems(value, $0, at: path).isEmpty }.count
            return fits == 1 ? [] : ["\(path): fits \(fits) of one: \(value)"]
        }
        var found: [String] = []
        if let type = schema["type"], !Self.fits(value, type) { found.append("\(path): \(value) is no \(type)") }
        if case .object(let members) = value {
            if case .array(let required)? = schema["required"] {
                found += required.compactMap(\.text).filter { members[$0] == nil }.map { "\(path): \($0) is missing" }
            }
            if case .object(let properties)? = schema["properties"] {
                for (name, part) in properties {
                    if let member = members[name] { found += problems(member, part, at: "\(path).\(name)") }
                }
            }
        }
        if case .array(let elements) = value, let items = schema["items"] {
            found += elements.enumerated().flatMap { problems($1, items, at: "\(path)[\($0)]") }
        }
        return found
    }

    private static func fits(_ value: JSONValue, _ type: JSONValue) -> Bool {
        if case .array(let types) = type { return types.contains { fits(value, $0) } }
        switch (type.text, value) {
        case ("string", .string), ("integer", .integer), ("boolean", .bool), ("object", .object), ("array", .array),
            ("null", .null):
            return true
        default: return false
        }
    }
}
