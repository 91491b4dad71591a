"""What a reader may do to its process; run in the child by name, so this module imports little."""

import os
import time


def hang(data: bytes) -> None:
    while True:
        pass


def sleep(data: bytes) -> None:
    time.sleep(60)


def abort(data: bytes) -> None:
    os.abort()


def claim(data: bytes) -> int:
    return len(bytearray(512 * 1024**3))


def fill(data: bytes) -> int:
    held = []
    while True:
        held.append(bytearray(50_000_000))


def write(data: bytes) -> None:
    with open(data.decode(), "wb") as out:
        out.write(b"x")


def seen(data: bytes) -> list[str]:
    return sorted(os.environ)


def fail(data: bytes) -> None:
    raise ZeroDivisionError
