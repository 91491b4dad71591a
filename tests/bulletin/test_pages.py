"""The pages: what everybody sees, what is asked, what is answered; all without JavaScript."""

import datetime as dt
import re
from typing import Any
from xml.etree import ElementTree

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from gongjian.bulletin import operations, queries
from gongjian.bulletin.columns import COLUMNS
from gongjian.bulletin.models import Notice
from gongjian.notify.models import Message
from gongjian.notify.operations import gather_digests
from tests.bulletin.conftest import SignedIn, entered, fresh, photo, published, status
from tests.cast import Cast

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


def text(answer: Any) -> str:
    return re.sub(r"\s+", "", answer.content.decode())


def url(name: str, *args: Any) -> str:
    return reverse(f"bulletin:{name}", args=args)


def test_everybody_sees_every_column(cast: Cast, notice: Notice, call: Notice, at: dt.datetime) -> None:
    entered(cast, at)
    home = text(Client().get(url("home")))
    for word in (*(str(c.label) for c in COLUMNS), "浴室热水供应时间调整", "0人响应", "捡到：黑色折叠伞", "后勤保障部"):
        assert word in home
    shown = text(Client().get(url("column", "official")))
    assert "浴室热水供应时间调整" in shown and "随手关灯" not in shown
    item = text(Client().get(url("item", notice.number)))
    for word in ("<h2>安排</h2>", "<strong>浴室</strong>", "<li>南区</li>", "后勤保障部"):
        assert word in item
    assert "温如玉" not in item and "卓立群" not in item  # names are for those who work on it
    assert Client().get(url("column", "nonsense")).status_code == 404
    assert Client().get(url("item", "公告-2026-9999")).status_code == 404


def test_public_pages_cost_few_queries(
    cast: Cast, notice: Notice, call: Notice, at: dt.datetime, signed_in: SignedIn, django_assert_max_num_queries: Any
) -> None:
    item = entered(cast, at, [photo()])
    paths = [
        url("home"),
        url("column", "official"),
        url("column", "official") + "?q=热水",
        url("item", notice.number),
        url("item", call.number),
        url("lost"),
        url("lost-item", item.number),
        url("feed"),
    ]
    for client in (Client(), signed_in("handler")):
        for path in paths:
            queries.front.clear()
            with django_assert_max_num_queries(12):
                assert client.get(path).status_code == 200


def test_the_list_is_searched_and_paged(cast: Cast, at: dt.datetime) -> None:
    for n in range(32):
        published(cast, at + dt.timedelta(minutes=n), title=f"第{n}期通知")
    here = url("column", "official")
    first = Client().get(here).content.decode()
    assert first.count("期通知</a>") == 30
    after = re.search(r'rel="next" href="([^"]+)"', first)
    assert after is not None
    assert Client().get(here + after[1].replace("&amp;", "&")).content.decode().count("期通知</a>") == 2
    assert "第31期通知" in text(Client().get(here, {"q": "31期"}))
    assert "至少两个字" in text(Client().get(here, {"q": "期"}))
    assert Client().get(here, {"after": "!!", "q": "\x01"}).status_code in (200, 422)


def test_a_notice_is_written_reviewed_and_published_by_pages(cast: Cast, signed_in: SignedIn) -> None:
    writer, reviewer = signed_in("handler"), signed_in("head")
    assert "起草公告" in text(writer.get(url("desk")))
    form = text(writer.get(url("write") + "?column=rights"))
    assert 'value="rights"selected' in form and f'value="{cast.department.pk}"selected' in form
    given = {"column": "rights", "body_id": cast.department.pk, "title": "食堂进展", "text": "增开窗口。", "once": "t"}
    wrong = writer.post(url("write"), given | {"title": ""})
    assert wrong.status_code == 422 and "增开窗口。" in text(wrong) and not Notice.objects.exists()
    answer = writer.post(
        url("write"), given | {"uploads": [photo(), SimpleUploadedFile("名单.txt", "第一行".encode())]}
    )
    notice = Notice.objects.get()
    assert answer.headers["Location"] == url("item", notice.number)
    shown = text(writer.get(answer.headers["Location"]))
    assert "名单.txt" in shown and "<imgsrc=" in shown and "温如玉" in shown
    assert reviewer.get(url("publish", notice.number)).status_code == 409  # not yet sent
    assert writer.post(url("send-for-review", notice.number), {"seen": notice.version}).status_code == 302
    assert writer.get(url("publish", notice.number)).status_code == 403
    desk = text(reviewer.get(url("desk")))
    assert "待我办理" in desk and "食堂进展" in desk
    stale = reviewer.post(url("publish", notice.number), {"seen": 1})
    assert stale.status_code == 409 and fresh(notice).state == "in-review"
    assert reviewer.post(url("publish", notice.number), {"seen": fresh(notice).version}).status_code == 302
    public = Client().get(url("item", notice.number))
    assert "增开窗口" in text(public)
    picture = re.search(r'src="(/files/\d+/download/)"', public.content.decode())
    assert picture is not None and status(Client(), picture[1]) == 200


