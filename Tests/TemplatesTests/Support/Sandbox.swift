import FoundationEssentials
import Templates
import Testing
import Workspaces

/// A host for one script: its own network, and writable layers over `/etc`, `/run`, `/srv`, `/var` and `/usr/local`
/// that vanish with it. Programs read the rendered files in their places, with their real names, owners, modes and
/// ports.
///
/// Needs root and the programs of `packages`; `isAvailable` says whether they are installed.
enum Sandbox {
    static let isAvailable =
        Program.exists(
            "/usr/bin/unshare",
            "/usr/sbin/nginx",
            "/usr/bin/redis-server",
            "/usr/sbin/logrotate",
            "/usr/bin/systemd-analyze",
            "/usr/bin/curl",
            "/usr/bin/openssl",
            "/usr/bin/python3"
        ) && isRoot && isPostgresAvailable

    static let explanation: Comment =
        "needs root, nginx, redis-server, PostgreSQL, logrotate, systemd-analyze, curl, openssl and python3"

    private static var isRoot: Bool { FileManager.default.isWritableFile(atPath: "/root") }
    private static var isPostgresAvailable: Bool { FileManager.default.fileExists(atPath: "/usr/lib/postgresql") }

    /// Installs a bundle by its manifest, like the playbook, and runs a script with `bash -eu`.
    ///
    /// - Parameter input: the content of `/mnt/input` for the script.
    static func run(_ bundle: WorkspaceBundle? = nil, input: String = "", script: String) async throws
        -> Program.Outcome
    {
        try await Program.withTemporaryFolder { folder in
            if let bundle {
                let archive = Data(bundle.archive.reveal())
                #expect(FileManager.default.createFile(atPath: folder + "/bundle.tar", contents: archive))
            }
            try Program.write(input, to: folder + "/input")
            try Program.write(preparation + installation + script, to: folder + "/script")
            return try await Program.run(
                "/usr/bin/unshare",
                [
                    "--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc", "--propagation", "private",
                    "/bin/bash", "-eu", "-o", "pipefail", folder + "/script", folder,
                ]
            )
        }
    }

    private static let preparation = """
        mount -t tmpfs -o mode=755 tmpfs /mnt
        cp -r "$1"/. /mnt/
        for folder in etc run srv var usr/local; do
            mkdir -p /mnt/layers/$folder/{upper,work}
            mount -t overlay -o lowerdir=/$folder,upperdir=/mnt/layers/$folder/upper,workdir=/mnt/layers/$folder/work \\
                overlay /$folder
        done
        ip link set lo up
        cd /mnt

        """

    /// Handles a bundle like the playbook, and stands in for the programs that it installs.
    private static let installation = """
        if [ -e /mnt/bundle.tar ]; then
            useradd --no-create-home --home-dir /srv/moorage/ws7x2k4 ws7x2k4
            mkdir -p /mnt/bundle /srv/moorage/ws7x2k4/{app,venv/bin,media,logs,redis,qdrant,neo4j}
            tar -xf /mnt/bundle.tar -C /mnt/bundle
            chown -R ws7x2k4:ws7x2k4 /srv/moorage/ws7x2k4
            chgrp www-data /srv/moorage/ws7x2k4{,/app,/media}
            chmod 2750 /srv/moorage/ws7x2k4{,/app,/media}
            ln -sf /usr/bin/python3 /srv/moorage/ws7x2k4/venv/bin/python
            ln -sf /bin/true /usr/local/bin/qdrant
            ln -sf /bin/true /usr/local/bin/neo4j
            python3 - <<'PYTHON'
        import hashlib, json, os, shutil
        for entry in json.load(open('/mnt/bundle/manifest.json'))['files']:
            source, destination = '/mnt/bundle/' + entry['source'], entry['destination']
            assert hashlib.sha256(open(source, 'rb').read()).hexdigest() == entry['sha256'], source
            os.makedirs(os.path.dirname(destination), exist_ok=True)
            shutil.copyfile(source, destination)
            shutil.chown(destination, entry['owner'], entry['group'])
            os.chmod(destination, int(entry['mode'], 8))
        PYTHON
        fi

        """
}
