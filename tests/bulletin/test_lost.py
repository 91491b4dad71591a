"""Lost and found: entered by anybody signed in, on the board at once, gone when its days are over."""

import datetime as dt
import io
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from PIL import Image

from gongjian.audit import queries as ledger
from gongjian.bulletin import operations, queries, tasks
from gongjian.bulletin.models import ItemAnswer, LostItem
from gongjian.files.models import StoredFile
from gongjian.kernel import personal
from gongjian.kernel.refused import Malformed, NotAllowed, NotFound, NotNow
from gongjian.notify.models import Message
from tests.bulletin.conftest import SignedIn, bomb, entered, photo, status
from tests.cast import Cast
from tests.contents import content_of

pytestmark = pytest.mark.django_db


def url(name: str, *args: Any) -> str:
    return reverse(f"bulletin:{name}", args=args)


def text(answer: Any) -> str:
    return re.sub(r"\s+", "", answer.content.decode())


def fresh(item: LostItem) -> LostItem:
    return LostItem.objects.get(pk=item.pk)


GIVEN = {"sort": "found", "kind": "key", "title": "钥匙一串", "place": "操场看台", "day": "2026-03-01", "once": "t"}


def test_it_is_on_the_board_in_one_page(cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in("student")
    assert 'value="2026-03-02"' in text(client.get(url("enter-item")))
    answer = client.post(url("enter-item"), GIVEN | {"pictures": [photo()]})
    item = LostItem.objects.get()
    assert answer.headers["Location"] == url("lost-item", item.number)
    assert client.post(url("enter-item"), GIVEN).headers["Location"] == answer.headers["Location"]  # a second click
    board = Client().get(url("lost")).content.decode()
    assert "钥匙一串" in board and f"/files/{item.cover_id}/download/" in board
    page = text(Client().get(url("lost-item", item.number)))
    assert "操场看台" in page and "登录后联系登记人" in page and "顾一苇" not in page
    assert "登记人顾一苇" in re.sub(r"<[^>]+>", "", text(signed_in("member").get(url("lost-item", item.number))))
    assert "钥匙" in text(Client().get(url("lost"), {"q": "看台"}))
    assert "没有符合条件" in text(Client().get(url("lost"), {"sort": "lost"}))
    assert "钥匙一串" in text(client.get(url("my-items")))


def test_guests_are_asked_to_sign_in(umbrella: LostItem) -> None:
    for path in (url("enter-item"), url("my-items"), url("answer-item", umbrella.number)):
        assert Client().get(path).status_code == 302
    assert Client().post(url("enter-item"), GIVEN).status_code == 302
    assert LostItem.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", "伞，电话13812345678"),
        ("place", "找 138 1234 5678"),
        ("text", "证号110101199001011234"),
        ("title", ""),
        ("day", "2026-03-09"),
        ("day", "2020-01-01"),
        ("kind", "nonsense"),
        ("sort", ""),
    ],
)
def test_wrong_fields_come_back_with_their_sentence(signed_in: SignedIn, field: str, value: str) -> None:
    answer = signed_in("student").post(url("enter-item"), GIVEN | {field: value})
    assert answer.status_code == 422 and "field-error" in answer.content.decode()
    assert not LostItem.objects.exists()


# --- photographs ---


def test_a_photograph_loses_its_place_and_stands_upright(cast: Cast, at: dt.datetime) -> None:
    item = entered(cast, at, [photo(size=(2400, 1200))])
    files = StoredFile.objects.filter(owner_kind="bulletin.item")
    (stored,) = files
    with Image.open(io.BytesIO(content_of(stored))) as picture:
        assert picture.size == (800, 1600)  # it was lying on its side
        assert dict(picture.getexif()) == {} and "exif" not in picture.info
    cover = StoredFile.objects.get(pk=item.cover_id)
    with Image.open(io.BytesIO(content_of(cover))) as picture:
        assert max(picture.size) == 480
    assert cover.size < 60_000


def png(mode: str = "RGBA") -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new(mode, (300, 200)).save(out, "PNG")
    return SimpleUploadedFile("透明.png", out.getvalue())


