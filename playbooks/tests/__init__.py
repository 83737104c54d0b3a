"""Tests of the host program and the callback plugin; scripts/playbooks-test.sh runs them."""

import sys
from pathlib import Path

PLAYBOOKS = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PLAYBOOKS / "lib"))
