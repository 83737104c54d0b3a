"""Installs a workspace's rendered files and records what must restart because of them."""

from __future__ import annotations

import grp
import hashlib
import os
import pwd
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import bundle, durable
from .errors import HostError
from .fence import locked
from .layout import Layout
from .systemd import Systemd

# The services that read the environment file.
APPLICATION_SERVICES = ("daphne", "celery-worker", "celery-beat")
# A service has a role of its name; the limits and the rotation of logs need none.
ROLES = Path(__file__).resolve().parents[2] / "roles"
SERVICES = frozenset((*APPLICATION_SERVICES, "slice", "logrotate", *(role.name for role in ROLES.iterdir())))
# Pending work other than a restart: systemd must reload its units; the application must be prepared.
RELOAD_UNITS = "units"
APPLICATION = "application"

# Folders of a workspace's home that only its user may enter.
PRIVATE_FOLDERS = ("logs", "redis", "qdrant", "neo4j")
# nginx serves uploads and static files itself. It may traverse the home and read new files in `media` and `app`, which
# pass on their group. It is in no workspace's group, so it can read no configuration.
FRONT_SERVER_GROUP = "www-data"
SHARED_FOLDER_MODE = 0o2750
MAXIMUM_FILE_BYTES = 1 << 20


@dataclass(frozen=True)
class Entry:
    """One file of the manifest, checked."""

    content: bytes
    destination: Path
    mode: int
    owner: int
    group: int
    service: str

    @property
    def is_current(self) -> bool:
        """Whether the file on the host is already this one."""
        try:
            status = self.destination.lstat()
            return (
                (status.st_mode, status.st_uid, status.st_gid) == (0o100000 | self.mode, self.owner, self.group)
                and self.destination.read_bytes() == self.content
            )
        except FileNotFoundError:
            return False

    @property
    def record(self) -> dict[str, Any]:
        """The record of the file, which later shows whether somebody changed it."""
        return {
            "sha256": hashlib.sha256(self.content).hexdigest(), "mode": self.mode, "owner": self.owner,
            "group": self.group,
        }

    @property
    def work(self) -> set[str]:
        """The work that is pending once the file has been replaced."""
        if self.destination.name == "environment":
            return set(APPLICATION_SERVICES)
        work = {self.service} if self.service else set()
        return work | {RELOAD_UNITS} if self.destination.suffix in (".service", ".slice") else work


def install_files(layout: Layout, systemd: Systemd, workspace: str, digest: str) -> dict[str, Any]:
    """Brings folders and files to the state in the bundle's manifest; it does not touch correct ones."""
    with locked(layout, workspace) as folder:
        source = layout.bundles(workspace) / digest
        entries = _read_manifest(layout, workspace, source)
        changed = _make_folders(layout, workspace)
        stale = [entry for entry in entries if not entry.is_current]
        wanted = {str(entry.destination): entry.record for entry in entries}
        before = installed(folder)
        # Recorded before anything is replaced, so that the next run knows what is pending after an interruption.
        add_pending(folder, set().union(*(entry.work for entry in stale)))
        durable.replace_json(folder / "installed.json", before | wanted)
        for entry in stale:
            durable.replace(entry.destination, entry.content, entry.mode, entry.owner, entry.group)
        removed = [Path(name) for name in sorted(before.keys() - wanted.keys())]
        for path in removed:
            _remove(layout, systemd, workspace, path)
        if removed:
            add_pending(folder, {RELOAD_UNITS})
        durable.replace_json(folder / "installed.json", wanted)
        changed += [str(entry.destination) for entry in stale] + [str(path) for path in removed]
        return {"changed": changed, "pending": pending(folder)}


def installed(folder: Path) -> dict[str, dict[str, Any]]:
    """The files that bundles have installed, by path, with the expected state of each."""
    recorded = durable.read_json(folder / "installed.json", {})
    # Earlier versions recorded only paths.
    return recorded if isinstance(recorded, dict) else {path: {} for path in recorded}


def pending(folder: Path) -> list[str]:
    """The pending restarts and other work, sorted."""
    return durable.read_json(folder / "pending", [])


def add_pending(folder: Path, work: set[str]) -> None:
    """Adds to the pending work."""
    both = work.union(pending(folder))
    if both:
        durable.replace_json(folder / "pending", sorted(both))


