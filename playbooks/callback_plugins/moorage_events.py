"""Writes the events of a playbook run as JSON lines, which the daemon follows by byte offset; see docs/host.md."""

from __future__ import annotations

import json
import os
import time
from typing import Any

from ansible.playbook.block import Block
from ansible.plugins.callback import CallbackBase

DOCUMENTATION = """
    name: moorage_events
    type: aggregate
    short_description: one JSON object a line for every task of a run
    description:
      - Appends to the file that MOORAGE_EVENTS_FILE names and flushes each line.
      - Module arguments and results are left out; a failure's reason is bounded, and empty under no_log.
    requirements:
      - enabled in callbacks_enabled
"""

MESSAGE_CHARACTERS = 1_000
NAME_CHARACTERS = 200


class CallbackModule(CallbackBase):
    """One line for every task of a run that concerns one host."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "aggregate"
    CALLBACK_NAME = "moorage_events"
    CALLBACK_NEEDS_ENABLED = True

    def __init__(self) -> None:
        super().__init__()
        self._places: dict[str, int] = {}
        self._reported = 0
        self._run_began = self._task_began = time.monotonic()
        path = os.environ.get("MOORAGE_EVENTS_FILE", "")
        # Only root can read it, like its folder; unbuffered, so a line reaches the file when write returns.
        self._file = open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab", buffering=0) if path \
            else None
        self.disabled = self._file is None

    def v2_playbook_on_start(self, playbook: Any) -> None:
        tasks = [task for play in playbook.get_plays() for task in _tasks(play.compile())]
        self._places = {task._uuid: place for place, task in enumerate(tasks, start=1)}
        self._write("start", began=self._run_began)

    def v2_playbook_on_task_start(self, task: Any, is_conditional: bool) -> None:
        self._task_began = time.monotonic()

    def v2_playbook_on_handler_task_start(self, task: Any) -> None:
        self._task_began = time.monotonic()

    def v2_runner_on_ok(self, result: Any) -> None:
        self._report("changed" if result._result.get("changed") else "ok", result)

    def v2_runner_on_skipped(self, result: Any) -> None:
        self._report("skipped", result)

    def v2_runner_on_failed(self, result: Any, ignore_errors: bool = False) -> None:
        # A failure that the playbook tolerates is not a failure of the run: it is reported as `skipped`.
        expected = ignore_errors or _is_rescued(result._task)
        self._report("skipped" if expected else "failed", result, _reason(result))

    def v2_runner_on_unreachable(self, result: Any) -> None:
        self._report("failed", result, _reason(result))

    def v2_playbook_on_stats(self, stats: Any) -> None:
        self._write("end", began=self._run_began)

    def _report(self, event: str, result: Any, message: str = "") -> None:
        task = result._task
        # A handler, or a task of a dynamic include, has no index of its own: it shares the previous one.
        self._reported = max(self._reported, self._places.get(task._uuid, self._reported))
        role = task._role.get_name() if task._role else ""
        self._write(event, role, task.name or task.action, self._reported, self._task_began, message)

    def _write(self, event: str, role: str = "", task: str = "", index: int = 0, began: float = 0.0,
               message: str = "") -> None:
        if self._file is None:
            return
        line = {
            "event": event,
            "role": role[:NAME_CHARACTERS],
            "task": task[:NAME_CHARACTERS],
            "index": index,
            "total": len(self._places),
            "duration_ms": round((time.monotonic() - began) * 1000),
            "message": message,
        }
        try:
            self._file.write(json.dumps(line, separators=(",", ":")).encode() + b"\n")
        except OSError as error:
            # A full disk must not turn a working deploy into a crash of Ansible: its exit code is recorded anyway.
            self._display.warning(f"an event was not written: {error.strerror}")


def _tasks(blocks: list[Any]) -> list[Any]:
    """The tasks of blocks in written order, without those that Ansible adds itself."""
    found: list[Any] = []
    for entry in blocks:
        if isinstance(entry, Block):
            found += _tasks([*entry.block, *entry.rescue, *entry.always])
        elif not entry.implicit:
            found.append(entry)
    return found


def _is_rescued(task: Any) -> bool:
    """Whether a surrounding block rescues a failure of the task."""
    inner, outer = task, task._parent
    while outer is not None:
        if isinstance(outer, Block):
            if outer.rescue and any(entry._uuid == inner._uuid for entry in outer.block):
                return True
        inner, outer = outer, outer._parent
    return False


def _reason(result: Any) -> str:
    """The task's own failure message, bounded; empty if the task may not be logged."""
    told = result._result
    if result._task.no_log or told.get("_ansible_no_log") or "censored" in told:
        return ""
    parts = [_words(item) for item in told.get("results", []) if item.get("failed")] or [_words(told)]
    return "; ".join(part for part in parts if part)[:MESSAGE_CHARACTERS]


def _words(told: dict[str, Any]) -> str:
    if told.get("_ansible_no_log") or "censored" in told:
        return ""
    message = str(told.get("msg") or "")
    stderr = str(told.get("stderr") or told.get("module_stderr") or "").strip()
    return f"{message}: {stderr[-MESSAGE_CHARACTERS:]}" if stderr and stderr not in message else message
