"""A procedure is printed from its table: the picture, the page of the site, the page in the docs."""

import re
import xml.etree.ElementTree as ET

import pytest
from django.test import Client
from django.utils import translation

from gongjian.bulletin import permissions as bulletin_permissions
from gongjian.evaluation import permissions as evaluation_permissions
from gongjian.matters import permissions as matters_permissions
from gongjian.matters import registry as kinds
from gongjian.pairing import permissions as pairing_permissions
from gongjian.proposals import permissions as proposals_permissions
from gongjian.rulebook import flowchart, printing, registry
from tests.lacking import code as docs
from tests.walls.source import ROOT

APPS = {
    "pairing": pairing_permissions,
    "notice": bulletin_permissions,
    "lost-item": bulletin_permissions,
    "contest": evaluation_permissions,
    "entry": evaluation_permissions,
    "meeting": proposals_permissions,
}
MATTERS = ("problem", "appeal", "proposal")  # their rights are asked by name: apps above bring some of them
CODES = [*MATTERS, *APPS]
DOCS = ROOT / "docs/procedures"


def printed(code: str) -> registry.Printed:
    return registry.procedures()[code]


def test_every_procedure_is_printed() -> None:
    assert sorted(registry.procedures()) == sorted(CODES)


def test_the_docs_are_what_the_tables_give_now(monkeypatch: pytest.MonkeyPatch) -> None:
    assert docs.procedures_out_of_date() == [], "run: gongjian procedures"
    now = dict(docs.printed_files())
    page = DOCS / "notice.md"
    monkeypatch.setattr(docs, "printed_files", lambda: (now | {page: "other"}).items())
    assert docs.procedures_out_of_date() == ["docs/procedures/notice.md"]
    monkeypatch.setattr(docs, "printed_files", lambda: {p: text for p, text in now.items() if p != page}.items())
    assert docs.procedures_out_of_date() == ["docs/procedures/notice.md"]


@pytest.mark.parametrize("code", CODES)
def test_every_state_and_step_is_in_the_picture(code: str) -> None:
    table = printed(code).procedure
    words = " ".join(ET.fromstring(printing.picture(printed(code))).itertext())
    with translation.override("zh-hans"):
        assert [str(s.label) for s in table.states if str(s.label) not in words] == []
        assert [str(s.label) for s in table.steps if str(s.label) not in words] == []


@pytest.mark.parametrize("code", CODES)
def test_boxes_stand_apart_and_inside(code: str) -> None:
    drawing = flowchart._Drawing(printed(code).procedure, printed(code).stages)
    drawing.draw()
    places = [(drawing.x(s.code), drawing.y(s.code)) for s in printed(code).procedure.states]
    assert len(set(places)) == len(places)
    for number, (x, y) in enumerate(places):
        assert flowchart.BOX_WIDTH / 2 <= x <= drawing.width - flowchart.BOX_WIDTH / 2
        assert 0 < y < drawing.foot
        for other_x, other_y in places[:number]:
            assert abs(x - other_x) > flowchart.BOX_WIDTH or abs(y - other_y) > flowchart.BOX_HEIGHT


@pytest.mark.parametrize("code", CODES)
def test_every_arrow_begins_at_its_source_and_ends_at_its_target(code: str) -> None:
    drawing = flowchart._Drawing(printed(code).procedure, printed(code).stages)
    paths = [p.get("d", "") for p in drawing.draw().iter("path") if p.get("marker-end")]
    assert len(paths) == len(drawing.arrows) + 1

    def on_edge(point: tuple[float, float], state: str) -> bool:
        x, y = abs(point[0] - drawing.x(state)), abs(point[1] - drawing.y(state))
        half_width, half_height = flowchart.BOX_WIDTH / 2, flowchart.BOX_HEIGHT / 2
        return (x == half_width and y <= half_height) or (y == half_height and x <= half_width)

    for arrow, path in zip(drawing.arrows, paths, strict=False):
        numbers = [float(n) for n in re.findall(r"-?\d+", path)]
        points = list(zip(numbers[::2], numbers[1::2], strict=True))
        assert on_edge(points[0], arrow.source), (arrow.source, arrow.target, path)
        assert on_edge(points[-1], arrow.target), (arrow.source, arrow.target, path)


@pytest.mark.parametrize("code", CODES)
def test_the_words_of_the_table_are_those_of_the_room(code: str) -> None:
    steps = printed(code).procedure.steps
    assert sorted(printed(code).who) == sorted({s.who for s in steps})
    if code in APPS:
        assert [who for who in printed(code).who if not hasattr(APPS[code], who)] == []
    elif code == "problem" or kinds.kind(code) is not None:
        unknown = matters_permissions.right("no-such-right")
        assert [who for who in printed(code).who if matters_permissions.right(who) is unknown] == []
    assert set(printed(code).asked) <= {s.verb for s in steps}
    assert any(printed(code).asked.values())


@pytest.mark.django_db
@pytest.mark.parametrize("code", CODES)
def test_the_house_shows_the_same_picture_and_table(code: str, client: Client) -> None:
    page = client.get(f"/rulebook/procedures/{code}/").content.decode()
    assert printing.picture(printed(code)).strip() in page
    assert "<script>" not in page
    for line in printing.lines(printed(code)):
        of, _colon, number = line.article.partition(":")
        assert f'href="/rulebook/{of}/#article-{number}"' in page


@pytest.mark.django_db
def test_the_rulebook_leads_to_the_procedures(client: Client) -> None:
    page = client.get("/rulebook/").content.decode()
    assert all(f'href="/rulebook/procedures/{code}/"' in page for code in CODES)
    assert client.get("/rulebook/procedures/nothing/").status_code == 404
