"""Measures the log stream: many listeners on one workspace, from COMMIT of a row to each listener's event.

stream.py LISTENERS_PROGRAM PORT TOKEN WORKSPACE DAEMON_PID COUNT ROWS     (DATABASE_URL names the database)

The clock starts just before COMMIT is sent, so the time includes the commit.
"""

import os
import subprocess
import sys
import time

import psycopg

PAUSE = 0.1  # Seconds between rows: ten rows a second, so that each is delivered separately.
PATIENCE = 2.0  # Seconds to wait for the last row; later events are reported as lost.


def resident(pid: int) -> int:
    """The resident memory of a process, in KiB."""
    with open(f"/proc/{pid}/status", encoding="ascii") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS:"))


def percentile(values: list[float], share: float) -> float:
    """The value that the given share of all values does not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, -(-int(share * 1000) * len(ordered) // 1000) - 1)]


def write_rows(connection: psycopg.Connection, workspace: str, rows: int) -> dict[int, int]:
    """Commits rows one after the other and returns when the COMMIT of each was sent."""
    sent = {}
    for row in range(1, rows + 1):
        connection.execute(
            "INSERT INTO provisioning_logs (workspace_id, message)"
            " SELECT id, %s FROM workspaces WHERE workspace_id = %s",
            (f"bench-row {row:06d};", workspace),
        )
        sent[row] = time.clock_gettime_ns(time.CLOCK_MONOTONIC)
        connection.commit()
        time.sleep(PAUSE)
    return sent


def main() -> None:
    """Runs the measurement and prints the figures."""
    program, port, token, workspace = sys.argv[1:5]
    pid, count, rows = (int(argument) for argument in sys.argv[5:8])
    before = resident(pid)
    path = f"/api/workspaces/{workspace}/logs/stream/"
    with (
        psycopg.connect(os.environ["DATABASE_URL"]) as connection,
        subprocess.Popen(
            [program, "127.0.0.1", port, path, token, str(count)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as listeners,
    ):
        assert listeners.stdin and listeners.stdout
        if listeners.stdout.readline() != "ready\n":
            sys.exit("stream.py: the listeners did not all connect")
        # Wait until all have joined, because a stream opens before it listens.
        time.sleep(2)
        after = resident(pid)
        sent = write_rows(connection, workspace, rows)
        time.sleep(PATIENCE)
        listeners.stdin.close()
        seen: dict[int, list[float]] = {row: [] for row in sent}
        for line in listeners.stdout:
            row, at = line.split()
            seen[int(row)].append((int(at) - sent[int(row)]) / 1e6)
    loaded = resident(pid)
    lost = sum(count - len(times) for times in seen.values())
    every = [value for times in seen.values() for value in times]
    last = [max(times) for times in seen.values() if len(times) == count]
    if not last:
        sys.exit("stream.py: no row reached every listener")
    print(f"{count} listeners, {rows} rows, {len(every)} events, {lost} lost")
    print(f"one listener's event   p50 {percentile(every, 0.5):8.1f} ms   p95 {percentile(every, 0.95):8.1f} ms")
    print(
        f"the last listener's    p50 {percentile(last, 0.5):8.1f} ms   p95 {percentile(last, 0.95):8.1f} ms"
        f"   max {max(last):8.1f} ms"
    )
    print(
        f"resident memory        {before} KiB without listeners, {after} KiB with them, {loaded} KiB after the rows:"
        f" {(after - before) / count:.1f} KiB per listener"
    )


if __name__ == "__main__":
    main()
