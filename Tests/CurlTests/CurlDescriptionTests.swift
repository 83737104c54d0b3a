import Curl
import Testing

@Suite("Descriptions")
struct CurlDescriptionTests {
    @Test("show neither secret headers nor bodies")
    func secrets() {
        let request = CurlRequest(
            .post,
            "https://host.invalid/",
            headers: [CurlHeader("Authorization", "sentinel", isSecret: true)],
            body: Array("sentinel".utf8)
        )
        var dumped = ""
        dump(request, to: &dumped)
        dump(request.headers, to: &dumped)
        for text in [
            "\(request)", String(reflecting: request), "\(request.headers)", String(reflecting: request.headers[0]),
            dumped,
        ] {
            #expect(!text.contains("sentinel"))
        }
        #expect("\(request.headers[0])" == "Authorization: ***")
    }
}
