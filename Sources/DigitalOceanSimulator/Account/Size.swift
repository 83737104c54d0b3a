/// A droplet size, with the prices of the public list of basic droplets.
struct Size: Sendable, Equatable {
    let slug: String
    let vcpus: Int
    /// MiB.
    let memory: Int
    /// GiB.
    let disk: Int
    /// US dollars.
    let priceMonthly: Double

    init(_ slug: String, _ vcpus: Int, _ memory: Int, _ disk: Int, _ priceMonthly: Double) {
        self.slug = slug
        self.vcpus = vcpus
        self.memory = memory
        self.disk = disk
        self.priceMonthly = priceMonthly
    }

    /// The API's own figure: a month counts 672 hours at most.
    private var priceHourly: Double { priceMonthly / 672 }

    private var description: String {
        if slug.hasSuffix("-amd") { return "Basic AMD" }
        return slug.hasSuffix("-intel") ? "Basic Intel" : "Basic"
    }

    var json: JSON {
        [
            "slug": .string(slug),
            "memory": .integer(memory),
            "vcpus": .integer(vcpus),
            "disk": .integer(disk),
            "transfer": .number(Double(max(1, vcpus * 2))),
            "price_monthly": .number(priceMonthly),
            "price_hourly": .number(priceHourly),
            "regions": .strings(Region.available.map(\.slug)),
            "available": true,
            "description": .string(description),
            "disk_info": diskInfo,
        ]
    }

    var diskInfo: JSON { [["type": "local", "size": ["amount": .integer(disk), "unit": "gib"]]] }

    static let all = [
        Size("s-1vcpu-512mb-10gb", 1, 512, 10, 4),
        Size("s-1vcpu-1gb", 1, 1024, 25, 6),
        Size("s-1vcpu-1gb-amd", 1, 1024, 25, 7),
        Size("s-1vcpu-1gb-intel", 1, 1024, 25, 7),
        Size("s-1vcpu-1gb-35gb-intel", 1, 1024, 35, 8),
        Size("s-1vcpu-2gb", 1, 2048, 50, 12),
        Size("s-1vcpu-2gb-amd", 1, 2048, 50, 14),
        Size("s-1vcpu-2gb-intel", 1, 2048, 50, 14),
        Size("s-1vcpu-2gb-70gb-intel", 1, 2048, 70, 16),
        Size("s-2vcpu-2gb", 2, 2048, 60, 18),
        Size("s-2vcpu-2gb-amd", 2, 2048, 60, 21),
        Size("s-2vcpu-2gb-intel", 2, 2048, 60, 21),
        Size("s-2vcpu-2gb-90gb-intel", 2, 2048, 90, 24),
        Size("s-2vcpu-4gb", 2, 4096, 80, 24),
        Size("s-2vcpu-4gb-amd", 2, 4096, 80, 28),
        Size("s-2vcpu-4gb-intel", 2, 4096, 80, 28),
        Size("s-2vcpu-4gb-120gb-intel", 2, 4096, 120, 32),
        Size("s-2vcpu-8gb-amd", 2, 8192, 100, 42),
        Size("s-4vcpu-8gb", 4, 8192, 160, 48),
        Size("s-2vcpu-8gb-160gb-intel", 2, 8192, 160, 48),
        Size("s-4vcpu-8gb-amd", 4, 8192, 160, 56),
        Size("s-4vcpu-8gb-intel", 4, 8192, 160, 56),
        Size("s-4vcpu-8gb-240gb-intel", 4, 8192, 240, 64),
        Size("s-4vcpu-16gb-amd", 4, 16384, 200, 84),
        Size("s-8vcpu-16gb", 8, 16384, 320, 96),
        Size("s-4vcpu-16gb-320gb-intel", 4, 16384, 320, 96),
        Size("s-8vcpu-16gb-amd", 8, 16384, 320, 112),
        Size("s-8vcpu-16gb-intel", 8, 16384, 320, 112),
        Size("s-8vcpu-16gb-480gb-intel", 8, 16384, 480, 128),
        Size("s-8vcpu-32gb-amd", 8, 32768, 400, 168),
        Size("s-8vcpu-32gb-640gb-intel", 8, 32768, 640, 192),
    ]
}
