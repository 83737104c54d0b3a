/// The page of a collection that a request asks for.
struct Page {
    static let defaultSize = 20
    static let largestSize = 200

    let number: Int
    let size: Int

    /// - Throws: 422 for a page or a size that is no number or out of bounds.
    init(_ call: Call) throws(APIError) {
        number = try Self.integer(call.query["page"], default: 1, named: "page")
        size = try Self.integer(call.query["per_page"], default: Self.defaultSize, named: "per_page")
        guard number >= 1 else { throw .unprocessable("page must be at least 1.") }
        guard (1...Self.largestSize).contains(size) else {
            throw .unprocessable("per_page must be between 1 and \(Self.largestSize).")
        }
    }

    /// The reply: the elements under `key`, links to the neighbouring pages, and the total.
    static func reply(_ key: String, _ all: [JSON], to call: Call) throws(APIError) -> Reply {
        let page = try Page(call)
        let start = min((page.number - 1) * page.size, all.count)
        let elements = Array(all[start..<min(start + page.size, all.count)])
        return .ok([
            key: .array(elements),
            "links": page.links(total: all.count, call: call),
            "meta": ["total": .integer(all.count)],
        ])
    }

    private func links(total: Int, call: Call) -> JSON {
        let last = max(1, (total + size - 1) / size)
        guard last > 1 else { return [:] }
        var pages: [String: JSON] = [:]
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

    private func link(_ page: Int, _ call: Call) -> JSON {
        var query = call.query
        query["page"] = String(page)
        query["per_page"] = String(size)
        let text = query.sorted { $0.key < $1.key }.map { "\($0.key)=\(PercentEncoding.encoded($0.value))" }
        return .string("\(call.origin)\(call.path)?\(text.joined(separator: "&"))")
    }

    private static func integer(_ text: String?, default otherwise: Int, named name: String) throws(APIError) -> Int {
        guard let text else { return otherwise }
        guard let number = Int(text) else { throw .unprocessable("\(name) must be an integer.") }
        return number
    }
}
