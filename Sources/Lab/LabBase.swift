import Crypto
import FoundationEssentials
package import Workspaces

/// The tree from which machines boot: a distribution with the packages that the playbooks install.
///
/// It is built once per recipe and distribution, and cached under a name with the recipe's digest: a changed recipe is
/// a new base, and no base changes under a running machine.
package struct LabBase: Sendable {
    /// The default folder for bases.
    package static let defaultFolder = "/var/cache/moorage/lab"
    /// Hex digits of the digest in the folder's name: enough to tell recipes apart, short enough to read.
    private static let digestLength = 16

    /// The folder with the bases.
    package let folder: String
    /// The distribution of its machines.
    package let distribution: Distribution

    /// Sets the folder with the bases, and the distribution of the machines.
    package init(folder: String = LabBase.defaultFolder, distribution: Distribution = .debian12) {
        self.folder = folder
        self.distribution = distribution
    }

    /// The SHA-256 of this program's recipe, in hex.
    package static var recipeDigest: String {
        var hasher = SHA256()
        for file in recipe {
            hasher.update(data: Array("\(file.name):\(file.bytes.count):".utf8))
            hasher.update(data: file.bytes)
        }
        return hasher.finalize().map { Hexadecimal.byte(Int($0)) }.joined()
    }

    /// The base of this program's recipe, whether or not it exists yet.
    package var path: String { "\(folder)/\(distribution.name)-\(Self.recipeDigest.prefix(Self.digestLength))" }

    /// Whether the base exists.
    package var isBuilt: Bool { FileManager.default.fileExists(atPath: path) }

    /// Builds the base unless it exists, and returns its path. Needs root, and a minute or two.
    ///
    /// Two builders do not collide: the second waits for the first.
    ///
    /// - Parameter progress: Called with each line of the build's output.
    /// - Throws: `LabError.commandFailed` with the build's last lines.
    @discardableResult
    package func build(progress: @Sendable (String) -> Void = { _ in }) async throws -> String {
        if isBuilt { return path }
        let scripts = try Scripts.unpack(Self.recipe)
        defer { scripts.remove() }
        let arguments = [scripts.path("build-base.sh"), path, scripts.folder, distribution.name]
        try await Command.follow("bash", arguments, onLine: progress)
        return path
    }

    private static var recipe: [Scripts.File] {
        [
            Scripts.File(name: "build-base.sh", bytes: PackageResources.build_base_sh),
            Scripts.File(name: "moorage-stand-in-neo4j", bytes: PackageResources.moorage_stand_in_neo4j),
            Scripts.File(name: "moorage-stand-in-qdrant", bytes: PackageResources.moorage_stand_in_qdrant),
            Scripts.File(name: "ubuntu-archive-key.gpg", bytes: PackageResources.ubuntu_archive_key_gpg),
        ]
    }
}

/// Embedded programs, written to a temporary folder while they run.
struct Scripts {
    /// One embedded program.
    struct File {
        let name: String
        let bytes: [UInt8]
    }

    /// The folder, readable only by its owner.
    let folder: String

    /// Writes the files into a new temporary folder.
    static func unpack(_ files: [File]) throws -> Scripts {
        let folder = FileManager.default.temporaryDirectory.path + "/moorage-lab-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: folder,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
        for file in files {
            try Data(file.bytes).write(to: URL(filePath: "\(folder)/\(file.name)"))
        }
        return Scripts(folder: folder)
    }

    /// The path of one of the files.
    func path(_ name: String) -> String { "\(folder)/\(name)" }

    /// Removes the folder.
    func remove() {
        // A leftover in the temporary folder is harmless, and a caller could do nothing about it.
        try? FileManager.default.removeItem(atPath: folder)
    }
}