@pytest.mark.parametrize("mode", ["RGBA", "P", "L", "1", "I;16"])
def test_pictures_of_all_kinds_are_drawn(cast: Cast, at: dt.datetime, mode: str) -> None:
    assert entered(cast, at, [png(mode)]).cover_id


WRONG = [
    SimpleUploadedFile("伞.jpg", b"MZ" + b"\x00" * 200),
    SimpleUploadedFile("伞.jpg", b"\xff\xd8\xff\xe0 broken"),
    SimpleUploadedFile("说明.pdf", b"%PDF-1.7\n"),
    SimpleUploadedFile("伞.svg", b"<svg onload='alert(1)'/>"),
    SimpleUploadedFile("伞.heic", b"\x00\x00\x00\x18ftypheic" + b"\x00" * 40),
    SimpleUploadedFile("空.jpg", b""),
    bomb(),
]


@pytest.mark.parametrize("upload", WRONG, ids=lambda u: u.name)
def test_wrong_files_are_refused_with_a_sentence(cast: Cast, at: dt.datetime, upload: SimpleUploadedFile) -> None:
    with pytest.raises(Malformed) as refused:
        entered(cast, at, [upload])
    assert "pictures" in refused.value.fields and str(upload.name) in str(refused.value.sentence)
    assert not LostItem.objects.exists() and not StoredFile.objects.exists()


def test_too_many_photographs(cast: Cast, at: dt.datetime) -> None:
    with pytest.raises(Malformed, match="最多 4 张"):
        entered(cast, at, [photo(size=(40, 40))] * 5)


def test_a_wrong_file_comes_back_at_its_field(signed_in: SignedIn) -> None:
    fake = SimpleUploadedFile("伞.jpg", b"MZ not a picture")
    answer = signed_in("student").post(url("enter-item"), GIVEN | {"pictures": [fake]})
    assert answer.status_code == 422 and "不是能打开的图片" in text(answer)


# --- its life ---


def test_words_are_carried_and_nobody_else_reads_them(
    cast: Cast, signed_in: SignedIn, umbrella: LostItem, django_capture_on_commit_callbacks: Any
) -> None:
    member, owner, stranger = signed_in("member"), signed_in("student"), signed_in("stranger")
    here, page = url("answer-item", umbrella.number), url("lost-item", umbrella.number)
    with django_capture_on_commit_callbacks(execute=True):
        assert member.post(here, {"text": "伞柄是红色的吗"}).status_code == 302
    (message,) = Message.objects.filter(recipient_id=cast.student.person_id)
    assert "伞柄是红色的吗" in message.text and message.url == page
    assert "伞柄是红色的吗" in text(owner.get(page)) and "伞柄是红色的吗" in text(member.get(page))
    assert "伞柄是红色的吗" not in text(stranger.get(page)) and "伞柄是红色的吗" not in text(Client().get(page))
    with django_capture_on_commit_callbacks(execute=True):
        assert owner.post(here, {"text": "是，请到主楼领", "to_id": cast.member.person_id}).status_code == 302
    assert "请到主楼领" in text(member.get(page))
    assert Message.objects.filter(recipient_id=cast.member.person_id).count() == 1
    lines = ledger.timeline("bulletin.item", umbrella.pk)
    assert all("红色" not in line.sentence for line in lines)  # the ledger knows that, not what
    assert owner.post(here, {"text": "给没写过的人", "to_id": cast.stranger.person_id}).status_code == 422
    assert ItemAnswer.objects.count() == 2


def test_the_one_who_entered_it_settles_it(cast: Cast, umbrella: LostItem, at: dt.datetime) -> None:
    with pytest.raises(NotAllowed, match="只有登记的人"):
        operations.settle_item(item=umbrella, actor=cast.head, at=at)
    operations.settle_item(item=umbrella, actor=cast.student, at=at)
    assert "已认领" in text(Client().get(url("lost-item", umbrella.number)))
    assert "黑色折叠伞" in text(Client().get(url("lost"), {"state": "settled"}))
    assert "黑色折叠伞" not in text(Client().get(url("lost")))
    with pytest.raises(NotNow):
        operations.answer_item(item=fresh(umbrella), text="还在吗", actor=cast.member, at=at)


