import FoundationEssentials
import Workspaces

/// One authenticated request to the API: everything that a handler may know.
struct SimulatorCall: Sendable {
    /// The values of the path's `{…}` parts.
    let parameters: [String: String]
    /// The query, decoded.
    let query: [String: String]
    /// The body; nil if there is none.
    let body: JSONValue?
    /// The path, for links.
    let path: String
    /// The address that the client used, for links: `http://127.0.0.1:1234`.
    let origin: String
    /// When it arrived.
    let now: Date
    /// The fault of the objects that it creates, if any.
    let fault: SimulatorFault?

    /// The body's fields.
    var fields: CallFields {
        get throws(CloudRefusal) { try CallFields(body) }
    }

    /// A path's number. A text that is not a number identifies nothing.
    func number(_ name: String) throws(CloudRefusal) -> Int64 {
        guard let text = parameters[name], let number = Int64(text) else { throw .notFound }
        return number
    }

    /// A path's text.
    func text(_ name: String) throws(CloudRefusal) -> String {
        guard let text = parameters[name] else { throw .notFound }
        return text
    }
}

/// The fields of a request's body. Each read states the expected type, and a value of another type is refused by the
/// field's name.
///
/// Unread fields are ignored, as in the real API.
struct CallFields {
    private let values: [String: JSONValue]

    /// - Throws: 400 unless `json` is an object.
    init(_ json: JSONValue?) throws(CloudRefusal) {
        guard case .object(let values) = json else {
            throw .badRequest("The request body must be a JSON object.")
        }
        self.values = values
    }

    /// Whether the field exists and is not null.
    func has(_ name: String) -> Bool { values[name] != nil && values[name] != .null }

    /// The raw value; nil if absent or null.
    func value(_ name: String) -> JSONValue? { has(name) ? values[name] : nil }

    func string(_ name: String) throws(CloudRefusal) -> String {
        guard let value = try optionalString(name), !value.isEmpty else {
            throw .unprocessable("\(name) can't be blank.")
        }
        return value
    }

    func optionalString(_ name: String) throws(CloudRefusal) -> String? {
        guard let value = value(name) else { return nil }
        guard case .string(let text) = value else { throw .unprocessable("\(name) must be a string.") }
        return text
    }

    func bool(_ name: String, default otherwise: Bool) throws(CloudRefusal) -> Bool {
        guard let value = value(name) else { return otherwise }
        guard case .bool(let flag) = value else { throw .unprocessable("\(name) must be a boolean.") }
        return flag
    }

    func optionalInteger(_ name: String) throws(CloudRefusal) -> Int? {
        guard let value = value(name) else { return nil }
        guard case .integer(let number) = value else { throw .unprocessable("\(name) must be an integer.") }
        return Int(number)
    }

    func array(_ name: String) throws(CloudRefusal) -> [JSONValue] {
        guard let value = value(name) else { return [] }
        guard case .array(let elements) = value else { throw .unprocessable("\(name) must be an array.") }
        return elements
    }

    func strings(_ name: String) throws(CloudRefusal) -> [String] {
        var found: [String] = []
        for element in try array(name) {
            guard case .string(let text) = element else { throw .unprocessable("\(name) must hold strings.") }
            found.append(text)
        }
        return found
    }

    func integers(_ name: String) throws(CloudRefusal) -> [Int64] {
        var found: [Int64] = []
        for element in try array(name) {
            guard case .integer(let number) = element else { throw .unprocessable("\(name) must hold integers.") }
            found.append(number)
        }
        return found
    }
}

/// The requested page of a collection.
struct Page {
    static let defaultSize = 20
    static let largestSize = 200

    let number: Int
    let size: Int

    /// - Throws: 422 for a page or a size that is not a number or out of range.
    init(_ call: SimulatorCall) throws(CloudRefusal) {
        number = try Self.integer(call.query["page"], default: 1, named: "page")
        size = try Self.integer(call.query["per_page"], default: Self.defaultSize, named: "per_page")
        guard number >= 1 else { throw .unprocessable("page must be at least 1.") }
        guard (1...Self.largestSize).contains(size) else {
            throw .unprocessable("per_page must be between 1 and \(Self.largestSize).")
        }
    }

    /// The reply: the elements under `key`, links to the neighbouring pages, and the total.
    static func reply(_ key: String, _ all: [JSONValue], to call: SimulatorCall) throws(CloudRefusal) -> Reply {
        let page = try Page(call)
        let start = min((page.number - 1) * page.size, all.count)
        let elements = Array(all[start..<min(start + page.size, all.count)])
        return .ok([
            key: .array(elements),
            "links": page.links(total: all.count, call: call),
            "meta": ["total": .integer(all.count)],
        ])
    }

    private func links(total: Int, call: SimulatorCall) -> JSONValue {
        let last = max(1, (total + size - 1) / size)
        guard last > 1 else { return [:] }
        var pages: [String: JSONValue] = [:]
        if number > 1 {
            pages["first"] = link(1, call)
            pages["prev"] = link(number - 1, call)
        }
        if number < last {
            pages["next"] = link(number + 1, call)
            pages["last"] = link(last, call)
        }
        return ["pages": .object(pages)]
    }

    private func link(_ page: Int, _ call: SimulatorCall) -> JSONValue {
        var query = call.query
        query["page"] = String(page)
        query["per_page"] = String(size)
        let text = query.sorted { $0.key < $1.key }.map { "\($0.key)=\(PercentEncoding.encoded($0.value))" }
        return .string("\(call.origin)\(call.path)?\(text.joined(separator: "&"))")
    }

    private static func integer(_ text: String?, default otherwise: Int, named name: String) throws(CloudRefusal) -> Int
    {
        guard let text else { return otherwise }
        guard let number = Int(text) else { throw .unprocessable("\(name) must be an integer.") }
        return number
    }
}
