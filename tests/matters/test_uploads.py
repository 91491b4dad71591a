"""Files of a matter: what is refused is refused with a sentence, and who may not read the matter does not read its files."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from django.urls import reverse

from gongjian.files import queries as files
from gongjian.matters.procedures import SUBJECT
from tests.cast import build_cast

from . import scenarios

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 64
EXE = b"MZ\x90\x00" + b"\x00" * 200


@pytest.fixture
def cast(at):
    return build_cast(at)


@pytest.fixture
def as_(client, cast, frozen):
    def sign_in(part: str):
        client.logout()
        if part != "guest":
            client.force_login(cast.accounts[part], backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


def send(client, matter, *uploads):
    return client.post(f"/matters/{matter.number}/attach/", {"uploads": list(uploads)})


def test_a_program_under_another_name_is_refused_with_a_sentence_by_page_and_api(cast, at, as_):
    matter = scenarios.handling(cast, at)
    for name in ("现场照片.png", "报告.pdf", "说明.txt", "a.docx"):
        page = send(as_("handler"), matter, SimpleUploadedFile(name, EXE))
        assert page.status_code == 422, name
        assert name in page.content.decode()
        api = as_("handler").post(f"/api/v1/matters/{matter.number}/files", {"uploads": SimpleUploadedFile(name, EXE)})
        assert api.status_code == 422 and name in str(api.json()["fields"]), api.content.decode()
    assert files.files_of(SUBJECT, matter.pk) == []


@override_settings(UPLOAD_MOST_BYTES=1000)
def test_too_large_is_refused_and_takes_the_others_with_it(cast, at, as_):
    matter = scenarios.handling(cast, at)
    good, large = SimpleUploadedFile("好.png", PNG), SimpleUploadedFile("大.png", PNG + b"\x00" * 1000)
    page = send(as_("handler"), matter, good, large)
    assert page.status_code == 422 and "大.png" in page.content.decode()
    assert files.files_of(SUBJECT, matter.pk) == []


def test_the_limit_of_one_file_is_twenty_megabytes(settings):
    assert settings.UPLOAD_MOST_BYTES == 20 * 1024 * 1024


def test_thirty_files_and_no_more(cast, at, as_):
    matter = scenarios.handling(cast, at)
    many = [SimpleUploadedFile(f"{n}.png", PNG + bytes([n])) for n in range(31)]
    page = send(as_("handler"), matter, *many)
    assert page.status_code == 422 and "30" in page.content.decode()
    assert files.files_of(SUBJECT, matter.pk) == []
    many = [SimpleUploadedFile(f"{n}.png", PNG + bytes([n])) for n in range(30)]
    assert send(as_("handler"), matter, *many).status_code == 302
    assert len(files.files_of(SUBJECT, matter.pk)) == 30


def test_a_stranger_reads_no_file_and_public_pages_link_none(cast, at, as_):
    matter = scenarios.handling(cast, at)
    assert send(as_("handler"), matter, SimpleUploadedFile("现场照片.png", PNG)).status_code == 302
    kept = files.files_of(SUBJECT, matter.pk)[0]
    address = reverse("files:download", args=[kept.pk])
    for part in ("handler", "student", "secretary", "liaison"):
        assert as_(part).get(address).status_code == 200, part
    for part in ("stranger", "guest"):
        assert as_(part).get(address).status_code == 404, part
    assert as_("stranger").get(f"/api/v1/files/{kept.pk}").status_code == 404
    for part in ("guest", "stranger"):
        for page in ("/matters/public/", f"/matters/public/{matter.number}/", "/"):
            body = as_(part).get(page).content.decode()
            assert address not in body and "现场照片" not in body, (part, page)
    assert "现场照片" not in as_("guest").get("/api/v1/matters/public").content.decode()
    assert send(as_("stranger"), matter, SimpleUploadedFile("x.png", PNG)).status_code == 404
    assert len(files.files_of(SUBJECT, matter.pk)) == 1


def test_the_name_of_an_anonymous_raiser_is_not_on_their_file(cast, at, as_):
    matter = scenarios.raised(cast, at, anonymous=True)
    assert send(as_("student"), matter, SimpleUploadedFile("照片.png", PNG)).status_code == 302
    kept = files.files_of(SUBJECT, matter.pk)[0]
    assert (kept.uploaded_by_id, kept.uploaded_by_name) == (None, "匿名提出人")
    assert "顾一苇" not in as_("secretary").get(f"/matters/{matter.number}/").content.decode()
