"""More people than the server can carry: so many wait and are served, the rest are told so at once, then all is as before.

The large crowd is a command, ``scripts/crowd.py``; its figures are in ``docs/performance.md``.
"""

import contextlib
import selectors
import socket
import time
import urllib.request
from collections import Counter
from pathlib import Path

import pytest

from gongjian.config.requests.gate import READ_FIRST, SECONDS
from tests.serving import Server, serving

WAITING, BEYOND = 24, 16
NARROW = ("--no-work", "--workers", "1", "--threads", "1")
CHEAP = "/desk/"  # sends a guest to the sign-in page


def call(server: Server, words: bytes) -> socket.socket:
    line = socket.create_connection(("127.0.0.1", server.port), timeout=30)
    line.sendall(words)
    return line


def hold_the_only_place(server: Server) -> socket.socket:
    """A large upload of which nothing comes yet; with a cookie, or it would not even be looked for the token."""
    head = f"POST /account/sign-in/ HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nContent-Length: {READ_FIRST + 1}\r\n"
    head += f"Cookie: csrftoken={'a' * 32}\r\n"
    return call(server, f"{head}Content-Type: multipart/form-data; boundary=x\r\n\r\n".encode())


def slow_form(server: Server) -> socket.socket:
    """A small form of which nothing comes yet."""
    head = f"POST /account/sign-in/ HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nContent-Length: 20\r\n"
    return call(server, f"{head}Content-Type: application/x-www-form-urlencoded\r\n\r\n".encode())


def answers(lines: list[socket.socket], number: int, within: float) -> list[tuple[socket.socket, bytes]]:
    """The first *number* answers that come, at most so many seconds."""
    got = []
    last = time.monotonic() + within
    with selectors.DefaultSelector() as waiting:
        for line in lines:
            waiting.register(line, selectors.EVENT_READ)
        while len(got) < number and time.monotonic() < last:
            for key, _events in waiting.select(0.2):
                waiting.unregister(key.fileobj)
                got.append((key.fileobj, key.fileobj.recv(65536)))  # type: ignore[union-attr]
    return got


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_crowd_is_served_in_order_sent_back_beyond_and_then_all_is_as_before(site: Path) -> None:
    asked = "GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n"
    with (
        serving(site, *NARROW, GONGJIAN_WAITING=str(WAITING)) as server,
        contextlib.ExitStack() as open_lines,
    ):

        def crowd(number: int) -> list[socket.socket]:
            words = asked.format(path=CHEAP, port=server.port).encode()
            return [open_lines.enter_context(call(server, words)) for _n in range(number)]

        for _n in range(8):  # these hold no place
            open_lines.enter_context(slow_form(server))
        with urllib.request.urlopen(f"{server.url}/account/sign-in/", timeout=30) as page:
            assert page.status == 200
        holder = open_lines.enter_context(hold_the_only_place(server))
        lines = crowd(1)
        for _attempt in range(20):
            if not answers(lines, 1, 1.0):
                break
            lines = crowd(1)  # the holder has not come in yet
        lines += crowd(WAITING + BEYOND - 1)
        began = time.monotonic()
        sent_back = answers(lines, BEYOND, 20)
        assert time.monotonic() - began < SECONDS, "who is sent back does not wait"
        assert len(sent_back) == BEYOND
        for _line, said in sent_back:
            head = said.split(b"\r\n\r\n")[0].lower()
            assert head.startswith(b"http/1.1 503") and b"retry-after: 5" in head, said
        assert "现在访问的人太多".encode() in sent_back[0][1]
        assert server.health()[0] == 200, "it answers who watches"
        holder.close()
        gone = {line for line, _said in sent_back}
        served = answers([line for line in lines if line not in gone], WAITING, 30)
        assert Counter(said[:12] for _line, said in served) == {b"HTTP/1.1 302": WAITING}
        assert [said[:12] for _line, said in answers(crowd(20), 20, 20)] == [b"HTTP/1.1 302"] * 20
        assert "Traceback" not in server.said(), server.said()
