"""Works in the store that the environment names: founds it, or fills it. Run by ``stores`` in a process of its own."""

import json
import sys
import time
from dataclasses import asdict
from typing import Any

from django.core.management import call_command

from gongjian.kernel.commands import counting
from gongjian_demo import foundation

from . import filling, founding


def found(scale: int, lives: int) -> dict[str, Any]:
    """Tables, university, the first lives."""
    began = time.perf_counter()
    call_command("migrate", interactive=False, verbosity=0)
    with counting("人员和事项", foundation.persons_expected(scale) + lives) as bar:
        made = founding.found(scale, lives, bar.add)
    return {"matters": made, "seconds": round(time.perf_counter() - began, 1)}


def fill(total: int) -> dict[str, Any]:
    """Copies up to this number."""
    with counting("事项", total) as bar:
        done = filling.fill(total, f"bench:{total}", bar.add)
    rate = round(done.added / done.seconds) if done.seconds else 0
    return {"matters": total, "per_second": rate, **asdict(done)}


def main() -> None:
    """One line of JSON at the end: what was done."""
    verb, *numbers = sys.argv[1:]
    made = fill(int(numbers[0])) if verb == "fill" else found(int(numbers[0]), int(numbers[1]))
    sys.stdout.write(json.dumps(made) + "\n")
