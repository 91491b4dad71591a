"""What people hand in as sheets and files may be anything: it is read or refused with a sentence, and never more."""

import contextlib
import io
import struct
import zipfile
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from gongjian.files import kinds
from gongjian.kernel.isolated import Unreadable
from gongjian.kernel.refused import Refused
from gongjian.spreadsheets import grids, reading

names = st.text(max_size=60) | st.sampled_from(
    ["a.xlsx", "a.csv", "a.docx", "../../a.xlsx", "a.xlsx.exe", "\x00.csv", "CON", "."]
)


def workbook(cells: list[list[object]]) -> bytes:
    book = Workbook()
    for row in cells:
        book.active.append(row)  # type: ignore[union-attr]
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


GOOD = workbook([["标题", "事由"], ["热水", "没有"]])


def judged(content: bytes, name: str) -> None:
    """Read or refused; nothing else."""
    try:
        kinds.judge(io.BytesIO(content), kinds.clean_name(name))
    except Refused as refused:
        assert str(refused)


@given(st.binary(max_size=400), names)
def test_any_bytes_under_any_name(content: bytes, name: str) -> None:
    clean = kinds.clean_name(name)
    assert "/" not in clean and "\\" not in clean and "\x00" not in clean and clean not in ("", ".", "..")
    judged(content or b"x", name)


@given(
    st.lists(st.tuples(st.integers(0, len(GOOD) - 1), st.integers(0, 255)), min_size=1, max_size=30),
    st.integers(0, 400),
)
@settings(max_examples=25)
def test_a_workbook_with_bytes_changed_or_cut(changes: list[tuple[int, int]], cut: int) -> None:
    broken = bytearray(GOOD)
    for place, value in changes:
        broken[place] = value
    content = bytes(broken[: len(broken) - cut])
    judged(content, "a.xlsx")
    opened(content, "a.xlsx")


def opened(content: bytes, name: str) -> None:
    """Read as a sheet, or refused."""
    try:
        reading.read_workbook(content, name)
    except Refused as refused:
        assert str(refused)


@given(st.text(max_size=300) | st.binary(max_size=300).map(lambda b: b.decode("latin-1")))
@settings(max_examples=60)
def test_any_text_as_csv(text: str) -> None:
    for encoding in ("utf-8", "gb18030", "utf-16"):
        with contextlib.suppress(Unreadable):
            grids.read_grids(text.encode(encoding, "replace"))  # what the child does


def packed(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def bomb() -> bytes:
    return packed({"[Content_Types].xml": b"<x/>", "xl/workbook.xml": b"<x/>" + b" " * 300_000_000})


def many() -> bytes:
    return packed({"xl/workbook.xml": b"<x/>", **{f"m{n}": b"" for n in range(6000)}})


def lying() -> bytes:
    """A member that says it is small and is not."""
    content = bytearray(packed({"[Content_Types].xml": b"<x/>", "xl/workbook.xml": b"A" * 5_000_000}))
    place = content.rindex(b"PK\x01\x02")
    content[place + 24 : place + 28] = struct.pack("<I", 10)
    return bytes(content)


def polyglot() -> bytes:
    """A PDF at its front, a page with a script behind it; and a GIF that is a script."""
    return b"GIF89a=1;/*" + b"\x00" * 40 + b"*/alert(1)//<script>alert(1)</script>"


def huge_picture() -> bytes:
    """A PNG of 60,000 × 60,000 points in a few hundred bytes."""
    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    parts = b""
    for name, data in ((b"IHDR", head), (b"IDAT", zlib.compress(b"\0" * 1000)), (b"IEND", b"")):
        parts += struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
    return b"\x89PNG\r\n\x1a\n" + parts


@pytest.mark.parametrize("make", [bomb, many])
def test_what_unfolds_too_far_is_refused(make: object) -> None:
    content = make()  # type: ignore[operator]
    assert len(content) < 2_000_000
    with pytest.raises(Refused):
        kinds.judge(io.BytesIO(content), "a.xlsx")


@pytest.mark.parametrize("make", [lying, polyglot, huge_picture])
def test_tricks_are_refused_or_only_kept(make: object) -> None:
    """A trick that passes is stored as bytes: nothing of ours unpacks a picture, and no browser takes it for a page."""
    judged(make(), "a.png")  # type: ignore[operator]
    opened(make(), "a.xlsx")  # type: ignore[operator]
