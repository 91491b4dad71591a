"""Whatever is sent: never an error of ours, always {code, sentence, authority} or a page with a sentence."""

import base64
import json
import random
from typing import Any
from urllib.parse import quote

import pytest
from django.db import transaction

from gongjian.matters import operations as ops
from gongjian.matters.operations import COMMANDS as SHARED
from gongjian.people.operations import make_token
from gongjian.problems import operations as problem_commands
from gongjian.problems.operations import COMMANDS
from gongjian.problems.procedures import PROBLEM
from gongjian.workflow.api import body_of
from tests.cast import build_cast

from . import arguments, scenarios

pytestmark = pytest.mark.django_db
BASE = "/api/v1/matters"
LONG = "长" * 20_001
TEXTS = [
    "",
    " ",
    "\u0000",
    "a\u0000b",
    "🙂",
    "\u202e倒",
    "e\u0301" * 9,
    "'; DROP TABLE --",
    "%s%(x)s{0}",
    LONG,
    "\uffff",
]
NUMBERS = [-1, 0, 2**31, 2**62, 2**63, 2**64, 10**40, -(10**30), 1.5, 1e308, True]
DAYS = ["0000-00-00", "2026-02-30", "0001-01-01", "9999-12-31", "10000-01-01", "２０２６-０３-０２", "2026-03-02T00:00"]
ODD: list[Any] = [*TEXTS, *NUMBERS, *DAYS, None, [], {}, [[]], {"a": []}, ["x"] * 300]
# Bytes that are not quite JSON.
RAW = [
    b"",
    b"null",
    b"[]",
    b'"',
    b"{" * 2000,
    b"[" * 5000,
    b'{"reason": "\xff"}',
    b'{"reason": "\\ud800"}',
    b"\x00",
    b"NaN",
]


@pytest.fixture
def send(client, at, frozen):
    """``send("handler", "POST", path, body)``; errors of ours come back as 500 instead of being raised."""
    cast = build_cast(at)
    client.raise_request_exception = False
    tokens = {
        part: make_token(account=cast.accounts[part], label="x", days=30, actor=getattr(cast, part), at=at)[1]
        for part in ("student", "secretary", "handler", "liaison", "leader", "administrator", "other_administrator")
    }

    def order(part: str, method: str, path: str, body: Any = b"") -> Any:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        with transaction.atomic():  # each letter arrives in the same site
            answer = client.generic(
                method,
                path,
                data if method == "POST" else b"",
                "application/json",
                headers={"Authorization": f"Bearer {tokens[part]}"},
            )
            transaction.set_rollback(True)
        return answer

    order.cast = cast  # type: ignore[attr-defined]
    return order


def is_said(answer: Any, what: Any) -> None:
    """A success, or a refusal in the one shape."""
    assert answer.status_code < 500, (what, answer.content.decode()[:500])
    if answer.status_code >= 400:
        said = answer.json()
        assert said["code"] and said["sentence"] and "authority" in said, (what, said)
        assert "Traceback" not in said["sentence"]


def fields_of(schema: type) -> list[str]:
    return list(schema.model_fields)  # type: ignore[attr-defined]


REACH = {
    "raised": ("study", "mark_duplicate", "withdraw", "urge", "supervise", "ask_opening", "approve_opening"),
    "studied": ("adopt", "decline"),
    "adopted": ("draw_up",),
    "listed": ("assign",),
    "assigned": ("take", "hand_back"),
    "handling": ("report_progress", "reply", "propose_adjustment", "ask_raiser", "ask_to_park", "supply"),
    "finished": ("claim_solved",),
    "claimed": ("give_verdict",),
    "judged": ("confirm_solved", "send_back", "approve_parking", "refuse_parking", "resume"),
}


def reach() -> dict[str, tuple[str, ...]]:
    """REACH, and every other command of the table with the first state from which it is possible."""
    named, found = {v for verbs in REACH.values() for v in verbs}, dict(REACH)
    for command in (*COMMANDS.on_rows(), *SHARED):
        if PROBLEM.has(command.name) and not command.in_address and command.name not in named:
            state = next(s for s in PROBLEM.step(command.name).sources if hasattr(scenarios, s))
            found[state] = (*found.get(state, ()), command.name)
    return found


