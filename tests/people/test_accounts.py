"""Accounts: signing in, passwords, sessions, lockout, administration."""

import pytest
from django.test import Client

from gongjian.audit import queries as ledger
from gongjian.kernel.refused import Malformed, NotAllowed, NotNow
from gongjian.people import operations, queries
from gongjian.people.models import Account, Person, Session
from tests.cast import PASSWORD

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def signed_in(cast, frozen):
    def client_of(part: str) -> Client:
        client = Client()
        client.force_login(cast.accounts[part], backend=BACKEND)
        return client

    return client_of


def sign_in(client: Client, password: str = PASSWORD, username: str = "e006", address: str = "10.0.0.1"):
    return client.post(
        "/account/sign-in/",
        {"username": username, "password": password, "next": "/healthz"},
        REMOTE_ADDR=address,
        headers={"User-Agent": "测试浏览器"},
    )


def test_signing_in_leads_where_one_wanted_to_go(client, cast, frozen):
    said = sign_in(client)
    assert (said.status_code, said["Location"]) == (302, "/healthz")
    session = Session.objects.get(account=cast.accounts["handler"])
    assert (session.address, session.device) == ("10.0.0.1", "测试浏览器")


def test_never_to_another_house(client, cast, frozen, settings):
    settings.LOGIN_REDIRECT_URL = "/healthz"
    said = client.post(
        "/account/sign-in/", {"username": "e006", "password": PASSWORD, "next": "https://elsewhere.invalid/"}
    )
    assert "elsewhere" not in said["Location"]


def test_a_wrong_password_is_said_in_words(client, cast, frozen):
    said = sign_in(client, "wrong")
    assert said.status_code == 422
    assert "账号或密码不对" in said.content.decode()
    assert "wrong" not in said.content.decode()


def test_too_many_wrong_passwords_lock_this_address_only(client, cast, frozen, settings):
    for _n in range(settings.AXES_FAILURE_LIMIT):
        last = sign_in(client, "wrong")
    assert last.status_code == 429
    assert "已暂停登录" in last.content.decode()
    assert sign_in(client).status_code == 429
    assert sign_in(Client(), address="10.0.0.2").status_code == 302
    assert sign_in(Client(), username="e005").status_code == 302


def test_a_disabled_account_does_not_sign_in(client, cast, at, frozen):
    operations.disable_account(account=cast.accounts["handler"], reason="离职", actor=cast.administrator, at=at)
    assert sign_in(client).status_code == 422


def test_disabling_ends_the_sessions_at_once(signed_in, cast, at):
    client = signed_in("handler")
    assert client.get("/account/").status_code == 200
    operations.disable_account(account=cast.accounts["handler"], reason="离职", actor=cast.administrator, at=at)
    assert client.get("/account/").status_code == 302


def test_my_page_shows_masked_contact_and_who_looked(signed_in, cast, at):
    operations.set_contact(
        person=cast.handler_person, phone="13800001234", email="wen@demo.invalid", actor=cast.handler, at=at
    )
    operations.open_contact(person=cast.handler_person, reason="紧急联系", actor=cast.administrator, at=at)
    said = signed_in("handler").get("/account/").content.decode()
    assert "138****1234" in said
    assert "13800001234" not in said
    assert "秦默言" in said
    assert "紧急联系" in said


def test_changing_my_password_ends_other_devices(signed_in, cast):
    here, elsewhere = signed_in("handler"), signed_in("handler")
    said = here.post(
        "/account/change-password/", {"present": PASSWORD, "password": "new-words-77", "again": "new-words-77"}
    )
    assert said.status_code == 302
    assert here.get("/account/").status_code == 200
    assert elsewhere.get("/account/").status_code == 302


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"present": "wrong", "password": "new-words-77", "again": "new-words-77"}, "现在的密码不对"),
        ({"present": PASSWORD, "password": "short", "again": "short"}, "密码"),
        ({"present": PASSWORD, "password": "new-words-77", "again": "new-words-78"}, "两次输入的新密码不一样"),
        ({"present": PASSWORD, "password": PASSWORD, "again": PASSWORD}, "不能与现在的密码相同"),
    ],
)
def test_a_password_that_will_not_do_is_said_at_the_field(signed_in, cast, typed, sentence):
    said = signed_in("handler").post("/account/change-password/", typed)
    assert said.status_code == 422
    assert sentence in said.content.decode()
    assert Account.objects.get(pk=cast.accounts["handler"].pk).check_password(PASSWORD)


