"""``python scripts/on_day.py "2027-01-01 01:00" ./test unit``: run a command with the clock of all its processes on another day.

The hour is the school's (Asia/Shanghai); from there the clock runs on. Needs a C compiler and glibc (Linux).
"""

import datetime as dt
import os
import subprocess
import sys
import zoneinfo
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE, BUILT = ROOT / "scripts/clock/shift.c", ROOT / "var/clock/shift.so"


def main() -> int:
    """Build the library if it is not there yet, and run. Gives the command's exit code."""
    if len(sys.argv) < 3:
        sys.stderr.write(f"{__doc__}\n")
        return 2
    if not BUILT.exists() or BUILT.stat().st_mtime < SOURCE.stat().st_mtime:
        BUILT.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run(["cc", "-shared", "-fPIC", "-O2", "-o", str(BUILT), str(SOURCE), "-ldl"], check=True)
    wanted = dt.datetime.fromisoformat(sys.argv[1]).replace(tzinfo=zoneinfo.ZoneInfo("Asia/Shanghai"))
    shift = round(wanted.timestamp() - dt.datetime.now(tz=dt.UTC).timestamp())
    moved = {"LD_PRELOAD": str(BUILT), "CLOCK_SHIFT": str(shift)}
    return subprocess.run(sys.argv[2:], env={**os.environ, **moved}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
