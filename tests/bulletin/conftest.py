"""Notices in every state of their life, a lost item, pictures as phones send them."""

import datetime as dt
import io
import struct
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from gongjian.bulletin import operations, queries, tally
from gongjian.bulletin.models import LostItem, Notice
from tests.cast import Cast

SignedIn = Callable[[str], Client]
TEXT = "# 安排\n\n自 3 月 5 日起，**浴室**热水供应到二十三点。\n\n- 南区\n- 北区"


@pytest.fixture(autouse=True)
def nothing_counted() -> Iterator[None]:
    """Reads that wait in the memory of the process belong to one test."""
    tally.forget()
    yield
    tally.forget()


@pytest.fixture
def signed_in(cast: Cast, frozen: time_machine.Traveller) -> SignedIn:
    def client_of(part: str) -> Client:
        client = Client()
        client.force_login(cast.accounts[part], backend="django.contrib.auth.backends.ModelBackend")
        return client

    return client_of


def fresh(notice: Notice) -> Notice:
    """The notice as read anew, with body and authors."""
    return queries.again(notice)


def written(cast: Cast, at: dt.datetime, **fields: Any) -> Notice:
    """A draft of the department, by its handler."""
    given = {"column": "official", "title": "浴室热水供应时间调整", "text": TEXT} | fields
    return fresh(operations.write(**given, body_id=cast.department.pk, actor=cast.handler, at=at))


def sent(cast: Cast, at: dt.datetime, **fields: Any) -> Notice:
    notice = written(cast, at, **fields)
    operations.send_for_review(notice=notice, actor=cast.handler, at=at)
    return fresh(notice)


def published(cast: Cast, at: dt.datetime, **fields: Any) -> Notice:
    notice = sent(cast, at, **fields)
    operations.publish(notice=notice, actor=cast.head, at=at)
    return fresh(notice)


@pytest.fixture
def draft(cast: Cast, at: dt.datetime) -> Notice:
    return written(cast, at)


@pytest.fixture
def in_review(cast: Cast, at: dt.datetime) -> Notice:
    return sent(cast, at)


@pytest.fixture
def notice(cast: Cast, at: dt.datetime) -> Notice:
    return published(cast, at)


@pytest.fixture
def call(cast: Cast, at: dt.datetime) -> Notice:
    return published(cast, at, column="call", title="随手关灯")


def entered(cast: Cast, at: dt.datetime, pictures: Any = (), part: str = "student", **fields: Any) -> LostItem:
    given = {"sort": "found", "kind": "bag", "title": "黑色折叠伞", "place": "主楼 A 座一层", "day": at.date()} | fields
    return operations.enter_item(**given, pictures=pictures, actor=getattr(cast, part), at=at)


@pytest.fixture
def umbrella(cast: Cast, at: dt.datetime) -> LostItem:
    return entered(cast, at)


def photo(name: str = "伞.jpg", size: tuple[int, int] = (1200, 900), place: bool = True) -> SimpleUploadedFile:
    """A photograph as a phone sends it: lying on its side, with the place where it was taken."""
    out = io.BytesIO()
    picture = Image.new("RGB", size, "navy")
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned
    exif[0x010F] = "某牌手机"
    if place:
        exif.get_ifd(0x8825)[1] = "N"
        exif.get_ifd(0x8825)[2] = (34.0, 15.0, 0.0)
    picture.save(out, "JPEG", exif=exif)
    return SimpleUploadedFile(name, out.getvalue(), "image/jpeg")


def status(client: Client, path: str) -> int:
    """The status with which a file is answered; its content is read to the end."""
    answer = client.get(path)
    if answer.streaming:
        b"".join(answer.streaming_content)
    return answer.status_code


def bomb() -> SimpleUploadedFile:
    """A PNG of a few bytes that says it is 60,000 pixels wide and high."""
    out = io.BytesIO()
    Image.new("1", (10, 10)).save(out, "PNG")
    raw = bytearray(out.getvalue())
    raw[16:24] = struct.pack(">II", 60_000, 60_000)
    return SimpleUploadedFile("大图.png", bytes(raw), "image/png")
