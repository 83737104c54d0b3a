import FoundationEssentials
import Templates
import Testing
import Workspaces

@Suite("Folders as archives")
struct DirectoryArchiveTests {
    private func fill(_ folder: String) throws {
        try Program.write("b", to: folder + "/b/two")
        try Program.write("a", to: folder + "/a", mode: 0o600)
        try Program.write("#!/bin/sh\n", to: folder + "/bin/moorage-host", mode: 0o700)
        try Program.write("x", to: folder + "/__pycache__/x.pyc")
        try Program.write("x", to: folder + "/b/two.pyc")
        try Program.write("x", to: folder + "/.git/HEAD")
    }

    @Test("content, order and digest depend only on the sources")
    func deterministic() async throws {
        let archives = try await Program.withTemporaryFolder { folder in
            try fill(folder + "/one")
            try fill(folder + "/two")
            try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: folder + "/two/a")
            return [
                try DirectoryArchive.load(directory: folder + "/one"),
                try DirectoryArchive.load(directory: folder + "/two"),
            ]
        }
        #expect(archives[0].files == ["a", "b/two", "bin/moorage-host"])
        #expect(archives[0].bytes == archives[1].bytes)
        #expect(archives[0].digest == archives[1].digest)
        #expect(try Program.untar(archives[0].bytes) == ["a": "a", "b/two": "b", "bin/moorage-host": "#!/bin/sh\n"])
    }

    @Test("the digest is the SHA-256 of the bytes, according to another program")
    func digest() async throws {
        try await Program.withTemporaryFolder { folder in
            try fill(folder + "/one")
            let archive = try ApplicationArchive.load(directory: folder + "/one")
            #expect(FileManager.default.createFile(atPath: folder + "/a.tar", contents: Data(archive.bytes)))
            let sum = try await Program.run("/usr/bin/sha256sum", [folder + "/a.tar"])
            #expect(sum.output.hasPrefix(archive.digest.hex))
        }
    }

    @Test("a changed byte, name or executable bit changes the digest")
    func sensitive() async throws {
        try await Program.withTemporaryFolder { folder in
            try fill(folder)
            var digests = [try DirectoryArchive.load(directory: folder).digest]
            try Program.write("c", to: folder + "/a")
            digests.append(try DirectoryArchive.load(directory: folder).digest)
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder + "/a")
            digests.append(try DirectoryArchive.load(directory: folder).digest)
            try FileManager.default.moveItem(atPath: folder + "/a", toPath: folder + "/c")
            digests.append(try DirectoryArchive.load(directory: folder).digest)
            #expect(Set(digests).count == 4)
        }
    }

    @Test("a symbolic link is refused rather than followed out of the folder")
    func link() async throws {
        try await Program.withTemporaryFolder { folder in
            try Program.write("a", to: folder + "/a")
            try FileManager.default.createSymbolicLink(atPath: folder + "/b", withDestinationPath: "/etc/passwd")
            #expect { try DirectoryArchive.load(directory: folder) } throws: {
                ($0 as? ArchiveError)?.code == .unsupportedEntry
            }
        }
    }

    @Test("a missing or empty folder is refused with its path")
    func missing() async throws {
        try await Program.withTemporaryFolder { folder in
            for (path, code) in [(folder, ArchiveError.Code.incomplete), (folder + "/no", .unreadable)] {
                #expect { try DirectoryArchive.load(directory: path) } throws: { error in
                    let error = error as? ArchiveError
                    return error?.code == code && error?.message.contains(path) == true
                }
            }
        }
    }

    @Test("the project's own playbooks and application are such folders")
    func own() throws {
        let project = "/" + #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
        let playbooks = try DirectoryArchive.load(directory: project + "/playbooks", excluding: ["tests"])
        #expect(playbooks.digest == (try PlaybookArchive.load(directory: project + "/playbooks").digest))
        #expect(!playbooks.files.contains { $0.hasPrefix("tests/") })
        #expect(try !DirectoryArchive.load(directory: project + "/examples/workspace-app").files.isEmpty)
    }

    @Test("a folder without the host's program is not a folder of playbooks")
    func playbooks() async throws {
        try await Program.withTemporaryFolder { folder in
            try fill(folder)
            #expect { try PlaybookArchive.load(directory: folder) } throws: {
                ($0 as? ArchiveError)?.code == .incomplete
            }
            try Program.write("---\n", to: folder + "/deploy_workspace.yml")
            try Program.write("---\n", to: folder + "/decommission_workspace.yml")
            let archive = try PlaybookArchive.load(directory: folder)
            #expect(try Program.untar(archive.bytes).keys.contains("deploy_workspace.yml"))
            try Program.write("x", to: folder + "/tests/test.py")
            #expect(try PlaybookArchive.load(directory: folder).digest == archive.digest)
            try Program.write("x", to: folder + "/roles/tests/test.py")
            #expect(try PlaybookArchive.load(directory: folder).digest != archive.digest)
        }
    }
}
