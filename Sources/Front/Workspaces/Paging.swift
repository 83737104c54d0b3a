internal import HTTPTypes
internal import Hummingbird

/// Pages of a list that is a plain array. The headers describe the other pages (RFC 8288), so that clients without
/// support for pages keep working.
struct Paging: Sendable {
    static let page = Field("page", .integer(1...100_000), "The page, from 1.")
    static let pageSize = Field(
        "page_size",
        .integer(1...longestList),
        "The number of items in a page; 50 if absent, and 1,000 if page is absent too."
    )
    /// Which rows of a list of workspaces.
    static let status = Field("status", .text(1...20), "Only workspaces with this status.")
    /// Without a page, the whole list; a body stays within some hundred kilobytes.
    private static let longestList: Int64 = 1000
    private static let usualSize: Int64 = 50

    let limit: Int64
    private let page: Int64
    private let isPage: Bool

    init(_ call: Call) throws(APIError) {
        let page = try call.queryInteger(Self.page)
        let size = try call.queryInteger(Self.pageSize)
        self.page = page ?? 1
        limit = size ?? (page == nil ? Self.longestList : Self.usualSize)
        isPage = page != nil || size != nil
    }

    var offset: Int64 { (page - 1) * limit }

    /// `Link` to the first, previous, next and last page, and `X-Total-Count`.
    func headers(_ call: Call, count: Int64) -> HTTPFields {
        var headers: HTTPFields = [.totalCount: String(count)]
        guard isPage || count > limit else { return headers }
        let last = max(1, (count + limit - 1) / limit)
        var links = [("first", 1), ("last", last)]
        if page > 1 { links.append(("prev", min(page - 1, last))) }
        if page < last { links.append(("next", page + 1)) }
        headers[.link] = links.map { "<\(address(call, page: $1))>; rel=\"\($0)\"" }.joined(separator: ", ")
        return headers
    }

    private func address(_ call: Call, page: Int64) -> String {
        var query = ["page=\(page)", "page_size=\(limit)"]
        if let status = call.request.uri.queryParameters["status"],
            status.utf8.allSatisfy({ $0.isASCIILetterOrDigit || $0 == 0x5F })
        {
            query.append("status=\(status)")
        }
        return "\(call.request.uri.path)?\(query.joined(separator: "&"))"
    }
}
