import FoundationEssentials
import Testing

@testable import Templates

@Suite("Tar archive")
struct TarArchiveTests {
    @Test("an archive is the same bytes each time, and ends with two zero blocks")
    func deterministic() throws {
        func make() throws -> [UInt8] {
            var archive = TarArchive()
            try archive.append(folder: "bin")
            try archive.append(file: "bin/run", mode: 0o755, content: Array("x".utf8))
            return archive.finished()
        }
        let bytes = try make()
        #expect(bytes == (try make()))
        #expect(bytes.count % 10240 == 0)
        #expect(bytes.suffix(1024).allSatisfy { $0 == 0 })
    }

    @Test("GNU tar lists names, modes, owners and times", .enabled(if: Program.exists("/usr/bin/tar"), "needs GNU tar"))
    func listing() async throws {
        let long = String(repeating: "folder/", count: 20) + "file"
        var archive = TarArchive()
        try archive.append(folder: "bin")
        try archive.append(file: "bin/run", mode: 0o755, content: Array("12345".utf8))
        try archive.append(file: "żółw 🚢", mode: 0o600, content: [])
        try archive.append(file: long, mode: 0o644, content: Array(repeating: 7, count: 513))
        let bytes = archive.finished()
        let listing = try await Program.withTemporaryFolder { folder in
            #expect(FileManager.default.createFile(atPath: folder + "/a.tar", contents: Data(bytes)))
            return try await Program.run(
                "/usr/bin/tar",
                ["--utc", "--quoting-style=literal", "-tvf", folder + "/a.tar"],
                environment: ["LC_ALL": "C.UTF-8"]
            )
        }
        let lines = listing.output.split(separator: "\n").map {
            $0.split(separator: " ", omittingEmptySubsequences: true)
        }
        #expect(lines.map { $0[0] } == ["drwxr-xr-x", "-rwxr-xr-x", "-rw-------", "-rw-r--r--"])
        #expect(lines.allSatisfy { $0[1] == "root/root" && $0[3] == "1970-01-01" })
        #expect(lines.map { $0[2] } == ["0", "5", "0", "513"])
        #expect(lines.map { $0.dropFirst(5).joined(separator: " ") } == ["bin/", "bin/run", "żółw 🚢", long])
        #expect(listing.errors == "")
    }

    @Test(
        "a name that leads out of the archive, or fits no header, is refused",
        arguments: [
            "", "/etc/passwd", "../x", "a/../b", "a//b", "a\0b", String(repeating: "n", count: 101),
            String(repeating: "n", count: 101) + "/x/" + String(repeating: "n", count: 101),
            String(repeating: "p", count: 156) + "/x",
        ]
    )
    func names(name: String) {
        var archive = TarArchive()
        #expect { try archive.append(file: name, mode: 0o644, content: []) } throws: {
            ($0 as? ArchiveError)?.code == .name
        }
    }

    @Test("an archive larger than the bound is refused")
    func size() throws {
        var archive = TarArchive()
        let half = [UInt8](repeating: 0, count: TarArchive.maximumSize / 2)
        try archive.append(file: "a", mode: 0o644, content: half)
        #expect { try archive.append(file: "b", mode: 0o644, content: half) } throws: {
            ($0 as? ArchiveError)?.code == .size
        }
        #expect(archive.finished().count <= TarArchive.maximumSize)
    }
}
