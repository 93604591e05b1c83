"""The whole comparison of the scan with its second implementation: 20,000 random histories, and 300 in the database.

The tests of every day try fewer. Ends with an error where the two differ, and shows the history.
"""

import os
import subprocess
import sys
from pathlib import Path

TESTS = "tests/penalties/test_random_histories.py"
COUNTS = {"THRESHOLD_HISTORIES": "20000", "THRESHOLD_HISTORIES_STORED": "300"}


def main() -> None:
    """Run the tests with the whole counts, or those in the environment."""
    command = [sys.executable, "-m", "pytest", TESTS, "-q", "--timeout=0", "--durations=3"]
    sys.exit(
        subprocess.run(
            command, cwd=Path(__file__).parent.parent, env=COUNTS | os.environ, check=False
        ).returncode
    )


if __name__ == "__main__":
    main()
