internal import Workspaces

/// Machines that are becoming hosts.
struct EnrolmentTable: Sendable {
    let enrolments: [Enrolment]
    /// For staff, who return to their own page.
    var showsMaker = false

    var html: HTML {
        guard !enrolments.isEmpty else { return #"<p class="empty">No machine is being enrolled.</p>"# }
        return """
            <table class="rows"><thead><tr><th scope="col">Machine</th>\(showsMaker ? Self.maker : nil)
            <th scope="col">State</th><th scope="col">Address</th><th scope="col">Action</th></tr></thead>
            <tbody>\(enrolments.map(row))</tbody></table>
            """
    }

    private static let maker: HTML = #"<th scope="col">By</th>"#

    private func row(_ enrolment: Enrolment) -> HTML {
        let maker: HTML =
            showsMaker ? #"<td data-label="By">\#(HTML.name(enrolment.makerEmail ?? "nobody"))</td>"# : ""
        return """
            <tr><th scope="row">\(HTML.name(enrolment.name.isEmpty ? "Machine \(enrolment.id)" : enrolment.name))</th>
            \(maker)<td data-label="State">\(enrolment.state)\(Self.detail(enrolment))</td>
            <td data-label="Address">\(enrolment.report?.address ?? "not yet")</td><td>\(button(enrolment))</td></tr>
            """
    }

    private static func detail(_ enrolment: Enrolment) -> HTML {
        enrolment.detail.isEmpty ? "" : "<small>\(enrolment.detail)</small>"
    }

    private func button(_ enrolment: Enrolment) -> HTML {
        guard enrolment.state == .open || enrolment.state == .reported else { return "" }
        let from: HTML = showsMaker ? #"<input type="hidden" name="from" value="operators">"# : ""
        return """
            <form method="post" action="/hosts/enrolments/\(enrolment.id)/withdraw/">\(from)<button>Take back</button></form>
            """
    }
}
