"""Starts, inspects and stops a run: one playbook, detached from the session that started it."""

from __future__ import annotations

import shutil
import sys
import time
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from . import durable
from .errors import HostError
from .fence import NO_ROOM, fenced
from .layout import Layout
from .playbook_folders import RUN_UNITS, in_use, prune_playbooks
from .stopping import GRACE_SECONDS, stop_units
from .systemd import Systemd

# Longer than any deploy, even one that installs every package from a slow mirror; a run that hangs ends as interrupted.
MAXIMUM_SECONDS = 3_600
# Recorded for a stopped run: 128 + SIGTERM, as in a shell.
EXIT_STOPPED = 143
# How many folders of runs a workspace keeps for people to inspect.
KEPT_RUNS = 5
# A run's folder without a record belongs to an interrupted start, unless it is being created right now.
UNRECORDED_SECONDS = 3_600

REMOVAL_PLAYBOOK = "decommission_workspace.yml"
# Replaces the bundle's digest for a removal, which needs only the workspace's name.
NO_BUNDLE = "-"

PLAYBOOKS = Path(__file__).resolve().parents[2]


def unit_of(run: str) -> str:
    """The name of a run's unit."""
    return f"moorage-run-{run}.service"


def task_unit_of(workspace: str) -> str:
    """The unit in which a run executes the application's own code (roles/app); it ends with the run."""
    return f"moorage-{workspace}-task.service"