def test_i_end_my_other_session_by_its_mark(signed_in, cast, at):
    here, elsewhere = signed_in("handler"), signed_in("handler")
    key = elsewhere.session.session_key
    page = here.get("/account/").content.decode()
    assert key not in page
    session = Session.objects.get(pk=key)
    assert here.post(f"/account/sessions/{queries.mark_of(session)}/end/").status_code == 302
    assert not Session.objects.filter(pk=key).exists()
    stranger = signed_in("student")
    mine = Session.objects.get(pk=here.session.session_key)
    assert stranger.post(f"/account/sessions/{queries.mark_of(mine)}/end/").status_code == 404
    assert Session.objects.filter(pk=mine.pk).exists()


def test_the_administrator_opens_an_account_with_a_first_password(signed_in, cast):
    said = signed_in("administrator").post(
        "/account/accounts/create/", {"number": "S900", "name": "新同学", "kind": "student", "username": ""}
    )
    assert said.status_code == 200
    account = Account.objects.get(username="S900")
    assert account.must_change_password
    first = next(
        w
        for w in said.content.decode().replace("<", " ").replace(">", " ").split()
        if w.count("-") == 2 and len(w) == 14
    )
    other = Client()
    there = other.post("/account/sign-in/", {"username": "S900", "password": first})
    assert there["Location"] == "/account/change-password/"


def test_a_taken_number_or_name_is_refused(cast, at):
    with pytest.raises(Malformed):
        operations.create_person(name="某", number="E001", kind="staff", actor=cast.administrator, at=at)
    person = operations.create_person(name="某", number="E900", kind="staff", actor=cast.administrator, at=at)
    with pytest.raises(Malformed):
        operations.create_account(person=person, username="e001", actor=cast.administrator, at=at)
    with pytest.raises(NotNow):
        operations.create_account(person=cast.head_person, username="xx", actor=cast.administrator, at=at)


@pytest.mark.parametrize("part", ["student", "secretary", "head", "leader", "organiser"])
def test_nobody_else_administers(signed_in, cast, at, part):
    persons = Person.objects.count()
    client = signed_in(part)
    assert client.get("/account/accounts/").status_code == 403
    assert (
        client.post("/account/accounts/create/", {"number": "S9", "name": "某", "kind": "student"}).status_code == 403
    )
    with pytest.raises(NotAllowed):
        operations.reset_password(account=cast.accounts["handler"], actor=getattr(cast, part), at=at)
    assert Person.objects.count() == persons
    assert Account.objects.get(pk=cast.accounts["handler"].pk).check_password(PASSWORD)


def test_the_list_of_accounts_is_searched(signed_in, cast):
    page = signed_in("administrator").get("/account/accounts/?q=温如").content.decode()
    assert "e006" in page
    assert "e005" not in page


def test_every_page_of_an_account_opens(signed_in, cast, django_assert_max_num_queries):
    client = signed_in("administrator")
    pk = cast.accounts["handler"].pk
    for path in ("", "disable/", "open-contact/", "anonymise/"):
        with django_assert_max_num_queries(12):
            assert client.get(f"/account/accounts/{pk}/{path}").status_code == 200
    with django_assert_max_num_queries(12):
        assert client.get("/account/").status_code == 200
    with django_assert_max_num_queries(12):
        assert client.get("/account/accounts/").status_code == 200


def test_opening_a_contact_needs_a_reason_and_is_recorded(signed_in, cast, at):
    operations.set_contact(person=cast.handler_person, phone="13800001234", email="", actor=cast.handler, at=at)
    client = signed_in("administrator")
    path = f"/account/accounts/{cast.accounts['handler'].pk}/open-contact/"
    assert "13800001234" not in client.post(path, {"reason": ""}).content.decode()
    assert "13800001234" in client.post(path, {"reason": "紧急联系"}).content.decode()
    row = ledger.latest("people.person", cast.handler_person.pk)
    assert row is not None
    assert (row.verb, row.details["reason"]) == ("people.opened", "紧急联系")


def test_the_data_are_mine_to_take_along(signed_in, cast):
    said = signed_in("secretary").post("/account/export-own-data/")
    data = said.json()
    assert data["person"]["name"] == "苏文澜"
    assert data["records"]["org.Appointment"][0]["post"] == "党支部书记"
    assert "password" not in said.content.decode()


def test_a_token_is_shown_once(signed_in, cast):
    client = signed_in("secretary")
    said = client.post("/account/tokens/make/", {"label": "同步", "days": "30", "scopes": ["read"]}).content.decode()
    assert "gj_" in said
    later = client.get("/account/").content.decode()
    assert "gj_" not in later
    assert "同步" in later