def mark(layout: Layout, workspace: str, service: str, version: str = "") -> dict[str, Any]:
    """Records that a service must restart; with a version, only if the recorded one differs."""
    if service not in SERVICES:
        raise HostError(f"no such service: {service[:50]!r}")
    with locked(layout, workspace) as folder:
        versions = durable.read_json(folder / "versions.json", {})
        changed = not version or versions.get(service) != version
        if changed:
            add_pending(folder, {service})
        if version:
            durable.replace_json(folder / "versions.json", versions | {service: version})
        return {"changed": changed, "pending": pending(folder)}


def allowed_destination(workspace: str) -> re.Pattern[str]:
    """The paths that belong to a workspace; a manifest can name no other."""
    name = re.escape(workspace)
    return re.compile(
        rf"/etc/moorage/workspaces/{name}/[A-Za-z0-9._-]+"
        rf"|/etc/systemd/system/moorage-{name}(-[a-z0-9-]+\.service|\.slice)"
        rf"|/etc/nginx/sites-available/moorage-{name}\.conf"
        rf"|/etc/logrotate\.d/moorage-{name}"
    )


def _read_manifest(layout: Layout, workspace: str, source: Path) -> list[Entry]:
    manifest = durable.read_json(source / "manifest.json", None)
    if manifest is None:
        raise HostError(f"bundle {source.name} is not installed")
    if manifest["workspace_id"] != workspace:
        raise HostError(f"the bundle is for {manifest['workspace_id']}, not for {workspace}")
    allowed = allowed_destination(workspace)
    return [_entry(layout, source, allowed, about) for about in manifest["files"]]


def _entry(layout: Layout, source: Path, allowed: re.Pattern[str], about: dict[str, Any]) -> Entry:
    destination = about["destination"]
    if allowed.fullmatch(destination) is None or destination.endswith(("/.", "/..")):
        raise HostError(f"the manifest names a path that does not belong to the workspace: {destination[:200]!r}")
    file = (source / about["source"]).resolve()
    if source.resolve() not in file.parents:
        raise HostError(f"the manifest names a source outside the bundle: {about['source'][:200]!r}")
    service = about.get("service") or ""
    if service and service not in SERVICES:
        raise HostError(f"the manifest names an unknown service for {destination}: {service[:50]!r}")
    if file.stat().st_size > MAXIMUM_FILE_BYTES or bundle.file_digest(file) != about["sha256"]:
        raise HostError(f"{about['source']} is not the file that the manifest describes")
    return Entry(
        file.read_bytes(), layout.root / destination.lstrip("/"), int(about["mode"], 8) & 0o777,
        pwd.getpwnam(about["owner"]).pw_uid, grp.getgrnam(about["group"]).gr_gid, service,
    )


def _make_folders(layout: Layout, workspace: str) -> list[str]:
    account = pwd.getpwnam(workspace)
    user, group, front = account.pw_uid, account.pw_gid, grp.getgrnam(FRONT_SERVER_GROUP).gr_gid
    home, configuration = layout.home(workspace), layout.configuration(workspace)
    folders = [
        (home.parent, 0o755, 0, 0),
        (configuration, 0o755, 0, 0),
        (configuration / "tls", 0o700, 0, 0),
        (home, 0o750, user, front),
        (home / "media", SHARED_FOLDER_MODE, user, front),
        *((home / name, 0o750, user, group) for name in PRIVATE_FOLDERS),
    ]
    return [str(folder[0]) for folder in folders if make_folder(*folder)]


def make_folder(path: Path, mode: int, owner: int, group: int) -> bool:
    """Creates or corrects a folder; returns whether that was necessary. Its parent is created with the default mode."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o755)
    try:
        path.mkdir(mode=0o700)
    except FileExistsError:
        pass
    # Through a descriptor that follows no links, because the workspace's user may replace its own folder with a link.
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        status = os.fstat(descriptor)
        if (status.st_mode & 0o7777, status.st_uid, status.st_gid) == (mode, owner, group):
            return False
        os.fchown(descriptor, owner, group)
        os.fchmod(descriptor, mode)
        return True
    finally:
        os.close(descriptor)


def _remove(layout: Layout, systemd: Systemd, workspace: str, path: Path) -> None:
    """Removes a file that an earlier bundle installed and this one does not name, after stopping it if it is a unit."""
    if allowed_destination(workspace).fullmatch("/" + str(path.relative_to(layout.root))) is None:
        return
    if path.suffix == ".service":
        systemd.disable(path.name)
    path.unlink(missing_ok=True)
