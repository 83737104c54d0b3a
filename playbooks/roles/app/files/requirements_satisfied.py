"""Exits with 0 if every line of FOLDER/requirements.txt is already satisfied, with 3 if pip has to decide."""

import re
import sys
from importlib import metadata
from pathlib import Path

NEEDS_PIP = 3


def satisfied(line: str) -> bool:
    """Whether an installed distribution meets the requirement; pip decides about anything but simple requirements."""
    text = re.split(r"\s+#", line.strip())[0]
    if not text or text.startswith("#"):
        return True
    try:
        from packaging.requirements import Requirement

        requirement = Requirement(text)
        if requirement.url or requirement.extras:
            return False
        if requirement.marker is not None and not requirement.marker.evaluate():
            return True
        return requirement.specifier.contains(metadata.version(requirement.name), prereleases=True)
    except (ImportError, ValueError, metadata.PackageNotFoundError):
        return False


def main() -> int:
    """Checks requirements.txt in the folder given as the first argument."""
    requirements = Path(sys.argv[1]) / "requirements.txt"
    lines = requirements.read_text(encoding="utf-8").splitlines() if requirements.is_file() else []
    return 0 if all(satisfied(line) for line in lines) else NEEDS_PIP


if __name__ == "__main__":
    sys.exit(main())
