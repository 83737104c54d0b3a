"""Bundles are checked and installed completely, and nothing else is installed with them."""

from __future__ import annotations

import io
import tarfile

from moorage_host.bundle import install_bundle
from moorage_host.errors import HostError

from .archive import pack
from .support import WORKSPACE, HostTestCase


def archive_with(member: tarfile.TarInfo, data: bytes = b"") -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as tar:
        member.size = len(data)
        tar.addfile(member, io.BytesIO(data))
    return buffer.getvalue()


class BundleTests(HostTestCase):
    def install(self, content: bytes, digest: str | None = None, epoch: int = 1):
        path, actual = self.upload(content)
        return install_bundle(self.layout, WORKSPACE, epoch, digest or actual, path)

    def test_it_is_unpacked_once_and_the_upload_is_deleted(self):
        content = pack({"manifest.json": b"{}", "files/redis.conf": b"port 1\n"})
        path, digest = self.upload(content)
        self.assertEqual(self.install(content), {"state": "installed"})
        self.assertFalse(path.exists())
        folder = self.layout.bundles(WORKSPACE) / digest
        self.assertEqual((folder / "files/redis.conf").read_bytes(), b"port 1\n")
        self.assertEqual(folder.stat().st_mode & 0o777, 0o700)
        self.assertEqual((folder / "files/redis.conf").stat().st_mode & 0o777, 0o600)
        self.assertEqual(self.install(content), {"state": "present"})
        self.assertFalse(path.exists())

    def test_a_wrong_digest_leaves_nothing_unpacked(self):
        with self.assertRaisesRegex(HostError, "SHA-256"):
            self.install(pack({"a": b"b"}), digest="0" * 64)
        self.assertEqual(list(self.layout.bundles(WORKSPACE).iterdir()), [])

    def test_nothing_reaches_out_of_the_bundle(self):
        link, hard, device = tarfile.TarInfo("link"), tarfile.TarInfo("hard"), tarfile.TarInfo("device")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc"
        hard.type, hard.linkname = tarfile.LNKTYPE, "/etc/passwd"
        device.type = tarfile.CHRTYPE
        for member in (link, hard, device, tarfile.TarInfo("/etc/x"), tarfile.TarInfo("a/../../x")):
            with self.subTest(member.name), self.assertRaises(HostError):
                self.install(archive_with(member))
            self.assertEqual(list(self.layout.bundles(WORKSPACE).iterdir()), [])

    def test_what_is_no_archive_is_refused(self):
        with self.assertRaises(HostError):
            self.install(b"not a tar archive" * 100)

    def test_the_bundle_before_stays_and_older_ones_go(self):
        digests = []
        for word in (b"one", b"two", b"three"):
            content = pack({"a": word})
            digests.append(self.upload(content)[1])
            self.install(content)
        kept = {entry.name for entry in self.layout.bundles(WORKSPACE).iterdir()}
        self.assertEqual(kept, set(digests[1:]))

    def test_the_bundle_of_a_run_that_may_still_read_it_stays(self):
        digests = []
        for word in (b"one", b"two", b"three"):
            content = pack({"a": word})
            digests.append(self.upload(content)[1])
            if word == b"three":
                run = self.layout.run("op1")
                run.mkdir(parents=True)
                (run / "run").write_text(f'{{"workspace": "{WORKSPACE}", "bundle": "{digests[0]}"}}')
            self.install(content)
        self.assertEqual(len(list(self.layout.bundles(WORKSPACE).iterdir())), 3)
        (run / "status").write_text("{}")
        self.install(pack({"a": b"four"}))
        self.assertNotIn(digests[0], {entry.name for entry in self.layout.bundles(WORKSPACE).iterdir()})

    def test_an_older_epoch_installs_nothing(self):
        self.install(pack({"a": b"1"}), epoch=5)
        with self.assertRaisesRegex(HostError, "fenced"):
            self.install(pack({"a": b"2"}), epoch=4)
        self.assertEqual(len(list(self.layout.bundles(WORKSPACE).iterdir())), 1)
