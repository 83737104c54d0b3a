internal import Workspaces

/// Users with their objects.
struct UserTable: Sendable {
    let users: [ListedUser]

    var html: HTML {
        """
        <table class="rows"><thead><tr><th scope="col">User</th><th scope="col">Workspaces</th>
        <th scope="col">Tokens</th><th scope="col">Role</th></tr></thead><tbody>\(users.map(row))</tbody></table>
        """
    }

    private func row(_ user: ListedUser) -> HTML {
        """
        <tr><th scope="row">\(HTML.name(user.email))</th>
        <td data-label="Workspaces">\(user.workspaceCount) of \(user.maxWorkspaces)</td>
        <td data-label="Tokens">\(user.tokenCount)</td>
        <td data-label="Role">\(user.isStaff ? "staff" : "user")</td></tr>
        """
    }
}
