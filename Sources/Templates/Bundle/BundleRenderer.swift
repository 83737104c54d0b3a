package import Services
internal import Workspaces

/// Renders workspaces' bundles. Created once at start, when all templates are checked.
package struct BundleRenderer: Sendable {
    private let services: [WorkspaceService]
    private let library: TemplateLibrary

    /// Loads the templates of these services.
    ///
    /// - Throws: ``BundleError`` if one of them is invalid.
    package init(services: [WorkspaceService] = WorkspaceService.all) throws(BundleError) {
        self.services = services
        var sources = services.flatMap { service in
            service.files.map { TemplateSource(name: $0.name, text: $0.part.text) } + service.partials
        }
        for (name, isOptional) in [("environment-lines", false), ("environment-options", true)] {
            let lines = services.filter { $0.isOptional == isOptional }.compactMap { service in
                service.environment.map { "{{#\(service.section)}}\n\($0.text){{/\(service.section)}}\n" }
            }
            sources.append(TemplateSource(name: name, text: lines.joined()))
        }
        do throws(TemplateError) { self.library = try TemplateLibrary(sources) } catch {
            throw BundleError(.template, error.description, cause: error)
        }
    }

    /// Renders all files of a workspace and packs them.
    ///
    /// - Parameter application: the application's archive, which must be the one configured as
    ///   ``ApplicationSource/carried(_:)``; nil for any other source.
    /// - Throws: ``BundleError``. It contains no value of the configuration or the secrets.
    package func render(
        _ configuration: WorkspaceConfiguration,
        secrets: WorkspaceSecrets,
        application: ApplicationArchive? = nil
    ) throws(BundleError) -> WorkspaceBundle {
        try check(application, against: configuration.application)
        let values = try BundleValues(configuration, secrets: secrets, services: services)
        var files: [BundleFile] = []
        for service in values.included {
            for file in service.files {
                files.append(try render(file, of: service, values: values))
            }
        }
        let verification = ServiceFile("verify.json", .rootOnly, TemplatePart(""))
        let questions = try VerificationDocument(values.included, values: values).encoded()
        files.append(bundleFile(verification, service: nil, content: questions, workspace: values.workspace))
        let archive = try pack(files, configuration: configuration, application: application)
        return WorkspaceBundle(files: files, archive: Secret(archive), digest: SHA256Digest(of: archive))
    }

    private func check(
        _ application: ApplicationArchive?,
        against source: ApplicationSource
    ) throws(BundleError) {
        switch (source, application) {
        case (.carried(let digest), .some(let archive)) where archive.digest == digest: return
        case (.archive, .none), (.git, .none): return
        case (.carried(let digest), .some(let archive)):
            throw BundleError(
                .application,
                "The application should be \(digest), but the available archive is \(archive.digest). "
                    + "Start the operation again, so that it uses the application that this daemon supplies."
            )
        case (.carried(let digest), .none):
            throw BundleError(
                .application,
                "The daemon should supply the application \(digest), but no archive is available."
            )
        case (.archive, .some), (.git, .some):
            throw BundleError(.application, "The host downloads the application, so the daemon does not supply it.")
        }
    }

    private func render(
        _ file: ServiceFile,
        of service: WorkspaceService,
        values: BundleValues
    ) throws(BundleError) -> BundleFile {
        let own = try values.values(for: file)
        do throws(TemplateError) {
            let content = try library.render(
                file.name,
                with: own,
                optional: ["workspace": .text(values.workspace.rawValue)]
            )
            return bundleFile(file, service: service.name, content: content, workspace: values.workspace)
        } catch {
            throw BundleError(.template, error.description, cause: error)
        }
    }

    private func bundleFile(
        _ file: ServiceFile,
        service: String?,
        content: String,
        workspace: WorkspaceID
    ) -> BundleFile {
        BundleFile(
            name: file.name,
            source: "files/" + file.name(for: workspace),
            destination: file.destination(for: workspace),
            mode: file.mode,
            owner: "root",
            group: file.group(for: workspace),
            service: service,
            digest: SHA256Digest(of: content.utf8),
            content: Secret(content)
        )
    }

    private func pack(
        _ files: [BundleFile],
        configuration: WorkspaceConfiguration,
        application: ApplicationArchive?
    ) throws(BundleError) -> [UInt8] {
        let manifest = try ManifestDocument(configuration, files: files).encoded()
        let variables = try VariablesDocument(configuration, services: services).encoded()
        do throws(ArchiveError) {
            var archive = TarArchive()
            try archive.append(file: "manifest.json", mode: 0o600, content: Array(manifest.utf8))
            try archive.append(file: "variables.json", mode: 0o600, content: Array(variables.utf8))
            try archive.append(folder: "files", mode: 0o700)
            for file in files {
                try archive.append(file: file.source, mode: 0o600, content: Array(file.content.reveal().utf8))
            }
            if let application {
                try archive.append(file: "application.tar", mode: 0o600, content: application.bytes)
            }
            return archive.finished()
        } catch {
            throw BundleError(.archive, error.message, cause: error)
        }
    }
}
