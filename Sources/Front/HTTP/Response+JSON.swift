internal import HTTPTypes
internal import Hummingbird

extension Response {
    /// A JSON body.
    static func json(_ value: JSON, status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]) -> Response {
        var headers = headers
        headers[.contentType] = "application/json"
        return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: value.bytes))
    }
}
