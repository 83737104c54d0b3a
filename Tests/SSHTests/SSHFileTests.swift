import Foundation
import SSH
import TestSSHServer
import Testing

/// Against a real sshd, which needs root to log in users; skipped elsewhere.
@Suite(.enabled(if: TestSSHServer.isAvailable, "needs root and sshd"), .timeLimit(.minutes(15)))
struct SSHFileTests {
    private func withSession(_ body: (SSHSession, URL) async throws -> Void) async throws {
        try await TestSSHServer.run { server in
            let session = try await SSHSession.connect(server.configuration())
            let folder = server.directory.appending(path: "it's a folder")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try await body(session, folder)
            await session.close()
        }
    }

    @Test func `a file arrives complete, with its mode, and leaves nothing beside it`() async throws {
        try await withSession { session, folder in
            for (size, mode) in [(0, 0o600), (1, 0o644), (3_000_001, 0o4750)] {
                let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31) }
                let file = folder.appending(path: "file \(size)")
                try await session.upload(bytes, to: file.path, mode: UInt16(mode), timeout: .seconds(30))
                #expect(FileManager.default.contents(atPath: file.path) == Data(bytes))
                let attributes = try FileManager.default.attributesOfItem(atPath: file.path)
                #expect(attributes[.posixPermissions] as? Int == mode)
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count == 3)
        }
    }

    @Test func `a file is replaced, never rewritten`() async throws {
        try await withSession { session, folder in
            let file = folder.appending(path: "config").path
            try await session.upload(Array("old".utf8), to: file, mode: 0o600, timeout: .seconds(10))
            let reader = try #require(FileHandle(forReadingAtPath: file))
            try await session.upload(Array("new!".utf8), to: file, mode: 0o600, timeout: .seconds(10))
            #expect(try reader.readToEnd() == Data("old".utf8))
            #expect(FileManager.default.contents(atPath: file) == Data("new!".utf8))
        }
    }

    @Test func `an impossible upload is an error with the host's message, and leaves nothing`() async throws {
        try await withSession { session, folder in
            let missing = folder.appending(path: "missing/file").path
            let error = await #expect(throws: SSHError.self) {
                try await session.upload([1], to: missing, mode: 0o600, timeout: .seconds(10))
            }
            #expect(error?.code == .commandFailed)
            #expect(error?.message.contains("missing") == true)
            let isFolder = await #expect(throws: SSHError.self) {
                try await session.upload([1], to: folder.path, mode: 0o600, timeout: .seconds(10))
            }
            #expect(isFolder?.code == .commandFailed)
            let remains = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            #expect(remains.isEmpty)
            for path in ["relative", "/with\0nul", "/folder/"] {
                let error = await #expect(throws: SSHError.self) {
                    try await session.upload([1], to: path, mode: 0o600, timeout: .seconds(10))
                }
                #expect(error?.code == .invalidArgument)
            }
        }
    }

    @Test func `a growing file is read by offset`() async throws {
        try await withSession { session, folder in
            let file = folder.appending(path: "log").path
            try await session.upload(Array("0123456789".utf8), to: file, mode: 0o600, timeout: .seconds(10))
            func text(_ offset: Int64, _ limit: Int) async throws -> String {
                String(
                    decoding: try await session.read(file, from: offset, limit: limit, timeout: .seconds(10)),
                    as: UTF8.self
                )
            }
            #expect(try await text(0, 4) == "0123")
            #expect(try await text(4, 100) == "456789")
            #expect(try await text(10, 100) == "")
            #expect(try await text(1000, 100) == "")
            let error = await #expect(throws: SSHError.self) {
                try await session.read(folder.path + "/none", from: 0, limit: 1, timeout: .seconds(10))
            }
            #expect(error?.code == .noSuchFile)
        }
    }
}
