"""A bucket of an S3-compatible store. Only a site that says ``GONGJIAN_FILES=s3://…`` loads the library behind it."""

import base64
import contextlib
import datetime as dt
import errno
import hashlib
import shutil
import tempfile
import threading
from collections.abc import Iterator
from typing import Any

import boto3
from botocore.client import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.base import File
from django.core.files.storage import Storage

IN_MEMORY = 2 * 1024 * 1024  # bytes of one content; more goes through a temporary file
SECONDS_TO_CONNECT, SECONDS_TO_READ = 3, 20
ABSENT = frozenset({"404", "NoSuchKey", "NotFound"})


@contextlib.contextmanager
def _asking(name: str) -> Iterator[None]:
    """Within: what the library raises becomes what a disk would raise."""
    try:
        yield
    except ClientError as error:
        if error.response.get("Error", {}).get("Code") in ABSENT:
            raise FileNotFoundError(errno.ENOENT, "no such content", name) from error
        raise OSError(errno.EHOSTUNREACH, f"the store of files refuses: {error}") from error
    except BotoCoreError as error:
        raise OSError(errno.EHOSTUNREACH, f"the store of files does not answer: {error}") from error


class Bucket(Storage):
    """A bucket, or what lies below a prefix in it. One client for all threads, made when it is first needed."""

    def __init__(
        self, bucket: str, prefix: str = "", endpoint: str = "", region: str = "", style: str = "auto", key: str = "",
        secret: str = "",
    ) -> None:  # fmt: skip
        self.bucket = bucket
        self.prefix = f"{prefix.strip('/')}/" if prefix else ""
        self._given = {"endpoint_url": endpoint or None, "region_name": region or ("us-east-1" if endpoint else None)}
        self._given |= {"aws_access_key_id": key or None, "aws_secret_access_key": secret or None}
        self._style = style
        self._made: Any = None
        self._making = threading.Lock()

    @property
    def client(self) -> Any:
        """The library's client; it may be used by several threads at once."""
        with self._making:
            if self._made is None:
                config = Config(
                    s3={"addressing_style": self._style},
                    connect_timeout=SECONDS_TO_CONNECT,
                    read_timeout=SECONDS_TO_READ,
                    retries={"max_attempts": 2, "mode": "standard"},
                    max_pool_connections=16,
                    # Stores that are not Amazon's do not know the newer checksums; Content-MD5 they all know.
                    request_checksum_calculation="when_required",
                    response_checksum_validation="when_required",
                )
                self._made = boto3.session.Session().client("s3", config=config, **self._given)
        return self._made

    def _at(self, name: str) -> dict[str, str]:
        return {"Bucket": self.bucket, "Key": f"{self.prefix}{name}"}

    def keep(self, name: str, content: "File[bytes]") -> None:
        """One PUT is whole or nothing, and its hour is that of the last."""
        content.seek(0)
        digest = hashlib.md5(usedforsecurity=False)
        for chunk in content.chunks():
            digest.update(chunk)
        content.seek(0)
        with _asking(name):
            self.client.put_object(
                **self._at(name),
                Body=content,
                ContentLength=content.size,
                ContentMD5=base64.b64encode(digest.digest()).decode(),
                ContentType="application/octet-stream",
            )

    def _save(self, name: str, content: "File[bytes]") -> str:
        self.keep(name, content)
        return name

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        """Its own: contents never change."""
        return name

    def _open(self, name: str, mode: str = "rb") -> "File[bytes]":
        """The whole of it, fetched before the first byte is handed on: a store that stops in the middle is noticed."""
        held = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 -- closed by who reads it
        try:
            with _asking(name):
                got = self.client.get_object(**self._at(name))
                with contextlib.closing(got["Body"]) as body:
                    shutil.copyfileobj(body, held, 1 << 16)
        except BaseException:
            held.close()
            raise
        held.seek(0)
        return File(held, name=None)

    def _head(self, name: str) -> dict[str, Any]:
        with _asking(name):
            found: dict[str, Any] = self.client.head_object(**self._at(name))
        return found

    def exists(self, name: str) -> bool:
        """Whether it is there."""
        try:
            self._head(name)
        except FileNotFoundError:
            return False
        return True

    def size(self, name: str) -> int:
        """Bytes. Raises FileNotFoundError."""
        return int(self._head(name)["ContentLength"])

    def get_modified_time(self, name: str) -> dt.datetime:
        """When it was last put there. Raises FileNotFoundError."""
        found: dt.datetime = self._head(name)["LastModified"]
        return found

    def delete(self, name: str) -> None:
        """Take it out; nothing happens if it is not there."""
        with contextlib.suppress(FileNotFoundError), _asking(name):
            self.client.delete_object(**self._at(name))

    def walk(self) -> Iterator[tuple[str, dt.datetime]]:
        """A thousand at a time."""
        with _asking(self.prefix):
            for page in self.client.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=self.prefix):
                for row in page.get("Contents", ()):
                    yield row["Key"].removeprefix(self.prefix), row["LastModified"]

    def answer(self) -> None:
        """One name is asked for: there is a bucket, and we may read it."""
        try:
            with _asking(self.bucket):
                self.client.list_objects_v2(Bucket=self.bucket, Prefix=self.prefix, MaxKeys=1)
        except FileNotFoundError as error:
            raise OSError(errno.EHOSTUNREACH, f"no such bucket: {self.bucket}") from error
