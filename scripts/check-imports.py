#!/usr/bin/env python3
"""Refuses an import of a module that the importing target does not name as a dependency.

SwiftPM's own --explicit-target-dependency-import-check finds none of them in Swift 6.3.1 (tried). Importing a module
that only another target depends on would erode the levels of docs/architecture.md unnoticed.
"""
import json
import os
import pathlib
import re
import subprocess
import sys

IMPORT = re.compile(
    r"^(?:@\w+(?:\([^)]*\))?\s+)*(?:(?:public|package|internal|fileprivate|private)\s+)?"
    r"import\s+(?:(?:struct|class|enum|protocol|func|var|let|typealias)\s+)?(\w+)"
)


def manifest():
    command = [os.environ.get("SWIFT", "swift"), "package", "dump-package"]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def names(target):
    """The modules that a target may import, according to its manifest entry."""
    return {next(iter(dependency.values()))[0] for dependency in target["dependencies"]} | {target["name"]}


def folder(target):
    default = {"test": "Tests"}.get(target["type"], "Sources")
    return pathlib.Path(target.get("path") or f"{default}/{target['name']}")


def main():
    targets = [target for target in manifest()["targets"] if target["type"] != "system-target"]
    known = set().union(*(names(target) for target in targets))
    violations = []
    for target in targets:
        allowed = names(target)
        for path in sorted(folder(target).rglob("*.swift")):
            for number, line in enumerate(path.read_text().splitlines(), 1):
                found = IMPORT.match(line)
                if found and found[1] in known and found[1] not in allowed:
                    violations.append(f"{path}:{number}: {target['name']} does not depend on {found[1]}")
    print("\n".join(violations), file=sys.stderr) if violations else None
    return 1 if violations else 0


if __name__ == "__main__":
    sys.exit(main())
