"""Neo4j starts with the workspace's own password."""

from __future__ import annotations

import os
import pwd
import stat

from moorage_host import neo4j
from moorage_host.errors import HostError
from moorage_host.neo4j import digest, write_initial_password

from .support import WORKSPACE, HostTestCase

PASSWORD = "nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn-_"


class Neo4jTests(HostTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.data = self.root / "data"
        self.file = self.data / "dbms/auth.ini"

    def test_the_hash_is_neo4js(self):
        # Computed with Apache Shiro's algorithm, which Neo4j uses and which was checked against files of Neo4j 5.
        self.assertEqual(
            digest("secret-password", bytes(range(32))).hex(),
            "8307abe39c8169bb8be76ce06b7936d2c497dda835a0777e81ff423e455de328",
        )

    def test_it_is_written_for_its_owner_alone_and_holds_no_password(self):
        self.assertEqual(write_initial_password(self.data, PASSWORD), "set")
        text = self.file.read_text()
        self.assertRegex(text, r"^neo4j:SHA-256,[0-9a-f]{64},[0-9a-f]{64},1024:\n$")
        self.assertNotIn(PASSWORD, text)
        self.assertEqual(stat.S_IMODE(self.file.stat().st_mode), 0o600)
        self.assertEqual(os.listdir(self.file.parent), ["auth.ini"])

    def test_a_second_time_changes_nothing_and_another_password_does(self):
        write_initial_password(self.data, PASSWORD)
        before = self.file.read_bytes()
        self.assertEqual(write_initial_password(self.data, PASSWORD), "unchanged")
        self.assertEqual(self.file.read_bytes(), before)
        self.assertEqual(write_initial_password(self.data, PASSWORD + "x"), "set")
        self.assertNotEqual(self.file.read_bytes(), before)

    def test_a_neo4j_with_users_is_left_alone(self):
        (self.data / "databases/system").mkdir(parents=True)
        self.assertEqual(write_initial_password(self.data, PASSWORD), "initialized")
        self.assertFalse(self.file.exists())

    def test_what_lies_in_the_files_place_is_neither_followed_nor_waited_for(self):
        self.file.parent.mkdir(parents=True)
        elsewhere = self.root / "elsewhere"
        elsewhere.write_text("theirs")
        for lay in (lambda: self.file.symlink_to(elsewhere), lambda: os.mkfifo(self.file)):
            lay()
            self.assertEqual(write_initial_password(self.data, PASSWORD), "set")
            self.assertTrue(stat.S_ISREG(self.file.lstat().st_mode))
            self.file.unlink()
        self.assertEqual(elsewhere.read_text(), "theirs")

    def test_it_comes_from_the_applications_environment(self):
        environment = self.layout.configuration(WORKSPACE) / "environment"
        environment.parent.mkdir(parents=True)
        for content in ("", "NEO4J_PASSWORD=\n", 'NEO4J_PASSWORD="a b c d e f"\n', "XNEO4J_PASSWORD=aaaaaaaaaa\n"):
            environment.write_text(content)
            with self.subTest(content), self.assertRaisesRegex(HostError, "contains no password"):
                neo4j.set_password(self.layout, WORKSPACE)
        environment.write_text(f'A=1\nNEO4J_PASSWORD="{PASSWORD}"\nB=2\n')
        self.assertEqual(neo4j._password(environment), PASSWORD)

    def test_the_whole_command_as_the_workspaces_user(self):
        if os.geteuid() != 0:
            self.skipTest("only root can become another user")
        nobody = pwd.getpwnam("nobody")
        data = self.layout.home("nobody") / "neo4j"
        data.mkdir(parents=True)
        os.chown(data, nobody.pw_uid, nobody.pw_gid)
        self.root.chmod(0o755)
        environment = self.layout.configuration("nobody") / "environment"
        environment.parent.mkdir(parents=True)
        environment.write_text(f'NEO4J_PASSWORD="{PASSWORD}"\n')
        self.assertEqual(neo4j.set_password(self.layout, "nobody"), {"changed": True, "state": "set"})
        self.assertEqual(neo4j.set_password(self.layout, "nobody"), {"changed": False, "state": "unchanged"})
        self.assertEqual((data / "data/dbms/auth.ini").stat().st_uid, nobody.pw_uid)
        os.chown(data, 0, 0)
        (data / "data").rename(data / "gone")
        with self.assertRaisesRegex(HostError, "cannot write"):
            neo4j.set_password(self.layout, "nobody")
