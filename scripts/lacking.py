"""``./test lacking``: all that a new command, field or app still lacks, at once. See ``tests/lacking``."""

import os
import sys
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parent.parent

if __name__ == "__main__":
    sys.path[:0] = [str(ROOT / "src"), str(ROOT)]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongjian.config.settings")
    from gongjian.config import testing

    try:
        django.setup()
        from tests.lacking.checks import main

        sys.exit(main())
    finally:
        testing.pytest_unconfigure()
