"""Starting, judging and stopping a run: one playbook, detached from whoever started it."""

from __future__ import annotations

import shutil
import sys
import time
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from . import durable
from .errors import HostError
from .fence import fenced
from .layout import Layout
from .systemd import Systemd

# Longer than any deploy, installing every package from a slow mirror included; a run that hangs ends as interrupted.
MAXIMUM_SECONDS = 3_600
# What Ansible gets to end by itself before it is killed.
STOP_SECONDS = 5
# How long a control group may take to empty after its unit is gone.
EMPTY_SECONDS = 15
EMPTY_POLL_SECONDS = 0.05
# Recorded for a run that was stopped: 128 + SIGTERM, as a shell would say it.
EXIT_STOPPED = 143
# Folders of runs that a workspace keeps for a person to look at.
KEPT_RUNS = 5

PLAYBOOKS = Path(__file__).resolve().parents[2]


def unit_of(run: str) -> str:
    """The name of a run's unit."""
    return f"moorage-run-{run}.service"


class Runs:
    """The runs of this host."""

    def __init__(self, layout: Layout, systemd: Systemd, playbooks: Path = PLAYBOOKS) -> None:
        self._layout = layout
        self._systemd = systemd
        self._playbooks = playbooks

    def start(self, workspace: str, epoch: int, run: str, playbook: str, digest: str) -> dict[str, Any]:
        """Starts the run unless it exists; then says how it stands."""
        with fenced(self._layout, workspace, epoch):
            if self._layout.run(run).is_dir():
                return self.status(run)
            bundle = self._layout.bundles(workspace) / digest
            self._check_start(workspace, playbook, bundle)
            self._prune(workspace)
            folder = durable.private_folder(self._layout.run(run))
            durable.replace_json(folder / "run", {"workspace": workspace, "playbook": playbook, "bundle": digest})
            refused = self._launch(run, playbook, bundle, folder)
            if refused is not None:
                shutil.rmtree(folder, ignore_errors=True)
                raise HostError(f"systemd did not start the run: {refused}")
        return {"state": "started"}

    def status(self, run: str) -> dict[str, Any]:
        """How a run stands. The size is that of its events, and final once the run has finished."""
        folder = self._layout.run(run)
        if not folder.is_dir():
            return {"state": "absent"}
        # As long as the unit is active, something that the run started may still work, whatever it has recorded.
        if self._systemd.is_active(unit_of(run)):
            return {"state": "running", "size": _events_size(folder)}
        # Read after the unit: what the run recorded before it went away is there by now.
        recorded = durable.read_json(folder / "status", None)
        if recorded is None:
            return {"state": "interrupted", "size": _events_size(folder)}
        return {"state": "finished", "exit_code": recorded["exit_code"], "size": _events_size(folder)}

    def stop(self, workspace: str, epoch: int, run: str) -> dict[str, Any]:
        """Stops a run and everything that it started, and waits until nothing of it is left."""
        with fenced(self._layout, workspace, epoch):
            folder = self._layout.run(run)
            if not folder.is_dir():
                return {"state": "stopped"}
            self._check_owner(workspace, folder)
            unit = unit_of(run)
            group = self._systemd.control_group(unit)
            self._systemd.stop(unit)
            self._wait_until_empty(unit, group)
            if not (folder / "status").exists():
                record_status(folder, EXIT_STOPPED)
        return {"state": "stopped"}

    def _check_start(self, workspace: str, playbook: str, bundle: Path) -> None:
        if not (self._playbooks / playbook).is_file():
            raise HostError(f"there is no playbook {playbook}")
        if not (bundle / "variables.json").is_file():
            raise HostError(f"bundle {bundle.name} is not installed")
        for other in self._runs_of(workspace):
            if self._systemd.is_active(unit_of(other.name)):
                raise HostError(f"run {other.name} still works on {workspace}")

    def _check_owner(self, workspace: str, folder: Path) -> None:
        owner = durable.read_json(folder / "run", {}).get("workspace", workspace)
        if owner != workspace:
            raise HostError(f"run {folder.name} works on {owner}, not on {workspace}")

    def _launch(self, run: str, playbook: str, bundle: Path, folder: Path) -> str | None:
        properties = {
            "Type": "exec",
            "Description": f"Moorage run {run}",
            "KillMode": "control-group",
            "RuntimeMaxSec": str(MAXIMUM_SECONDS),
            "TimeoutStopSec": str(STOP_SECONDS),
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
        program = str(self._playbooks / "bin/moorage-host")
        command = [sys.executable, program, "supervise", run, playbook, str(bundle)]
        return self._systemd.start(unit_of(run), command, properties, environment)

    def _wait_until_empty(self, unit: str, group: str) -> None:
        deadline = time.monotonic() + EMPTY_SECONDS
        while self._systemd.is_active(unit) or self._systemd.processes(group):
            if time.monotonic() > deadline:
                raise HostError(f"processes {self._systemd.processes(group)} of {unit} did not end")
            time.sleep(EMPTY_POLL_SECONDS)

    def _runs_of(self, workspace: str) -> list[Path]:
        """The workspace's runs, the newest first."""
        if not self._layout.runs.is_dir():
            return []
        named = [(folder, durable.read_json(folder / "run", {})) for folder in self._layout.runs.iterdir()]
        own = [folder for folder, about in named if about.get("workspace") == workspace]
        return sorted(own, key=lambda folder: (folder / "run").stat().st_mtime_ns, reverse=True)

    def _prune(self, workspace: str) -> None:
        for folder in self._runs_of(workspace)[KEPT_RUNS - 1:]:
            shutil.rmtree(folder, ignore_errors=True)


def record_status(folder: Path, exit_code: int) -> None:
    """Writes the run's last word."""
    finished = datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    durable.replace_json(folder / "status", {"exit_code": exit_code, "finished_at": finished})


def _events_size(folder: Path) -> int:
    try:
        return (folder / "events.jsonl").stat().st_size
    except FileNotFoundError:
        return 0
