"""The process that a run's unit starts: Ansible's parent, which outlives Ansible to record how it ended."""

from __future__ import annotations

import json
import subprocess
import threading
from collections import deque
from pathlib import Path
from typing import IO, Any

from . import durable
from .errors import FencedError
from .fence import fence_held
from .layout import Layout
from .runs import NO_BUNDLE, PLAYBOOKS, record_status

# Only the beginning and the end of Ansible's output are kept, so that a run that repeats itself for an hour does not
# fill the disk.
HEAD_BYTES = 1 << 20
TAIL_BYTES = 1 << 20
READ_BYTES = 1 << 16
# A process that a task left behind may keep the pipe open; Ansible's own last output arrives immediately.
DRAIN_SECONDS = 2
# The exit code of a shell for a program that cannot be started.
EXIT_CANNOT_START = 127
MESSAGE_CHARACTERS = 1_000


class BoundedOutput:
    """A text file that keeps the first and the last part of its input."""

    def __init__(self, path: Path, head: int = HEAD_BYTES, tail: int = TAIL_BYTES) -> None:
        self._file = path.open("wb", buffering=0)
        self._room = head
        self._tail_limit = tail
        self._tail: deque[bytes] = deque()
        self._tail_size = 0
        self._dropped = 0
        self._lock = threading.Lock()

    def write(self, part: bytes) -> None:
        """Appends output of Ansible."""
        with self._lock:
            head, rest = part[: self._room], part[self._room:]
            self._file.write(head)
            self._room -= len(head)
            if rest:
                self._keep(rest)

    def close(self) -> str:
        """Writes the kept end and returns the end of the output."""
        with self._lock:
            end = b"".join(self._tail)
            if self._dropped:
                self._file.write(f"\n[{self._dropped} bytes left out]\n".encode())
            self._file.write(end)
            self._file.close()
            if len(end) < MESSAGE_CHARACTERS:
                with open(self._file.name, "rb") as file:
                    end = file.read()
            return end[-4 * MESSAGE_CHARACTERS:].decode(errors="replace")[-MESSAGE_CHARACTERS:].strip()

    def _keep(self, part: bytes) -> None:
        self._tail.append(part)
        self._tail_size += len(part)
        while self._tail_size - len(self._tail[0]) >= self._tail_limit:
            gone = self._tail.popleft()
            self._tail_size -= len(gone)
            self._dropped += len(gone)


def supervise(layout: Layout, run: str) -> int:
    """Runs the playbook to its end and records its exit code, whatever happens to Ansible."""
    folder = layout.run(run)
    about = durable.read_json(folder / "run", {})
    _refuse_if_overtaken(layout, about)
    output = BoundedOutput(folder / "output")
    exit_code = run_to_end(playbook_command(layout, run, about), output)
    end = output.close()
    if exit_code != 0:
        explain(folder / "events.jsonl", f"Ansible ended with {exit_code} and no reason. Its last words: {end}")
    record_status(folder, exit_code)
    return exit_code


def playbook_command(layout: Layout, run: str, about: dict[str, Any]) -> list[str]:
    """Ansible's command line for a run: variables come from the bundle's file, and none of them is secret."""
    workspace, digest = about["workspace"], about["bundle"]
    variables = {"workspace_id": workspace, "run_name": run}
    files = []
    if digest != NO_BUNDLE:
        bundle = layout.bundles(workspace) / digest
        variables["bundle_directory"] = str(bundle)
        files = ["-e", f"@{bundle / 'variables.json'}"]
    return [
        "ansible-playbook", "-i", "localhost,", "-c", "local", *files, "-e", json.dumps(variables),
        str(PLAYBOOKS / about["playbook"]),
    ]


def _refuse_if_overtaken(layout: Layout, about: dict[str, Any]) -> None:
    """A start may be killed during its call to systemd, and a newer daemon may act before systemd does.

    So the unit compares the epoch again: a run of an older epoch does nothing if a newer one acted meanwhile. It leaves
    no status, so the run counts as interrupted.
    """
    with fence_held(layout, about["workspace"]) as recorded:
        if about["epoch"] < recorded:
            raise FencedError(about["epoch"], recorded)


def run_to_end(command: list[str], output: BoundedOutput) -> int:
    """Runs `command` with its output going to `output`; returns its exit code, 128 + n if signal n ended it."""
    try:
        child = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, bufsize=0
        )
    except OSError as error:
        output.write(f"{command[0]}: {error.strerror}\n".encode())
        return EXIT_CANNOT_START
    assert child.stdout is not None
    pump = threading.Thread(target=_pump, args=(child.stdout, output), daemon=True)
    pump.start()
    code = child.wait()
    pump.join(DRAIN_SECONDS)
    if not pump.is_alive():
        child.stdout.close()
    return code if code >= 0 else 128 - code


def explain(events: Path, end: str) -> None:
    """Adds the end of Ansible's output as an event if no task reported why the run failed."""
    try:
        told = b'"event":"failed"' in events.read_bytes()
    except FileNotFoundError:
        told = False
    if told:
        return
    event = {
        "event": "failed", "role": "", "task": "ansible-playbook", "index": 0, "total": 0, "duration_ms": 0,
        "message": end[:MESSAGE_CHARACTERS],
    }
    with events.open("ab") as file:
        file.write(json.dumps(event, separators=(",", ":")).encode() + b"\n")


def _pump(source: IO[bytes], output: BoundedOutput) -> None:
    for part in iter(lambda: source.read(READ_BYTES), b""):
        try:
            output.write(part)
        except (OSError, ValueError):
            continue  # The disk is full, or nobody waits for the end any more. Ansible must not block.
