"""Files made to freeze or abort whoever opens them: refused with a sentence, in a child process, and the next one is read."""

import io
import os
import time
import zipfile
from collections.abc import Callable

import pytest

from gongjian.bulletin import photos
from gongjian.files import kinds
from gongjian.kernel import isolation
from gongjian.kernel.isolation import Unreadable, run_isolated
from gongjian.kernel.refused import Malformed
from gongjian.spreadsheets.queries import read_workbook
from tests.security.test_importers import GOOD, huge_picture, packed

HERE = "tests.security.misbehaving"
SHEET = "xl/worksheets/sheet1.xml"
NAMES = (
    b'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    b'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
)


def ods(body: bytes) -> bytes:
    content = b"<office:document-content " + NAMES + b"><office:body><office:spreadsheet><table:table>" + body
    return packed({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": content})


def unclosed(times: int) -> bytes:
    return ods(b'<table:table-cell table:number-columns-repeated="1" ' * times)


def unclosed_but_ended(times: int) -> bytes:
    return ods(b"<table:table-row>" + b'<table:table-cell table:number-columns-repeated="1">' * times)


def parts_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def far(cell: bytes, place: str = SHEET) -> bytes:
    """A good workbook with one more cell, its sheet perhaps in another place of the archive."""
    parts = parts_of(GOOD)
    sheet = parts.pop(SHEET).replace(b"</sheetData>", cell + b"</sheetData>")
    parts[place] = sheet
    for name in ("xl/_rels/workbook.xml.rels", "[Content_Types].xml"):
        parts[name] = parts[name].replace(SHEET.encode(), place.encode())
    return packed(parts)


FAR = {
    "as Excel writes it": far(b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
    "single quotes": far(b"<row r='1048576'><c r='XFD1048576'><v>1</v></c></row>"),
    "lower case": far(b'<row><c r="xfd1048576"><v>1</v></c></row>'),
    "spaces": far(b'<row><c\n r = "XFD1048576"><v>1</v></c></row>'),
    "entities in the address": far(b'<row><c r="XFD&#49;048576"><v>1</v></c></row>'),
    "a part elsewhere": far(b'<row><c r="XFD1048576"><v>1</v></c></row>', "xl/other/a.xml"),
    "a part with another ending": far(b'<row><c r="XFD1048576"><v>1</v></c></row>', "xl/media/a.png"),
    "an inline text": far(b'<row><c t="inlineStr" r="XFD1048576"><is><t>x</t></is></c></row>'),
    "a prefix": far(b'<x:row xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:c r="XFD1048576"><x:v>1</x:v></x:c></x:row>'),
}  # fmt: skip


def refused(content: bytes, name: str) -> Malformed:
    with pytest.raises(Malformed) as said:
        read_workbook(content, name)
    assert str(said.value.sentence).endswith("。")
    return said.value


@pytest.mark.parametrize("make", [unclosed, unclosed_but_ended])
@pytest.mark.parametrize("times", [800, 6_400])
def test_an_unclosed_cell_tag_however_often_is_refused_at_once(make: Callable[[int], bytes], times: int) -> None:
    began = time.process_time()
    said = refused(make(times), "a.ods")
    assert said.code in ("file-broken", "file-too-large")
    assert time.process_time() - began < 2  # of our own processor time; the pattern took 23 s, then hours


@pytest.mark.parametrize("content", FAR.values(), ids=FAR.keys())
def test_a_far_cell_is_refused_however_it_is_written(content: bytes) -> None:
    assert refused(content, "a.xlsx").code in ("file-too-large", "file-broken")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_is_refused_in_any_encoding(encoding: str) -> None:
    parts = parts_of(GOOD)
    text = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbb">]><Types>&b;</Types>'
    parts["[Content_Types].xml"] = text.encode(encoding)
    assert refused(packed(parts), "a.xlsx").code == "file-broken"
    with pytest.raises(Malformed) as said:
        kinds.judge(io.BytesIO(packed(parts)), "a.xlsx")
    assert said.value.code == "file-kind"


def test_empty_cells_with_a_format_far_out_do_not_count() -> None:
    (sheet,) = read_workbook(far(b'<row r="1048576"><c r="XFD1048576" s="0"/></row>'), "a.xlsx")
    assert [r.values for r in sheet.all_rows] == [("标题", "事由"), ("热水", "没有")]


def test_one_text_used_a_hundred_thousand_times_is_refused() -> None:
    parts = parts_of(GOOD)
    text = b"<si><t>" + b"x" * 30_000 + b"</t></si>"
    parts["xl/sharedStrings.xml"] = (
        b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">' + text + b"</sst>"
    )
    cells = b"".join(b'<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>' % (n, n) for n in range(2, 90_000))
    parts[SHEET] = parts[SHEET].replace(b"</sheetData>", cells + b"</sheetData>")
    assert refused(packed(parts), "a.xlsx").code == "file-too-large"


def test_an_archive_of_sixty_thousand_names_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for n in range(60_000):
            archive.writestr(f"{n}", b"")
    with pytest.raises(Malformed) as said:
        kinds.judge(io.BytesIO(out.getvalue()), "a.docx")
    assert said.value.code == "file-bomb"
    assert refused(out.getvalue(), "a.xlsx").code == "file-too-large"


def test_a_picture_that_unfolds_too_far_is_refused() -> None:
    upload = photos.SimpleUploadedFile("a.png", huge_picture(), "image/png")
    with pytest.raises(Malformed) as said:
        photos.redrawn(upload, field="pictures")
    assert said.value.code in ("file-too-large", "file-kind")


@pytest.fixture
def importable(monkeypatch: pytest.MonkeyPatch) -> None:
    """The child finds the tests too."""
    root = os.path.dirname(os.path.dirname(os.path.dirname(__file__)))
    monkeypatch.setattr(isolation, "CHILD", f"import sys; sys.path.insert(0, {root!r}); {isolation.CHILD}")


@pytest.mark.parametrize(
    ("what", "code"),
    [("hang", "time"), ("sleep", "time"), ("abort", "aborted"), ("claim", "memory"), ("fill", "memory"), ("fail", "aborted")],
)  # fmt: skip
def test_whatever_a_reader_does_ends_its_child_alone(importable: None, what: str, code: str) -> None:
    with pytest.raises(Unreadable) as said:
        run_isolated(f"{HERE}:{what}", b"x", seconds=3 if code == "time" else 20, memory=300_000_000)
    assert said.value.code == code
    assert run_isolated("gongjian.kernel.isolated:pack", b"next") == b"next"


def test_the_child_sees_no_secret_of_the_environment(importable: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://a:" + "known@b/c")
    monkeypatch.setenv("GONGJIAN_SECRET_KEY", "secret")
    names = run_isolated(f"{HERE}:seen", b"")
    assert not {n for n in names if "GONGJIAN" in n or "DATABASE" in n or "AWS" in n}


def test_the_child_writes_no_file(importable: None, tmp_path: "os.PathLike[str]") -> None:
    place = os.path.join(tmp_path, "a")
    with pytest.raises(Unreadable):
        run_isolated(f"{HERE}:write", place.encode())
    assert not os.path.exists(place) or os.path.getsize(place) == 0


def test_no_more_children_than_there_are_places(monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(isolation.AT_ONCE):
        assert isolation._places.acquire(blocking=False)
    try:
        with pytest.raises(Unreadable) as said:
            run_isolated("gongjian.kernel.isolated:pack", b"", seconds=0)
    finally:
        for _ in range(isolation.AT_ONCE):
            isolation._places.release()
    assert said.value.code == "busy"


@pytest.mark.parametrize("code", ["time", "memory", "aborted", "busy"])
def test_who_sent_the_file_gets_a_sentence(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def unreadable(*_: object, **__: object) -> None:
        raise Unreadable(code)

    monkeypatch.setattr("gongjian.spreadsheets.opening.run_isolated", unreadable)
    said = refused(GOOD, "a.xlsx")
    assert str(said.remedy).endswith("。")
    monkeypatch.setattr(kinds, "run_isolated", unreadable)
    with pytest.raises(Malformed) as of_a_file:
        kinds.judge(io.BytesIO(GOOD), "a.xlsx")
    assert str(of_a_file.value.sentence).endswith("。")
