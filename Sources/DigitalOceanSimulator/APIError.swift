/// An answer of the API that is a refusal, with the body of the official description.
struct APIError: Error, Equatable {
    let status: Int
    let id: String
    let message: String
    /// Seconds, for the burst limit only.
    var retryAfter: Int?

    static func badRequest(_ message: String) -> APIError {
        APIError(status: 400, id: "bad_request", message: message)
    }

    static let unauthorized = APIError(status: 401, id: "unauthorized", message: "Unable to authenticate you")

    static let forbidden = APIError(
        status: 403,
        id: "forbidden",
        message: "You are not authorized to perform this operation"
    )

    static let notFound = APIError(
        status: 404,
        id: "not_found",
        message: "The resource you were accessing could not be found."
    )

    static func conflict(_ message: String) -> APIError { APIError(status: 409, id: "conflict", message: message) }

    static func unprocessable(_ message: String) -> APIError {
        APIError(status: 422, id: "unprocessable_entity", message: message)
    }

    static func tooManyRequests(retryAfter: Int?) -> APIError {
        APIError(
            status: 429,
            id: "too_many_requests",
            message: "API Rate limit exceeded.",
            retryAfter: retryAfter
        )
    }

    static let serverError = APIError(status: 500, id: "server_error", message: "Unexpected server-side error")
}
