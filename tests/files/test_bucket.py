"""The same app on a bucket of an S3-compatible store: a test server of moto on loopback, asked over real HTTP."""

import datetime as dt
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.test import Client
from django.urls import reverse

from gongjian.config.processes import checking
from gongjian.config.requests import health
from gongjian.files import operations, queries
from gongjian.files.bucket import Bucket
from gongjian.files.models import StoredFile, content_path
from gongjian.kernel.actor import GUEST
from gongjian.kernel.refused import NotFound
from gongjian.kernel.storage_urls import InvalidStorageUrl, storage_for
from tests.buckets import SPOKEN, make_bucket, s3_server
from tests.cast import Cast
from tests.contents import content_of

from .test_store import AT, HANDLER, PDF, store


@pytest.fixture(scope="session")
def s3() -> Iterator[str]:
    """The address of the store."""
    with s3_server() as address:
        yield address


@pytest.fixture
def bucket(s3: str, settings: Any, request: pytest.FixtureRequest) -> Bucket:
    """A bucket of this test's own, in use as the site's store."""
    name = f"b{abs(hash(request.node.nodeid)):x}"
    entry = storage_for(f"s3://{name}/school?endpoint={s3}", Path("unused"), SPOKEN)
    settings.STORAGES = {**settings.STORAGES, "default": entry}
    found = storages["default"]
    assert isinstance(found, Bucket)
    make_bucket(s3, name)
    return found


def unplugged() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}"


@pytest.mark.django_db
def test_a_file_is_stored_fetched_and_stays_forbidden(bucket: Bucket, client: Client) -> None:
    mine, public = store("方案.pdf", PDF), store("现场.txt", "热水".encode(), owner_id=2, public=True)
    assert content_of(mine) == PDF
    assert {path for path, _since in bucket.walk()} == {mine.path, public.path}
    assert client.get(reverse("files:download", args=[mine.pk])).status_code == 404
    with pytest.raises(NotFound):
        queries.get_for(GUEST, mine.pk)
    shown = client.get(reverse("files:download", args=[public.pk]))
    assert b"".join(shown.streaming_content) == "热水".encode()  # type: ignore[attr-defined]
    assert (shown.status_code, shown["Content-Length"]) == (200, "6")
    assert shown["Content-Disposition"].startswith("attachment; filename*=utf-8''")


@pytest.mark.django_db
def test_what_is_not_there_is_a_sentence(bucket: Bucket, client: Client) -> None:
    row = store("现场.txt", b"gone", public=True)
    bucket.delete(row.path)
    bucket.delete(row.path)
    with pytest.raises(NotFound, match="不在存储中"):
        queries.open_content(row)
    assert client.get(reverse("files:download", args=[row.pk])).status_code == 404
    assert queries.content_of(row.sha256) is None
    bucket.keep(row.path, ContentFile(b"other"))
    assert queries.content_of(row.sha256) is None, "what is not what it was counts as lost"


@pytest.mark.django_db
def test_contents_without_a_row_are_cleared_away_and_needed_ones_stay(bucket: Bucket) -> None:
    kept, dropped = store("一.txt", b"kept"), store("二.txt", b"dropped")
    operations.remove(owner_kind=dropped.owner_kind, owner_id=1, file_id=dropped.pk, reason="错", actor=HANDLER, at=AT)
    since = bucket.get_modified_time(dropped.path)
    assert operations.clear_orphans(at=since + dt.timedelta(hours=1)) == 0
    assert operations.clear_orphans(at=since + dt.timedelta(hours=7)) == 1
    assert [path for path, _since in bucket.walk()] == [kept.path]
    assert bucket.exists(kept.path) and not bucket.exists(dropped.path)


