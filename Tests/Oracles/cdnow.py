#!/usr/bin/env python3
"""Figures of the purchases of cdnow, from the raw files alone, as one JSON object.

  cdnow.py CDNOW_master.txt.gz|CDNOW_sample.txt
"""
import collections
import gzip
import json
import sys


def main():
    path = sys.argv[1]
    opened = gzip.open(path, "rt") if path.endswith(".gz") else open(path)
    people = collections.defaultdict(lambda: [0, 0])
    with opened as file:
        for line in file:
            cells = line.split()
            if not cells[0].isdigit():
                continue
            cents = int(cells[-1].replace(".", ""))
            people[cells[0]][0] += 1
            people[cells[0]][1] += cents
    ranking = sorted(people.items(), key=lambda item: (-item[1][1], item[0]))
    json.dump({
        "orders": sum(count for count, _ in people.values()),
        "sum": sum(cents for _, cents in people.values()),
        "ranking": [[name, count, cents] for name, (count, cents) in ranking],
    }, sys.stdout)


if __name__ == "__main__":
    main()
