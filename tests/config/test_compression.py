"""Pages are compressed for who takes it, files and workbooks are not."""

import gzip

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db
TAKES = {"Accept-Encoding": "gzip, br"}


def test_a_page_is_compressed_for_who_takes_it() -> None:
    plain = Client().get("/account/sign-in/")
    small = Client().get("/account/sign-in/", headers=TAKES)
    assert "Content-Encoding" not in plain
    assert small["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in small["Vary"] and "Cookie" in small["Vary"]
    assert "登录".encode() in gzip.decompress(small.content)
    assert len(small.content) < len(plain.content) / 2


def test_json_is_compressed_too() -> None:
    answer = Client().get("/api/v1/openapi.json", headers=TAKES)
    assert answer["Content-Encoding"] == "gzip"


def test_files_go_as_they_are() -> None:
    answer = Client().get("/ledger/check-receipt.py", headers=TAKES)
    assert "Content-Encoding" not in answer
