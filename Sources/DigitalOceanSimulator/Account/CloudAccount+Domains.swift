import Workspaces

extension CloudAccount {
    func listDomains(_ call: SimulatorCall) throws(CloudRefusal) -> Reply {
        try Page.reply("domains", domains.map(\.json), to: call)
    }

    mutating func createDomain(_ call: SimulatorCall) throws(CloudRefusal) -> Reply {
        let fields = try call.fields
        let name = try fields.string("name").lowercased()
        guard DropletOrder.isHostname(name), name.contains("."), !name.hasPrefix(".") else {
            throw .unprocessable("Domain name is not valid.")
        }
        guard !domains.contains(where: { $0.name == name }) else {
            throw .unprocessable("Name has already been taken.")
        }
        var records = [DomainRecord(id: newNumber(), type: "SOA", name: "@", data: String(Domain.defaultTTL))]
        for number in 1...3 {
            records.append(DomainRecord(id: newNumber(), type: "NS", name: "@", data: "ns\(number).digitalocean.com"))
        }
        if let address = try fields.optionalString("ip_address") {
            guard InternetAddress.isVersion4(address) else {
                throw .unprocessable("IP address did not match IPv4 format")
            }
            records.append(DomainRecord(id: newNumber(), type: "A", name: "@", data: address))
        }
        let domain = Domain(name: name, records: records)
        domains.append(domain)
        return .created(["domain": domain.json])
    }

    func domain(_ call: SimulatorCall) throws(CloudRefusal) -> Reply {
        .ok(["domain": domains[try domainIndex(call)].json])
    }

    mutating func deleteDomain(_ call: SimulatorCall) throws(CloudRefusal) -> Reply {
        domains.remove(at: try domainIndex(call))
        return .noContent
    }

    func listRecords(_ call: SimulatorCall) throws(CloudRefusal) -> Reply {
        let domain = domains[try domainIndex(call)]
        let found = domain.records.filter { record in
            if let type = call.query["type"], record.type != type { return false }
            // Here the name is fully qualified, unlike in bodies.
            if let name = call.query["name"] { return domain.fullName(record.name) == name.lowercased() }
            return true
        }
        return try Page.reply("domain_records", found.map(\.json), to: call)
    }

    mutating func createRecord(_ call: SimulatorCall) throws(CloudRefusal) -> Reply {
        let index = try domainIndex(call)
        let record = try DomainRecord(id: newNumber(), try call.fields, zone: domains[index].name)
        try checkNeighbours(record, in: domains[index])
        domains[index].records.append(record)
        return .created(["domain_record": record.json])
    }

    func record(_ call: SimulatorCall) throws(CloudRefusal) -> Reply {
        let place = try recordPlace(call)
        return .ok(["domain_record": domains[place.domain].records[place.record].json])
    }

    mutating func changeRecord(_ call: SimulatorCall) throws(CloudRefusal) -> Reply {
        let place = try recordPlace(call)
        var record = domains[place.domain].records[place.record]
        guard record.type != "SOA" else { throw .unprocessable("The SOA record cannot be changed.") }
        try record.apply(try call.fields, zone: domains[place.domain].name, whole: false)
        try checkNeighbours(record, in: domains[place.domain])
        domains[place.domain].records[place.record] = record
        return .ok(["domain_record": record.json])
    }

    mutating func deleteRecord(_ call: SimulatorCall) throws(CloudRefusal) -> Reply {
        let place = try recordPlace(call)
        guard domains[place.domain].records[place.record].type != "SOA" else {
            throw .unprocessable("The SOA record cannot be removed.")
        }
        domains[place.domain].records.remove(at: place.record)
        return .noContent
    }

    /// A CNAME is the only record of its name. Everything else may exist twice: the API has no uniqueness.
    private func checkNeighbours(_ record: DomainRecord, in domain: Domain) throws(CloudRefusal) {
        let others = domain.records.filter { $0.name == record.name && $0.id != record.id }
        guard !others.contains(where: { $0.type == "CNAME" }), record.type != "CNAME" || others.isEmpty else {
            throw .unprocessable("CNAME records cannot share a name with other records")
        }
    }

    private func domainIndex(_ call: SimulatorCall) throws(CloudRefusal) -> Int {
        let name = try call.text("domain_name").lowercased()
        guard let index = domains.firstIndex(where: { $0.name == name }) else { throw .notFound }
        return index
    }

    private func recordPlace(_ call: SimulatorCall) throws(CloudRefusal) -> (domain: Int, record: Int) {
        let domain = try domainIndex(call)
        let id = try call.number("domain_record_id")
        guard let record = domains[domain].records.firstIndex(where: { $0.id == id }) else { throw .notFound }
        return (domain, record)
    }
}
