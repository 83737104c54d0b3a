"""What Ansible's parent process records when Ansible cannot."""

from __future__ import annotations

import json
import sys
from unittest import mock

from moorage_host import supervise as module
from moorage_host.errors import FencedError
from moorage_host.fence import fenced
from moorage_host.supervise import BoundedOutput, explain, playbook_command, run_to_end, supervise

from .support import WORKSPACE, HostTestCase


class SuperviseTests(HostTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.path = self.root / "output"

    def run_script(self, script: str) -> tuple[int, str]:
        output = BoundedOutput(self.path)
        return run_to_end([sys.executable, "-c", script], output), output.close()

    def test_the_exit_code_and_the_end_of_the_text_are_known(self):
        code, end = self.run_script("import sys; print('one'); print('two', file=sys.stderr); sys.exit(4)")
        self.assertEqual(code, 4)
        self.assertEqual(sorted(end.split()), ["one", "two"])

    def test_a_signal_counts_as_a_shell_would_count_it(self):
        self.assertEqual(self.run_script("import os; os.kill(os.getpid(), 9)")[0], 137)

    def test_a_program_that_is_not_there_is_named(self):
        output = BoundedOutput(self.path)
        self.assertEqual(run_to_end(["/nowhere/ansible-playbook"], output), 127)
        self.assertIn("/nowhere/ansible-playbook: No such file", output.close())

    def test_a_child_that_holds_the_pipe_open_does_not_hold_the_run(self):
        script = "import subprocess; subprocess.Popen(['sleep', '5']); print('done', flush=True)"
        code, end = self.run_script(script)
        self.assertEqual((code, end), (0, "done"))

    def test_the_text_keeps_its_beginning_and_its_end(self):
        output = BoundedOutput(self.path, head=10, tail=10)
        for number in range(100):
            output.write(b"%03d\n" % number)
        output.close()
        text = self.path.read_text()
        self.assertTrue(text.startswith("000\n001\n00"))
        self.assertTrue(text.endswith("098\n099\n"))
        self.assertIn("bytes left out", text)
        self.assertLess(len(text), 80)

    def test_nothing_is_left_out_of_a_short_text(self):
        output = BoundedOutput(self.path, head=4, tail=100)
        output.write(b"0123456789")
        output.close()
        self.assertEqual(self.path.read_bytes(), b"0123456789")

    def test_a_failure_that_no_task_explained_gets_an_event(self):
        events = self.root / "events.jsonl"
        explain(events, "ERROR! no such role")
        self.assertEqual(json.loads(events.read_text())["message"], "ERROR! no such role")
        before = events.read_bytes()
        explain(events, "again")
        self.assertEqual(events.read_bytes(), before)


class SupervisedRunTests(HostTestCase):
    def record(self, **changes) -> dict:
        about = {"workspace": WORKSPACE, "playbook": "deploy_workspace.yml", "bundle": "a" * 64, "epoch": 5} | changes
        folder = self.layout.run("op1")
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "run").write_text(json.dumps(about))
        return about

    def test_a_run_that_systemd_starts_after_a_newer_daemon_acted_does_nothing(self):
        self.record()
        with fenced(self.layout, WORKSPACE, 6):
            pass
        with mock.patch.object(module, "run_to_end") as ansible, self.assertRaises(FencedError):
            supervise(self.layout, "op1")
        ansible.assert_not_called()
        self.assertFalse((self.layout.run("op1") / "status").exists())

    def test_the_run_of_the_present_holder_is_recorded(self):
        self.record()
        with fenced(self.layout, WORKSPACE, 5):
            pass
        with mock.patch.object(module, "run_to_end", return_value=0):
            self.assertEqual(supervise(self.layout, "op1"), 0)
        self.assertEqual(json.loads((self.layout.run("op1") / "status").read_text())["exit_code"], 0)

    def test_a_removal_without_a_bundle_is_told_the_workspace_alone(self):
        command = playbook_command(self.layout, "op1", self.record(bundle="-", playbook="decommission_workspace.yml"))
        self.assertEqual(json.loads(command[6]), {"workspace_id": WORKSPACE, "run_name": "op1"})
        self.assertEqual(len(command), 8)
        self.assertTrue(command[7].endswith("/decommission_workspace.yml"))
        self.assertIn(f"bundles/{'a' * 64}/variables.json", playbook_command(self.layout, "op1", self.record())[6])
