"""The child process in which foreign files are opened: one function, one input, one answer, under limits of the system.

Started by ``kernel.isolation`` and by nobody else. Imports no Django and no settings: whoever took over this process would find
neither a database nor a key in its environment or its memory.
"""

import base64
import contextlib
import datetime as dt
import importlib
import json
import os
import struct
import sys
from typing import Any

LENGTH = struct.Struct(">I")
MARK = "$"  # the key of values that JSON lacks: {"$": "date", "of": "2026-11-30"}
Moment = dt.datetime | dt.date | dt.time
MOMENTS: dict[str, type[dt.datetime] | type[dt.date] | type[dt.time]] = {
    "datetime": dt.datetime,
    "date": dt.date,
    "time": dt.time,
}


class Unreadable(Exception):
    """The file is not as it must be: a code for machines, and details for the sentence. Raised by functions that run isolated."""

    def __init__(self, code: str, **details: Any) -> None:
        super().__init__(code)
        self.code = code
        self.details = details


def pack(value: Any) -> Any:
    """``default`` of ``json.dumps``: dates, times, durations and bytes. Raises TypeError for anything else."""
    if isinstance(value, Moment):
        return {MARK: type(value).__name__, "of": value.isoformat()}
    if isinstance(value, dt.timedelta):
        return {MARK: "timedelta", "of": value.total_seconds()}
    if isinstance(value, bytes):
        return {MARK: "bytes", "of": base64.b64encode(value).decode()}
    raise TypeError(f"{type(value).__name__} cannot be sent to the parent")


def unpack(found: dict[str, Any]) -> Any:
    """``object_hook`` of ``json.loads``: what ``pack`` made, made anew."""
    if MARK not in found:
        return found
    kind, value = found[MARK], found["of"]
    if kind == "timedelta":
        return dt.timedelta(seconds=value)
    if kind == "bytes":
        return base64.b64decode(value)
    return MOMENTS[kind].fromisoformat(value)


def limit(*, memory: int, seconds: int) -> None:
    """No more memory (bytes of address space), time (CPU), files and core dumps than this, from now on."""
    with contextlib.suppress(ImportError):  # no such limits on Windows
        resource: Any = importlib.import_module("resource")

        wanted = {
            resource.RLIMIT_AS: (memory, memory),
            resource.RLIMIT_CPU: (seconds, seconds + 1),  # at the first SIGXCPU, at the second SIGKILL
            resource.RLIMIT_CORE: (0, 0),
            resource.RLIMIT_FSIZE: (0, 0),
        }
        for which, most in wanted.items():
            with contextlib.suppress(ValueError, OSError):  # macOS knows no limit of address space
                resource.setrlimit(which, most)


def main() -> None:
    """Read the order and the data from standard input, write the answer to standard output."""
    source = sys.stdin.buffer
    order = json.loads(source.read(LENGTH.unpack(source.read(LENGTH.size))[0]))
    limit(memory=order["memory"], seconds=order["seconds"])
    try:
        data = source.read()
        module, name = order["function"].split(":")
        value = getattr(importlib.import_module(module), name)(data, **order["arguments"])
        answer = json.dumps({"value": value}, default=pack, ensure_ascii=False).encode("utf-8", "surrogatepass")
        if len(answer) > order["most"]:
            raise Unreadable("too-large")
    except Unreadable as unreadable:
        answer = json.dumps({"unreadable": unreadable.code, "details": unreadable.details}).encode()
    except MemoryError:
        answer = b'{"unreadable": "memory", "details": {}}'
    sys.stdout.buffer.write(answer)
    sys.stdout.buffer.flush()
    os._exit(0)  # nothing is tidied up: the memory of a large file is given back by the system, at once