def test_pictures_are_as_closed_as_their_notice(cast: Cast, at: dt.datetime, signed_in: SignedIn) -> None:
    draft = {"column": "official", "title": "通知", "text": "正文"}
    made = operations.write(**draft, body_id=cast.department.pk, uploads=[photo()], actor=cast.handler, at=at)
    page = signed_in("handler").get(url("item", made.number)).content.decode()
    picture = re.search(r'src="(/files/\d+/download/)"', page)
    assert picture is not None
    assert status(Client(), picture[1]) == 404
    assert status(signed_in("student"), picture[1]) == 404
    assert status(signed_in("head"), picture[1]) == 200


def test_amending_by_the_page_drops_and_adds(cast: Cast, at: dt.datetime, signed_in: SignedIn) -> None:
    draft = {"column": "official", "title": "通知", "text": "正文"}
    made = operations.write(**draft, body_id=cast.department.pk, uploads=[photo("甲.jpg")], actor=cast.handler, at=at)
    client, here = signed_in("handler"), url("amend", made.number)
    (file_id, name), *_rest = queries.files_choices(made)
    assert name == "甲.jpg" and "甲.jpg" in text(client.get(here))
    given = {"column": "official", "title": "改过", "text": "新", "seen": made.version, "drop": [file_id]}
    assert client.post(here, given | {"uploads": [photo("乙.jpg")]}).status_code == 302
    assert [n for _pk, n in queries.files_choices(made)] == ["乙.jpg"]
    old = client.post(here, given | {"drop": []})
    assert old.status_code == 409 and "改过" in text(old)


def test_a_call_is_joined_once_and_left_again(cast: Cast, call: Notice, signed_in: SignedIn) -> None:
    assert "登录后响应" in text(Client().get(url("item", call.number)))
    client, join = signed_in("student"), url("join", call.number)
    assert client.get(join).status_code == 200  # where one lands after signing in
    assert client.post(join).status_code == client.post(join).status_code == 302
    assert fresh(call).joined == 1
    shown = text(client.get(url("item", call.number)))
    assert "1人响应" in shown and "取消响应" in shown and "顾一苇" not in shown.split("</header>")[1]
    assert client.post(url("leave", call.number)).status_code == 302
    assert client.post(url("leave", call.number)).status_code == 302
    assert fresh(call).joined == 0


def test_only_calls_are_joined(notice: Notice, signed_in: SignedIn) -> None:
    assert signed_in("student").post(url("join", notice.number)).status_code == 403
    assert fresh(notice).joined == 0


def test_subscribers_find_it_in_their_digest(
    cast: Cast, signed_in: SignedIn, at: dt.datetime, django_capture_on_commit_callbacks: Any
) -> None:
    client = signed_in("student")
    assert client.post(url("subscribe"), {"columns": ["official", "lost"]}).status_code == 302
    assert 'value="official"' in text(client.get(url("subscribe"))) and queries.columns_of(cast.student) == [
        "lost",
        "official",
    ]
    with django_capture_on_commit_callbacks(execute=True):
        published(cast, at)
        published(cast, at, column="festival", title="不订的")
    mine = Message.objects.filter(recipient_id=cast.student.person_id)
    (message,) = mine
    assert message.text == "官方通知：浴室热水供应时间调整" and not message.urgent and message.digest_on is not None
    gather_digests(at=at + dt.timedelta(days=1))
    assert mine.filter(kind="notify.digest").count() == 1
    assert client.post(url("subscribe"), {}).status_code == 302
    assert queries.columns_of(cast.student) == []
    assert client.post(url("subscribe"), {"columns": ["nonsense"]}).status_code == 422


# --- feeds ---


