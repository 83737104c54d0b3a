internal import Workspaces

/// Workspaces in rows; on a narrow screen each row is a card.
struct WorkspaceTable: Sendable {
    let records: [Workspace]
    let words: ProviderWords
    /// Why the failed ones failed.
    let reasons: [WorkspaceNumber: String]
    var showsOwner = false

    var html: HTML {
        guard !records.isEmpty else { return #"<p class="empty">There are no workspaces yet.</p>"# }
        let owner: HTML = showsOwner ? #"<th scope="col">Owner</th>"# : ""
        return """
            <table class="rows">
            <thead><tr><th scope="col">Workspace</th>\(owner)<th scope="col">State</th><th scope="col">Machine</th>
            <th scope="col">Monthly</th></tr></thead>
            <tbody>\(records.map(row))</tbody>
            </table>
            """
    }

    private func row(_ record: Workspace) -> HTML {
        let owner: HTML = showsOwner ? #"<td data-label="Owner">\#(HTML.name(record.ownerEmail ?? "nobody"))</td>"# : ""
        return """
            <tr>
            <th scope="row"><a href="\(ConsolePath.workspace(record))">\(HTML.name(record.name))</a>
            <code>\(record.workspaceID)</code></th>
            \(owner)
            <td data-label="State">\(StateView.status(record.status))\(StateView.operation(record.operation, of: record.workspaceID, words))
            \(Self.reason(reasons[record.number], for: record))</td>
            <td data-label="Machine">\(Self.machine(record, words))</td>
            <td class="amount" data-label="Monthly">$\(record.monthlyCost)</td>
            </tr>
            """
    }

    /// Why it failed.
    static func reason(_ text: String?, for record: Workspace) -> HTML? {
        text.map { #"<p class="reason">\#(Advice.text($0, for: record.workspaceID))</p>"# }
    }

    /// Its type; an unknown type is shown as in the row.
    static func machine(_ record: Workspace, _ words: ProviderWords) -> HTML {
        let place =
            switch DeploymentType(rawValue: record.deploymentType) {
            case .cloud: words.serverTitle + (record.region.isEmpty ? "" : " in \(record.region)")
            case .bareMetal: "Registered host"
            case nil: "\"\(record.deploymentType)\""
            }
        return "\(place), \(record.vcpu) vCPU, \(record.ramGB) GB, \(record.storageGB) GB disk"
    }
}

extension Workspace {
    /// Whether it failed and no operation in progress may change that.
    var isAtRestAsFailed: Bool { status == WorkspaceStatus.failed.rawValue && operation == nil }
}
