package import Workspaces

/// The text of a template and its name.
package struct TemplateSource: Sendable {
    /// Its name in errors and in partial tags.
    package let name: String
    /// Mustache, in the subset of `docs/templates.md`.
    package let text: String

    package init(name: String, text: String) {
        self.name = name
        self.text = text
    }
}

/// A template's text with the values that it uses, each with the name of its tag. `workspace` is available without
/// being listed.
package struct TemplatePart: Sendable {
    /// Mustache, in the subset of `docs/templates.md`.
    package let text: String
    /// A value that the text does not use is an error when it is rendered.
    package let values: [String: ServiceValue]

    package init(_ text: String, values: [String: ServiceValue] = [:]) {
        self.text = text
        self.values = values
    }
}

/// The value of a tag. Secrets are data, not code, so a service's declaration shows which file contains which secret.
package enum ServiceValue: Sendable {
    /// A port of the workspace's block.
    case port(ServicePort)
    /// One of the workspace's secrets.
    case secret(ServiceSecret)
    /// Anything that is not secret.
    case fact(@Sendable (WorkspaceFacts) -> String)

    var secret: ServiceSecret? {
        guard case .secret(let secret) = self else { return nil }
        return secret
    }
}

/// The non-secret values for a workspace's files.
package struct WorkspaceFacts: Sendable {
    /// The client's request.
    package let specification: WorkspaceSpecification
    /// The workspace's own fully qualified name, e.g. `ws7x2k4.workspaces.test`.
    package let domain: String

    package init(specification: WorkspaceSpecification, domain: String) {
        self.specification = specification
        self.domain = domain
    }

    /// Its memory in MiB.
    package var memory: Int { specification.resources.ramGB * 1024 }
}

/// A rendered file of a workspace: its destination and its readers (`docs/host.md`).
package struct ServiceFile: Sendable {
    /// The kind of file.
    package enum Place: Sendable {
        /// Readable by the workspace's own services. It may contain a secret.
        case configuration
        /// Readable only by root.
        case rootOnly
        /// A unit or slice of systemd.
        case unit
        /// A site of nginx.
        case site
        /// Rules of logrotate.
        case logRotation
    }

    /// The name of the file and of its template.
    package let name: String
    package let place: Place
    package let part: TemplatePart
    /// Whether it includes `environment-lines` and `environment-options`, the application's environment from all
    /// services.
    package let holdsEnvironment: Bool

    package init(_ name: String, _ place: Place, _ part: TemplatePart, holdsEnvironment: Bool = false) {
        self.name = name
        self.place = place
        self.part = part
        self.holdsEnvironment = holdsEnvironment
    }

    /// A unit that runs as the workspace's user within its limits.
    ///
    /// - Parameter service: the lines of its own in its `[Service]` section.
    package static func unit(
        _ name: String,
        title: String,
        after: String = "network.target",
        wants: String = "",
        service: String,
        values: [String: ServiceValue] = [:]
    ) -> Self {
        let text = """
            # Rendered by Moorage: a change made here is overwritten by the next run.
            [Unit]
            Description=Moorage workspace {{unit(workspace)}}: \(title)
            After=\(after)
            \(wants.isEmpty ? "" : "Wants=\(wants)\n")StartLimitIntervalSec=0

            [Service]
            \(service)
            {{>service-limits}}

            [Install]
            WantedBy=multi-user.target

            """
        return Self("\(name).service", .unit, TemplatePart(text, values: values))
    }

    /// The file's name in the bundle below `files/`.
    package func name(for workspace: WorkspaceID) -> String {
        guard place == .unit else { return name }
        return name == "slice" ? "moorage-\(workspace).slice" : "moorage-\(workspace)-\(name)"
    }

    /// The absolute path on the host.
    package func destination(for workspace: WorkspaceID) -> String {
        switch place {
        case .configuration, .rootOnly: "/etc/moorage/workspaces/\(workspace)/\(name)"
        case .unit: "/etc/systemd/system/\(name(for: workspace))"
        case .site: "/etc/nginx/sites-available/moorage-\(workspace).conf"
        case .logRotation: "/etc/logrotate.d/moorage-\(workspace)"
        }
    }

    /// The permission bits. Files with a secret are closed to others.
    package var mode: UInt16 {
        switch place {
        case .configuration: 0o640
        case .rootOnly: 0o600
        case .unit, .site, .logRotation: 0o644
        }
    }

    /// The group on the host: the workspace's own if its services read the file themselves.
    package func group(for workspace: WorkspaceID) -> String {
        place == .configuration ? workspace.rawValue : "root"
    }
}
