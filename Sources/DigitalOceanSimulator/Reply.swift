/// What a handler answers.
struct Reply: Sendable, Equatable {
    let status: Int
    let body: JSON?

    static func ok(_ body: JSON) -> Reply { Reply(status: 200, body: body) }
    static func created(_ body: JSON) -> Reply { Reply(status: 201, body: body) }
    static func accepted(_ body: JSON) -> Reply { Reply(status: 202, body: body) }
    static let noContent = Reply(status: 204, body: nil)
}