def test_expired_items_leave_the_board(
    cast: Cast, umbrella: LostItem, at: dt.datetime, django_capture_on_commit_callbacks: Any
) -> None:
    assert umbrella.expires_on == at.date() + dt.timedelta(days=60)
    last = at + dt.timedelta(days=60)
    assert tasks.expire_items(last) == 0
    with pytest.raises(NotNow, match="未到"):
        operations.expire_item(item=umbrella, actor=cast.system, at=last)
    with pytest.raises(NotAllowed):
        operations.expire_item(item=umbrella, actor=cast.student, at=last + dt.timedelta(days=1))
    with django_capture_on_commit_callbacks(execute=True):
        assert tasks.expire_items(last + dt.timedelta(days=1)) == 1
    assert tasks.expire_items(last + dt.timedelta(days=2)) == 0
    assert fresh(umbrella).state == "expired"
    with pytest.raises(NotFound):
        queries.get_item(cast.guest, umbrella.number)
    assert queries.get_item(cast.student, umbrella.number).state == "expired"
    assert "公示期满" in Message.objects.get(recipient_id=cast.student.person_id).text
    assert queries.items_page(words="折叠伞").rows == []


def test_a_reviewer_takes_what_does_not_belong_down(cast: Cast, umbrella: LostItem, at: dt.datetime) -> None:
    for part in ("member", "handler", "secretary"):
        with pytest.raises(NotAllowed):
            operations.take_item_down(item=umbrella, reason="广告", actor=getattr(cast, part), at=at)
    with pytest.raises(Malformed):
        operations.take_item_down(item=umbrella, reason="", actor=cast.head, at=at)
    operations.take_item_down(item=umbrella, reason="不是失物", actor=cast.head, at=at)
    with pytest.raises(NotFound):
        queries.get_item(cast.member, umbrella.number)
    assert fresh(umbrella).end_note == "不是失物"


def test_photographs_go_with_their_item(cast: Cast, at: dt.datetime) -> None:
    item = entered(cast, at, [photo(size=(60, 60))])
    cover = reverse("files:download", args=[item.cover_id])
    assert status(Client(), cover) == 200
    operations.take_item_down(item=item, reason="拍到了证件", actor=cast.head, at=at)
    assert status(Client(), cover) == 404


def test_floods_are_stopped(cast: Cast, at: dt.datetime) -> None:
    items = [entered(cast, at, title=f"伞{n}号") for n in range(5)]
    with pytest.raises(NotNow, match="今天已登记 5 件") as refused:
        entered(cast, at)
    assert refused.value.authority is not None
    entered(cast, at + dt.timedelta(days=1))
    for n in range(20):
        operations.answer_item(item=items[n % 5], text="是我的吗", actor=cast.member, at=at)
    with pytest.raises(NotNow, match="今天已联系 20 次"):
        operations.answer_item(item=items[0], text="是我的吗", actor=cast.member, at=at)


def test_impossible_rows_cannot_be_written(umbrella: LostItem, at: dt.datetime) -> None:
    for wrong in (
        {"state": "settled"},
        {"ended_at": at},
        {"state": "taken-down", "ended_at": at},
        {"sort": "gone"},
        {"title": ""},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            LostItem.objects.filter(pk=umbrella.pk).update(**wrong)


def test_a_person_takes_their_own_data_along(
    cast: Cast, signed_in: SignedIn, umbrella: LostItem, call: Any, at: dt.datetime
) -> None:
    operations.subscribe(columns=["lost"], actor=cast.student)
    operations.join(notice=call, actor=cast.student, at=at)
    operations.answer_item(item=umbrella, text="是我的", actor=cast.member, at=at)
    mine = personal.export(cast.student_person.pk, "")
    assert [s["column"] for s in mine["bulletin.Subscription"]] == ["失物招领"]
    assert [j["notice__number"] for j in mine["bulletin.Joining"]] == [call.number]
    assert [i["number"] for i in mine["bulletin.LostItem"]] == [umbrella.number] and mine["bulletin.ItemAnswer"] == []
    authored = personal.export(cast.handler_person.pk, "")["bulletin.Author"]
    assert [a["notice__number"] for a in authored] == [call.number]
    answer = signed_in("student").post(reverse("people:export-own-data"))
    assert answer.status_code == 200 and umbrella.number in answer.content.decode()
