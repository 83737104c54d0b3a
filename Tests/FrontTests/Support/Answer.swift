import FoundationEssentials
import HTTPTypes
import Workspaces

/// The answer to a call.
struct Answer: Sendable {
    let status: Int
    let headers: HTTPFields
    let text: String

    /// The body as JSON; `null` if it is not JSON.
    var body: JSONValue { (try? JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))) ?? .null }

    /// A member of the body.
    subscript(name: String) -> JSONValue? {
        guard case .object(let members) = body else { return nil }
        return members[name]
    }

    /// The refusal's sentence.
    var detail: String { self["detail"]?.text ?? "" }

    /// The `id` of the body.
    var id: Int64 { self["id"]?.number ?? -1 }

    /// The members of a list.
    var list: [JSONValue] {
        guard case .array(let values) = body else { return [] }
        return values
    }
}

extension JSONValue {
    var text: String? { if case .string(let text) = self { text } else { nil } }
    var number: Int64? { if case .integer(let number) = self { number } else { nil } }

    subscript(name: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members[name]
    }
}
