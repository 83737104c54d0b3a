#!/usr/bin/env python3
"""Refuses a cloud provider's words outside its own folder.

Everything else speaks of servers and takes a provider's words from ProviderWords, so that a second provider is a folder
and a line. Names in the database and the addresses of files are not words.
"""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
WORDS = re.compile(r"droplet|digital ?ocean", re.IGNORECASE)

# Folders and files that may name DigitalOcean, each with its reason.
ALLOWED = {
    "Sources/Providers/Clouds/DigitalOcean/": "the provider itself",
    "Sources/Providers/Clouds/CloudProvider.swift": "the list of clouds",
    "Sources/DigitalOceanSimulator/": "its simulator",
    "Sources/Lab/": "machines behind the simulator",
    "Sources/moorage-lab/": "the program that runs the simulator",
    "Sources/Database/Migrations/": "landed SQL never changes",
}

# Names of columns and stored values, which other programs rely on, and the log line that the API's examples show.
STORED = re.compile(
    r"\bdroplet_id\b|\bdropletID\b|'(?:droplet|duplicate_droplet|digitalocean)'|= \"droplet\""
    r"|kind(?:: | == )\"droplet\"|docs/digitalocean\.md|Waiting until the droplet runs\."
)


def findings():
    for path in sorted((ROOT / "Sources").rglob("*.swift")):
        name = path.relative_to(ROOT).as_posix()
        if any(name.startswith(allowed) for allowed in ALLOWED):
            continue
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if WORDS.search(STORED.sub("", line)):
                yield f"{name}:{number}: {line.strip()}"


def main():
    found = list(findings())
    for finding in found:
        print(finding)
    if found:
        sys.exit(f"{len(found)} lines name a provider; see ProviderWords.")


if __name__ == "__main__":
    main()
