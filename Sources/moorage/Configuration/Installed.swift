import Foundation

/// The place of the files that come with the program.
enum Installed {
    /// `../share/moorage` beside the program.
    static var share: String {
        let program = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        let folder = URL(fileURLWithPath: program).deletingLastPathComponent()
        return folder.appendingPathComponent("../share/moorage").standardizedFileURL.path
    }

    /// A folder under `share`, or with the same name in the working folder if the program is not installed.
    static func folder(_ name: String, under share: String) -> String {
        let installed = "\(share)/\(name)"
        return FileManager.default.fileExists(atPath: installed) ? installed : name
    }
}
