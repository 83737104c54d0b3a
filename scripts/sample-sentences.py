#!/usr/bin/env python3
"""Draws random sentences from everything that users or maintainers read, for a reader to judge.

The same seed and the same files give the same sentences. Each is printed as file:line: sentence.
"""
import argparse
import os
import pathlib
import random
import sys

import prose


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=1, help="which sentences to draw (default 1)")
    parser.add_argument("--count", type=int, default=200, help="how many to draw (default 200)")
    parser.add_argument("--all", action="store_true", help="print every sentence, in order")
    parser.add_argument("paths", nargs="*", help="draw from files below these paths only")
    arguments = parser.parse_args()
    os.chdir(pathlib.Path(__file__).parent.parent)
    chosen = [path for path in prose.files() if not arguments.paths or path.startswith(tuple(arguments.paths))]
    found = [sentence for path in sorted(chosen) for sentence in prose.sentences(path)]
    if not arguments.all:
        drawn = random.Random(arguments.seed).sample(range(len(found)), min(arguments.count, len(found)))
        print(f"{len(drawn)} of {len(found)} sentences, seed {arguments.seed}", file=sys.stderr)
        found = [found[index] for index in sorted(drawn)]
    for path, line, text in found:
        print(f"{path}:{line}: {text}")


if __name__ == "__main__":
    main()
