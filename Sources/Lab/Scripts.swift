import FoundationEssentials

/// Programs that the binary carries, laid out in a folder of their own for as long as they run.
struct Scripts {
    /// One embedded program.
    struct File {
        let name: String
        let bytes: [UInt8]
    }

    /// The folder, readable by its owner only.
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
        // A leftover in the temporary folder harms nobody, and there is nothing that a caller could do about it.
        try? FileManager.default.removeItem(atPath: folder)
    }
}
