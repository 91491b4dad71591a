"""The bulletin of the demo: notices over all columns, lost and found with drawn pictures, readers, subscriptions."""

import datetime as dt
import io
import random
from dataclasses import dataclass
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from PIL import Image, ImageDraw

from gongjian.audit import operations as ledger
from gongjian.bulletin import operations as verbs
from gongjian.bulletin import queries
from gongjian.kernel.clock import local_date
from gongjian.kernel.outbox import deliver_waiting, reactions_muted_before
from gongjian.org.queries import BodyRow
from gongjian.workdays import queries as workdays

from . import accounts
from .days import Days, hour
from .matters import TOLD_DAYS
from .university import University

FILE = Path(__file__).with_name("notices.txt")
DAYS = 120  # over which the notices were published
FIRST = "后勤保障部"
WAITING = 3  # the last ones wait for a reviewer; one before them was handed back
BUSY_DAY = 900  # reads of a notice on its first day, at most

# sort, kind, what, where, remark, drawing ("" none)
THINGS = (
    ("found", "bag", "黑色折叠伞", "主楼一层大厅", "伞柄处有记号，请说出颜色。", "umbrella"),
    ("found", "card", "校园卡一张", "三食堂二层", "已交到一层服务台。", "card"),
    ("found", "device", "白色无线耳机", "图书馆三层阅览区", "充电盒上有贴纸。", "earphones"),
    ("found", "key", "钥匙一串", "北区操场看台", "共四把，有一个挂件。", "key"),
    ("lost", "book", "蓝色封面笔记本", "教学楼 302", "里面是实验记录，非常需要。", "book"),
    ("lost", "device", "银色保温杯", "校车二号线", "", "cup"),
    ("found", "bag", "灰色双肩包", "体育馆更衣室", "已交体育馆值班室。", "bag"),
    ("found", "other", "眼镜一副", "实验楼一层", "", "glasses"),
    ("lost", "key", "单车钥匙", "东门车棚", "", ""),
    ("found", "book", "高等数学教材", "南区自习室", "扉页写有姓氏，请来电脑上留言核对。", ""),
    ("lost", "card", "阅览证", "图书馆一层", "", ""),
    ("found", "bag", "红色围巾", "音乐厅", "", "scarf"),
)


@dataclass(frozen=True, slots=True)
class Telling:
    """One line of ``notices.txt``."""

    column: str
    unit: str
    title: str
    text: str


def bank() -> list[Telling]:
    """All notices of the demo. Raises ValueError if a line does not hold together."""
    found = []
    for line in FILE.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            column, unit, title, text = line.split("|", 3)
            rows = text.split("＿")
            parts = [row + ("\n" if row.startswith(("|", "-", "1.", "2.", "3.")) else "\n\n") for row in rows]
            found.append(Telling(column, unit, title, "".join(parts).strip()))
    return found


@transaction.atomic
def furnish(university: University, rng: random.Random, at: dt.datetime) -> int:
    """Write, review and publish; enter things; read and subscribe. Gives how many notices; none if there are some already."""
    if queries.page(size=1).rows:
        return 0
    by_name = {b.name: b for b in university.bodies.values()}
    tellings = bank()
    chosen = accounts.choose(university)
    students = [a.person_id for a in chosen if a.part in ("student", "member")]
    days = Days(at, workdays.calendar())
    with ledger.linked_at_the_end(), reactions_muted_before(at - dt.timedelta(days=TOLD_DAYS)):
        for person in students:
            columns = rng.sample(("official", "rights", "lost", "outcome"), 2)
            verbs.subscribe(columns=columns, actor=university.actor(person))
        everybody = [p for persons in university.belonging.values() for p in persons]
        order = list(tellings)
        rng.shuffle(order)
        returned, waiting = [t for t in order if t.unit == FIRST and t.column == "official"][:2]
        order = [t for t in order if t not in (returned, waiting)]
        order[-WAITING + 1 : -WAITING + 1] = [returned, waiting]  # on the desks of the first demo accounts
        for place, telling in enumerate(order):
            left = len(order) - place  # how many are still to come, this one included
            if left > WAITING + 1:
                ago = dt.timedelta(days=DAYS * left / len(order) * rng.uniform(0.9, 1.0))
                when = days.in_office(at - ago, rng)
            else:  # the last ones are of the last working day, within the days of a review
                when = hour(days.workday(-1), 16 - left)
            _publish(university, by_name[telling.unit], telling, left, when, rng.sample(everybody, 20), rng)
        _find(university, students, rng, days)
    _read(rng, at)
    while deliver_waiting():
        pass
    return len(tellings)


def _publish(
    university: University,
    body: BodyRow,
    telling: Telling,
    left: int,
    when: dt.datetime,
    readers: list[int],
    rng: random.Random,
) -> None:
    handler = university.actor(university.holders(body.id, "handler")[0])
    head = university.actor(university.holders(body.id, "head")[0])
    made = verbs.write(
        column=telling.column, title=telling.title, text=telling.text, body_id=body.id, actor=handler, at=when
    )
    when += dt.timedelta(minutes=20)
    verbs.send_for_review(notice=queries.again(made), actor=handler, at=when)
    if left <= WAITING:
        return
    when += dt.timedelta(hours=1)
    if left == WAITING + 1:
        verbs.hand_back(notice=queries.again(made), reason="请写明联系单位和办理时间。", actor=head, at=when)
        return
    verbs.publish(notice=queries.again(made), actor=head, at=when)
    if telling.column == "call":
        notice = queries.again(made)
        for person in readers[: rng.randint(6, 20)]:
            verbs.join(notice=notice, actor=university.actor(person), at=when + dt.timedelta(hours=2))


