import Curl
import Workspaces

/// The policy of common clients, as a control: any request, including POST, is repeated on a connection error, 429 or
/// 5xx, up to four times (the defaults of godo and Terraform).
struct BlindRetry {
    private static let retries = 4
    private static let order = """
        {"name":"adim-ws7x2k4-abc123-g1-n0nce0","region":"nyc3","size":"s-2vcpu-4gb","image":"ubuntu-24-04-x64"}
        """

    let cloud: SimulatedCloud

    /// Creates a droplet like such a client.
    ///
    /// - Returns: the status of the last answer; nil if there was none.
    func create() async -> Int? {
        let request = CurlRequest(
            .post,
            cloud.url + "/v2/droplets",
            headers: [CurlHeader("Authorization", "Bearer t"), CurlHeader("Content-Type", "application/json")],
            body: Array(Self.order.utf8),
            deadline: SimulatedCloud.deadline
        )
        var last: Int?
        for _ in 0...Self.retries {
            last = try? await cloud.curl.execute(request).status
            if let last, last != 429, last < 500 { return last }
            cloud.clock.advance(by: .seconds(10))
        }
        return last
    }
}
