"""Ten thousand damaged files by the doors of the import page: CSV, zip, XML and another system's file.

Each is refused with reasons or brought in whole; the first that is not ends the run and names its seed, which makes
the same damage again: FUZZ_IMPORTS=1 FUZZ_IMPORTS_FROM=SEED pytest tests/registers/test_import_fuzz.py
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TEST = "tests/registers/test_import_fuzz.py"


def main():
    """Run the test with as many seeds as asked (default 10,000), and print what it saw."""
    many = sys.argv[1] if len(sys.argv) > 1 else "10000"
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as place:
        saw = Path(place) / "saw.txt"
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", TEST],
            cwd=ROOT,
            env=os.environ | {"FUZZ_IMPORTS": many, "FUZZ_IMPORTS_SAW": str(saw)},
            check=False,
        )
        print(saw.read_text() if saw.exists() else "ended before the end; the seed stands above")
    print(f"{int(many):,} files in {time.monotonic() - started:.0f} s")
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
