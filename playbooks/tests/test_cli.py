"""What the daemon gets: lines of JSON, a sentence, an exit code."""

from __future__ import annotations

import contextlib
import io
import json

from moorage_host.cli import main

from .archive import pack
from .support import WORKSPACE, HostTestCase


class CommandLineTests(HostTestCase):
    def call(self, *words: str) -> tuple[int, list[dict], str]:
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = main(list(words), self.layout, self.systemd)
        return code, [json.loads(line) for line in out.getvalue().splitlines()], err.getvalue()

    def test_a_bundle_is_installed_and_a_run_started_and_judged(self):
        path, digest = self.upload(pack({"variables.json": b"{}"}))
        self.assertEqual(
            self.call("install-bundle", WORKSPACE, "3", digest, str(path)), (0, [{"state": "installed"}], "")
        )
        start = ("start", WORKSPACE, "3", "op1", "deploy_workspace.yml", digest)
        self.assertEqual(self.call(*start), (0, [{"state": "started"}], ""))
        self.assertEqual(self.call("status", "op1"), (0, [{"state": "running", "size": 0}], ""))
        code, lines, _ = self.call("stop", WORKSPACE, "3", "op1")
        self.assertEqual((code, lines[0]["state"], lines[0]["recorded"]), (0, "stopped", True))
        self.assertEqual(self.call("status", "op1")[1][0]["exit_code"], 143)

    def test_a_fenced_command_says_so_with_75(self):
        self.call("stop", WORKSPACE, "9", "op1")
        code, lines, told = self.call("stop", WORKSPACE, "8", "op1")
        self.assertEqual((code, lines), (75, []))
        self.assertIn("epoch 9 was seen", told)

    def test_wrong_use_is_64(self):
        wrong = [
            [], ["nothing"], ["status"], ["status", "a", "b"], ["status", "../x"], ["status", "-x"], ["--class--"],
            ["verify", "ws1"], ["verify", WORKSPACE + "/.."], ["verify", WORKSPACE, "-1"],
            ["stop", WORKSPACE, "x", "op1"], ["start", WORKSPACE, "1", "op1", "../../x.yml", "a" * 64],
            ["install-bundle", WORKSPACE, "1", "abc", "/x"], ["stop", WORKSPACE, "9223372036854775808", "op1"],
            ["drift", "root"], ["drift", WORKSPACE, "0"], ["drift", WORKSPACE, "65536"], ["drift", WORKSPACE, "x"],
            ["drift", WORKSPACE, *["1"] * 17], ["inventory", "../x"], ["remove", "root", "1", "op1"],
            ["remove", "ws*", "1", "op1"], ["remove", WORKSPACE, "1", "../op1"],
        ]
        for words in wrong:
            with self.subTest(words):
                code, lines, told = self.call(*words)
                self.assertEqual((code, lines), (64, []))
                self.assertTrue(told)

    def test_a_failure_is_1_and_a_sentence(self):
        code, lines, told = self.call("install-bundle", WORKSPACE, "1", "a" * 64, str(self.root / "nothing"))
        self.assertEqual((code, lines), (1, []))
        self.assertIn("no uploaded archive", told)
