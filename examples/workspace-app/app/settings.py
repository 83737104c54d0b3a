"""The settings that the workspace passes to the application in its environment."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from collections.abc import Mapping


@dataclass(frozen=True)
class Settings:
    """The part of a workspace's environment that this application uses."""

    workspace_id: str
    name: str
    database_url: str = field(repr=False)
    redis_url: str = field(repr=False)
    qdrant_host: str
    qdrant_port: int
    qdrant_api_key: str = field(repr=False)

    @classmethod
    def load(cls, environment: Mapping[str, str] = os.environ) -> Settings:
        """Reads the environment; a missing variable raises a KeyError that names it."""
        workspace_id = environment["CUSTOMER_ID"]
        return cls(
            workspace_id=workspace_id,
            name=environment.get("WORKSPACE_NAME", workspace_id),
            database_url=environment["DATABASE_URL"],
            redis_url=environment["REDIS_URL"],
            qdrant_host=environment.get("QDRANT_HOST", "127.0.0.1"),
            qdrant_port=int(environment["QDRANT_HTTP_PORT"]),
            qdrant_api_key=environment["QDRANT_API_KEY"],
        )