class Runs:
    """The runs of this host."""

    def __init__(self, layout: Layout, systemd: Systemd, playbooks: Path = PLAYBOOKS) -> None:
        self._layout = layout
        self._systemd = systemd
        self._playbooks = playbooks

    def start(self, workspace: str, epoch: int, run: str, playbook: str, digest: str) -> dict[str, Any]:
        """Starts the run unless it exists, and returns its state."""
        with fenced(self._layout, workspace, epoch):
            folder = self._layout.run(run)
            if folder.is_dir():
                self._check_owner(workspace, folder)
                return self.status(run)
            self._check_start(workspace, playbook, digest)
            self._prune(workspace)
            about = {
                "workspace": workspace, "playbook": playbook, "bundle": digest, "epoch": epoch,
                "playbooks": self._playbooks.name,
            }
            with in_use(self._layout, self._playbooks):
                durable.replace_json(durable.private_folder(folder) / "run", about)
                refused = self._launch(run, about)
            if refused is not None:
                shutil.rmtree(folder, ignore_errors=True)
                raise HostError(f"systemd did not start the run: {refused}")
        prune_playbooks(self._layout, self._systemd, self._playbooks)
        return {"state": "started"}

    def status(self, run: str) -> dict[str, Any]:
        """The state of a run. The size is the size of its events, final once the run has finished."""
        folder = self._layout.run(run)
        if not folder.is_dir():
            return {"state": "absent"}
        # While the unit is active, a process that the run started may still be working, whatever the record says.
        if self._systemd.is_active(unit_of(run)):
            return {"state": "running", "size": _events_size(folder)}
        # Read after the unit's state, so that everything the run recorded before it ended is there.
        recorded = durable.read_json(folder / "status", None)
        if recorded is None:
            return {"state": "interrupted", "size": _events_size(folder)}
        return {"state": "finished", "exit_code": recorded["exit_code"], "size": _events_size(folder)}

    def stop(self, workspace: str, epoch: int, run: str) -> dict[str, Any]:
        """Stops a run and everything that it started, and returns when nothing of it is left.

        A run that was never started is recorded as stopped, so a delayed start of it does nothing.
        """
        with fenced(self._layout, workspace, epoch):
            folder = self._layout.run(run)
            was_there = folder.is_dir()
            if was_there:
                self._check_owner(workspace, folder)
            evidence = stop_units(self._systemd, self._units_of(workspace, run) if was_there else [])
            return {"state": "stopped", **evidence, "recorded": self._record_stop(workspace, epoch, folder)}

    def _units_of(self, workspace: str, run: str) -> list[str]:
        """The run's unit, and the unit of the application's task unless that belongs to another run."""
        active = self._systemd.active_units(RUN_UNITS)
        others = {unit_of(other.name) for other in self._runs_of(workspace) if other.name != run}
        return [unit_of(run)] if others.intersection(active) else [unit_of(run), task_unit_of(workspace)]

    def _record_stop(self, workspace: str, epoch: int, folder: Path) -> bool:
        """Whether the disk had room for the record. Without one the run counts as interrupted, which is also true."""
        try:
            durable.private_folder(folder)
            if not (folder / "run").exists():
                durable.replace_json(folder / "run", {"workspace": workspace, "epoch": epoch})
            if not (folder / "status").exists():
                record_status(folder, EXIT_STOPPED)
        except OSError as error:
            if error.errno not in NO_ROOM:
                raise
            return False
        return True

    def _check_start(self, workspace: str, playbook: str, digest: str) -> None:
        if not (self._playbooks / playbook).is_file():
            raise HostError(f"there is no playbook {playbook}")
        if digest == NO_BUNDLE:
            if playbook != REMOVAL_PLAYBOOK:
                raise HostError(f"{playbook} needs a bundle")
        elif not (self._layout.bundles(workspace) / digest / "variables.json").is_file():
            raise HostError(f"bundle {digest} is not installed")
        for other in self._runs_of(workspace):
            if self._systemd.is_active(unit_of(other.name)):
                raise HostError(f"run {other.name} still works on {workspace}")

    def _check_owner(self, workspace: str, folder: Path) -> None:
        owner = durable.read_json(folder / "run", {}).get("workspace", workspace)
        if owner != workspace:
            raise HostError(f"run {folder.name} works on {owner}, not on {workspace}")

    def _launch(self, run: str, about: dict[str, Any]) -> str | None:
        folder = self._layout.run(run)
        properties = {
            "Type": "exec",
            "Description": f"Moorage run {run}",
            "KillMode": "control-group",
            "RuntimeMaxSec": str(MAXIMUM_SECONDS),
            "TimeoutStopSec": str(GRACE_SECONDS),
            "WorkingDirectory": str(self._playbooks),
        }
        environment = {
            "HOME": "/root",
            "LC_ALL": "C.UTF-8",
            "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "ANSIBLE_CONFIG": str(self._playbooks / "ansible.cfg"),
            "ANSIBLE_LOCAL_TEMP": str(folder / "temporary"),
            "ANSIBLE_REMOTE_TEMP": str(folder / "temporary"),
            "MOORAGE_EVENTS_FILE": str(folder / "events.jsonl"),
        }
        command = [sys.executable, str(self._playbooks / "bin/moorage-host"), "supervise", run]
        return self._systemd.start(unit_of(run), command, properties, environment)

    def _runs_of(self, workspace: str) -> list[Path]:
        """The workspace's runs, newest first."""
        if not self._layout.runs.is_dir():
            return []
        named = [(folder, durable.read_json(folder / "run", {})) for folder in self._layout.runs.iterdir()]
        own = [folder for folder, about in named if about.get("workspace") == workspace]
        return sorted(own, key=lambda folder: (folder / "run").stat().st_mtime_ns, reverse=True)

    def _prune(self, workspace: str) -> None:
        for folder in self._runs_of(workspace)[KEPT_RUNS - 1:]:
            shutil.rmtree(folder, ignore_errors=True)
        for folder in self._layout.runs.iterdir() if self._layout.runs.is_dir() else ():
            age = time.time() - folder.stat().st_mtime
            if age > UNRECORDED_SECONDS and not (folder / "run").exists():
                shutil.rmtree(folder, ignore_errors=True)


def record_status(folder: Path, exit_code: int) -> None:
    """Writes the run's final status."""
    finished = datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    durable.replace_json(folder / "status", {"exit_code": exit_code, "finished_at": finished})


def _events_size(folder: Path) -> int:
    try:
        return (folder / "events.jsonl").stat().st_size
    except FileNotFoundError:
        return 0
