internal import Workspaces

/// Renders workspaces' bundles. Made once at start: the catalogue and all templates are checked then.
package struct BundleRenderer: Sendable {
    /// The services of a workspace.
    package let catalogue: ServiceCatalogue
    let library: TemplateLibrary

    /// Loads the standard catalogue and the templates that are compiled into the program.
    ///
    /// - Throws: ``BundleError`` when one of them is faulty.
    package init() throws(BundleError) {
        do throws(CatalogueError) { self.catalogue = try ServiceCatalogue.standard() } catch {
            throw BundleError(.catalogue, error.message, cause: error)
        }
        do throws(TemplateError) { self.library = try TemplateLibrary(TemplateSource.all) } catch {
            throw BundleError(.template, error.description, cause: error)
        }
    }

    /// Renders all files of a workspace and packs them.
    ///
    /// - Parameter application: the application's archive, which must be the one that the configuration names as
    ///   ``ApplicationSource/carried(_:)``; nil for any other source.
    /// - Throws: ``BundleError``. No value of the configuration or the secrets is in it.
    package func render(
        _ configuration: WorkspaceConfiguration,
        secrets: WorkspaceSecrets,
        application: ApplicationArchive? = nil
    ) throws(BundleError) -> WorkspaceBundle {
        try check(application, against: configuration.application)
        let values = try WorkspaceValues(configuration, secrets: secrets)
        var files: [BundleFile] = []
        for service in catalogue.services(for: configuration.specification.features) {
            for file in service.files {
                files.append(try render(file, of: service.service, values: values))
            }
        }
        let verification = try VerificationDocument(configuration, secrets: secrets).encoded()
        files.append(bundleFile(.verification, service: nil, content: verification, workspace: values.workspace))
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
                "The application is to be \(digest), but the archive at hand is \(archive.digest). "
                    + "Start the operation again, so that it takes the application that this daemon carries."
            )
        case (.carried(let digest), .none):
            throw BundleError(.application, "The application \(digest) is to be carried, but no archive is at hand.")
        case (.archive, .some), (.git, .some):
            throw BundleError(.application, "The application is downloaded by the host, so none is carried to it.")
        }
    }

    private func render(
        _ file: WorkspaceFile,
        of service: HostService,
        values: WorkspaceValues
    ) throws(BundleError) -> BundleFile {
        do throws(TemplateError) {
            let content = try library.render(file.template, with: values.values(for: file))
            return bundleFile(file, service: service, content: content, workspace: values.workspace)
        } catch {
            throw BundleError(.template, error.description, cause: error)
        }
    }

    private func bundleFile(
        _ file: WorkspaceFile,
        service: HostService?,
        content: String,
        workspace: WorkspaceID
    ) -> BundleFile {
        BundleFile(
            file: file,
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
        let variables = try VariablesDocument(configuration).encoded()
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
