"""The file of a backup: a tar that is written and read in one go, inside an age envelope if there is a key.

    head.json                    what this is, of which migrations, with which columns
    rows/TABLE/000001.jsonl.gz   a few thousand rows, one JSON list a line
    keys/NAME                    only on demand, and only inside an envelope
    files/SHA256                 contents of stored files
    manifest.json                last: rows and digest of each table, number of files; without it the archive is cut off

age (https://age-encryption.org/v1) is a format with programs of its own: ``age -d -i KEY BACKUP | tar x`` opens an
archive without this software.
"""

import contextlib
import gzip
import io
import json
import os
import tarfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

import pyrage
from django.utils.translation import gettext as _

from gongjian.kernel.refused import Malformed, Refused

FORMAT = "gongjian-backup"
VERSION = 1
ENVELOPE = b"age-encryption.org/v1"
HEAD, MANIFEST = "head.json", "manifest.json"


def make_key() -> tuple[str, str]:
    """A fresh pair: the secret half for opening, the public half for closing."""
    identity = pyrage.x25519.Identity.generate()
    return str(identity), str(identity.to_public())


def recipient_of(words: str) -> Any:
    """The public half as typed, or from a file that holds it. Raises Malformed."""
    path = Path(words)
    text = path.read_text() if not words.startswith("age1") and path.is_file() else words
    for line in text.split():
        if line.startswith("age1"):
            with contextlib.suppress(pyrage.RecipientError):
                return pyrage.x25519.Recipient.from_str(line)
    raise Malformed(_("这不是备份公钥：它以 age1 开头。"), remedy=_("用 gongjian keypair 生成一对。"))


def identity_of(path: Path) -> Any:
    """The secret half from its file. Raises Malformed."""
    with contextlib.suppress(OSError, UnicodeDecodeError, pyrage.IdentityError):
        for line in path.read_text().split():
            if line.startswith("AGE-SECRET-KEY-"):
                return pyrage.x25519.Identity.from_str(line)
    raise Malformed(_("%(path)s 里没有备份私钥：它以 AGE-SECRET-KEY- 开头。") % {"path": path})


class _Beside:
    """Work on the other end of a pipe. What goes wrong there is raised here, by ``settle``."""

    def __init__(self, work: Callable[[], None]) -> None:
        self._work = work
        self._trouble: BaseException | None = None
        self._thread = threading.Thread(target=self._run, daemon=True, name="envelope")
        self._thread.start()

    def _run(self) -> None:
        try:
            self._work()
        except BaseException as error:  # handed over to the one who waits
            self._trouble = error

    def settle(self) -> None:
        """Wait for its end; raises what went wrong."""
        self._thread.join()
        if self._trouble is not None:
            raise self._trouble


class _Opened:
    """The reading end: where it seems to end, the envelope must have been whole."""

    def __init__(self, pipe: IO[bytes], beside: _Beside) -> None:
        self._pipe = pipe
        self._beside = beside

    def read(self, size: int = -1) -> bytes:
        found = self._pipe.read(size)
        if not found:
            self._beside.settle()
        return found


@contextlib.contextmanager
def closing_envelope(out: IO[bytes], recipient: Any) -> Iterator[IO[bytes]]:
    """What is written goes encrypted into *out*; without a recipient, as it is."""
    if recipient is None:
        yield out
        return
    reading, writing = os.pipe()
    source, plain = os.fdopen(reading, "rb"), os.fdopen(writing, "wb")

    def work() -> None:
        with source:
            pyrage.encrypt_io(source, out, [recipient])

    beside = _Beside(work)
    try:
        yield plain
        plain.close()
    except BrokenPipeError:  # it fell first, and says why
        beside.settle()
        raise
    finally:
        with contextlib.suppress(BrokenPipeError):
            plain.close()
        beside.settle()


@contextlib.contextmanager
def opening_envelope(source: IO[bytes], identity: Any) -> Iterator[IO[bytes]]:
    """What is read comes decrypted from *source*. Raises Refused if it is encrypted and the key is wrong or missing."""
    begins = source.read(len(ENVELOPE))
    source.seek(0)
    if begins != ENVELOPE:
        yield source
        return
    if identity is None:
        raise Refused(_("这份备份是加密的。"), remedy=_("请用 --identity 给出备份私钥的文件。"), code="backup-locked")
    reading, writing = os.pipe()
    sink = os.fdopen(writing, "wb")

    def work() -> None:
        try:
            with sink:
                pyrage.decrypt_io(source, sink, [identity])
        except BrokenPipeError:  # the reader has gone
            pass
        except (OSError, pyrage.DecryptError) as error:
            raise Refused(
                _("备份解不开：密钥不对，或者文件被改动过。"), remedy=_("没有恢复任何内容。"), code="backup-locked"
            ) from error

    with os.fdopen(reading, "rb") as pipe:
        yield _Opened(pipe, _Beside(work))  # type: ignore[misc]


class Writer:
    """Members one after the other."""

    def __init__(self, out: IO[bytes], moment: float) -> None:
        self._tar = tarfile.TarFile.open(fileobj=out, mode="w|", format=tarfile.PAX_FORMAT)
        self._moment = moment

    def put(self, name: str, content: bytes) -> None:
        """One member."""
        info = tarfile.TarInfo(name)
        info.size, info.mode, info.mtime = len(content), 0o600, self._moment
        self._tar.addfile(info, io.BytesIO(content))

    def put_json(self, name: str, value: Any) -> None:
        self.put(name, json.dumps(value, ensure_ascii=False, indent=1).encode())

    def put_lines(self, name: str, lines: list[bytes]) -> None:
        """Lines, compressed."""
        self.put(name, gzip.compress(b"\n".join(lines), compresslevel=5, mtime=0))

    def close(self) -> None:
        """The end of the archive."""
        self._tar.close()

    def abandon(self) -> None:
        """No end: what was written is thrown away."""
        for part in (self._tar, self._tar.fileobj):
            vars(part)["closed"] = True  # or it would write when it is cleared away


def members(source: IO[bytes]) -> Iterator[tuple[str, IO[bytes]]]:
    """Names and contents in their order. Raises tarfile.ReadError if it is no archive, or cut off."""
    with tarfile.open(fileobj=source, mode="r|") as tar:
        for info in tar:
            content = tar.extractfile(info) if info.isfile() else None
            if content is None:
                raise tarfile.ReadError("something that is no file")
            yield info.name, content
    while source.read(1 << 16):  # to the very end: only there an envelope proves that it was not cut off
        pass


def lines_of(content: IO[bytes]) -> Iterator[bytes]:
    """The lines of a compressed member."""
    with gzip.open(content, "rb") as plain:
        for line in plain:
            yield line.rstrip(b"\n")
