import Glibc

/// The few file operations that a cluster needs.
enum Files {
    static func exists(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }

    static func isProgram(_ path: String) -> Bool { unsafe access(path, X_OK) == 0 }

    /// Creates a folder and its missing parents, open to all whatever the umask is. Existing ones stay unchanged.
    static func makeFolder(_ path: String) throws(PostgresError) {
        var prefix = path.hasPrefix("/") ? "" : "."
        for part in path.split(separator: "/") {
            prefix += "/\(part)"
            if unsafe mkdir(prefix, 0o755) == 0 {
                try setMode(0o755, of: prefix)
            } else if errno != EEXIST {
                throw failure("folder \(prefix) cannot be created")
            }
        }
    }

    /// Creates a folder, if missing, that only the account may enter.
    static func makePrivateFolder(_ path: String, owner: ServerAccount) throws(PostgresError) {
        try makeFolder(path)
        try setMode(0o700, of: path)
        if owner.isForeign, unsafe chown(path, owner.userID, owner.groupID) != 0 {
            throw failure("the owner of \(path) cannot be set")
        }
    }

    static func setMode(_ mode: mode_t, of path: String) throws(PostgresError) {
        guard unsafe chmod(path, mode) == 0 else { throw failure("the mode of \(path) cannot be set") }
    }

    /// Creates a folder with a unique name.
    static func makeTemporaryFolder(prefix: String) throws(PostgresError) -> String {
        var template = Array("\(prefix)XXXXXX".utf8CString)
        guard unsafe mkdtemp(&template) != nil else { throw failure("no folder \(prefix)… can be created") }
        return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// A file's size in bytes; 0 if it does not exist.
    static func size(_ path: String) -> Int {
        var status = stat()
        return unsafe stat(path, &status) == 0 ? Int(status.st_size) : 0
    }

    /// The names in a folder; none if it cannot be read.
    static func list(_ path: String) -> [String] {
        guard let folder = unsafe opendir(path) else { return [] }
        defer { unsafe closedir(folder) }
        var names: [String] = []
        while let entry = unsafe readdir(folder) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { start in
                unsafe start.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    /// The contents of a small file; nil if it cannot be read.
    static func read(_ path: String) -> String? {
        guard let file = unsafe fopen(path, "re") else { return nil }
        defer { unsafe fclose(file) }
        // The files read here have only a few lines.
        var bytes = [UInt8](repeating: 0, count: 65_536)
        let count = unsafe fread(&bytes, 1, bytes.count, file)
        return String(decoding: bytes.prefix(count), as: UTF8.self)
    }

    /// The target of a symbolic link; nil if it is not a link.
    static func target(ofLink path: String) -> String? {
        var bytes = [UInt8](repeating: 0, count: Int(PATH_MAX))
        let count = unsafe bytes.withUnsafeMutableBytes { buffer in
            guard let start = buffer.baseAddress else { return -1 }
            return unsafe readlink(path, start.assumingMemoryBound(to: CChar.self), buffer.count)
        }
        return count > 0 ? String(decoding: bytes.prefix(count), as: UTF8.self) : nil
    }

    /// The path without symbolic links; unchanged if it does not exist.
    static func resolved(_ path: String) -> String {
        guard let real = unsafe realpath(path, nil) else { return path }
        defer { unsafe free(real) }
        return unsafe String(cString: real)
    }

    static func failure(_ message: String) -> PostgresError {
        PostgresError(.clusterFailed, "\(message): \(unsafe String(cString: strerror(errno)))")
    }
}
