"""Makes a workspace's bundle for rehearsals from the golden files of Sources/Templates, as the daemon would send it.

python3 -m tests.fixture WORKSPACE OFFSET APPLICATION_FOLDER OUTPUT_FOLDER [--neo4j] [--name TEXT] [--variables JSON]
writes OUTPUT_FOLDER/<sha256>.tar and prints the digest.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
from pathlib import Path
from typing import Any

from .archive import pack

GOLDEN = Path(__file__).resolve().parents[2] / "Tests/TemplatesTests/Golden"
GOLDEN_WORKSPACE = "ws7x2k4"
GOLDEN_OFFSET = 8550
GOLDEN_SECRET = re.compile(r"([a-z])\1{40}-_")
GOLDEN_NAME = re.compile(r"^WORKSPACE_NAME=.*$", re.MULTILINE)
BASES = {"daphne": 8000, "redis": 6379, "qdrant_http": 6333, "qdrant_grpc": 6334, "neo4j": 7687}

# The prefix of every secret in a bundle made here, so that a test can search for it in everything that a run leaves.
SENTINEL = "sentinel-3f9c"


class Golden:
    """The golden files, adapted to another workspace."""

    def __init__(self, workspace: str, offset: int, neo4j: bool, name: str | None) -> None:
        self._workspace = workspace
        self._ports = {str(base + GOLDEN_OFFSET): str(base + offset) for base in BASES.values()}
        self._prefixes = ("neo4j-", "") if neo4j else ("",)
        self._name = name

    def text(self, file: str) -> str:
        """A golden file with the workspace's own name, ports and secrets."""
        candidates = [GOLDEN / (prefix + file) for prefix in self._prefixes]
        text = next(path for path in candidates if path.exists()).read_text(encoding="utf-8")
        text = text.replace(GOLDEN_WORKSPACE, self._workspace)
        text = re.sub("|".join(self._ports), lambda match: self._ports[match[0]], text)
        text = GOLDEN_SECRET.sub(rf"{SENTINEL}-\1", text)
        return text if self._name is None else GOLDEN_NAME.sub(f'WORKSPACE_NAME="{self._name}"', text)

    def file(self, source: str) -> str:
        """The golden file for `source` of the manifest: units are stored under their service's name only."""
        name = source.removeprefix("files/").replace(f"moorage-{self._workspace}-", "")
        return self.text("slice" if name == f"moorage-{self._workspace}.slice" else name)


def make_bundle(
    workspace: str, offset: int, application: Path, neo4j: bool = False, name: str | None = None,
    changes: dict[str, Any] | None = None,
) -> bytes:
    """The bundle's archive. `changes` replace entries of variables.json."""
    golden = Golden(workspace, offset, neo4j, name)
    manifest = json.loads(golden.text("manifest.json"))
    content = {}
    for entry in manifest["files"]:
        content[entry["source"]] = golden.file(entry["source"]).encode()
        entry["sha256"] = hashlib.sha256(content[entry["source"]]).hexdigest()
    carried = pack({
        str(path.relative_to(application)): path.read_bytes()
        for path in sorted(application.rglob("*")) if path.is_file() and "__pycache__" not in path.parts
    })
    digest = hashlib.sha256(carried).hexdigest()
    nothing = {"url": "", "sha256": ""}
    variables = json.loads(golden.text("variables.json")) | {
        "application": {"kind": "carried", "url": "", "sha256": digest, "revision": ""},
        "artifacts": {"qdrant": nothing, "neo4j": nothing},
    }
    content["manifest.json"] = json.dumps(manifest).encode()
    content["variables.json"] = json.dumps(variables | (changes or {})).encode()
    content["application.tar"] = carried
    return pack(content)


def main() -> None:
    """See the module's description."""
    parser = argparse.ArgumentParser()
    parser.add_argument("workspace")
    parser.add_argument("offset", type=int)
    parser.add_argument("application", type=Path)
    parser.add_argument("output", type=Path)
    parser.add_argument("--neo4j", action="store_true")
    parser.add_argument("--name", help="a name to use instead of the difficult one in the golden files")
    parser.add_argument("--variables", type=json.loads, default={}, help="JSON that replaces variables")
    given = parser.parse_args()
    archive = make_bundle(
        given.workspace, given.offset, given.application, given.neo4j, given.name, given.variables
    )
    digest = hashlib.sha256(archive).hexdigest()
    (given.output / f"{digest}.tar").write_bytes(archive)
    sys.stdout.write(digest + "\n")


if __name__ == "__main__":
    main()
