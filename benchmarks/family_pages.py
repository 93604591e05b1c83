"""Read the pages of five hundred random families for words that are not for them; the tests do so for a few.

    python benchmarks/family_pages.py [FAMILIES] [FIRST SEED] [AT ONCE]

Families are read in parts of twenty-five, so many parts AT ONCE (2), each in a database of its own. Ends with 1 where
anybody finds a word of somebody else; the seed that stands before it draws the same family again.
"""

import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

TEST = "tests/absence/test_nothing_of_others.py::test_nobody_finds_anything_of_anybody_else"
PART = 25
ROOT = Path(__file__).resolve().parent.parent


def main(families: int = 500, first: int = 0, at_once: int = 2) -> int:
    """Run the test for so many families, beginning with the seed `first`. Returns how many parts failed."""
    parts = [(seed, min(PART, first + families - seed)) for seed in range(first, first + families, PART)]
    failed = 0
    with ThreadPoolExecutor(at_once) as workers:
        for (seed, number), (passed, said) in zip(parts, workers.map(_read, parts), strict=True):
            failed += not passed
            print(f"families {seed} to {seed + number - 1}: {said}", flush=True)
    print(f"{families} families read, {failed} of {len(parts)} parts with a leak or a fault")
    return failed


def _read(part: tuple[int, int]) -> tuple[bool, str]:
    seed, number = part
    environment = os.environ | {"FIRST_FAMILY": str(seed), "FAMILIES_READ": str(number)}
    command = [sys.executable, "-m", "pytest", TEST, "-q", "-vv", "--timeout=0", "-p", "no:cacheprovider"]
    done = subprocess.run(command, cwd=ROOT, env=environment, check=False, capture_output=True, text=True)
    lines = done.stdout.strip().splitlines() or [done.stderr.strip()]
    told = [line for line in lines if re.match(r"E\s", line)] if done.returncode else []
    return done.returncode == 0, "\n".join([lines[-1].strip("= "), *told])


if __name__ == "__main__":
    sys.exit(min(1, main(*map(int, sys.argv[1:]))))
