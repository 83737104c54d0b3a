"""Has Schemathesis hold the HTTP API to /openapi.json, in all phases and with all checks, as a user and as staff.

Usage: api-test.py MOORAGE SCHEMATHESIS FOLDER; FOLDER is new and for this run alone. What is asked: schemathesis.toml.
"""

import base64
import contextlib
import json
import os
import pathlib
import subprocess
import sys
import urllib.request

from console_world import PASSWORD, World

HERE = pathlib.Path(__file__).parent
# Codes of the two workspaces of console-test.sql, so that validations and revocations find some.
CODES = """
UPDATE meta_users SET max_workspaces = 100000;
INSERT INTO workspace_otps (workspace_id, otp_code, expires_at, max_uses)
SELECT w.id, c.code, now() + interval '1 day', 1000
FROM workspaces w JOIN (VALUES ('wsh4rbr', 'a1b2c3'), ('wsm00n5', '0F0F0F')) c (workspace_id, code) USING (workspace_id);
"""


def machine_token(world: World, email: str) -> str:
    """The token of a new enrolment, with which a machine speaks."""
    request = urllib.request.Request(f"{world.base}/api/hosts/enrolments/", data=b"{}", headers={
        "Content-Type": "application/json",
        "Authorization": "Basic " + base64.b64encode(f"{email}:{PASSWORD}".encode()).decode(),
    })
    with urllib.request.urlopen(request, timeout=20) as response:
        return json.load(response)["token"]


def ask(world: World, schemathesis: str, email: str, token: str) -> bool:
    environment = {**os.environ, "API_EMAIL": email, "API_PASSWORD": PASSWORD, "API_MACHINE_TOKEN": token}
    print(f"== as {email}", flush=True)
    # In the folder, where it may leave what it likes.
    command = [schemathesis, "--config-file", str(HERE.resolve() / "schemathesis.toml"), "--no-color", "run",
               f"{world.base}/openapi.json", *os.environ.get("API_FLAGS", "").split()]
    return subprocess.run(command, env=environment, cwd=world.folder).returncode == 0


def main() -> None:
    moorage, schemathesis, folder = sys.argv[1:4]
    with contextlib.ExitStack() as stack:
        world = World(moorage, folder, stack)
        world.user("me@example.com")
        world.user("staff@example.com", "--staff")
        world.query((HERE / "console-test.sql").read_text() + CODES)
        tokens = {email: machine_token(world, email) for email in ("me@example.com", "staff@example.com")}
        results = [ask(world, schemathesis, email, token) for email, token in tokens.items()]
        import shutil; shutil.copy(folder + "/daemon.log", "/tmp/apist/w/daemon.log")
    if not all(results):
        raise SystemExit("FAILED the HTTP API does not do what /openapi.json says")
    print("ok      the HTTP API does what /openapi.json says")


main()
