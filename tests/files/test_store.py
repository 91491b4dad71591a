import datetime as dt
import io
import zipfile

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse
from docx import Document as WordDocument

from gongjian.audit import queries as audit
from gongjian.files import kinds, operations, queries, registry
from gongjian.files.models import StoredFile
from gongjian.kernel.actor import GUEST, Actor
from gongjian.kernel.refused import Malformed, NotFound
from tests.contents import content_of

pytestmark = pytest.mark.django_db

AT = dt.datetime(2026, 9, 3, 6, 30, tzinfo=dt.UTC)
HANDLER = Actor(account_id=1, person_id=7, name="林知行", title="后勤保障部 · 经办人")
THING = "tests.thing"
registry.register_owner(THING, lambda actor, owner_id: actor.is_signed_in and owner_id == 1)

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 64
PDF = b"%PDF-1.7\n" + b"1 0 obj\n" * 10
EXE = b"MZ\x90\x00" + b"\x00" * 200


def word_file() -> bytes:
    out = io.BytesIO()
    WordDocument().save(out)
    return out.getvalue()


def zip_file(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def store(name: str, content: bytes, owner_id: int = 1, public: bool = False) -> StoredFile:
    return operations.store(
        owner_kind=THING,
        owner_id=owner_id,
        upload=SimpleUploadedFile(name, content),
        actor=HANDLER,
        at=AT,
        public=public,
    )


@pytest.mark.parametrize(
    ("name", "content", "media_type", "kept_as"),
    [
        ("现场.png", PNG, "image/png", "现场.png"),
        ("现场.jpg", PNG, "image/png", "现场.png"),
        ("方案.pdf", PDF, "application/pdf", "方案.pdf"),
        ("名单.csv", "姓名,学号\n张三,1".encode("gb18030"), "text/csv", "名单.csv"),
        ("说明.txt", "热水十点后停供".encode(), "text/plain", "说明.txt"),
        ("纪要.docx", word_file(), kinds.WORD, "纪要.docx"),
        ("纪要", word_file(), kinds.WORD, "纪要.docx"),
    ],
)
def test_a_file_is_kept_as_what_it_is(name: str, content: bytes, media_type: str, kept_as: str) -> None:
    row = store(name, content)
    assert (row.media_type, row.name, row.size) == (media_type, kept_as, len(content))
    assert content_of(row) == content
    assert queries.files_of(THING, 1) == [row]
    line = audit.latest(THING, 1)
    assert line is not None and line.sentence == f"林知行 上传了附件“{kept_as}”"


@pytest.mark.parametrize(
    ("name", "content", "really"),
    [
        ("方案.pdf", EXE, "Windows 可执行程序"),
        ("照片.png", b"\x7fELF" + b"\x00" * 100, "Linux 可执行程序"),
        ("说明.txt", b"#!/bin/sh\nrm -rf /\n", "脚本程序"),
        ("说明.txt", b"<html><script>alert(1)</script>", "网页或脚本"),
        ("图标.png", b'<?xml version="1.0"?><svg onload="x"/>', "网页或脚本"),
        ("清单.bat", "文字".encode(), "扩展名不是文本文件"),
        ("材料.docx", zip_file({"a.txt": b"x"}), "压缩包"),
        ("材料.docx", zip_file({"word/document.xml": b"<a/>"}), "压缩包"),
        (
            "宏.docx",
            zip_file({"[Content_Types].xml": b"<a/>", "word/document.xml": b"<a/>", "word/vbaProject.bin": b"x"}),
            "宏",
        ),
        ("旧.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "旧版 Office"),
        ("数据.txt", b"\x00\x01\x02\x03" * 50, "不能上传"),
    ],
)
def test_what_is_not_taken_is_told_what_it_is(name: str, content: bytes, really: str) -> None:
    with pytest.raises(Malformed) as refused:
        store(name, content)
    assert really in str(refused.value)
    assert not StoredFile.objects.exists()


def test_a_damaged_document_and_a_bomb_are_refused() -> None:
    with pytest.raises(Malformed, match="已损坏"):
        store("纪要.docx", word_file()[:500])
    with pytest.raises(Malformed, match="压缩炸弹"):
        store("大.docx", zip_file({"word/document.xml": b"0" * (30 * 1024 * 1024)}))


def test_size_and_number_have_their_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Malformed, match="空文件"):
        store("空.txt", b"")
    monkeypatch.setattr(operations, "MOST_FILES", 2)
    monkeypatch.setattr(operations, "MOST_BYTES", 300)
    monkeypatch.setattr(settings, "UPLOAD_MOST_BYTES", 200)
    with pytest.raises(Malformed, match="上限"):
        store("大.txt", b"a" * 201)
    store("一.txt", b"a" * 190)
    with pytest.raises(Malformed, match="合计"):
        store("二.txt", b"b" * 190)
    store("二.txt", b"b" * 19)
    with pytest.raises(Malformed, match="已有 2 个附件"):
        store("三.txt", b"c")
    store("另一处.txt", b"c", owner_id=2)
    assert StoredFile.objects.count() == 3


def test_the_same_content_lies_once_and_a_second_click_adds_nothing() -> None:
    first = store("方案.pdf", PDF)
    assert store("方案.pdf", PDF).pk == first.pk
    other = store("副本.pdf", PDF, owner_id=2)
    assert other.sha256 == first.sha256 and other.path == first.path


@pytest.mark.parametrize(
    ("typed", "clean"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\文件\\方案.pdf", "方案.pdf"),
        ('a<b>:"|?*.txt', "ab.txt"),
        ("报告\u202efdp.exe", "报告fdp.exe"),
        ("...", "附件"),
        ("长" * 300 + ".pdf", "长" * 88 + ".pdf"),
    ],
)
def test_names_are_cleaned(typed: str, clean: str) -> None:
    assert kinds.clean_name(typed) == clean


def test_a_file_is_read_by_those_who_may_read_its_owner_and_a_public_one_by_all() -> None:
    mine, others, public = store("一.txt", b"a"), store("二.txt", b"b", owner_id=2), store("三.txt", b"c", public=True)
    assert queries.get_for(HANDLER, mine.pk) == mine
    for actor, row in ((HANDLER, others), (GUEST, mine)):
        with pytest.raises(NotFound):
            queries.get_for(actor, row.pk)
    assert queries.get_for(GUEST, public.pk) == public


def test_a_removed_file_is_gone_and_on_record() -> None:
    row = store("一.txt", b"a")
    with pytest.raises(Malformed):
        operations.remove(owner_kind=THING, owner_id=1, file_id=row.pk, reason="", actor=HANDLER, at=AT)
    with pytest.raises(NotFound):
        operations.remove(owner_kind=THING, owner_id=2, file_id=row.pk, reason="传错了", actor=HANDLER, at=AT)
    assert queries.files_of(THING, 1) == [row]
    operations.remove(owner_kind=THING, owner_id=1, file_id=row.pk, reason="传错了", actor=HANDLER, at=AT)
    assert queries.files_of(THING, 1) == []
    line = audit.latest(THING, 1)
    assert line is not None and line.sentence == "林知行 移除了附件“一.txt”，理由：传错了"


def test_contents_without_a_row_are_cleared_away_after_some_hours() -> None:
    kept = store("一.txt", b"kept")
    try:
        with transaction.atomic():
            lost = store("二.txt", b"lost")
            raise RuntimeError("the verb failed after all")
    except RuntimeError:
        pass
    written = default_storage.get_modified_time(lost.path)
    operations.clear_orphans(at=written + dt.timedelta(hours=1))
    assert default_storage.exists(lost.path)
    operations.clear_orphans(at=written + dt.timedelta(hours=7))
    assert not default_storage.exists(lost.path)
    assert default_storage.exists(kept.path)


def test_a_public_download_is_saved_never_sniffed(client: Client) -> None:
    row = store("说明.txt", "热水".encode(), public=True)
    answer = client.get(reverse("files:download", args=[row.pk]))
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content) == "热水".encode()
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    picture = store("图.png", PNG, public=True)
    shown = client.get(reverse("files:download", args=[picture.pk]))
    assert shown["Content-Disposition"].startswith("inline") and b"".join(shown.streaming_content) == PNG


def test_a_private_download_does_not_exist_for_a_guest(client: Client) -> None:
    row = store("说明.txt", b"a")
    assert client.get(reverse("files:download", args=[row.pk])).status_code == 404
    assert client.get(reverse("files:download", args=[row.pk + 99])).status_code == 404
