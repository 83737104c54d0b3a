"""Lists everything on this host that belongs to Moorage, so that leftovers without a live workspace can be found."""

from __future__ import annotations

import os
import pwd
import re
import subprocess
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from . import durable
from .drift import host
from .forget import KEPT
from .layout import WORKSPACE, Layout
from .systemd import Systemd

# The daemon reads at most 200 lines of an answer; it requests the next page with the last name.
PAGE = 100
# For the runs of a page, and for runs that no workspace's record names.
MAXIMUM_RUNS = 20
DATABASE_SECONDS = 10

NAME = WORKSPACE.pattern
UNIT = re.compile(rf"moorage-({NAME})(?:-[a-z0-9-]+\.service|\.slice)")
SITE = re.compile(rf"moorage-({NAME})\.conf")
ROTATION = re.compile(rf"moorage-({NAME})")
WORKSPACE_NAME = re.compile(f"({NAME})")
DATABASE = re.compile(rf"adim_({NAME})")

# The kinds of things that a workspace leaves, in the order of the answer.
PRESENT = ("notes", "configuration", "home", "user", "unit_files", "units", "site", "rotation", "database")

Item = dict[str, Any]


def inventory(layout: Layout, systemd: Systemd, after: str = "") -> Iterator[Item]:
    """One line for each workspace that left anything, by name, and a last line about the page and the host.

    A workspace with only lock and epoch left was removed correctly: its `parts` is empty.
    """
    found = parts(layout, systemd)
    runs = _runs(layout)
    fences = _names(layout.workspaces, WORKSPACE_NAME)
    active = set(systemd.active_units("moorage-run-*.service"))
    names = sorted({*found, *fences, *runs} - {""})
    page = [name for name in names if name > after][:PAGE]
    for name in page:
        yield _workspace(layout, name, found.get(name, set()), runs.get(name, []), active)
    rest = bool(page) and page[-1] != names[-1]
    nobodys = sorted(path.name for path in runs.get("", []))
    yield {
        "end": True, "workspaces": len(names), "next": page[-1] if rest else "",
        "runs_without_workspace": nobodys[:MAXIMUM_RUNS], "host": host(layout),
    }


def parts(layout: Layout, systemd: Systemd, only: str = "") -> dict[str, set[str]]:
    """What exists of each workspace, or of the given one: everything that its removal would remove."""
    found: dict[str, set[str]] = defaultdict(set)
    nginx = layout.root / "etc/nginx"
    groups: list[tuple[str, Iterable[str]]] = [
        ("notes", (name for name in _names(layout.workspaces, WORKSPACE_NAME) if _has_notes(layout.workspace(name)))),
        ("configuration", _names(layout.configurations, WORKSPACE_NAME)),
        ("home", _names(layout.homes, WORKSPACE_NAME)),
        ("user", (account.pw_name for account in pwd.getpwall() if is_ours(layout, account))),
        ("unit_files", _names(layout.units, UNIT)),
        ("units", _matches(systemd.active_units(f"moorage-{only or 'ws'}*"), UNIT)),
        ("site", [*_names(nginx / "sites-available", SITE), *_names(nginx / "sites-enabled", SITE)]),
        ("rotation", _names(layout.root / "etc/logrotate.d", ROTATION)),
        ("database", _databases(layout)),
    ]
    for kind, names in groups:
        for name in names:
            if only in ("", name):
                found[name].add(kind)
    return found


def is_ours(layout: Layout, account: pwd.struct_passwd) -> bool:
    """Whether Moorage created the user: a person may be called `wsadmin`, but has a different home."""
    return WORKSPACE.fullmatch(account.pw_name) is not None and account.pw_dir == f"/srv/moorage/{account.pw_name}"


def _workspace(layout: Layout, name: str, kinds: set[str], runs: list[Path], active: set[str]) -> Item:
    folder = layout.workspace(name)
    now = time.time()
    # The lock is created with the folder and never written; every new holder writes the epoch.
    made = [_time(path) for path in (folder / "lock", layout.configuration(name), layout.home(name))]
    touched = [_time(path) for path in (folder / "epoch", folder / "bundles", *(run / "run" for run in runs))]
    made, touched = [at for at in made if at], [at for at in touched if at]
    newest = sorted(runs, key=lambda run: _time(run / "run"), reverse=True)
    return {
        "workspace": name,
        "parts": [kind for kind in PRESENT if kind in kinds],
        "runs": len(runs),
        "active_runs": [run.name for run in newest if f"moorage-run-{run.name}.service" in active][:MAXIMUM_RUNS],
        "age_seconds": round(max(0.0, now - min(made, default=min(touched, default=now)))),
        "idle_seconds": round(max(0.0, now - max(touched, default=max(made, default=now)))),
    }


def _runs(layout: Layout) -> dict[str, list[Path]]:
    """The folders of runs by workspace; runs whose record names no workspace are under the empty name."""
    found: dict[str, list[Path]] = defaultdict(list)
    for folder in layout.runs.iterdir() if layout.runs.is_dir() else ():
        try:
            owner = durable.read_json(folder / "run", {}).get("workspace", "")
        except (ValueError, AttributeError, NotADirectoryError):
            owner = ""
        found[owner if WORKSPACE.fullmatch(str(owner)) else ""].append(folder)
    return found


def _has_notes(folder: Path) -> bool:
    return any(entry.name not in KEPT and entry.name != "step-lock" for entry in folder.iterdir())


def _names(folder: Path, pattern: re.Pattern[str]) -> list[str]:
    return _matches(os.listdir(folder) if folder.is_dir() else (), pattern)


def _matches(names: Iterable[str], pattern: re.Pattern[str]) -> list[str]:
    return sorted({match[1] for name in names if (match := pattern.fullmatch(name))})


def _databases(layout: Layout) -> list[str]:
    """The databases of a running PostgreSQL; a stopped one is not started for this."""
    if not any((layout.root / "run/postgresql").glob(".s.PGSQL.*")):
        return []
    done = subprocess.run(
        ["runuser", "-u", "postgres", "--", "psql", "--no-psqlrc", "--dbname=postgres", "-Atqc",
         "SELECT datname FROM pg_database WHERE datname LIKE 'adim\\_ws%'"],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=DATABASE_SECONDS, check=False, cwd="/",
    )
    return _matches(done.stdout.split(), DATABASE)


def _time(path: Path) -> float:
    try:
        return path.stat(follow_symlinks=False).st_mtime
    except OSError:
        return 0.0
