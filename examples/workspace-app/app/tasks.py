"""The Celery application: one task, which also runs every minute."""

from __future__ import annotations

import os

from celery import Celery

BROKER = os.environ["REDIS_URL"]

app = Celery("workspace", broker=BROKER, backend=BROKER)
app.conf.update(
    timezone="UTC",
    # A result is read immediately or never.
    result_expires=60,
    broker_connection_retry_on_startup=True,
    broker_transport_options={"socket_timeout": 5, "socket_connect_timeout": 5},
    # A missing store is reported immediately; without this the server would wait for 20 attempts.
    result_backend_transport_options={"retry_policy": {"max_retries": 2, "interval_start": 0, "interval_step": 0.2}},
    redis_socket_timeout=5,
    redis_socket_connect_timeout=5,
    beat_schedule={"ping": {"task": "tasks.ping", "schedule": 60.0, "options": {"expires": 60}}},
)


@app.task(name="tasks.ping")
def ping(word: str = "pong") -> str:
    """Returns a word; reading it shows that broker, worker and result store work."""
    return word
