"""Foreign files are opened in a child process with limits of time and memory (docs/decisions/isolated-file-reading.md).

A file that freezes or aborts its reader ends that child and nothing else; who sent it gets a sentence, made by the caller from
the code of ``Unreadable``. ``run_isolated`` is the one entry; the functions it runs must import no Django.
"""

import json
import logging
import os
import subprocess
import sys
import threading
from typing import Any

from .isolated import LENGTH, Unreadable, unpack

__all__ = ["MEMORY", "SECONDS", "Unreadable", "run_isolated"]

log = logging.getLogger("gongjian.isolation")
SECONDS = 20  # of the clock; a sheet of 100,000 rows is read in 3
MEMORY = 1024**3  # bytes of address space
MOST_ANSWER = 256 * 1024**2  # bytes of JSON
AT_ONCE = 2  # of one server process: two attackers' files must not claim the whole machine
CHILD = "from gongjian.kernel.isolated import main; main()"
KEPT = frozenset({"PATH", "LANG", "LC_ALL", "TZ", "SYSTEMROOT", "LD_PRELOAD", "CLOCK_SHIFT"})
_SIGXCPU = 24  # sent by RLIMIT_CPU; there is no such name on Windows
_places = threading.BoundedSemaphore(AT_ONCE)


def run_isolated(function: str, data: bytes, *, seconds: int = SECONDS, memory: int = MEMORY, **arguments: Any) -> Any:
    """What ``function`` ("package.module:name") makes of *data*, run in a child process of its own.

    *arguments* and the answer are what JSON holds, and dates, times and bytes; tuples come back as lists. Raises Unreadable with
    the function's own code, or ``time`` (it took longer than *seconds*), ``memory`` (it wanted more bytes than *memory*),
    ``aborted`` (it ended in any other way), ``busy`` (no place was free for as long as a reading may take).
    """
    if not _places.acquire(timeout=seconds):
        raise Unreadable("busy")
    try:
        return _run(function, data, seconds, memory, arguments)
    finally:
        _places.release()


def _run(function: str, data: bytes, seconds: int, memory: int, arguments: dict[str, Any]) -> Any:
    order = json.dumps(
        {"function": function, "arguments": arguments, "memory": memory, "seconds": seconds, "most": MOST_ANSWER}
    ).encode()
    cache = ["-X", f"pycache_prefix={sys.pycache_prefix}"] if sys.pycache_prefix else []
    child = subprocess.Popen(
        [sys.executable, "-I", "-B", *cache, "-c", CHILD],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={name: value for name, value in os.environ.items() if name in KEPT},
        cwd=os.path.dirname(sys.executable),
    )
    try:
        answer, said = child.communicate(LENGTH.pack(len(order)) + order + data, timeout=seconds)
    except subprocess.TimeoutExpired:
        log.warning("%s was ended: not ready after %s seconds", function, seconds)
        raise Unreadable("time") from None
    finally:
        if child.poll() is None:
            child.kill()
            child.communicate()
    try:
        found = json.loads(answer.decode("utf-8", "surrogatepass"), object_hook=unpack)
    except ValueError:
        reason = _reason(child.returncode, said)
        log.warning("%s ended with %s: %s", function, child.returncode, said[-500:].decode(errors="replace"))
        raise Unreadable(reason) from None
    if "unreadable" in found:
        raise Unreadable(found["unreadable"], **found["details"])
    return found["value"]


def _reason(status: int, said: bytes) -> str:
    if b"memory allocation of" in said or b"MemoryError" in said or b"Cannot allocate memory" in said:
        return "memory"  # as Rust and C libraries say it before they abort
    if -status == _SIGXCPU:
        return "time"
    return "aborted"
