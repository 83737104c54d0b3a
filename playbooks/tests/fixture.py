"""Makes a workspace's bundle as the daemon would: for tests, and for rehearsals on a machine.

python3 fixture.py WORKSPACE OFFSET APPLICATION_FOLDER OUTPUT_FOLDER [--neo4j] [--word TEXT]
writes OUTPUT_FOLDER/<sha256>.tar and prints the digest.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import sys
import tarfile
from pathlib import Path
from typing import Any

BASES = {"daphne": 8000, "redis": 6379, "qdrant_http": 6333, "qdrant_grpc": 6334, "neo4j": 7687}

# Every bundle of the fixture gives the same secrets, and each word of them can be searched for in what a run leaves.
SECRET = "sentinel-3f9c"

UNIT = """[Unit]
Description=Moorage workspace {workspace}: {service}
After=network.target postgresql.service
StartLimitIntervalSec=0

[Service]
Type={type}
WorkingDirectory=/srv/moorage/{workspace}/{folder}
{extra}
ExecStart={command}
TimeoutStopSec=10
ReadWritePaths=-/srv/moorage/{workspace}
User={workspace}
Group={workspace}
Slice=moorage-{workspace}.slice
Restart=on-failure
RestartSec=2
UMask=0027
NoNewPrivileges=yes
ProtectSystem=strict
PrivateTmp=yes

