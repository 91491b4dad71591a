"""The pages about bodies: what they show, to whom, with how many queries."""

import io

import pytest
from django.test import Client
from openpyxl import load_workbook

from gongjian.org import operations, queries
from gongjian.org.models import Appointment, Body

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def signed_in(cast, frozen):
    def client_of(part: str) -> Client:
        client = Client()
        client.force_login(cast.accounts[part], backend=BACKEND)
        return client

    return client_of


@pytest.mark.parametrize(
    "path", ["", "tree/", "appointments/", "organisers/", "liaisons/", "?q=热水", "?tier=branch&form=joint", "?after=x"]
)
def test_lists_open_with_few_queries(signed_in, path, django_assert_max_num_queries):
    client = signed_in("student")
    with django_assert_max_num_queries(12):
        said = client.get(f"/bodies/{path}")
    assert said.status_code == (422 if path == "?after=x" else 200)


@pytest.mark.parametrize("body", ["university", "committee", "branch", "department", "college"])
def test_a_body_s_page_opens_with_few_queries(signed_in, cast, body, django_assert_max_num_queries):
    client = signed_in("administrator")
    with django_assert_max_num_queries(12):
        said = client.get(f"/bodies/{getattr(cast, body).pk}/")
    assert said.status_code == 200


def test_the_branch_says_who_answers_for_it(signed_in, cast):
    page = signed_in("student").get(f"/bodies/{cast.branch.pk}/").content.decode()
    for word in ("苏文澜", "柏清远", "机电学院、明远书院", "师生联合"):
        assert word in page
    assert "撤销" not in page


def test_the_tree_counts_branches(signed_in):
    page = signed_in("student").get("/bodies/tree/").content.decode()
    assert "2 个党支部" in page


def test_members_are_shown_only_by_right(signed_in, cast):
    path = f"/bodies/{cast.branch.pk}/members/"
    assert "祁安然" in signed_in("secretary").get(path).content.decode()
    said = signed_in("student").get(path)
    assert said.status_code == 403
    assert "祁安然" not in said.content.decode()


def test_the_list_is_exported_as_it_is_filtered(signed_in):
    said = signed_in("student").get("/bodies/export/?kind=department")
    sheet = load_workbook(io.BytesIO(said.content)).active
    assert [row[1].value for row in sheet.iter_rows(min_row=2)] == ["后勤保障部", "网络信息中心", "学生事务中心"]
    said = signed_in("student").get("/bodies/appointments/export/")
    sheet = load_workbook(io.BytesIO(said.content)).active
    assert ("后勤保障部", "经办人", "温如玉") in {tuple(c.value for c in row[:3]) for row in sheet.iter_rows(min_row=2)}


def test_everybody_is_offered_bodies_that_fit(client, cast):
    said = client.get("/bodies/pick/?body=后勤&sort=unit").content.decode()
    assert said.strip() == '<option value="后勤保障部">机关部处</option>'
    assert client.get("/bodies/pick/?body=").content.decode().strip() == ""


def test_namesakes_are_offered_so_that_each_can_be_meant(client, cast, at):
    one, other = (_namesake(cast, above, at) for above in ("college", "academy"))
    said = client.get("/bodies/pick/?body=同名").content.decode()
    assert said.count("<option") == 2
    for body in (one, other):
        assert f'value="同名办公室 #{body.pk}"' in said
        assert [row.id for row in queries.meant(f"同名办公室 #{body.pk}")] == [body.pk]
    assert {row.id for row in queries.meant("同名办公室")} == {one.pk, other.pk}
    assert [row.name for row in queries.meant("后勤保障部党")] == ["后勤保障部党支部"]
    assert queries.meant("没有的单位") == []


def _namesake(cast, above, at):
    """Another office with the name that somebody has already."""
    return operations.found_unit(
        parent=getattr(cast, above),
        kind="department",
        name="同名办公室",
        actor=cast.administrator,
        at=at,
    )


def test_persons_are_offered_to_who_may_read_members(signed_in, cast):
    assert signed_in("student").get("/bodies/pick-persons/?q=温").json()["options"] == []
    assert [o["text"] for o in signed_in("administrator").get("/bodies/pick-persons/?q=温").json()["options"]] == [
        "温如玉"
    ]
    part = signed_in("administrator").get("/bodies/pick-persons/?number=温", headers={"HX-Request": "true"})
    assert 'value="E006"' in part.content.decode()


def test_founding_a_joint_branch_on_the_page(signed_in, cast):
    client = signed_in("administrator")
    path = f"/bodies/{cast.committee.pk}/found-organisation/"
    sent = {"tier": "branch", "form": "joint", "name": "师生联合第二党支部", "hosts": [cast.college.pk]}
    said = client.post(path, sent)
    assert said.status_code == 422
    assert "学院和书院" in said.content.decode()
    assert "师生联合第二党支部" in said.content.decode()
    said = client.post(path, {**sent, "hosts": [cast.college.pk, cast.academy.pk]})
    assert said.status_code == 302
    assert Body.objects.filter(name="师生联合第二党支部").exists()


def test_appointing_and_ending_on_the_page(signed_in, cast, at):
    client = signed_in("administrator")
    sent = {"number": "s001", "post": "handler", "since": "2026-03-02"}
    assert client.get(f"/bodies/{cast.department.pk}/appoint/").status_code == 200
    said = client.post(f"/bodies/{cast.department.pk}/appoint/", {**sent, "number": "nobody"})
    assert said.status_code == 422
    assert "没有这个学号或工号" in said.content.decode()
    assert client.post(f"/bodies/{cast.department.pk}/appoint/", sent).status_code == 302
    made = Appointment.objects.get(person=cast.student_person)
    assert made.post == "handler"
    said = client.post(f"/bodies/appointments/{made.pk}/end/", {"on": "2026-03-02", "reason": "轮岗"})
    assert said.status_code == 302
    made.refresh_from_db()
    assert made.ended_reason == "轮岗"


def test_naming_a_liaison_on_the_page(signed_in, cast, at):
    client = signed_in("committee_secretary")
    said = client.post(f"/bodies/{cast.branch.pk}/set-liaison/", {"number": "E001", "since": "2026-03-02"})
    assert said.status_code == 302
    assert queries.liaison_of(cast.branch.pk, at) == cast.committee_secretary.person_id


def test_an_ended_body_leaves_the_list(signed_in, cast, at):
    operations.end_body(body=cast.other_college, on=at.date(), reason="机构调整", actor=cast.administrator, at=at)
    page = signed_in("student").get(f"/bodies/{cast.other_college.pk}/").content.decode()
    assert "已撤销" in page
