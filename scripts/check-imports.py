#!/usr/bin/env python3
"""Rejects an import of a module that the importing target does not name as a dependency, and development code in the
product: `moorage` may depend neither on anything below Tests nor on a module of `moorage-lab`.

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

# Modules of moorage-lab that live in Sources.
DEVELOPMENT = {"DigitalOceanSimulator", "Lab", "moorage-lab"}


def manifest():
    command = [os.environ.get("SWIFT", "swift"), "package", "dump-package"]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def names(target):
    """The modules that a target may import, according to its manifest entry."""
    return {next(iter(dependency.values()))[0] for dependency in target["dependencies"]} | {target["name"]}


def folder(target):
    default = {"test": "Tests"}.get(target["type"], "Sources")
    return pathlib.Path(target.get("path") or f"{default}/{target['name']}")


def development_code(targets):
    """The modules that the program `moorage` would link but must not."""
    by_name = {target["name"]: target for target in targets}
    linked, rest = set(), ["moorage"]
    while rest:
        name = rest.pop()
        if name in by_name and name not in linked:
            linked.add(name)
            rest += names(by_name[name])
    forbidden = {name for name in linked if folder(by_name[name]).parts[0] == "Tests"} | linked & DEVELOPMENT
    return [f"Package.swift: moorage links {name}, which belongs to moorage-lab" for name in sorted(forbidden)]


def main():
    targets = [target for target in manifest()["targets"] if target["type"] != "system-target"]
    known = set().union(*(names(target) for target in targets))
    violations = development_code(targets)
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