def body_of_verb(verb: str) -> Any:
    """The schema of what the API takes for this verb."""
    command = COMMANDS.named(verb) or SHARED.named(verb)
    assert command is not None
    return body_of(command)


def sound_body(verb: str, cast: Any, matter: Any, at: Any) -> dict[str, Any]:
    """What a careful machine would send, so that one odd field at a time is tried."""
    given = arguments.arguments(verb, cast, matter, at, random.Random(1))
    plain: dict[str, Any] = json.loads(json.dumps(given, default=lambda o: getattr(o, "__dict__", None) or str(o)))
    return plain | {"solved": True} if verb == "give_verdict" else plain


def test_odd_bodies_are_refused_in_one_shape(send, at):
    cast, chance = send.cast, random.Random(7)
    for state, verbs in reach().items():
        matter = getattr(scenarios, state)(cast, at, anonymous=state == "raised")
        for verb in verbs:
            part = arguments.PLAYERS[verb][0]
            path = f"{BASE}/{matter.number}/{verb.replace('_', '-')}"
            sound = sound_body(verb, cast, matter, at)
            for name in fields_of(body_of_verb(verb)):
                for value in (chance.choice(TEXTS), chance.choice(NUMBERS), chance.choice(ODD)):
                    is_said(send(part, "POST", path, {**sound, name: value}), (verb, name, value))
            is_said(send(part, "POST", path, chance.choice(RAW)), verb)


def test_odd_lines_of_lists_and_adjustments(send, at):
    """Rows inside a body: bodies beyond 64 bits, parts that are none, days that are none, keys nobody knows."""
    cast, chance = send.cast, random.Random(3)
    adopted, handled = scenarios.adopted(cast, at), scenarios.handling(cast, at)
    measure = {"text": "检", "metric": "度", "starts_on": "2026-03-02", "ends_on": "2026-03-20", "person_name": "甲"}
    measure["body_id"] = cast.department.pk
    duty = {"part": "lead", "body_id": cast.department.pk, "person_name": "甲", "task": "统筹", "due_on": "2026-04-30"}
    line = handled.measures.get(position=1).pk
    lead = handled.duties.get(part="lead").pk
    for row, listed in ((measure, "measures"), (duty, "duties")):
        for name in row:
            for value in chance.sample(ODD, 4):
                body = {"goal": "热水", "measures": [measure], "duties": [duty], listed: [{**row, name: value}]}
                is_said(send("secretary", "POST", f"{BASE}/{adopted.number}/draw-up", body), (listed, name, value))
    for kind, pk, names in (
        ("measure", line, ("text", "metric", "starts_on", "ends_on", "body", "person_name", "percent")),
        ("duty", lead, ("part", "body", "person_name", "task", "due_on")),
        ("problem", handled.pk, ("goal", "state")),
    ):
        for name in names:
            for value in [
                *chance.sample(TEXTS, 2),
                *chance.sample(NUMBERS, 2),
                *chance.sample(DAYS, 2),
                True,
                [],
                None,
            ]:
                change = {
                    "line": kind,
                    "id": pk,
                    "action": chance.choice(["change", "change", "add"]),
                    "new": {name: value},
                }
                body = {"changes": [change], "reason": "推迟"}
                path = f"{BASE}/{handled.number}/propose-adjustment"
                is_said(send("handler", "POST", path, body), change)


def test_odd_matters_raised(send, at):
    cast, chance = send.cast, random.Random(5)
    sound = {"title": "热水", "text": "没有热水", "category": "living", "origin_id": cast.branch.pk}
    found = {"place": "三号楼", "found_on": "2026-03-02", "by_whom": "甲", "affected": 3, "method": "talk"}
    for name in fields_of(body_of(problem_commands.raise_problem)):
        for value in chance.sample(ODD, 4):
            is_said(send("student", "POST", BASE, {**sound, name: value}), (name, value))
    for name in found:
        for value in chance.sample(ODD, 4):
            is_said(send("student", "POST", BASE, {**sound, "found": {**found, name: value}}), ("found", name, value))
    for raw in RAW:
        is_said(send("student", "POST", BASE, raw), raw)


