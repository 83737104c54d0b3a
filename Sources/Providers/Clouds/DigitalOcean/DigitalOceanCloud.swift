internal import Curl
internal import FoundationEssentials
package import Logging
package import Workspaces

extension ProviderWords {
    /// DigitalOcean's terms.
    package static let digitalOcean = Self(
        id: "digitalocean",
        name: "DigitalOcean",
        server: "droplet",
        servers: "droplets",
        credentialsAdvice: "Set a valid token in DIGITALOCEAN_TOKEN or DIGITALOCEAN_TOKEN_FILE",
        capacityAdvice: "Raise the account's limit or remove droplets"
    )
}

/// DigitalOcean as one of the clouds: its words, its settings, and the checks of `moorage doctor`.
package struct DigitalOceanCloud: CloudProvider {
    package static let words = ProviderWords.digitalOcean
    package static let usualRegion = "nyc3"
    /// Of 5,000 calls an hour and 250 a minute. The API's clock and ours differ slightly.
    package static let usualLimits = APIBudgetLimits(perMinute: 240, perHour: 4_950)

    /// The size of a row without one.
    private static let usualResources = Resources(vcpu: 2, ramGB: 4, storageGB: 50)

    private let token: Secret<String>?
    private let tokenFile: String?
    private let apiURL: String
    private let image: String
    private let vpc: String?

    package init(_ settings: any CloudSettings) throws {
        token = settings.secret("digitalocean.token").map { Secret($0) }
        tokenFile = settings.text("digitalocean.token.file")
        apiURL = try settings.apiURL("digitalocean.api.url") ?? DigitalOceanConfiguration.publicAPI
        image = settings.text("moorage.droplet.image") ?? DigitalOceanConfiguration.usualImage
        vpc = try settings.uuid("moorage.droplet.vpc")
    }

    package func connect(
        _ installation: CloudInstallation,
        budget: APIBudget,
        logger: Logger
    ) throws -> any ServerProvider {
        try provider(installation, budget: budget, logger: logger)
    }

    package func findings(region: String, domain: String, logger: Logger) async -> [DoctorFinding] {
        do {
            guard try currentToken() != nil else {
                return [.warning("There is no API token, so cloud workspaces wait; set DIGITALOCEAN_TOKEN_FILE.")]
            }
            let installation = CloudInstallation(tag: "moorage-doctor", sshPort: Port(rawValue: 22), sshSources: [])
            let provider = try provider(installation, budget: APIBudget(), logger: logger)
            let limit = try await provider.account().dropletLimit.map { ", at most \($0) droplets" } ?? ""
            return [
                .ok("The API token works\(limit)."), await Self.usualServer(of: provider, in: region),
                await Self.zone(of: domain, provider),
            ]
        } catch {
            return [.failure("API token: \(error)")]
        }
    }

    private static func usualServer(of provider: DigitalOceanProvider, in region: String) async -> DoctorFinding {
        do {
            let plan = try await provider.plan(ServerRequest(resources: usualResources, region: region))
            return .ok("A droplet by default: \(plan.size) in \(plan.region) with \(plan.image).")
        } catch {
            return .failure("Droplets by default (MOORAGE_REGION, MOORAGE_DROPLET_IMAGE): \(error)")
        }
    }

    private static func zone(of domain: String, _ provider: DigitalOceanProvider) async -> DoctorFinding {
        do {
            guard let zone = try await provider.zone(of: domain) else {
                return .warning(
                    "The account has no DNS zone for \(domain), so each workspace's log names the records to create by "
                        + "hand; add the zone or change MOORAGE_DOMAIN."
                )
            }
            return .ok("The names of workspaces are in the DNS zone \(zone).")
        } catch {
            return .warning("DNS zone of \(domain): \(error)")
        }
    }

    private func provider(
        _ installation: CloudInstallation,
        budget: APIBudget,
        logger: Logger
    ) throws -> DigitalOceanProvider {
        try DigitalOceanProvider(
            configuration: DigitalOceanConfiguration(
                token: { try currentToken() },
                installationTag: installation.tag,
                apiURL: apiURL,
                image: image,
                vpcUUID: vpc,
                sshPort: installation.sshPort,
                sshSources: installation.sshSources
            ),
            curl: try CurlClient(),
            budget: budget,
            logger: logger
        )
    }

    /// The current token: a token file may be replaced while the daemon runs.
    private func currentToken() throws -> Secret<String>? {
        if let token { return token }
        guard let tokenFile else { return nil }
        do {
            let text = try String(contentsOfFile: tokenFile, encoding: .utf8)
            return text.allSatisfy(\.isWhitespace) ? nil : Secret(text)
        } catch {
            let reason =
                FileManager.default.fileExists(atPath: tokenFile)
                ? "this user may not read it, or it is not text" : "it does not exist"
            throw ProviderError(
                .waitForOperator(.credentials),
                "The token file \(tokenFile) cannot be read: \(reason). Correct it or DIGITALOCEAN_TOKEN_FILE.",
                cause: error
            )
        }
    }
}
