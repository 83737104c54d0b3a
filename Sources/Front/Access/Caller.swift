internal import Workspaces

/// Who makes a request, and how that was shown.
struct Caller: Sendable {
    /// How a caller showed who they are.
    enum Proof: Sendable {
        case password
        case session(digest: [UInt8])
        case token(scopes: [String])
    }

    let account: Account
    let proof: Proof

    var id: Int64 { account.id }

    /// Whether the caller sees what is others': staff, and with a token only one that was made for it.
    var isStaff: Bool { account.isStaff && has(.admin) }

    /// Whose things the caller may act on: nil for anybody's.
    var owner: Int64? { isStaff ? nil : id }

    /// Whether what belongs to a user is there for the caller.
    func maySee(whatIsOf owner: Int64?) -> Bool { isStaff || owner == id }

    /// Whether the proof covers the scope; only tokens are narrower than their user.
    func has(_ scope: Scope) -> Bool {
        guard case .token(let scopes) = proof else { return true }
        return scopes.contains(scope.rawValue) || (scope == .read && scopes.contains(Scope.write.rawValue))
    }

    /// Whether the caller is there in person, not by a token: tokens must not make tokens.
    var isInPerson: Bool {
        if case .token = proof { return false }
        return true
    }
}
