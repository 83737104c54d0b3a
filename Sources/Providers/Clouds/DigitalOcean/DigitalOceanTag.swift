/// Makes sure that a tag exists.
enum DigitalOceanTag {
    /// Making a tag again usually does nothing; an API that minds is asked whether the tag is there.
    static func ensure(_ tag: String, _ client: DigitalOceanClient) async throws(DigitalOceanError) {
        let call = DigitalOceanCall(
            method: .post,
            path: ["tags"],
            body: try DigitalOceanProvider.json(DigitalOceanAPI.TagCreation(name: tag)),
            callClass: .create,
            purpose: "create the tag \(tag)"
        )
        do throws(DigitalOceanError) {
            _ = try await client.send(call)
        } catch {
            guard [400, 409, 422].contains(error.status), try await exists(tag, client) else { throw error }
        }
    }

    private static func exists(_ tag: String, _ client: DigitalOceanClient) async throws(DigitalOceanError) -> Bool {
        let call = DigitalOceanCall(
            method: .get,
            path: ["tags", tag],
            callClass: .create,
            purpose: "look up the tag \(tag)"
        )
        do throws(DigitalOceanError) {
            _ = try await client.send(call)
            return true
        } catch {
            guard error.status == 404 else { throw error }
            return false
        }
    }
}
