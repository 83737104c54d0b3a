internal import HTTPTypes
internal import Hummingbird

/// Checks whether a page of another origin made a browser send a request.
///
/// A browser adds `Sec-Fetch-Site`, or an older one `Origin`, to every request that can change something. Other
/// programs send neither, and have no cookie that another site could use.
enum CrossOrigin {
    /// - Throws: ``APIError`` 403 for a request that another site's page made a browser send.
    static func refuseForged(_ request: Request) throws(APIError) {
        guard isForged(request) else { return }
        throw APIError(.forbidden, "This request comes from a page of another site and was refused.")
    }

    private static func isForged(_ request: Request) -> Bool {
        guard ![.get, .head, .options].contains(request.method) else { return false }
        if let site = request.headers[.secFetchSite] { return site != "same-origin" && site != "none" }
        guard let origin = request.headers[.origin] else { return false }
        let parts = origin.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false)
        guard let authority = request.head.authority, parts.count == 3 else { return true }
        return parts[2].lowercased() != authority.lowercased()
    }
}
