"""What no app may forget: asked of every address at once, by the rows of the permission matrix."""

import contextlib
import logging
import re
import runpy
import time
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from gongjian.config import settings as file
from gongjian.config.processes.logs import OneLine
from gongjian.config.requests.middleware import SafeHeaders
from gongjian.files import kinds
from gongjian.files import operations as files
from gongjian.files.handing import handed
from gongjian.kernel.refused import Malformed
from gongjian.people import operations, passwords
from gongjian.people.models import Account, Session
from tests.cast import PASSWORD, Cast
from tests.walls import matrix

pytestmark = pytest.mark.django_db
SIGN_IN = "/account/sign-in/"
GETS = sorted({r.path for r in matrix.rows() if r.method == "GET"})
POSTS = sorted({r.path for r in matrix.rows() if r.method == "POST" and not r.path.startswith("/api/")})


@pytest.fixture
def student(cast: Cast, frozen: Any) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(cast.accounts["student"])
    return client


def filled(path: str) -> str:
    """An address with something in its places; what stands there does not matter to the gate."""
    return re.sub(r"<[^>]+>", "1", path)


# --- requests from other sites ---


def test_no_order_is_taken_without_the_page_s_own_token(cast: Cast, frozen: Any) -> None:
    """Every address that takes POST, for guests and for the signed-in, refuses before it looks at anything."""
    signed = Client(enforce_csrf_checks=True, raise_request_exception=False)
    signed.force_login(cast.accounts["administrator"])
    open_doors = []
    for client in (Client(enforce_csrf_checks=True, raise_request_exception=False), signed):
        for path in POSTS:
            answer = client.post(filled(path), {})
            if answer.status_code not in (403, 404, 405):
                open_doors.append((path, answer.status_code))
    assert open_doors == []


def test_the_api_takes_a_session_only_with_the_token_too(cast: Cast, frozen: Any) -> None:
    signed = Client(enforce_csrf_checks=True, raise_request_exception=False)
    signed.force_login(cast.accounts["administrator"])
    paths = sorted({r.path for r in matrix.rows() if r.method == "POST" and r.path.startswith("/api/")})
    assert {signed.post(filled(p), "{}", content_type="application/json").status_code for p in paths} <= {401, 403, 404}


def test_nothing_is_changed_by_looking(student: Client, cast: Cast) -> None:
    """Verbs are POST: every address that is only an order refuses GET."""
    orders = [p for p in POSTS if p not in GETS]
    assert all(student.get(filled(p)).status_code in (302, 403, 404, 405) for p in orders)


# --- headers ---


@pytest.fixture(scope="module")
def public_pages() -> list[str]:
    return [p for p in GETS if "<" not in p and not p.startswith("/api/")]


def test_every_answer_carries_the_headers(student: Client, public_pages: list[str]) -> None:
    for client in (student, Client(raise_request_exception=False)):
        for path in [*public_pages, "/no-such-page/", "/api/v1/no-such", "/static/none.css", "/healthz"]:
            answer = client.get(path)
            policy = answer["Content-Security-Policy"]
            assert "frame-ancestors 'none'" in policy and "object-src 'none'" in policy, path
            assert "base-uri 'none'" in policy and "unsafe-eval" not in policy, path
            scripts = re.search(r"script-src ([^;]*)", policy)
            assert scripts is None or scripts[1].strip() == "'self'", path
            assert answer["X-Content-Type-Options"] == "nosniff", path
            assert answer["X-Frame-Options"] == "DENY", path
            assert answer["Referrer-Policy"] in {"same-origin", "no-referrer"}, path
            assert "Access-Control-Allow-Origin" not in answer, path


def test_what_a_person_sees_is_kept_in_no_cache(student: Client) -> None:
    for path in ("/desk/", "/account/", "/matters/", "/messages/", "/api/v1/desk"):
        said = student.get(path)["Cache-Control"]
        assert "no-store" in said and "public" not in said, path