[Install]
WantedBy=multi-user.target
"""

DATABASE = """SET password_encryption = 'scram-sha-256';
SELECT 'CREATE ROLE adim_{workspace}'
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'adim_{workspace}') \\gexec
ALTER ROLE adim_{workspace} WITH LOGIN PASSWORD '{secret}-db-{workspace}';
SELECT 'CREATE DATABASE adim_{workspace} OWNER adim_{workspace}'
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'adim_{workspace}') \\gexec
"""

NGINX = """server {{
    listen 443 ssl;
    server_name {domain};
    ssl_certificate /etc/moorage/workspaces/{workspace}/tls/certificate.pem;
    ssl_certificate_key /etc/moorage/workspaces/{workspace}/tls/key.pem;
    location /media/ {{ alias /srv/moorage/{workspace}/media/; }}
    location /static/ {{ alias /srv/moorage/{workspace}/app/static/; }}
    location / {{ proxy_pass http://127.0.0.1:{daphne}; proxy_set_header Host $host; }}
}}
"""


def configuration(workspace: str, ports: dict[str, int], domain: str, word: str) -> dict[str, str]:
    """The files below /etc/moorage/workspaces/<id>/, by name."""
    return {
        "environment": (
            f"CUSTOMER_ID={workspace}\nWORKSPACE_NAME=\"{word}\"\n"
            f"DATABASE_URL=postgresql://adim_{workspace}:{SECRET}-db-{workspace}@127.0.0.1:5432/adim_{workspace}\n"
            f"REDIS_URL=redis://:{SECRET}-redis@127.0.0.1:{ports['redis']}/0\nQDRANT_HOST=127.0.0.1\n"
            f"QDRANT_HTTP_PORT={ports['qdrant_http']}\nQDRANT_API_KEY={SECRET}-qdrant\n"
        ),
        "redis.conf": (
            f"bind 127.0.0.1\nport {ports['redis']}\nrequirepass {SECRET}-redis\nsupervised systemd\n"
            f"dir /srv/moorage/{workspace}/redis\nappendonly yes\n"
        ),
        "qdrant.yaml": (
            f"service:\n  host: 127.0.0.1\n  http_port: {ports['qdrant_http']}\n  grpc_port: {ports['qdrant_grpc']}\n"
            f"  api_key: {SECRET}-qdrant\n"
        ),
        "neo4j.conf": f"server.bolt.listen_address=127.0.0.1:{ports['neo4j']}\n",
        "database.sql": DATABASE.format(workspace=workspace, secret=SECRET),
        "verify.json": json.dumps({"services": checks(ports, domain)}),
    }


def checks(ports: dict[str, int], domain: str) -> list[dict[str, Any]]:
    """What verify.json asks."""
    return [
        {"service": "redis", "kind": "redis", "port": ports["redis"], "password": f"{SECRET}-redis"},
        {"service": "qdrant", "kind": "http", "port": ports["qdrant_http"], "path": "/readyz",
         "header_name": "api-key", "header_value": f"{SECRET}-qdrant"},
        {"service": "qdrant", "kind": "tcp", "port": ports["qdrant_grpc"]},
        {"service": "daphne", "kind": "http", "port": ports["daphne"], "path": "/health/", "host": domain},
        {"service": "nginx", "kind": "https", "port": 443, "path": "/health/", "host": domain},
    ]


def units(workspace: str, ports: dict[str, int]) -> dict[str, str]:
    """The workspace's units by service."""
    python = f"/srv/moorage/{workspace}/venv/bin/python"
    etc = f"/etc/moorage/workspaces/{workspace}"
    environment = f"EnvironmentFile={etc}/environment"
    daphne = f"{python} -m daphne -b 127.0.0.1 -p {ports['daphne']} app.asgi:application"
    schedule = f"/srv/moorage/{workspace}/logs/celerybeat-schedule"
    commands = {
        "daphne": ("exec", "app", environment, daphne),
        "celery-worker": ("exec", "app", environment, f"{python} -m celery -A app.tasks worker --concurrency=1"),
        "celery-beat": ("exec", "app", environment, f"{python} -m celery -A app.tasks beat -s {schedule} --pidfile="),
        "redis": ("notify", "redis", "", f"/usr/bin/redis-server {etc}/redis.conf"),
        "qdrant": ("exec", "qdrant", "", f"/usr/local/bin/qdrant --config-path {etc}/qdrant.yaml"),
        "neo4j": ("exec", "neo4j", f"Environment=NEO4J_CONF={etc}", "/usr/local/bin/neo4j console"),
    }
    return {
        service: UNIT.format(
            workspace=workspace, service=service, type=kind, folder=folder, extra=extra, command=command
        )
        for service, (kind, folder, extra, command) in commands.items()
    }


def rendered(workspace: str, offset: int, domain: str, word: str) -> list[tuple[str, str, str, str, str, str]]:
    """Source, destination, mode, group, service and text of every file."""
    ports = {service: base + offset for service, base in BASES.items()}
    services = {"redis.conf": "redis", "qdrant.yaml": "qdrant", "neo4j.conf": "neo4j", "environment": "daphne",
                "database.sql": "postgres", "verify.json": ""}
    files = []
    for name, text in configuration(workspace, ports, domain, word).items():
        closed = name in ("database.sql", "verify.json")
        mode, group = ("0600", "root") if closed else ("0640", workspace)
        files.append((name, f"/etc/moorage/workspaces/{workspace}/{name}", mode, group, services[name], text))
    for service, text in units(workspace, ports).items():
        name = f"moorage-{workspace}-{service}.service"
        files.append((name, f"/etc/systemd/system/{name}", "0644", "root", service, text))
    others = {
        f"moorage-{workspace}.slice": ("/etc/systemd/system/{}", "slice", "[Slice]\nTasksMax=400\n"),
        "nginx.conf": (f"/etc/nginx/sites-available/moorage-{workspace}.conf", "nginx",
                       NGINX.format(workspace=workspace, domain=domain, daphne=ports["daphne"])),
        "logrotate": (f"/etc/logrotate.d/moorage-{workspace}", "logrotate",
                      f"/srv/moorage/{workspace}/logs/*.log {{\n  su {workspace} {workspace}\n  weekly\n}}\n"),
    }
    files += [
        (name, destination.format(name), "0644", "root", service, text)
        for name, (destination, service, text) in others.items()
    ]
    return files


def make_bundle(
    workspace: str, offset: int, application: Path, neo4j: bool = False, word: str = "fixture", **changes: Any
) -> bytes:
    """The bundle's archive. `changes` replace entries of variables.json."""
    domain = f"{workspace}.workspaces.test"
    files = [
        file for file in rendered(workspace, offset, domain, word) if neo4j or "neo4j" not in (file[4], file[0])
    ]
    carried = pack({str(path.relative_to(application)): path.read_bytes() for path in sorted(application.rglob("*"))
                    if path.is_file() and "__pycache__" not in path.parts})
    manifest = [
        {"source": f"files/{name}", "destination": destination, "mode": mode, "owner": "root", "group": group,
         "sha256": hashlib.sha256(text.encode()).hexdigest(), "service": service}
        for name, destination, mode, group, service, text in files
    ]
    variables = {
        "workspace_id": workspace, "generation": 1, "domain": domain,
        "ports": {service: base + offset for service, base in BASES.items()}, "features": {"neo4j": neo4j},
        "application": {"kind": "carried", "url": "", "sha256": hashlib.sha256(carried).hexdigest(), "revision": ""},
        "artifacts": {"qdrant": {"url": "", "sha256": ""}, "neo4j": {"url": "", "sha256": ""}},
        "tls": {"kind": "self_signed", "email": ""},
    } | changes
    content = {f"files/{file[0]}": file[5].encode() for file in files}
    content["manifest.json"] = json.dumps({"workspace_id": workspace, "generation": 1, "files": manifest}).encode()
    content["variables.json"] = json.dumps(variables).encode()
    content["application.tar"] = carried
    return pack(content)


def pack(content: dict[str, bytes]) -> bytes:
    """A tar archive that depends on nothing but its content."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for name, data in content.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            member.mode = 0o644
            tar.addfile(member, io.BytesIO(data))
    return buffer.getvalue()


def main() -> None:
    """See the module's description."""
    parser = argparse.ArgumentParser()
    parser.add_argument("workspace")
    parser.add_argument("offset", type=int)
    parser.add_argument("application", type=Path)
    parser.add_argument("output", type=Path)
    parser.add_argument("--neo4j", action="store_true")
    parser.add_argument("--word", default="fixture")
    parser.add_argument("--variables", type=json.loads, default={}, help="JSON that replaces variables")
    given = parser.parse_args()
    archive = make_bundle(
        given.workspace, given.offset, given.application, given.neo4j, given.word, **given.variables
    )
    digest = hashlib.sha256(archive).hexdigest()
    (given.output / f"{digest}.tar").write_bytes(archive)
    sys.stdout.write(digest + "\n")


if __name__ == "__main__":
    main()
