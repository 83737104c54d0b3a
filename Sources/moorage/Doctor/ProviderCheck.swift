import Curl
import Logging
import Providers
import Workspaces

/// What `moorage doctor` looks at behind the DigitalOcean API: the token, what new droplets are made of by default,
/// and the zone of their names.
struct ProviderCheck {
    let settings: Settings
    let logger: Logger

    /// What a row asks for that names no size.
    private static let defaultResources = Resources(vcpu: 2, ramGB: 4, storageGB: 50)

    func findings() async -> [DoctorFinding] {
        do {
            guard try settings.currentToken() != nil else {
                return [.warning("There is no API token, so cloud workspaces wait; set DIGITALOCEAN_TOKEN_FILE.")]
            }
            let provider = try provider()
            let account = try await provider.account()
            let limit = account.dropletLimit.map { ", at most \($0) droplets" } ?? ""
            return [
                .ok("The API token works\(limit)."), await defaults(provider), await zone(provider),
            ]
        } catch {
            return [.failure("API token: \(error)")]
        }
    }

    private func provider() throws -> DigitalOceanProvider {
        try DigitalOceanProvider(
            configuration: DigitalOceanConfiguration(
                token: { [settings] in try settings.currentToken() },
                installationTag: "moorage-doctor",
                apiURL: settings.digitalOceanURL,
                image: settings.dropletImage
            ),
            curl: try CurlClient(),
            budget: APIBudget(),
            logger: logger
        )
    }

    private func defaults(_ provider: DigitalOceanProvider) async -> DoctorFinding {
        do {
            let plan = try await provider.plan(
                ServerRequest(resources: Self.defaultResources, region: settings.region)
            )
            return .ok("A droplet by default: \(plan.size) in \(plan.region) with \(plan.image).")
        } catch {
            return .failure("Droplets by default (MOORAGE_REGION, MOORAGE_DROPLET_IMAGE): \(error)")
        }
    }

    private func zone(_ provider: DigitalOceanProvider) async -> DoctorFinding {
        do {
            guard let zone = try await provider.zone(of: settings.domain) else {
                return .warning(
                    "The account has no DNS zone for \(settings.domain), so each workspace's log names the records to "
                        + "make by hand; add the zone or change MOORAGE_DOMAIN."
                )
            }
            return .ok("The names of workspaces lie in the DNS zone \(zone).")
        } catch {
            return .warning("DNS zone of \(settings.domain): \(error)")
        }
    }
}
