"""Installing a workspace's bundle."""

from __future__ import annotations

import hashlib
import os
import shutil
import tarfile
from pathlib import Path, PurePosixPath

from . import durable
from .errors import HostError
from .fence import fenced
from .layout import Layout

# A bundle has about twenty small files and perhaps an application; these bounds only keep a wrong archive from filling
# a disk.
MAXIMUM_MEMBERS = 1_000
MAXIMUM_BYTES = 1 << 30

# The previous bundle stays, so that a person can compare.
KEPT_BUNDLES = 2


def install_bundle(layout: Layout, workspace: str, epoch: int, digest: str, archive: Path) -> dict[str, str]:
    """Unpacks the uploaded archive into the folder named by its digest, unless that exists."""
    with fenced(layout, workspace, epoch):
        bundles = durable.private_folder(layout.bundles(workspace))
        target = bundles / digest
        present = target.is_dir()
        if not present:
            _check_digest(archive, digest)
            _unpack_into_place(archive, target)
        os.utime(target)
        archive.unlink(missing_ok=True)
        _prune(bundles, _used(layout, workspace))
    return {"state": "present" if present else "installed"}


def _check_digest(archive: Path, digest: str) -> None:
    if not archive.is_file():
        raise HostError(f"there is no uploaded archive at {archive}")
    if file_digest(archive) != digest:
        raise HostError("the uploaded archive's SHA-256 is not the expected one")


def file_digest(path: Path) -> str:
    """The SHA-256 of a file, in hex."""
    state = hashlib.sha256()
    with path.open("rb") as file:
        for part in iter(lambda: file.read(1 << 20), b""):
            state.update(part)
    return state.hexdigest()


def _unpack_into_place(archive: Path, target: Path) -> None:
    side = target.with_name(f".{target.name}")
    shutil.rmtree(side, ignore_errors=True)
    side.mkdir(mode=0o700)
    try:
        unpack(archive, side)
        os.rename(side, target)
    except BaseException:
        shutil.rmtree(side, ignore_errors=True)
        raise
    durable.sync_folder(target.parent)


def unpack(archive: Path, folder: Path) -> None:
    """Unpacks regular files and folders below `folder` and refuses everything else in an archive."""
    try:
        with tarfile.open(archive, "r:") as tar:
            members = 0
            room = MAXIMUM_BYTES
            for member in tar:
                members += 1
                room -= member.size
                if members > MAXIMUM_MEMBERS or room < 0:
                    raise HostError("the archive is larger than a bundle can be")
                _unpack_member(tar, member, folder)
    except tarfile.TarError as error:
        raise HostError(f"the archive cannot be read: {error}") from error


def _unpack_member(tar: tarfile.TarFile, member: tarfile.TarInfo, folder: Path) -> None:
    path = PurePosixPath(member.name)
    if path.is_absolute() or ".." in path.parts:
        raise HostError(f"the archive contains a path that leads outside: {member.name[:200]!r}")
    target = folder.joinpath(*path.parts)
    if member.isdir():
        target.mkdir(mode=0o700, parents=True, exist_ok=True)
        return
    content = tar.extractfile(member) if member.isreg() else None
    if content is None:
        raise HostError(f"the archive contains something other than files and folders: {member.name[:200]!r}")
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with content, os.fdopen(descriptor, "wb") as file:
        shutil.copyfileobj(content, file)


def _used(layout: Layout, workspace: str) -> set[str]:
    """The bundles that a run may still read: those of runs without a final status."""
    runs = layout.runs.iterdir() if layout.runs.is_dir() else ()
    records = [durable.read_json(run / "run", {}) for run in runs if not (run / "status").exists()]
    return {record.get("bundle", "") for record in records if record.get("workspace") == workspace}


def _prune(bundles: Path, used: set[str]) -> None:
    newest_first = sorted(bundles.iterdir(), key=lambda entry: entry.stat().st_mtime_ns, reverse=True)
    for entry in newest_first[KEPT_BUNDLES:]:
        if entry.name not in used:
            shutil.rmtree(entry, ignore_errors=True)
