import Providers
import Workspaces

extension ProviderConformance {
    private static let first = AddressRecord(name: ProviderTrial.address, ipv4: "192.0.2.9", ipv6: "2001:db8::9")

    static let addresses = [
        ProviderConformance("Publishing an address twice makes one record of each kind.") { trial in
            try await trial.cloud.addZone()
            for _ in 0..<2 {
                let outcome = try await trial.cloud.provider().publishAddress(first)
                try trial.expect(outcome == .published, "it is published")
            }
            let addresses = try await trial.cloud.addresses(of: first.name)
            try trial.expect(addresses == ["192.0.2.9", "2001:db8::9"], "one record each: \(addresses)")
        },
        ProviderConformance("A changed address replaces the old one; without IPv6 no AAAA record is left.") { trial in
            try await trial.cloud.addZone()
            let provider = try await trial.cloud.provider()
            _ = try await provider.publishAddress(first)
            _ = try await provider.publishAddress(AddressRecord(name: first.name, ipv4: "192.0.2.10", ipv6: nil))
            let addresses = try await trial.cloud.addresses(of: first.name)
            try trial.expect(addresses == ["192.0.2.10"], "the new address alone: \(addresses)")
        },
        ProviderConformance("Without the zone, publishing, withdrawing and listing are no failures.") { trial in
            let provider = try await trial.cloud.provider()
            try trial.expect(try await provider.publishAddress(first) == .zoneMissing, "the zone is missing")
            try await provider.withdrawAddress(of: first.name)
            try trial.expect(try await provider.addressNames(under: "example.com").isEmpty, "there are no names")
        },
        ProviderConformance("Withdrawing removes the records of exactly one name, and may be repeated.") { trial in
            try await trial.cloud.addZone()
            let provider = try await trial.cloud.provider()
            let other = AddressRecord(name: "x.\(first.name)", ipv4: "192.0.2.11", ipv6: nil)
            _ = try await provider.publishAddress(first)
            _ = try await provider.publishAddress(other)
            for _ in 0..<2 { try await provider.withdrawAddress(of: first.name) }
            try trial.expect(try await trial.cloud.addresses(of: first.name).isEmpty, "nothing is left of it")
            try trial.expect(try await trial.cloud.addresses(of: other.name) == ["192.0.2.11"], "the other is left")
        },
        ProviderConformance("The names under a domain are those directly under it.") { trial in
            try await trial.cloud.addZone()
            let provider = try await trial.cloud.provider()
            for name in [first.name, "wsbbbbb.example.com", "deep.wsbbbbb.example.com"] {
                _ = try await provider.publishAddress(AddressRecord(name: name, ipv4: "192.0.2.9", ipv6: nil))
            }
            let names = try await trial.cloud.provider().addressNames(under: "example.com")
            try trial.expect(names == [first.name, "wsbbbbb.example.com"], "these two: \(names)")
        },
    ]
}