def key_of(values: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


KEYS = [
    "x",
    "🙂",
    "%00",
    key_of([]),
    key_of({"a": 1}),
    key_of([1, 2]),
    key_of(["2026-03-02T00:00:00+00:00", 2**70]),
    key_of(["2026-03-02T00:00:00+00:00", float("inf")]),
    key_of(["2026-03-02T00:00:00+00:00", float("nan")]),
    key_of(["2026-03-02T00:00:00+00:00", "x"]),
    key_of(["2026-03-02T00:00:00+00:00", [1]]),
    key_of(["2026-03-02T00:00:00+00:00", None]),
    key_of([None, 1]),
    key_of(["0001-01-01T00:00:00+14:00", 1]),
    key_of(["9999-12-31T23:59:59-14:00", 1]),
    key_of(["\u0000", 1]),
    base64.urlsafe_b64encode(b"[" * 3000).decode(),
]
QUERIES = [
    *(f"{side}={quote(key)}" for key in KEYS for side in ("after", "before")),
    *(f"q={quote(text[:300])}" for text in TEXTS),
    *(
        f"q={quote(text)}"
        for text in ("热\u0000水", '"', "热水*", "(热水", "a'b", "AND OR", "^^", "热水 " * 30, "-热水")
    ),
    *(f"{name}={quote(str(value))}" for name in ("body", "since", "until") for value in [*NUMBERS, *DAYS, "x", "%00"]),
    "state=x&light=%00&category=🙂&open=2&mine=x",
    "body=1&body=2&=&&;",
    "since=9999-12-31&until=0001-01-01",
    "%ff=%ff&q=%ff%fe",
]


def test_odd_addresses_of_lists_are_pages_with_a_sentence(send, client, at):
    """The lists of the pages and of the API, for one who sees everything and for a guest."""
    scenarios.handling(send.cast, at)
    client.force_login(send.cast.accounts["leader"], backend="django.contrib.auth.backends.ModelBackend")
    for n, query in enumerate(QUERIES):
        is_said(send("leader", "GET", f"{BASE}?{query}"), query)
        page = ("/matters/", "/matters/public/", f"{BASE}/public")[n % 3]
        assert client.get(f"{page}?{query}").status_code < 500, (page, query)
    for query in QUERIES[:: len(QUERIES) // 8]:
        assert client.get(f"/matters/export/?{query}").status_code < 500, query
        assert client.get(f"/matters/lists/?{query}").status_code < 500, query


def test_odd_numbers_of_matters_are_not_found(send, client, at):
    for number in ("x", "🙂", "%00", "a%00b", "%ff", "难题-2026-9999", "..%2f", "-" * 300, "9" * 60):
        answer = send("leader", "GET", f"{BASE}/{number}")
        assert answer.status_code in (400, 404), (number, answer.status_code)
        is_said(answer, number)
        client.force_login(send.cast.accounts["leader"], backend="django.contrib.auth.backends.ModelBackend")
        assert client.get(f"/matters/{number}/").status_code in (400, 404), number
        assert client.get(f"/matters/public/{number}/").status_code in (400, 404), number
    matter = scenarios.handling(send.cast, at)
    for pk in ("0", "-1", str(2**64), "9" * 40, "x"):
        answer = send("liaison", "POST", f"{BASE}/{matter.number}/adjustments/{pk}/confirm", {})
        assert answer.status_code in (404, 422), pk
        is_said(answer, pk)
        assert client.get(f"/matters/of-pair/{pk}/").status_code < 500, pk


def test_the_ledger_keeps_what_was_typed_as_it_was(send, at):
    """Odd but honest text survives: emoji, markup, percent signs, a long word."""
    cast = send.cast
    words = "热水 🙂 <b>急</b> 100% %(actor)s {x} \u202e"
    matter = scenarios.assigned(cast, at)
    ops.hand_back(matter=matter, reason=words, actor=cast.handler, at=at)
    said = send("handler", "GET", f"{BASE}/{matter.number}")
    assert said.status_code == 200
    assert words.strip() in said.json()["timeline"][-1]["sentence"]
