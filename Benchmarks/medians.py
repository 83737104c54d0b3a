"""Reads the rounds that Benchmarks/run.sh writes, and prints the medians of each name and the ratios."""

import sys
from statistics import median

rounds: dict[str, list[list[float]]] = {}
with open(sys.argv[1], encoding="ascii") as table:
    for line in table:
        name, *figures = line.split()
        rounds.setdefault(name, []).append([float(figure) for figure in figures])

print(
    f"{'':10}{'requests/s':>12}{'least':>10}{'most':>10}{'p50 ms':>10}{'p99 ms':>10}{'errors':>8}"
    f"{'server µs':>11}{'Postgres µs':>13}"
)
rates = {}
costs = {}
for name, figures in rounds.items():
    rate, half, most, _, _, server, database = (median(column) for column in zip(*figures))
    rates[name], costs[name] = rate, server + database
    least, best = min(row[0] for row in figures), max(row[0] for row in figures)
    errors = sum(row[4] for row in figures)
    print(f"{name:10}{rate:12.0f}{least:10.0f}{best:10.0f}{half:10.2f}{most:10.2f}{errors:8.0f}{server:11.0f}{database:13.0f}")
print(
    f"ratio of medians: {rates['moorage'] / rates['peer']:.1f} in requests/s,"
    f" {costs['peer'] / costs['moorage']:.1f} in processor time a request"
)
