import Foundation

/// nginx with TLS, as a peer that speaks HTTP/1.1 and HTTP/2.
final class NginxServer {
    static let isAvailable = ["/usr/sbin/nginx", "/usr/bin/openssl"].allSatisfy {
        FileManager.default.isExecutableFile(atPath: $0)
    }

    let folder: URL
    let port: UInt16
    private let process = Process()

    /// A self-signed certificate for `api.moorage.test`.
    var certificateFile: String { folder.appending(path: "certificate.pem").path }

    /// Starts it and waits until it listens.
    init(port: UInt16) throws {
        self.port = port
        folder = FileManager.default.temporaryDirectory.appending(path: "moorage-nginx-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try run(
            "/usr/bin/openssl",
            [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                "-subj", "/CN=api.moorage.test", "-addext", "subjectAltName=DNS:api.moorage.test",
                "-keyout", "key.pem", "-out", "certificate.pem",
            ]
        )
        try configuration.write(to: folder.appending(path: "nginx.conf"), atomically: true, encoding: .utf8)
        process.executableURL = URL(filePath: "/usr/sbin/nginx")
        process.arguments = ["-p", folder.path, "-c", "nginx.conf", "-e", "error.log"]
        process.standardError = FileHandle.nullDevice
        try process.run()
    }

    func stop() {
        process.terminate()
        process.waitUntilExit()
        try? FileManager.default.removeItem(at: folder)
    }

    private var configuration: String {
        """
        daemon off;
        pid nginx.pid;
        error_log error.log;
        events { worker_connections 512; }
        http {
            access_log off;
            client_body_temp_path body;
            proxy_temp_path proxy;
            fastcgi_temp_path fastcgi;
            uwsgi_temp_path uwsgi;
            scgi_temp_path scgi;
            server {
                listen 127.0.0.1:\(port) ssl http2;
                ssl_certificate certificate.pem;
                ssl_certificate_key key.pem;
                location / { return 200 "$server_protocol $connection"; }
            }
        }
        """
    }

    private func run(_ program: String, _ arguments: [String]) throws {
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        process.currentDirectoryURL = folder
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw CocoaError(.executableLoad) }
    }
}
