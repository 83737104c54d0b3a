"""The commands: first those that the daemon calls over SSH, then those that the playbooks call."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from . import application, bundle, files, health, neo4j
from .drift import MAXIMUM_PORTS, drift
from .errors import EXIT_FAILED, HostError, UsageError
from .forget import forget
from .inventory import inventory
from .layout import DIGEST, PLAYBOOK, RUN, WORKSPACE, Layout, checked, checked_epoch, checked_port
from .removal import remove
from .runs import Runs
from .supervise import supervise
from .systemd import Systemd

Lines = Iterable[dict[str, Any]]

USAGE = """\
install-bundle WORKSPACE EPOCH DIGEST ARCHIVE_PATH
start WORKSPACE EPOCH RUN PLAYBOOK BUNDLE_DIGEST
status RUN
stop WORKSPACE EPOCH RUN
verify WORKSPACE [PATIENCE_SECONDS]
drift WORKSPACE [LEASED_PORT…]
inventory [AFTER_WORKSPACE]
remove WORKSPACE EPOCH RUN
Within a run: supervise, install-files, install-application, neo4j-password, mark, forget"""


class Commands:
    """Each command takes its arguments, checks them and returns the lines to print."""

    def __init__(self, layout: Layout, systemd: Systemd) -> None:
        self._layout = layout
        self._systemd = systemd
        self._runs = Runs(layout, systemd)

    def install_bundle(self, workspace: str, epoch: str, digest: str, archive: str) -> Lines:
        names = _workspace(workspace), checked_epoch(epoch), checked(DIGEST, digest, "digest")
        yield bundle.install_bundle(self._layout, *names, Path(archive))

    def start(self, workspace: str, epoch: str, run: str, playbook: str, digest: str) -> Lines:
        yield self._runs.start(
            _workspace(workspace), checked_epoch(epoch), checked(RUN, run, "run"),
            checked(PLAYBOOK, playbook, "playbook"), checked(DIGEST, digest, "digest"),
        )

    def status(self, run: str) -> Lines:
        yield self._runs.status(checked(RUN, run, "run"))

    def stop(self, workspace: str, epoch: str, run: str) -> Lines:
        yield self._runs.stop(_workspace(workspace), checked_epoch(epoch), checked(RUN, run, "run"))

    def verify(self, workspace: str, patience: str = "0") -> Lines:
        if not patience.isdecimal():
            raise UsageError("PATIENCE_SECONDS is a number")
        return health.verify(self._layout, _workspace(workspace), float(patience))

    def drift(self, workspace: str, *ports: str) -> Lines:
        if len(ports) > MAXIMUM_PORTS:
            raise UsageError(f"at most {MAXIMUM_PORTS} ports can be given")
        yield drift(self._layout, self._systemd, _workspace(workspace), [checked_port(port) for port in ports])

    def inventory(self, after: str = "") -> Lines:
        return inventory(self._layout, self._systemd, _workspace(after) if after else "")

    def remove(self, workspace: str, epoch: str, run: str) -> Lines:
        names = _workspace(workspace), checked_epoch(epoch), checked(RUN, run, "run")
        yield remove(self._layout, self._systemd, self._runs, *names)

    def supervise(self, run: str) -> Lines:
        yield {"exit_code": supervise(self._layout, checked(RUN, run, "run"))}

    def neo4j_password(self, workspace: str) -> Lines:
        yield neo4j.set_password(self._layout, _workspace(workspace))

    def install_files(self, workspace: str, digest: str) -> Lines:
        names = _workspace(workspace), checked(DIGEST, digest, "digest")
        yield files.install_files(self._layout, self._systemd, *names)

    def install_application(self, workspace: str, archive: str, digest: str = "") -> Lines:
        yield application.install_application(self._layout, _workspace(workspace), Path(archive), digest)

    def mark(self, workspace: str, service: str, version: str = "") -> Lines:
        yield files.mark(self._layout, _workspace(workspace), service, version)

    def forget(self, workspace: str, current_run: str = "") -> Lines:
        yield forget(self._layout, _workspace(workspace), current_run)


COMMANDS: dict[str, Callable[..., Lines]] = {
    "install-bundle": Commands.install_bundle,
    "start": Commands.start,
    "status": Commands.status,
    "stop": Commands.stop,
    "verify": Commands.verify,
    "drift": Commands.drift,
    "inventory": Commands.inventory,
    "remove": Commands.remove,
    "supervise": Commands.supervise,
    "neo4j-password": Commands.neo4j_password,
    "install-files": Commands.install_files,
    "install-application": Commands.install_application,
    "mark": Commands.mark,
    "forget": Commands.forget,
}


def main(words: list[str], layout: Layout | None = None, systemd: Systemd | None = None) -> int:
    """Runs one command line and returns its exit code."""
    commands = Commands(layout or Layout(), systemd or Systemd())
    try:
        try:
            lines = COMMANDS[words[0]](commands, *words[1:])
        except (IndexError, KeyError, TypeError) as error:
            raise UsageError(f"usage: moorage-host COMMAND …\n{USAGE}") from error
        for line in lines:
            print(json.dumps(line, separators=(",", ":")), flush=True)
    except HostError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    except (OSError, KeyError, ValueError, subprocess.SubprocessError) as error:
        print(f"{words[0]} failed: {type(error).__name__}: {error}", file=sys.stderr)
        return EXIT_FAILED
    return 0


def _workspace(text: str) -> str:
    return checked(WORKSPACE, text, "workspace id")