def test_behind_https_the_answers_say_so_and_cookies_are_bound_to_the_host(
    monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.STRICT_TRANSPORT = "max-age=31536000; includeSubDomains"
    answer = SafeHeaders(lambda _request: HttpResponse("x"))(RequestFactory().get("/"))
    assert answer["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    monkeypatch.setenv("GONGJIAN_HTTPS", "1")
    loaded = runpy.run_path(str(file.__file__))
    assert loaded["SESSION_COOKIE_SECURE"] and loaded["CSRF_COOKIE_SECURE"] and loaded["LANGUAGE_COOKIE_SECURE"]
    assert all(loaded[f"{c}_COOKIE_NAME"].startswith("__Host-") for c in ("SESSION", "CSRF", "LANGUAGE"))
    assert "max-age=31536000" in loaded["STRICT_TRANSPORT"]


def test_what_the_database_s_address_says_of_encryption_is_not_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://u@db.example/x?sslmode=verify-full")
    monkeypatch.setenv("GONGJIAN_TESTING", "0")
    options = runpy.run_path(str(file.__file__))["DATABASES"]["default"]["OPTIONS"]
    assert options["sslmode"] == "verify-full" and options["pool"]


@pytest.mark.parametrize("name", ["共建 测试", "C#", "50%20", "what?"])
def test_the_data_folder_may_have_any_name(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONGJIAN_DATA", str(tmp_path / name))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    found = runpy.run_path(str(file.__file__))["DATABASES"]["default"]["NAME"]
    assert found == str(tmp_path / name / "gongjian.sqlite3")


def test_cookies_of_a_sign_in(cast: Cast, frozen: Any) -> None:
    client = Client()
    client.get(SIGN_IN)
    client.post(SIGN_IN, {"username": "s001", "password": PASSWORD})
    for name in (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME):
        cookie = client.cookies[name]
        assert cookie["httponly"] and cookie["samesite"] == "Lax", name
        assert not cookie["domain"] and cookie["path"] == "/", name


# --- sign-in ---


def test_a_session_planted_before_is_not_the_one_after(cast: Cast, frozen: Any) -> None:
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = "planted" * 5
    client.post(SIGN_IN, {"username": "s001", "password": PASSWORD})
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    assert key != "planted" * 5 and len(key) >= 32
    assert Session.objects.filter(session_key=key, account=cast.accounts["student"]).exists()
    again = Client()
    again.force_login(cast.accounts["student"])
    assert again.cookies[settings.SESSION_COOKIE_NAME].value != key


def test_after_signing_out_the_old_session_opens_nothing(student: Client) -> None:
    old = student.cookies[settings.SESSION_COOKIE_NAME].value
    answer = student.post("/account/sign-out/")
    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = old
    assert thief.get("/account/").status_code == 302


ELSEWHERE = [
    "https://evil.example/", "//evil.example", "/\\evil.example", "\\\\evil.example", "http:evil.example",
    "javascript:alert(1)", "data:text/html,x", " https://evil.example", "https:/evil.example", "/\t/evil.example",
    "https://127.0.0.1@evil.example/", "/%0d%0aSet-Cookie:x=1\r\nX: y",
]  # fmt: skip


@pytest.mark.parametrize("wanted", ELSEWHERE)
def test_one_is_never_led_to_another_house(cast: Cast, frozen: Any, wanted: str) -> None:
    client = Client()
    answer = client.post(SIGN_IN, {"username": "s001", "password": PASSWORD, "next": wanted})
    assert answer.status_code == 302
    there = answer["Location"]
    assert there.startswith("/") and not there.startswith(("//", "/\\")) and "\r" not in there and "\n" not in there
    assert "evil.example" not in there.split("?")[0]
    again = client.get(SIGN_IN, {"next": wanted})
    assert again.status_code == 302 and again["Location"].startswith("/") and "//evil" not in again["Location"]
    said = client.post("/web/language/", {"language": "en", "next": wanted})
    assert said.status_code == 302 and "evil.example" not in said["Location"]
    away = Client().get("/matters/raise/", headers={"Referer": wanted.replace("\r\n", "").replace("\x00", "")})
    assert 'href="https://evil' not in away.content.decode()


def test_passwords_are_argon2_where_people_sign_in() -> None:
    assert 'PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]' in Path(file.__file__).read_text()
    hashed = Argon2PasswordHasher().encode("correct-horse-42", Argon2PasswordHasher().salt())
    assert hashed.startswith("argon2$argon2id$") and "m=102400" in hashed


@pytest.mark.parametrize(
    "password",
    ["gongjian-2026", "my-GONGJIAN-1", "示范大学-2026-x", "xx-S001-s001-xx", "顾一苇-12345678", "password123"],
)
def test_words_that_anybody_would_try_are_no_passwords(cast: Cast, password: str) -> None:
    with pytest.raises(Malformed):
        operations.change_password(
            account=cast.accounts["student"], present=PASSWORD, password=password, actor=cast.student, at=cast.at
        )
    assert Account.objects.get(username="s001").check_password(PASSWORD)
    assert passwords.WORDS[0] == "gongjian"


def test_long_passphrases_in_any_script_and_spaces_at_their_ends_count(cast: Cast, client: Client) -> None:
    words = "  云 在 青 天 水 在 瓶 " + "x" * 80 + "  "
    operations.change_password(
        account=cast.accounts["student"], present=PASSWORD, password=words, actor=cast.student, at=cast.at
    )
    assert client.post(SIGN_IN, {"username": "s001", "password": words.strip()}).status_code == 422
    assert client.post(SIGN_IN, {"username": "s001", "password": words}).status_code == 302


def test_an_unknown_name_costs_the_same_words_and_the_same_work(cast: Cast, frozen: Any) -> None:
    pages = []
    for name in ("s001", "nobody-here"):
        began = time.perf_counter()
        page = Client().post(SIGN_IN, {"username": name, "password": "wrong-words-1"})
        pages.append((page.status_code, time.perf_counter() - began))
        assert "账号或密码不对" in page.content.decode()
    assert pages[0][0] == pages[1][0] == 422


def test_a_locked_account_locks_nobody_else_out(cast: Cast, frozen: Any) -> None:
    for n in range(settings.AXES_FAILURE_LIMIT + 2):
        Client(REMOTE_ADDR="10.9.9.9").post(SIGN_IN, {"username": "s001", "password": f"wrong-{n}"})
    wrong = Client(REMOTE_ADDR="10.9.9.9").post(SIGN_IN, {"username": "s001", "password": PASSWORD})
    assert wrong.status_code == 429
    for name, address in (("s001", "10.1.1.1"), ("s002", "10.9.9.9")):
        right = Client(REMOTE_ADDR=address).post(SIGN_IN, {"username": name, "password": PASSWORD})
        assert right.status_code == 302, (name, address)


def test_a_forwarded_address_from_outside_is_not_believed(cast: Cast, frozen: Any) -> None:
    for n in range(settings.AXES_FAILURE_LIMIT + 1):
        last = Client(REMOTE_ADDR="10.8.8.8").post(
            SIGN_IN, {"username": "s001", "password": f"wrong-{n}"}, headers={"X-Forwarded-For": f"10.0.0.{n}"}
        )
    assert last.status_code == 429


# --- words that are not what they seem ---

SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(1)>'\"><svg/onload=alert(1)>{{7*7}}{% now 'Y' %}"


def test_scripts_in_words_are_shown_as_words(cast: Cast, student: Client) -> None:
    """Stored: raised by the student, shown to all who work with it. Reflected: in every search field."""
    typed = {"title": f"题{SCRIPT}"[:118], "text": f"文{SCRIPT}", "category": "living", "origin_id": cast.branch.pk,
             "place": SCRIPT[:110], "on_behalf_of": SCRIPT[:110], "public": "on"}  # fmt: skip
    made = student.post("/matters/raise/", typed)
    assert made.status_code == 302
    item = reverse("matters:item", args=[re.search(r"matters/([^/]+)/", made["Location"])[1]])  # type: ignore[index]
    secretary = Client()
    secretary.force_login(cast.accounts["secretary"])
    pages = [student.get(made["Location"]), student.get("/desk/"), student.get("/account/")]
    pages += [secretary.get(p) for p in ("/desk/", "/matters/", "/messages/", "/matters/public/", "/")]
    pages.append(secretary.get(item.replace("%25", "%")))
    for path in [p for p in GETS if "<" not in p and not p.startswith("/api/")]:
        query = {"q": SCRIPT, "words": SCRIPT, "after": SCRIPT, "state": SCRIPT, "next": SCRIPT, "code": SCRIPT}
        pages.append(student.get(path, query))
    for page in pages:
        if page.streaming or "html" not in page.headers.get("Content-Type", ""):
            continue
        text = page.content.decode()
        assert "<script>alert" not in text and "<img src=x" not in text and "<svg/onload" not in text
        assert page.status_code < 500


def test_refused_forms_give_back_words_and_not_scripts(student: Client, cast: Cast) -> None:
    for path in POSTS:
        if "<" in path or path in {"/account/sign-out/"}:
            continue
        fields = ("title", "text", "q", "name", "label", "reason", "phone", "email", "username", "password", "place")
        page = student.post(path, dict.fromkeys(fields, SCRIPT))
        assert page.status_code < 500, path
        if not page.streaming:
            assert b"<script>alert" not in page.content and b"<img src=x" not in page.content, path


# --- logs and headers ---


def test_nobody_writes_a_second_line_into_the_log() -> None:
    line = OneLine("%(asctime)s %(levelname)s %(name)s %(message)s")
    record = logging.LogRecord("x", 30, "", 0, "GET %s", ("/a\r\n2026 ERROR root\x1b[31m forged\u2028x",), None)
    said = line.format(record)
    assert "\n" not in said and "\r" not in said and "\x1b" not in said and "\\x0a2026" in said
    assert re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d{4} WARNING x GET", said)


def test_refusals_of_rights_are_in_the_log(student: Client, caplog: pytest.LogCaptureFixture, cast: Cast) -> None:
    with caplog.at_level(logging.WARNING, "gongjian"):
        student.get("/ledger/")
        student.get("/api/v1/ledger/state")
    said = [r.getMessage() for r in caplog.records if "not allowed" in r.getMessage()]
    assert len(said) == 2 and all(f"account {cast.accounts['student'].pk}" in s for s in said)


@pytest.mark.parametrize(
    "name", ['a"; filename="evil.exe', "a\r\nSet-Cookie: x=1.txt", "../../../etc/passwd.txt", "甲\u202e.txt"]
)
def test_a_file_s_name_stays_inside_its_header(cast: Cast, student: Client, name: str) -> None:
    row = files.store(
        owner_kind="people.person",
        owner_id=1,
        upload=SimpleUploadedFile("x.txt", b"words"),
        actor=cast.student,
        at=cast.at,
    )
    row.name = kinds.clean_name(name)
    with contextlib.closing(handed(row)) as answer:
        said = answer["Content-Disposition"]
    assert "\r" not in said and "\n" not in said and ".." not in said and "\u202e" not in said
    assert said.count('"') in (0, 2) and said.count("filename*") <= 1


def test_trace_and_strange_methods_are_not_taken(student: Client) -> None:
    for method in ("TRACE", "CONNECT", "PROPFIND"):
        assert student.generic(method, "/desk/").status_code in (400, 403, 405, 501)
