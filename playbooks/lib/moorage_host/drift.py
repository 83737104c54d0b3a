"""Compares a workspace on this host with what was installed. It only reads, and queries systemd once."""

from __future__ import annotations

import hashlib
import os
import pwd
import stat
from pathlib import Path
from typing import Any

from . import durable
from .errors import HostError
from .fence import recorded_epoch
from .files import MAXIMUM_FILE_BYTES, allowed_destination, installed
from .layout import Layout
from .ports import Listeners, Port
from .systemd import Systemd

# A workspace has 15 files, 7 units and 6 ports; these bounds keep the answer below 16 KiB, the longest line that the
# daemon reads. Only files that differ are listed.
MAXIMUM_FILES = 15
MAXIMUM_UNITS = 16
MAXIMUM_PORTS = 16
TEXT_CHARACTERS = 64

# All workspaces of a host share them, and each needs them.
HOST_UNITS = ("nginx.service", "postgresql@*.service")

Item = dict[str, Any]


def drift(layout: Layout, systemd: Systemd, workspace: str, leased: list[int]) -> Item:
    """The state of the workspace. `leased` are its own ports, whether or not one of its services listens there."""
    folder = layout.workspace(workspace)
    records = installed(folder)
    allowed = allowed_destination(workspace)
    paths = [path for path in sorted(records) if allowed.fullmatch(_absolute(layout, path))]
    files = _files(layout, workspace, records, paths)
    differing = [file for file in files if file["state"] != "current"]
    units = _units(systemd, paths)
    return {
        "workspace": workspace,
        "installed": bool(paths),
        "epoch": _epoch(folder),
        "pending": durable.read_json(folder / "pending", [])[:MAXIMUM_UNITS],
        "user": _has_user(workspace, layout),
        "application": layout.home(workspace).joinpath("app").is_dir(),
        "files_checked": len(files),
        "files": differing[:MAXIMUM_FILES],
        "units": units[:MAXIMUM_UNITS],
        "ports": _ports(layout, workspace, leased),
        "truncated": len(differing) > MAXIMUM_FILES or len(units) > MAXIMUM_UNITS,
        "host": host(layout),
    }


def host(layout: Layout) -> Item:
    """Identifies the machine and its boot, and reports the free space."""
    disk = os.statvfs(layout.state if layout.state.is_dir() else layout.root)
    return {
        "boot_id": _line(layout.root / "proc/sys/kernel/random/boot_id"),
        "machine_id": _line(layout.root / "etc/machine-id"),
        "disk_free_mib": disk.f_bavail * disk.f_frsize >> 20,
        "disk_total_mib": disk.f_blocks * disk.f_frsize >> 20,
        "inodes_free": disk.f_favail,
    }


def _files(layout: Layout, workspace: str, records: dict[str, Item], paths: list[str]) -> list[Item]:
    answers = []
    for path in paths:
        state, digest = _file_state(Path(path), records[path])
        answer = {"path": _absolute(layout, path), "state": state}
        answers.append(answer | {"sha256": digest} if state == "changed" else answer)
    site = layout.root / f"etc/nginx/sites-available/moorage-{workspace}.conf"
    if str(site) in paths:
        link = layout.root / f"etc/nginx/sites-enabled/{site.name}"
        state = "current" if link.is_symlink() and os.readlink(link) == _absolute(layout, str(site)) else "missing"
        answers.append({"path": _absolute(layout, str(link)), "state": state})
    return answers


def _file_state(path: Path, record: Item) -> tuple[str, str]:
    """`current`, `changed`, `missing`, `mode` (owner, group or permissions), or `unrecorded` by an older version."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except FileNotFoundError:
        return "missing", ""
    except OSError:
        return "changed", ""  # A link, or something else that cannot be read as a file.
    with os.fdopen(descriptor, "rb") as file:
        status = os.fstat(descriptor)
        if not record:
            return "unrecorded", ""
        if not stat.S_ISREG(status.st_mode) or status.st_size > MAXIMUM_FILE_BYTES:
            return "changed", ""
        digest = hashlib.sha256(file.read(MAXIMUM_FILE_BYTES)).hexdigest()
    if digest != record["sha256"]:
        return "changed", digest
    is_ours = (status.st_mode & 0o7777, status.st_uid, status.st_gid) == (
        record["mode"], record["owner"], record["group"]
    )
    return ("current" if is_ours else "mode"), digest


def _units(systemd: Systemd, paths: list[str]) -> list[Item]:
    named = [Path(path).name for path in paths if path.endswith((".service", ".slice"))]
    if not named:
        return []
    return [_unit(about) for about in systemd.units([*named, *HOST_UNITS])]


def _unit(about: dict[str, str]) -> Item:
    restarts = about.get("NRestarts", "")
    return {
        "unit": plain(about.get("Id", "")),
        "state": "missing" if about.get("LoadState") == "not-found" else plain(about.get("ActiveState", "")),
        "detail": plain(about.get("SubState", "")),
        "enabled": about.get("UnitFileState") != "disabled",
        "restarts": int(restarts) if restarts.isdecimal() else 0,
    }


def _ports(layout: Layout, workspace: str, leased: list[int]) -> list[Item]:
    services = _listening_services(layout.configuration(workspace) / "verify.json")
    expected = {port: services.get(port, "") for port in [*leased, *services]}
    listeners = Listeners(layout.root)
    answers = []
    for port, service in list(expected.items())[:MAXIMUM_PORTS]:
        answers.append({"port": port, "service": service, **_judge(workspace, service, listeners.on(port))})
    return answers


def _listening_services(path: Path) -> dict[int, str]:
    """The port of each service that should listen. A damaged file is ignored here; it is reported among the files."""
    try:
        listed = durable.read_json(path, {"services": []})["services"]
        return {int(service["port"]): str(service["service"]) for service in listed}
    except (ValueError, KeyError, TypeError):
        return {}


def _judge(workspace: str, service: str, found: list[Port]) -> Item:
    """`ours`, `foreign` with its process, `silent` if a service should listen, otherwise `free`."""
    if service == "nginx":
        own = [port for port in found if port.unit == "nginx.service"]
    else:
        own = [port for port in found if f"moorage-{workspace}.slice" in port.slices]
    strangers = [port for port in found if port not in own]
    if strangers:
        stranger = strangers[0]
        return {
            "state": "foreign", "process": stranger.process, "name": plain(stranger.name), "unit": plain(stranger.unit),
        }
    if not own:
        return {"state": "silent" if service else "free"}
    answer = {"state": "ours"}
    if service != "nginx" and any(not port.is_loopback for port in own):
        answer["exposed"] = True  # Our services bind to loopback; only nginx is reachable from outside.
    return answer


def plain(text: str) -> str:
    """Text from the system, shortened and reduced to characters that are safe on a terminal."""
    return "".join(c if " " <= c <= "~" else "?" for c in text[:TEXT_CHARACTERS])


def _epoch(folder: Path) -> int | None:
    try:
        return recorded_epoch(folder)
    except HostError:
        return None  # Damaged.


def _has_user(workspace: str, layout: Layout) -> bool:
    try:
        return pwd.getpwnam(workspace).pw_dir == "/" + str(layout.home(workspace).relative_to(layout.root))
    except KeyError:
        return False


def _absolute(layout: Layout, path: str) -> str:
    """The path as the host sees it; different only in tests."""
    root = str(layout.root).rstrip("/")
    return path.removeprefix(root)


def _line(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file.read(TEXT_CHARACTERS).decode("ascii", errors="replace").strip()
    except OSError:
        return ""
