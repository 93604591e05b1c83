"""Read the pages of five hundred random families for words that are not for them; the tests do so for a few.

    python benchmarks/family_pages.py [FAMILIES] [FIRST SEED]

Ends with 1 where anybody finds a word of somebody else; the seed that stands before it draws the same family again.
"""

import os
import subprocess
import sys
from pathlib import Path

TEST = "tests/absence/test_nothing_of_others.py::test_nobody_finds_anything_of_anybody_else"


def main() -> int:
    """Run the test with so many families."""
    asked = dict(zip(("FAMILIES_READ", "FIRST_FAMILY"), sys.argv[1:], strict=False))
    environment = os.environ | {"FAMILIES_READ": "500"} | asked
    command = [sys.executable, "-m", "pytest", TEST, "-q", "-vv", "--timeout=0", "--durations=1"]
    root = Path(__file__).resolve().parent.parent
    return subprocess.run(command, cwd=root, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
