"""The pages of those who raise, join, follow and judge, as people send them: nothing typed lost, every refusal a sentence."""

import datetime as dt
import re
from urllib.parse import quote, unquote

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from gongjian.appeals import operations as ops
from gongjian.appeals import queries
from gongjian.appeals.models import Appeal
from gongjian.audit.models import Entry
from gongjian.files import queries as files
from gongjian.kernel.clock import local_date
from gongjian.matters import operations as shared

from . import scenarios

pytestmark = pytest.mark.django_db
RAISE = "/appeals/raise/"
WORDS = {
    "nature": "request",
    "title": "东门外路灯不亮",
    "text": "东门外人行道三盏路灯不亮，晚上看不清路。",
    "place": "东门",
}
BATH = {"nature": "complaint", "title": "浴室没有热水", "text": "明远书院三层浴室没有热水，已经三天，晚上无法洗澡。"}


@pytest.fixture(autouse=True)
def _frozen(at):
    with time_machine.travel(at, tick=False):
        yield


@pytest.fixture
def as_(client, cast):
    def sign_in(part: str):
        client.force_login(cast.accounts[part], backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


def once(page) -> str:
    return re.search(r'name="once" value="([^"]+)"', page.content.decode()).group(1)


def test_a_guest_raises_and_follows_by_a_link(client, cast, at):
    page = client.get(RAISE)
    assert page.status_code == 200 and "不登录也可以提出" in page.content.decode()
    sent = client.post(RAISE, WORDS | {"publish": "on", "once": once(page)})
    assert sent.status_code == 302 and sent.url.startswith("/appeals/follow/") and sent.url.endswith("/raised/")
    appeal = Appeal.objects.select_related("matter").get()
    assert appeal.matter.raiser_id is None and appeal.matter.public and appeal.nature == "request"
    shown = client.get(sent.url).content.decode()
    assert "只有这个链接" in shown and "下一步" in shown and "<svg" in shown
    followed = client.get(sent.url.removesuffix("raised/"))
    assert followed.status_code == 200 and "东门外路灯不亮" in followed.content.decode()
    assert followed.headers["X-Robots-Tag"] == "noindex" and "no-store" in followed.headers["Cache-Control"]
    again = client.post(RAISE, WORDS | {"publish": "on", "once": once(page)})
    assert again.url == sent.url and Appeal.objects.count() == 1


def test_by_name_and_sealed(as_, cast):
    sent = as_("student").post(RAISE, WORDS | {"face": "named"})
    named = Appeal.objects.select_related("matter").get()
    assert (
        unquote(sent.url) == f"/appeals/{named.matter.number}/raised/"
        and named.matter.raiser_id == cast.student.person_id
    )
    assert not named.matter.public  # nobody has agreed
    shown = as_("student").get(sent.url).content.decode()
    assert "receipt-code" in shown and "前受理并派给负责的单位" in shown
    as_("member").post(RAISE, WORDS | {"face": "sealed"})
    sealed = Appeal.objects.select_related("matter").latest("pk").matter
    assert sealed.raiser_id is None and sealed.sealed_index == cast.member.sealed
    entries = Entry.objects.filter(subject_kind="matters.matter", subject_id=sealed.pk)
    assert {(e.actor_person_id, e.actor_name) for e in entries} == {(None, "匿名提出人")}
    assert as_("member").get(f"/appeals/{sealed.number}/raised/").status_code == 200
    assert as_("stranger").get(f"/appeals/{sealed.number}/raised/").status_code == 404
    assert sealed.number in as_("member").get("/appeals/mine/").content.decode()


def test_what_is_missing_is_said_at_its_field_and_nothing_is_lost(client, cast):
    back = client.post(RAISE, {"title": "路灯", "place": "东门", "publish": "on"})
    text = back.content.decode()
    assert back.status_code == 422 and "id_text_error" in text and "id_nature_error" in text
    assert 'value="路灯"' in text and 'value="东门"' in text and "checked" in text
    long = client.post(RAISE, WORDS | {"text": "水" * 20001})
    assert long.status_code == 422 and "水水水" in long.content.decode()
    assert client.post(RAISE, WORDS | {"text": "水" * 20000}).status_code == 302


def hidden_of(page: str) -> dict[str, list[str]]:
    """The hidden fields of the page's form as a browser sends them: all of a name, in the order of the page."""
    found: dict[str, list[str]] = {}
    main = page[page.index("<main") :]
    for tag in re.findall(r'<input type="hidden"[^>]*>', main):
        value = re.search(r'value="([^"]*)"', tag)
        found.setdefault(re.search(r'name="([^"]+)"', tag).group(1), []).append(value.group(1) if value else "")
    return found


def test_similar_ones_are_shown_before_the_first_sending(client, cast, at):
    first = scenarios.answered(cast, at, publish=True)
    step = client.post(RAISE, BATH)
    text = step.content.decode()
    assert step.status_code == 200 and first.title in text and "仍要提交" in text and "管道老化" in text
    assert Appeal.objects.count() == 1
    sent = client.post(
        RAISE, BATH | hidden_of(text)
    )  # what a browser sends: the page's own hidden fields, in their order
    assert sent.status_code == 302 and Appeal.objects.count() == 2
    assert client.post(RAISE, BATH | hidden_of(client.get(RAISE).content.decode())).status_code == 200  # not seen yet
    assert Appeal.objects.count() == 2


def test_while_typing_similar_ones_can_be_joined(client, cast, at):
    first = scenarios.handling(cast, at, publish=True)
    hidden = scenarios.raised(cast, at, actor=cast.member, title="浴室的水是冷的", text=BATH["text"] + "无人回应。")
    part = client.post("/appeals/similar/", BATH).content.decode()
    assert f"/appeals/{quote(first.number)}/join/" in part and 'name="looked"' in part and "后勤保障部" in part
    assert hidden.title not in part
    assert "还没有类似的" in client.post("/appeals/similar/", {"title": "x", "text": "完全无关"}).content.decode()
    assert client.post("/appeals/similar/", {}).status_code == 200
    assert client.get("/appeals/similar/").status_code == 405


def test_a_danger_names_whom_to_call(client, cast, at):
    ops.add_contact(sort="safety", name="保卫处值班室", phone="82660110", actor=cast.receptionist, at=at)
    part = client.post("/appeals/similar/", {"title": "三号楼配电箱冒烟", "text": ""}).content.decode()
    assert 'role="alert"' in part and "tel:82660110" in part and "tel:119" in part
    sent = client.post(RAISE, WORDS | {"text": "三号楼配电箱冒烟，很危险。"})
    shown = client.get(sent.url).content.decode()
    assert shown.index("tel:82660110") < shown.index("下一步")


def test_scripts_in_the_text_are_only_text(client, cast, at):
    evil = "<script>alert(1)</script>东门路灯不亮，看不清路。"
    sent = client.post(RAISE, WORDS | {"title": "<img src=x onerror=1>", "text": evil, "publish": "on"})
    follow = sent.url.removesuffix("raised/")
    number = Appeal.objects.get().matter.number
    pages = [sent.url, follow, f"/matters/public/{number}/", f"/appeals/{number}/join/"]
    for page in pages:
        text = client.get(page).content.decode()
        assert "<script>alert" not in text and "<img src=x" not in text, page
    part = client.post("/appeals/similar/", {"title": "路灯", "text": evil}).content.decode()
    assert "<script>" not in part


def test_floods_are_refused_at_the_form(client, cast):
    for n in range(30):
        assert client.post(RAISE, WORDS | {"title": f"第{n}件", "text": f"第{n}盏", "looked": "1"}).status_code == 302
    held = client.post(RAISE, WORDS | {"looked": "1"})
    assert held.status_code == 409 and "太频繁" in held.content.decode() and WORDS["text"] in held.content.decode()
    assert Appeal.objects.count() == 30


def test_the_same_again_is_refused_with_its_number(as_, cast):
    as_("student").post(RAISE, WORDS | {"face": "named"})
    again = as_("student").post(RAISE, WORDS | {"looked": "1", "face": "named"})
    assert again.status_code == 409 and Appeal.objects.get().matter.number in again.content.decode()


def test_wrong_files_are_refused_by_a_sentence(client, cast):
    wrong = SimpleUploadedFile("照片.jpg", b"MZ\x90\x00 not a picture", content_type="image/jpeg")
    back = client.post(RAISE, WORDS | {"uploads": wrong})
    assert back.status_code == 422 and "重新选择" in back.content.decode() and Appeal.objects.count() == 0


def test_join_named_and_as_a_guest(as_, client, cast, at):
    matter = scenarios.handling(cast, at, publish=True)
    page = client.get(f"/appeals/{matter.number}/join/")
    assert page.status_code == 200 and matter.title in page.content.decode()
    joined = client.post(f"/appeals/{matter.number}/join/", {"words": "五层也是", "once": once(page)})
    assert joined.url.endswith("/raised/") and "已加入" in client.get(joined.url).content.decode()
    named = as_("member").post(f"/appeals/{matter.number}/join/", {"face": "named"})
    assert unquote(named.url) == f"/matters/{matter.number}/"
    assert as_("member").post(f"/appeals/{matter.number}/join/", {"face": "named"}).status_code == 409
    assert as_("student").post(f"/appeals/{matter.number}/join/", {}).status_code == 403
    assert matter.voices.count() == 3
    hidden = scenarios.raised(cast, at, title="不公开", text="不公开的一件。")
    assert as_("stranger").get(f"/appeals/{hidden.number}/join/").status_code == 404


def _guest(client, cast, at) -> tuple[object, str]:
    sent = client.post(RAISE, WORDS)
    return Appeal.objects.latest("pk").matter, sent.url.removesuffix("raised/")


def test_the_key_supplies_judges_and_takes_back(client, cast, at):
    matter, follow = _guest(client, cast, at)
    ops.accept(
        matter=scenarios.again(matter), category="living", answer_class="general", actor=cast.receptionist, at=at
    )
    ops.assign(matter=scenarios.again(matter), lead_id=cast.department.pk, actor=cast.receptionist, at=at)
    shared.take(matter=scenarios.again(matter), actor=cast.handler, at=at)
    shared.ask_raiser(matter=scenarios.again(matter), question="是哪三盏？", actor=cast.handler, at=at)
    assert "请补充" in client.get(follow).content.decode()
    assert "是哪三盏" in client.get(f"{follow}supply/").content.decode()
    assert client.post(f"{follow}supply/", {"text": "靠近公交站的三盏。"}).url == follow
    assert scenarios.again(matter).state == "handling"
    ops.answer(matter=scenarios.again(matter), text=scenarios.REPLY, confirmed=True, actor=cast.handler, at=at)
    assert "请在" in client.get(follow).content.decode()
    judged = {"contacted": "0", "solved": "0", "satisfied": "no"}
    wrong = client.post(f"{follow}give-verdict/", judged)
    assert wrong.status_code == 422 and "哪里没有解决" in wrong.content.decode()
    assert client.post(f"{follow}give-verdict/", judged | {"words": "还是不亮"}).status_code == 302
    assert scenarios.again(matter).state == "handling" and scenarios.again(matter).round == 2
    taken = client.post(f"{follow}withdraw/", {"reason": "已经亮了"})
    assert taken.status_code == 302 and scenarios.again(matter).state == "withdrawn"
    assert client.get(f"{follow}accept/").status_code == 404


def test_the_key_adds_a_photo_and_no_wrong_file(client, cast, at):
    matter, follow = _guest(client, cast, at)
    assert f"{follow}attach/" in client.get(follow).content.decode()
    assert client.get(f"{follow}attach/").status_code == 200
    wrong = client.post(f"{follow}attach/", {"uploads": [SimpleUploadedFile("a.png", b"MZ\x90\x00 program")]})
    assert wrong.status_code == 422 and stored(matter) == []

    def photo() -> SimpleUploadedFile:
        return SimpleUploadedFile("路灯.pdf", b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n")

    assert client.post(f"{follow}attach/", {"uploads": [photo()]}).url == follow
    assert stored(matter) == ["路灯.pdf"] and "路灯.pdf" in client.get(follow).content.decode()
    shared.withdraw(
        matter=scenarios.again(matter), reason="已经亮了", actor=queries.actor_of_key(key_of(follow), at), at=at
    )
    assert client.get(f"{follow}attach/").status_code == 409
    assert client.post(f"{follow}attach/", {"uploads": [photo()]}).status_code == 409
    assert stored(matter) == ["路灯.pdf"]


def stored(matter) -> list[str]:
    return [f.name for f in files.files_of("matters.matter", matter.pk)]


def key_of(follow: str) -> str:
    return follow.rstrip("/").rpartition("/")[2]


def test_unknown_and_expired_keys_say_what_to_do(client, cast, at):
    _matter, follow = _guest(client, cast, at)
    unknown = client.get("/appeals/follow/nothing/")
    assert unknown.status_code == 404 and "/ledger/receipt/" in unknown.content.decode()
    with time_machine.travel(at + dt.timedelta(days=91), tick=False):
        expired = client.get(follow)
        assert expired.status_code == 409 and "已经过期" in expired.content.decode()
        assert client.post(f"{follow}withdraw/", {"reason": "x"}).status_code == 409


def test_the_signed_in_judge_on_their_own_page(as_, cast, at):
    matter = scenarios.answered(cast, at)
    mine = as_("student").get("/appeals/mine/").content.decode()
    assert f"/appeals/{quote(matter.number)}/give-verdict/" in mine
    page = as_("student").get(f"/appeals/{matter.number}/give-verdict/")
    assert "管道老化" in page.content.decode()
    given = {"contacted": "1", "solved": "1", "satisfied": "mostly"}
    assert as_("student").post(f"/appeals/{matter.number}/give-verdict/", given).status_code == 302
    assert scenarios.again(matter).state == "closed-confirmed" and matter.verdicts.get().satisfaction == 3
    assert as_("handler").get(f"/appeals/{matter.number}/give-verdict/").status_code in (403, 409)


def test_the_public_page_shows_text_and_answer_only_with_consent(client, cast, at):
    matter = scenarios.answered(cast, at, publish=True)
    text = client.get(f"/matters/public/{matter.number}/").content.decode()
    assert matter.text in text and "管道老化" in text
    assert cast.student_person.name not in text and cast.handler_person.name not in text
    hidden = scenarios.answered(cast, at, title="不公开", text="不公开的内容在这里。")
    assert client.get(f"/matters/public/{hidden.number}/").status_code == 404


def test_a_board_hears_opinions_and_support(as_, client, cast, at, django_assert_max_num_queries):
    day = local_date(at)
    reception = scenarios.queries.main_reception()
    board = ops.open_board(
        reception_id=reception.pk, topic="自习室怎样开放", text="听听意见", opens_on=day,
        closes_on=day + dt.timedelta(days=9), actor=cast.receptionist, at=at,
    )  # fmt: skip
    here = f"/appeals/boards/{board.pk}/"
    assert "第一条意见" in client.get(here).content.decode()
    sent = as_("student").post(
        f"{here}raise/", {"nature": "suggestion", "text": "考试周通宵开放一层。", "face": "named"}
    )
    assert sent.status_code == 302
    opinion = Appeal.objects.select_related("matter").get()
    assert opinion.board_id == board.pk and opinion.matter.public
    supported = as_("member").post(f"/appeals/{opinion.matter.number}/join/", {"board": board.pk})
    assert supported.url == here
    member = as_("member")
    member.get(here)
    with django_assert_max_num_queries(12):
        text = member.get(here).content.decode()
    assert "2人" in text and "您已附和" in text and board.topic in client.get("/appeals/boards/").content.decode()
    with time_machine.travel(at + dt.timedelta(days=20), tick=False):
        late = as_("member").post(f"{here}raise/", {"nature": "suggestion", "text": "迟到的意见。", "face": "named"})
        assert late.status_code == 409 and "迟到的意见" in late.content.decode()


def test_pages_cost_few_queries(as_, cast, at, django_assert_max_num_queries):
    for n in range(3):
        scenarios.answered(cast, at + dt.timedelta(minutes=n), text=f"第{n}件浴室没有热水，晚上无法洗澡。")
    client = as_("student")
    client.get("/appeals/mine/")
    with django_assert_max_num_queries(12):
        client.get("/appeals/mine/")
    with django_assert_max_num_queries(12):
        client.get(RAISE)
    with django_assert_max_num_queries(16):
        client.post("/appeals/similar/", BATH)


def test_who_joins_never_learns_who_the_others_are(as_, client, cast, at):
    matter = scenarios.answered(cast, at, publish=True)
    ops.give_verdict(
        matter=matter, solved=False, satisfied="no", words="我住301", actor=cast.student, at=at, contacted=False
    )
    page = client.get(f"/appeals/{matter.number}/join/")
    guest = client.post(f"/appeals/{matter.number}/join/", {"once": once(page)}).url.removesuffix("raised/")
    as_("member").post(f"/appeals/{matter.number}/join/", {"face": "named"})
    shown = as_("member").get(f"/matters/{matter.number}/").content.decode()
    client.logout()
    for text in (shown, client.get(guest).content.decode()):
        assert cast.student_person.name not in text and "我住301" not in text and cast.handler_person.name not in text
        assert "后勤保障部" in text and "签收" in text
    assert cast.member_person.name not in client.get(guest).content.decode()
    assert cast.student_person.name in as_("student").get(f"/matters/{matter.number}/").content.decode()
