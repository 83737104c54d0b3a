"""A daemon that lost its lease changes nothing."""

from __future__ import annotations

import threading

from moorage_host.errors import FencedError
from moorage_host.fence import fenced, locked

from .support import WORKSPACE, HostTestCase


class FenceTests(HostTestCase):
    def test_an_older_epoch_is_refused_and_changes_nothing(self):
        with fenced(self.layout, WORKSPACE, 7):
            pass
        with self.assertRaises(FencedError) as caught, fenced(self.layout, WORKSPACE, 6):
            self.fail("the older epoch acted")
        self.assertEqual(caught.exception.exit_code, 75)
        self.assertEqual((self.layout.workspace(WORKSPACE) / "epoch").read_text(), "7\n")

    def test_the_same_epoch_acts_again_and_a_newer_one_is_recorded(self):
        for epoch in (3, 3, 9):
            with fenced(self.layout, WORKSPACE, epoch):
                pass
        self.assertEqual((self.layout.workspace(WORKSPACE) / "epoch").read_text(), "9\n")

    def test_the_epoch_is_compared_under_the_lock(self):
        """Someone who waits for the lock meets the epoch that was recorded while they waited."""
        refused = threading.Event()

        def older():
            try:
                with fenced(self.layout, WORKSPACE, 1):
                    pass
            except FencedError:
                refused.set()

        with locked(self.layout, WORKSPACE) as folder:
            waiting = threading.Thread(target=older)
            waiting.start()
            (folder / "epoch").write_text("2\n")
        waiting.join()
        self.assertTrue(refused.is_set())

    def test_the_folder_is_for_root_alone(self):
        with fenced(self.layout, WORKSPACE, 1) as folder:
            self.assertEqual(folder.stat().st_mode & 0o777, 0o700)
