"""One input by itself, without instruments: prints what is wrong with it, and makes it smaller on request."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path

from fuzz.make_corpus import CORPUS
from fuzz.markup_mutations import elements_in
from fuzz.seeds import kept
from fuzz.targets import TARGETS, Target
from fuzz.watch import watched
from fuzz.workbook_mutations import pack, unpacked

_SECONDS = 30
_MOST_TRIES = 400


def main() -> int:
    """Exit status 1 if something is wrong."""
    parser = argparse.ArgumentParser()
    parser.add_argument("target", choices=list(TARGETS))
    parser.add_argument("file", type=Path)
    parser.add_argument(
        "--shrink", action="store_true", help="write a smaller input with the same defect over it"
    )
    wanted = parser.parse_args()
    target = TARGETS[wanted.target]
    # Once through all code, so that imports and caches are not held against the input.
    for seed in kept(target.name):
        if CORPUS in seed.parents:
            watched(target, seed.read_bytes())
    data = wanted.file.read_bytes()
    defect = watched(target, data).defect
    if not defect:
        return 0
    if wanted.shrink and defect not in ("slow", "much memory"):
        wanted.file.write_bytes(shrunk(target, data, defect))
    sys.stdout.write(defect + "\n")
    return 1


def shrunk(target: Target, data: bytes, defect: str) -> bytes:
    """A smaller input with the same defect, as far as it is found in half a minute."""
    until = time.monotonic() + _SECONDS

    def still(smaller: bytes) -> bool:
        return time.monotonic() < until and watched(target, smaller).defect == defect

    return _members_out(data, still) if unpacked(data) else _pieces_out(data, still)


def _pieces_out(data: bytes, still: Callable[[bytes], bool]) -> bytes:
    """Without every piece that can be missed, from halves to single bytes."""
    size = len(data) // 2
    while size:
        at = 0
        while at < len(data):
            smaller = data[:at] + data[at + size :]
            if still(smaller):
                data = smaller
            else:
                at += size
        size //= 2
    return data


def _members_out(data: bytes, still: Callable[[bytes], bool]) -> bytes:
    """Without every member and element that can be missed."""
    members = unpacked(data)
    if not still(pack(members)):
        return data  # It is the container itself.
    for place in range(len(members) - 1, -1, -1):
        fewer = members[:place] + members[place + 1 :]
        if still(pack(fewer)):
            members = fewer
    for place, (name, content) in enumerate(members):
        text = content.decode("utf-8", "surrogateescape")
        at = 0
        for _ in range(_MOST_TRIES):
            one = next((each for each in elements_in(text) if each.start >= at), None)
            if one is None:
                break
            smaller = text[: one.start] + text[one.end :]
            tried = list(members)
            tried[place] = name, smaller.encode("utf-8", "surrogateescape")
            if still(pack(tried)):
                text, members = smaller, tried
            else:
                at = one.start + 1
    return pack(members)


if __name__ == "__main__":
    sys.exit(main())
