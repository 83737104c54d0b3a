internal import HTTPTypes
internal import Hummingbird
internal import Workspaces

extension Response {
    /// A JSON body.
    static func json(_ value: JSON, status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]) -> Response {
        json(value.bytes, status, headers)
    }

    /// A record as the body.
    static func json(
        _ record: some Record,
        status: HTTPResponse.Status = .ok,
        headers: HTTPFields = [:]
    ) throws -> Response {
        json(ByteBuffer(bytes: try RecordEncoder.bytes(record)), status, headers)
    }

    /// A list of records as the body.
    static func json(
        _ records: [some Record],
        status: HTTPResponse.Status = .ok,
        headers: HTTPFields = [:]
    ) throws -> Response {
        json(ByteBuffer(bytes: try RecordEncoder.bytes(records)), status, headers)
    }

    private static func json(_ text: ByteBuffer, _ status: HTTPResponse.Status, _ headers: HTTPFields) -> Response {
        var headers = headers
        headers[.contentType] = "application/json"
        return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: text))
    }
}