def test_storing_again_counts_the_hours_from_now(bucket: Bucket) -> None:
    with time_machine.travel(dt.datetime(2026, 9, 1, tzinfo=dt.UTC)):
        bucket.keep("aa/bb/x", ContentFile(b"x"))
    first = bucket.get_modified_time("aa/bb/x")
    bucket.keep("aa/bb/x", ContentFile(b"x"))
    assert bucket.get_modified_time("aa/bb/x") > first
    assert bucket.size("aa/bb/x") == 1


def test_a_large_content_comes_back_whole(bucket: Bucket) -> None:
    content = bytes(range(256)) * 12_000
    bucket.save("aa/bb/large", ContentFile(content))
    with bucket.open("aa/bb/large") as source:
        assert source.read() == content


@pytest.mark.django_db
def test_a_restore_finds_the_store_in_use_and_undoes_itself(bucket: Bucket) -> None:
    assert queries.store_is_empty()
    sha256 = store("一.txt", b"kept").sha256
    assert not queries.store_is_empty() and list(queries.contents()) == [sha256]
    path = operations.put_back(sha256=sha256, content=b"kept")
    assert path == content_path(sha256)
    with pytest.raises(ValueError):
        operations.put_back(sha256=sha256, content=b"other")
    operations.take_out(paths=[path])
    assert queries.store_is_empty()


@pytest.mark.django_db
def test_a_store_that_does_not_answer_is_said_and_nothing_is_kept(
    bucket: Bucket, cast: Cast, settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    assert health.files_part()["ok"] and health.state()["files"]["kind"] == "bucket"
    row = store("现场.txt", b"words", public=True)
    entry = storage_for(f"s3://b?endpoint={unplugged()}", Path("unused"), SPOKEN)
    settings.STORAGES = {**settings.STORAGES, "default": entry}
    with pytest.raises(OSError):
        store("二.txt", b"more")
    assert list(StoredFile.objects.values_list("pk", flat=True)) == [row.pk]
    client = Client(raise_request_exception=False)
    answer = client.get(reverse("files:download", args=[row.pk]))
    assert answer.status_code == 503 and "附件存储暂时没有应答" in answer.content.decode()
    said = health.state()
    assert said["status"] == "unwell" and "附件存储没有应答。" in said["reasons"]
    assert not checking.check()
    assert "附件存储（对象存储）没有应答" in capsys.readouterr().err


def test_a_missing_bucket_is_trouble_too(s3: str) -> None:
    nowhere = Bucket("nowhere", endpoint=s3, key="k", secret="s", style="path")
    with pytest.raises(OSError, match="NoSuchBucket"):
        nowhere.answer()
    with pytest.raises(OSError, match="NoSuchBucket"):
        nowhere.keep("x", ContentFile(b"x"))


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("ftp://x/y", "s3://"),
        ("s3:///only-a-prefix", "s3://"),
        ("s3://key:secret@bucket", "不要把密钥写进"),
        ("s3://bucket?endpiont=https://x", "endpiont"),
        ("s3://bucket?endpoint=x.example.edu.cn", "https://"),
        ("s3://bucket?style=round", "style"),
    ],
)
def test_an_address_that_is_none_is_said(words: str, why: str) -> None:
    with pytest.raises(InvalidStorageUrl, match=why):
        storage_for(words, Path("unused"), SPOKEN)
    with pytest.raises(InvalidStorageUrl, match="同时"):
        storage_for("s3://bucket", Path("unused"), {"GONGJIAN_FILES_KEY": "k"})


def test_a_folder_elsewhere_and_a_bucket_of_the_library_s_own_ways(tmp_path: Path) -> None:
    assert storage_for("", tmp_path, {})["OPTIONS"] == {"location": tmp_path}
    assert storage_for(str(tmp_path / "shared"), tmp_path, {})["OPTIONS"] == {"location": tmp_path / "shared"}
    options = storage_for("s3://bucket/a/b?region=cn-north-1", tmp_path, {})["OPTIONS"]
    assert (options["bucket"], options["prefix"], options["style"], options["key"]) == ("bucket", "a/b", "auto", "")
