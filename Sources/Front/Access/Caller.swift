internal import Workspaces

/// The caller of a request, and how they authenticated.
struct Caller: Sendable {
    /// How a caller authenticated.
    enum Proof: Sendable {
        case password
        case session(digest: [UInt8])
        case token(scopes: [String])
    }

    let account: Account
    let proof: Proof

    var id: Int64 { account.id }

    /// Whether the caller sees objects of others: only staff, and with a token only one created for that.
    var isStaff: Bool { account.isStaff && has(.admin) }

    /// The owner whose objects the caller may act on; nil for everybody's.
    var owner: Int64? { isStaff ? nil : id }

    /// Whether a user's objects exist for the caller.
    func maySee(whatIsOf owner: Int64?) -> Bool { isStaff || owner == id }

    /// Whether the proof covers the scope; only tokens are narrower than their user.
    func has(_ scope: Scope) -> Bool {
        guard case .token(let scopes) = proof else { return true }
        return scopes.contains(scope.rawValue) || (scope == .read && scopes.contains(Scope.write.rawValue))
    }

    /// Whether the caller is present in person, not through a token: tokens must not create tokens.
    var isInPerson: Bool {
        if case .token = proof { return false }
        return true
    }
}
