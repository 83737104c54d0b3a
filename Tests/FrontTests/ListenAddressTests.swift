import Front
import Testing

@Suite("Listen address")
struct ListenAddressTests {
    @Test(
        "a host and a port",
        arguments: [
            ("127.0.0.1:8080", "127.0.0.1", 8080), ("localhost:0", "localhost", 0), ("[::1]:65535", "::1", 65535),
        ]
    )
    func parsed(text: String, host: String, port: Int) throws {
        let address = try #require(ListenAddress(text))
        #expect(address == ListenAddress(host: host, port: port))
        #expect(address.description == text)
    }

    @Test(
        "anything else",
        arguments: ["", "8080", ":8080", "localhost", "localhost:", "a:65536", "a:-1", "::1:80", "[a]:1", "[::1:1"]
    )
    func refused(text: String) {
        #expect(ListenAddress(text) == nil)
    }
}
