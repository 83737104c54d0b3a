"""Has Schemathesis test the HTTP API against /openapi.json, in all phases and with all checks, as a user and as staff.

Usage: api-test.py MOORAGE PYTHON FOLDER; PYTHON has Schemathesis installed, FOLDER is new and used only by this run.
api-test.toml defines the requests.
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

HERE = pathlib.Path(__file__).resolve().parent
EMAILS = ("me@example.com", "staff@example.com")
METHODS = ("get", "post", "put", "patch", "delete")


def machine_token(world: World, email: str) -> str:
    """The token of a new enrolment, with which a machine authenticates."""
    authorization = "Basic " + base64.b64encode(f"{email}:{PASSWORD}".encode()).decode()
    request = urllib.request.Request(f"{world.base}/api/hosts/enrolments/", data=b"{}", headers={
        "Content-Type": "application/json", "Authorization": authorization})
    with urllib.request.urlopen(request, timeout=20) as response:
        return json.load(response)["token"]


def ask(world: World, python: str, email: str, token: str) -> bool:
    """Whether nothing was found; Schemathesis prints its findings itself."""
    print(f"== as {email}", flush=True)
    environment = {**os.environ, "API_EMAIL": email, "API_PASSWORD": PASSWORD, "API_MACHINE_TOKEN": token}
    command = [python, "-m", "schemathesis.cli", "--config-file", str(HERE / "api-test.toml"), "--no-color", "run",
               f"{world.base}/openapi.json"]
    # In the folder, where it may leave files.
    return subprocess.run(command, env=environment, cwd=world.folder).returncode == 0


def succeeded(world: World) -> set[tuple[str, str]]:
    """Methods and routes that succeeded at least once, from the daemon's log."""
    calls = set()
    for line in pathlib.Path(world.folder, "daemon.log").read_text().splitlines():
        with contextlib.suppress(ValueError):
            call = json.loads(line).get("metadata", {})
            if call.get("status", "").startswith("2"):
                calls.add((call["method"].lower(), call["route"]))
    return calls


def check_reach(world: World) -> None:
    """Fails if many operations never succeed: refusals are correct answers, so a broken log-in would go unnoticed."""
    with urllib.request.urlopen(f"{world.base}/openapi.json", timeout=20) as response:
        paths = json.load(response)["paths"]
    operations = {(method, path.rstrip("/")) for path, item in paths.items() for method in item if method in METHODS}
    missing = operations - succeeded(world)
    names = ", ".join(sorted(f"{method.upper()} {path}/" for method, path in missing))
    # Calls that depend on the workers' pace may come at the wrong moment.
    if len(missing) > len(operations) // 10:
        raise SystemExit(f"FAILED too many operations never succeed: {names}")
    print(f"ok      {len(operations) - len(missing)} of {len(operations)} operations succeeded at least once"
          + (f", but not {names}" if missing else ""))


def main() -> None:
    moorage, python, folder = sys.argv[1:]
    with contextlib.ExitStack() as stack:
        world = World(moorage, folder, stack)
        world.user(EMAILS[0])
        world.user(EMAILS[1], "--staff")
        world.query((HERE / "console-test.sql").read_text() + (HERE / "api-test.sql").read_text())
        tokens = {email: machine_token(world, email) for email in EMAILS}
        results = [ask(world, python, email, token) for email, token in tokens.items()]
        if not all(results):
            raise SystemExit("FAILED the HTTP API does not conform to /openapi.json; the findings are above")
        check_reach(world)
        print("ok      the HTTP API conforms to /openapi.json")


main()
