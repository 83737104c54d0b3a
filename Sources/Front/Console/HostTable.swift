internal import Workspaces

/// Hosts with bars for their reservations.
struct HostTable: Sendable {
    let hosts: [Host]
    let words: ProviderWords
    let canRemove: Bool

    var html: HTML {
        guard !hosts.isEmpty else { return #"<p class="empty">There are no hosts yet.</p>"# }
        return """
            <table class="rows"><thead><tr><th scope="col">Host</th><th scope="col">State</th>
            <th scope="col">Reserved</th><th scope="col">Workspaces</th>\(canRemove ? Self.action : "")</tr></thead>
            <tbody>\(hosts.map(row))</tbody></table>
            """
    }

    private static let action: HTML = #"<th scope="col">Action</th>"#

    private func row(_ host: Host) -> HTML {
        let workspaces = host.workspaces.map { #"<a href="/workspaces/\#($0)/">\#($0)</a> "# as HTML }
        let remove: HTML =
            #"<td><form method="post" action="/hosts/\#(host.id.rawValue)/remove/"><button>Remove</button></form></td>"#
        let kind = host.kind == "droplet" ? words.server : host.isShared ? "shared host" : "own host"
        return """
            <tr><th scope="row">\(HTML.name(host.name)) <code>\(host.address ?? "")</code><small>\(kind)</small></th>
            <td data-label="State">\(host.state)</td>
            <td data-label="Reserved">\(bars(host))</td>
            <td data-label="Workspaces">\(workspaces)</td>\(canRemove ? remove : "")</tr>
            """
    }

    private func bars(_ host: Host) -> HTML {
        guard let capacity = host.capacity else {
            return "\(host.reserved.vcpu) vCPU, \(host.reserved.ramGB) GB, \(host.reserved.storageGB) GB disk"
        }
        return """
            \(Self.bar("vCPU", host.reserved.vcpu, capacity.vcpu))
            \(Self.bar("GB memory", host.reserved.ramGB, capacity.ramGB))
            \(Self.bar("GB disk", host.reserved.storageGB, capacity.storageGB))
            """
    }

    private static func bar(_ unit: String, _ used: Int, _ all: Int) -> HTML {
        """
        <span class="bar"><meter min="0" max="\(max(all, 1))" value="\(used)" aria-label="\(unit)"></meter>
        \(used) of \(all) \(unit)</span>
        """
    }
}
