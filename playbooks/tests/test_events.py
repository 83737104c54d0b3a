"""Tests the callback plugin's output by running Ansible on small playbooks."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import unittest

from . import PLAYBOOKS
from .support import HostTestCase

SENTINEL = "sentinel-9d1e"

PLAY = """
- hosts: all
  gather_facts: false
  tasks:
    - name: Well
      ansible.builtin.command: echo {sentinel}
      changed_when: false
    - name: Changed
      ansible.builtin.command: echo {sentinel}
      changed_when: true
    - name: Not needed
      ansible.builtin.command: "true"
      when: false
    - name: Ignored
      ansible.builtin.fail:
        msg: never mind
      ignore_errors: true
    - name: Caught
      block:
        - name: In a block
          ansible.builtin.fail:
            msg: caught
      rescue:
        - name: Afterwards
          ansible.builtin.debug:
            msg: "{sentinel}"
    - name: Many
      ansible.builtin.command: "echo {{{{ item }}}}"
      changed_when: false
      loop: [{sentinel}, b]
{last}
"""

LONG_FAILURE = """
    - name: Fails
      ansible.builtin.fail:
        msg: "{{ 'x' * 3000 }}"
    - name: Never reached
      ansible.builtin.debug:
        msg: no
"""
SECRET_FAILURE = """
    - name: Fails
      ansible.builtin.fail:
        msg: {sentinel}
      no_log: true
"""
LOOP_FAILURE = """
    - name: Fails
      ansible.builtin.fail:
        msg: "{{ item }} is wrong"
      loop: [one, two]
"""
SHELL_FAILURE = """
    - name: Fails
      ansible.builtin.shell: echo told >&2; exit 3
      changed_when: true
"""


@unittest.skipIf(shutil.which("ansible-playbook") is None, "ansible-playbook is not installed")
class EventTests(HostTestCase):
    def events(self, last: str) -> list[dict]:
        playbook = self.root / "play.yml"
        playbook.write_text(PLAY.format(sentinel=SENTINEL, last=last.replace("{sentinel}", SENTINEL)))
        path = self.root / "events.jsonl"
        environment = {
            **os.environ, "ANSIBLE_CONFIG": str(PLAYBOOKS / "ansible.cfg"), "MOORAGE_EVENTS_FILE": str(path),
            "ANSIBLE_LOCAL_TEMP": str(self.root / "local"), "ANSIBLE_REMOTE_TEMP": str(self.root / "remote"),
        }
        command = ["ansible-playbook", "-i", "localhost,", "-c", "local", str(playbook)]
        subprocess.run(command, env=environment, capture_output=True, check=False, timeout=120)
        text = path.read_text()
        self.assertNotIn(SENTINEL, text)
        self.assertEqual(path.stat().st_mode & 0o777, 0o600)
        return [json.loads(line) for line in text.splitlines()]

    def test_every_task_has_one_line_and_a_place(self):
        events = self.events(LONG_FAILURE)
        self.assertEqual(
            [(event["event"], event["task"], event["index"]) for event in events],
            [
                ("start", "", 0), ("ok", "Well", 1), ("changed", "Changed", 2), ("skipped", "Not needed", 3),
                ("skipped", "Ignored", 4), ("skipped", "In a block", 5), ("ok", "Afterwards", 6), ("ok", "Many", 7),
                ("failed", "Fails", 8), ("end", "", 0),
            ],
        )
        self.assertEqual({event["total"] for event in events}, {9})
        told = {event["task"]: event["message"] for event in events}
        self.assertEqual((told["Ignored"], told["In a block"], told["Well"]), ("never mind", "caught", ""))
        self.assertEqual(told["Fails"], "x" * 1000)

    def test_a_failure_under_no_log_says_nothing(self):
        self.assertEqual(self.events(SECRET_FAILURE)[-2]["message"], "")

    def test_a_loop_and_a_command_say_why_they_failed(self):
        self.assertEqual(self.events(LOOP_FAILURE)[-2]["message"], "one is wrong; two is wrong")
        self.assertEqual(self.events(SHELL_FAILURE)[-2]["message"], "non-zero return code: told")

    def test_a_role_is_named(self):
        tasks = self.root / "roles/sample/tasks"
        tasks.mkdir(parents=True)
        (tasks / "main.yml").write_text("- name: Inside\n  ansible.builtin.debug:\n    msg: a\n")
        last = "    - name: Imported\n      ansible.builtin.import_role:\n        name: sample\n"
        inside = self.events(last)[-2]
        self.assertEqual((inside["role"], inside["task"], inside["index"], inside["total"]), ("sample", "Inside", 8, 8))


if __name__ == "__main__":
    unittest.main()
