"""What is measured: the pages people open most, and the two orders they give most. Addresses are found in the store itself."""

import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from urllib.parse import quote

from django.apps import apps

WORD = "空调"  # two characters that stand in some of a hundred matters
LISTED = 40  # addresses of one sort, asked in turn


@dataclass(frozen=True)
class Ask:
    """One page: who opens it, and at which addresses. An order has what is sent; each is given once."""

    name: str
    part: str  # of the demo account
    paths: Sequence[str]
    form: dict[str, str] = field(default_factory=dict)
    form_at: str = ""  # where the form is fetched from, for its token


def _numbers(**wanted: object) -> list[str]:
    rows = apps.get_model("matters.Matter")._base_manager.filter(**wanted).order_by("-raised_at", "-id")
    return list(rows.values_list("number", flat=True)[:2000])


def _spread(numbers: Sequence[str], many: int) -> list[str]:
    """So many of them, from the newest to the oldest."""
    step = max(1, len(numbers) // many)
    return list(numbers[::step][:many])


def _lists() -> list[Ask]:
    unit = _body("后勤保障部")
    return [
        Ask("list by state", "leader", ["/matters/?state=handling", "/matters/?state=solved-confirmed"]),
        Ask("list by unit", "leader", [f"/matters/?body={unit}"]),
        Ask("list of a branch", "secretary", ["/matters/"]),  # few among all: the other end of "list by unit"
        Ask("search", "leader", [f"/matters/?q={quote(WORD)}"]),
    ]


def _body(name: str) -> int:
    found: int = apps.get_model("org.Body")._base_manager.values_list("pk", flat=True).get(name=name)
    return found


def _items() -> list[Ask]:
    numbers = _spread(_numbers(kind="problem", state="solved-confirmed"), LISTED)
    return [Ask("item", "leader", [f"/matters/{quote(n)}/" for n in numbers])]


def _desks() -> list[Ask]:
    return [
        Ask("desk", "handler", ["/desk/"]),
        Ask("rates", "leader", ["/appeals/rates/"]),
        Ask("dashboard", "leader", ["/figures/"]),
    ]


def _orders() -> list[Ask]:
    branch = apps.get_model("org.Body")._base_manager.filter(partyorganisation__tier="branch").order_by("pk")
    raised = {
        "title": "三号公寓浴室晚十点后没有热水",
        "text": "近两周晚十点以后浴室没有热水，希望检修并公布供水时间。",
        "category": "living",
        "origin_id": str(branch.values_list("pk", flat=True).first()),
        "public": "on",
    }
    replied = {"text": "已安排检修，三个工作日内完成。联系人见办理单位主页。"}
    at = _numbers(kind="problem", state="handling", holder__name="后勤保障部")
    return [
        Ask("raise", "student", ["/matters/raise/"], raised, "/matters/raise/"),
        Ask(
            "reply",
            "handler",
            [f"/matters/{quote(n)}/reply/" for n in at[:LISTED]],
            replied,
            f"/matters/{quote(at[0])}/reply/",
        ),
    ]


PARTS: tuple[Callable[[], list[Ask]], ...] = (_lists, _items, _desks, _orders)
NAMES = (
    "list by state",
    "list by unit",
    "list of a branch",
    "search",
    "item",
    "desk",
    "rates",
    "dashboard",
    "raise",
    "reply",
)


def asks() -> list[Ask]:
    """Everything that is measured, with addresses of the configured store."""
    return [ask for part in PARTS for ask in part()]


def main() -> None:
    """The asks of the store that the environment names, as JSON."""
    sys.stdout.write(json.dumps([asdict(a) for a in asks()]) + "\n")
