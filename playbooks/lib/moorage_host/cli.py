"""The commands: what the daemon calls over SSH, and below them what the playbooks call."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from . import application, bundle, files, health
from .errors import EXIT_FAILED, HostError, UsageError
from .forget import forget
from .layout import DIGEST, PLAYBOOK, RUN, WORKSPACE, Layout, checked, checked_epoch
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
Within a run: supervise, install-files, install-application, mark, forget"""


class Commands:
    """Each command takes its words, checks them and gives the lines to print."""

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

    def supervise(self, run: str, playbook: str, bundle_folder: str) -> Lines:
        names = checked(RUN, run, "run"), checked(PLAYBOOK, playbook, "playbook")
        yield {"exit_code": supervise(self._layout, *names, Path(bundle_folder))}

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
    "supervise": Commands.supervise,
    "install-files": Commands.install_files,
    "install-application": Commands.install_application,
    "mark": Commands.mark,
    "forget": Commands.forget,
}


def main(words: list[str], layout: Layout | None = None, systemd: Systemd | None = None) -> int:
    """Carries out one command line; its exit code."""
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