def test_a_feed_is_valid_atom(cast: Cast, at: dt.datetime) -> None:
    published(cast, at, title="旧 <b>& 新", text="见[说明](/rulebook/)，1 < 2 & 3")
    newest = published(cast, at + dt.timedelta(hours=3), title="后来的")
    answer = Client().get(url("column-feed", "official"))
    assert answer.headers["Content-Type"].startswith("application/atom+xml")
    feed = ElementTree.fromstring(answer.content)
    assert feed.tag == f"{ATOM}feed"
    entries = feed.findall(f"{ATOM}entry")
    assert [e.findtext(f"{ATOM}title") for e in entries] == ["后来的", "旧 <b>& 新"]
    ids = [e.findtext(f"{ATOM}id") or "" for e in (feed, *entries)]
    assert len(set(ids)) == 3 and all(ids)
    for entry in (feed, *entries):
        moment = dt.datetime.fromisoformat(entry.findtext(f"{ATOM}updated") or "")
        assert moment.tzinfo is not None
    assert dt.datetime.fromisoformat(feed.findtext(f"{ATOM}updated") or "") == newest.published_at
    link = entries[0].find(f"{ATOM}link")
    assert link is not None and link.attrib["href"] == f"http://testserver{url('item', newest.number)}".replace(
        "公告", "%E5%85%AC%E5%91%8A"
    )
    assert 'href="http://testserver/rulebook/"' in (entries[1].findtext(f"{ATOM}summary") or "")
    selfs = [e.attrib["href"] for e in feed.findall(f"{ATOM}link") if e.attrib.get("rel") == "self"]
    assert selfs == [f"http://testserver{url('column-feed', 'official')}"]


def test_a_feed_that_has_not_changed_is_not_sent_again(cast: Cast, notice: Notice, at: dt.datetime) -> None:
    here = url("column-feed", "official")
    first = Client().get(here)
    etag, modified = first.headers["ETag"], first.headers["Last-Modified"]
    again = Client().get(here, headers={"if-none-match": etag})
    assert again.status_code == 304 and again.content == b""
    assert Client().get(here, headers={"if-modified-since": modified}).status_code == 304
    operations.add_reads(reads={notice.pk: 3}, day=at.date())  # being read is no change
    assert Client().get(here, headers={"if-none-match": etag}).status_code == 304
    published(cast, at + dt.timedelta(hours=1), title="新的")
    assert Client().get(here, headers={"if-none-match": etag}).status_code == 200
    operations.take_down(notice=fresh(notice), reason="有误", actor=cast.head, at=at)
    changed = Client().get(here, headers={"if-none-match": etag})
    assert changed.status_code == 200 and "浴室热水" not in changed.content.decode()


def test_an_empty_feed_and_that_of_lost_things(cast: Cast, at: dt.datetime) -> None:
    empty = ElementTree.fromstring(Client().get(url("column-feed", "model")).content)
    assert empty.findall(f"{ATOM}entry") == [] and (empty.findtext(f"{ATOM}updated") or "").startswith("2020")
    entered(cast, at)
    lost = ElementTree.fromstring(Client().get(url("column-feed", "lost")).content)
    assert [e.findtext(f"{ATOM}title") for e in lost.findall(f"{ATOM}entry")] == ["黑色折叠伞"]
    assert Client().get(url("column-feed", "nonsense")).status_code == 404


# --- the API ---


def test_the_api_writes_and_another_publishes(cast: Cast, signed_in: SignedIn) -> None:
    writer, reviewer = signed_in("handler"), signed_in("head")
    given = {"column": "official", "title": "通知", "text": "正文", "body_id": cast.department.pk}
    made = writer.post("/api/v1/bulletin/notices", given, "application/json")
    assert made.status_code == 201
    number = made.json()["number"]
    base = f"/api/v1/bulletin/notices/{number}"
    assert writer.post(f"{base}/send-for-review", {}, "application/json").json()["state"] == "in-review"
    refused = writer.post(f"{base}/publish", {}, "application/json")
    assert refused.status_code == 403
    assert [w["number"] for w in reviewer.get("/api/v1/bulletin/waiting").json()] == [number]
    done = reviewer.post(f"{base}/publish", {}, "application/json").json()
    assert (done["state"], done["html"].strip()) == ("published", "<p>正文</p>")
    listed = signed_in("student").get("/api/v1/bulletin/notices?column=official").json()
    assert [row["number"] for row in listed["rows"]] == [number]
