import CommandOutput
import Templates
import Workspaces

/// The folders that a daemon uploads to its hosts. They are checked first, so that a daemon that cannot work changes
/// nothing.
enum CarriedFolders {
    /// - Returns: the digest of the playbooks, with which runs refer to them.
    /// - Throws: ``CommandFailure`` that names the setting for the folder.
    static func check(_ settings: Settings) throws -> String {
        if settings.application.url == nil {
            _ = try load("The application", settings.application.folder, "MOORAGE_APP") {
                try ApplicationArchive.load(directory: $0)
            }
        }
        return try load("The playbooks", settings.playbooksFolder, "MOORAGE_PLAYBOOKS_DIR") {
            try PlaybookArchive.load(directory: $0)
        }.digest.hex
    }

    private static func load<Archive>(
        _ what: String,
        _ folder: String,
        _ setting: String,
        _ load: (String) throws -> Archive
    ) throws -> Archive {
        do {
            return try load(folder)
        } catch let error as ArchiveError {
            throw CommandFailure(
                "\(what) at \(folder) cannot be used: \(error) Start moorage in its folder, or set \(setting)."
            )
        }
    }
}
