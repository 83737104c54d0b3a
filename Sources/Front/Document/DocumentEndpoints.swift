internal import HTTPTypes
internal import Hummingbird

/// The API's description, for programs and for people.
struct DocumentEndpoints: Sendable {
    /// All others.
    let endpoints: [Endpoint]

    var all: [Endpoint] {
        let document = Result { try OpenAPIDocument(endpoints: endpoints).json() }
        let page = DocumentPage(endpoints: endpoints)
        return [
            Endpoint(
                method: .get,
                path: "/openapi.json",
                summary: "Describes this API in OpenAPI 3.1.",
                access: .anyone,
                answer: .init(),
                handle: { _ in .json(try document.get()) }
            ),
            Endpoint(
                method: .get,
                path: "/docs/",
                summary: "Describes this API for people.",
                access: .anyone,
                answer: .init(type: "text/html"),
                handle: { _ in page.response }
            ),
        ]
    }
}