def _find(university: University, students: list[int], rng: random.Random, days: Days) -> None:
    at = days.at
    for place, (sort, kind, title, where, remark, drawing) in enumerate(THINGS):
        when = days.awake(at - dt.timedelta(days=(len(THINGS) - place) * 1.5, hours=2), rng)
        actor = university.actor(students[place % len(students)])
        item = verbs.enter_item(
            sort=sort,
            kind=kind,
            title=title,
            place=where,
            day=local_date(when - dt.timedelta(days=1)),
            text=remark,
            pictures=[picture(drawing, rng)] if drawing else [],
            actor=actor,
            at=when,
        )
        if place in (1, 5):
            verbs.settle_item(item=item, actor=actor, at=when + dt.timedelta(hours=20))
        if place == 2:
            other = university.actor(students[(place + 3) % len(students)])
            verbs.answer_item(item=item, text="贴纸是不是一只猫？", actor=other, at=when + dt.timedelta(hours=5))


def _read(rng: random.Random, at: dt.datetime) -> None:
    """Most on the day of publishing, then fewer."""
    published = list(queries.published().order_by("-published_at", "-id"))
    last = local_date(at)
    by_day: dict[dt.date, dict[int, int]] = {}
    for notice in published:
        assert notice.published_at is not None
        for after, share in enumerate((1.0, 0.4, 0.2, 0.1, 0.05)):
            day = local_date(notice.published_at) + dt.timedelta(days=after)
            if day <= last:
                by_day.setdefault(day, {})[notice.pk] = max(1, int(rng.uniform(0.2, 1) * share * BUSY_DAY))
    for day in sorted(by_day):
        verbs.add_reads(reads=by_day[day], day=day)


# --- small pictures, drawn ---

GROUNDS = ((214, 201, 178), (188, 200, 208), (205, 196, 190), (196, 206, 186))
INK = {
    "umbrella": (38, 40, 46),
    "card": (36, 84, 140),
    "earphones": (240, 240, 238),
    "key": (176, 140, 60),
    "book": (44, 92, 156),
    "cup": (176, 182, 188),
    "bag": (112, 116, 122),
    "glasses": (52, 48, 46),
    "scarf": (170, 42, 40),
}


def picture(what: str, rng: random.Random) -> SimpleUploadedFile:
    """A thing lying on a table, as simply as can be drawn."""
    image = Image.new("RGB", (800, 600), rng.choice(GROUNDS))
    pen = ImageDraw.Draw(image)
    ink = INK[what]
    pen.ellipse((180, 440, 640, 520), fill=tuple(max(0, c - 26) for c in image.getpixel((0, 0))))  # type: ignore[union-attr]
    if what == "umbrella":
        pen.pieslice((180, 120, 620, 560), 180, 360, fill=ink)
        pen.line((400, 340, 400, 480), fill=ink, width=14)
        pen.arc((340, 440, 400, 510), 0, 180, fill=ink, width=14)
    elif what in ("card", "book"):
        pen.rounded_rectangle((220, 180, 580, 470), 18, fill=ink)
        pen.rectangle((250, 220, 360, 340), fill=(236, 238, 240))
        pen.line((250, 400, 540, 400), fill=(236, 238, 240), width=10)
    elif what == "key":
        for turn in (0, 70, 140):
            pen.ellipse((260 + turn, 200, 360 + turn, 300), outline=ink, width=22)
            pen.line((310 + turn, 300, 310 + turn, 470), fill=ink, width=20)
    elif what == "cup":
        pen.rounded_rectangle((310, 140, 490, 480), 28, fill=ink)
        pen.rounded_rectangle((320, 110, 480, 170), 14, fill=(92, 98, 106))
    elif what == "glasses":
        pen.ellipse((200, 240, 370, 410), outline=ink, width=16)
        pen.ellipse((430, 240, 600, 410), outline=ink, width=16)
        pen.line((370, 310, 430, 310), fill=ink, width=14)
    elif what == "bag":
        pen.rounded_rectangle((250, 170, 550, 490), 60, fill=ink)
        pen.rounded_rectangle((290, 330, 510, 460), 24, fill=tuple(c - 30 for c in ink))
    elif what == "scarf":
        pen.line((220, 250, 400, 330, 560, 220), fill=ink, width=90)
        pen.line((400, 330, 430, 490), fill=ink, width=80)
    else:
        pen.ellipse((250, 240, 370, 360), fill=ink)
        pen.ellipse((430, 240, 550, 360), fill=ink)
        pen.rounded_rectangle((300, 390, 500, 480), 40, fill=ink)
    out = io.BytesIO()
    image.save(out, "PNG")
    return SimpleUploadedFile(f"{what}.png", out.getvalue(), "image/png")
