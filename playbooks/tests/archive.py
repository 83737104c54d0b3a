"""Makes tar archives as the daemon does."""

from __future__ import annotations

import io
import tarfile


def pack(content: dict[str, bytes]) -> bytes:
    """A tar archive that depends only on its content."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for name, data in content.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            member.mode = 0o644
            tar.addfile(member, io.BytesIO(data))
    return buffer.getvalue()
