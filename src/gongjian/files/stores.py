"""The stores of contents with the same few words: a folder here, a bucket of an S3-compatible store in ``bucket``.

A content bears its SHA-256 as its name and never changes, so writing it twice does no harm. What a store cannot do just
now is an ``OSError`` of a number that ``kernel.outage`` knows: 503 with a sentence, nothing by half.
"""

import contextlib
import datetime as dt
import os
import uuid
from collections.abc import Iterator
from typing import IO, Protocol, cast

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, storages

INCOMING = "incoming"


class Store(Protocol):
    """What the files app asks of a place."""

    def keep(self, name: str, content: "File[bytes]") -> None:
        """Have this content under this name, whole or not at all, and count its hours from now."""

    def open(self, name: str, mode: str = "rb") -> IO[bytes]:
        """The content for reading. Raises FileNotFoundError."""

    def exists(self, name: str) -> bool:
        """Whether it is there."""

    def walk(self) -> Iterator[tuple[str, dt.datetime]]:
        """Every name, and since when it lies there."""

    def get_modified_time(self, name: str) -> dt.datetime:
        """Since when it lies there. Raises FileNotFoundError."""

    def delete(self, name: str) -> None:
        """Take it out; nothing happens if it is not there."""

    def answer(self) -> None:
        """Raises OSError if the place does not answer."""


def store() -> Store:
    """The store of this site (``GONGJIAN_FILES``)."""
    return cast(Store, storages["default"])


class Folder(FileSystemStorage):
    """A folder of this machine, or one that several machines share."""

    def keep(self, name: str, content: "File[bytes]") -> None:
        """Written beside and moved: a content that was written by half never bears its name."""
        if self.exists(name) and self.size(name) == content.size:
            with contextlib.suppress(OSError):
                os.utime(self.path(name))
            return
        temporary = f"{INCOMING}/{uuid.uuid4().hex}"
        try:
            self.save(temporary, content)
            target = self.path(name)
            os.makedirs(os.path.dirname(target), exist_ok=True)
            os.replace(self.path(temporary), target)
        except OSError:  # a full disk: what was written of it takes no room
            with contextlib.suppress(OSError):
                self.delete(temporary)
            raise

    def walk(self, folder: str = "") -> Iterator[tuple[str, dt.datetime]]:
        """Folder by folder."""
        try:
            folders, names = self.listdir(folder)
        except FileNotFoundError:
            return
        for name in names:
            path = f"{folder}/{name}" if folder else name
            with contextlib.suppress(FileNotFoundError):
                yield path, self.get_modified_time(path)
        for name in folders:
            yield from self.walk(f"{folder}/{name}" if folder else name)

    def answer(self) -> None:
        """The folder is there, or can be made."""
        os.makedirs(self.location, exist_ok=True)
