"""What the problems of the demo are about: invented campus subjects, put together with places so that titles do not repeat."""

import random
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from . import words

FILE = Path(__file__).with_name("subjects.txt")
SPOTS = ("图书馆东侧", "主楼前广场", "体育馆西侧", "学术交流中心路口", "书院连廊", "实验楼群", "快递站门前", "湖畔步道")
DIRECTIONS = "东西南北"
FLOORS = "一二三四五六"
YEARS = ("一", "二", "三", "四")
GRADES = {
    "本科生": [f"本科{y}年级{n}班" for y in YEARS for n in range(1, 7)],
    "研究生": [f"{sort}研究生{n}班" for sort in ("硕士", "博士") for n in range(1, 7)],
}
OTHERS = ["青年教师", "实验教师", "新入职教师", "教研室教师", "教学秘书", "科研团队教师"]
OPENINGS = (
    "近{weeks}周来情况比较突出。",
    "这学期以来一直如此。",
    "最近{weeks}周尤其明显。",
    "已经持续了{weeks}周左右。",
    "走访中多名同学提到这件事。",
    "班会上大家集中反映了这个问题。",
)
IMPACTS = (
    "初步了解，涉及{people}人左右。",
    "我们在班里问了一圈，大家都有同感。",
    "问卷收到{people}份，七成以上认为需要尽快解决。",
    "之前向楼栋和窗口反映过，没有得到明确答复。",
    "现场看了三次，情况都一样。",
    "",
)


@dataclass(frozen=True, slots=True)
class MeasureText:
    """A measure in words; ``unit`` is another unit's name where the lead does not do it itself."""

    text: str
    unit: str
    metric: str


@dataclass(frozen=True, slots=True)
class Subject:
    """One subject of the bank: the unit it belongs to and all that is said along its life."""

    unit: str
    category: str
    where: str
    title: str
    fact: str
    request: str
    goal: str
    measures: tuple[MeasureText, ...]
    done: str


def _measure(text: str) -> MeasureText:
    what, metric = text.split("=")
    what, _at, unit = what.partition("@")
    return MeasureText(what, unit, metric)


@cache
def bank() -> tuple[Subject, ...]:
    """All subjects of ``subjects.txt``. Raises ValueError if a line does not hold together."""
    subjects = []
    for line in FILE.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        unit, category, where, title, fact, request, goal, measures, done = line.split("|")
        lines = tuple(_measure(m) for m in measures.split("；"))
        subjects.append(Subject(unit, category, where, title, fact, request, goal, lines, done))
    return tuple(subjects)


@dataclass(frozen=True, slots=True)
class Telling:
    """A subject told by somebody about some place."""

    subject: Subject
    title: str
    text: str
    place: str
    people: int


class Teller:
    """Tells subjects; no title twice."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.used_titles: set[str] = set()

    def _where(self, group: str, college: str, who: str, *, close: bool) -> str:
        rng = self.rng
        campus = rng.choice(words.CAMPUSES)
        floor = f"{rng.choice(FLOORS)}层" if close else ""
        if group == "dorm":
            return f"{campus}学生公寓{rng.randint(1, 16)}号楼{floor}"
        if group == "canteen":
            return f"{campus}第{rng.choice(FLOORS[:4])}食堂{floor}"
        if group == "classroom":
            return f"{campus}教学楼{rng.choice('ABCD')}座{rng.randint(1, 5)}0{rng.randint(1, 9)}教室"
        if group == "library":
            return f"{campus}图书馆{rng.choice(FLOORS)}层{rng.choice('甲乙丙')}区"
        if group == "lab":
            return f"{college}实验楼{rng.choice(FLOORS)}层{rng.choice(('东侧', '西侧'))}"
        if group == "gate":
            return f"{campus}{rng.choice(DIRECTIONS)}门"
        if group == "sport":
            return f"{campus}{rng.choice(('体育馆', '田径场', '游泳馆', '篮球场'))}"
        if group == "campus":
            return f"{campus}{rng.choice(SPOTS)}"
        if close:
            many = GRADES.get(who, OTHERS)
            return f"{college}{rng.choice(many)}"
        return f"{college}{who}"

    def tell(self, subject: Subject, college: str, who: str, when: str) -> Telling:
        """The subject as one problem. *when* (year and month) tells titles apart once the places are used up."""
        rng = self.rng
        title = where = ""
        for attempt in range(12):
            where = self._where(subject.where, college, who, close=attempt > (0 if subject.where == "who" else 5))
            title = subject.title.format(where=where)
            if attempt > 8:
                title = f"{title}（{when}）"
            if title not in self.used_titles:
                break
        n = 2
        base = title
        while title in self.used_titles:
            title = f"{base}之{n}"
            n += 1
        self.used_titles.add(title)
        people = rng.choice((12, 20, 30, 45, 60, 80, 120, 200, 350))
        opening = rng.choice(OPENINGS).format(weeks=rng.choice("两三四五六"))
        impact = rng.choice(IMPACTS).format(people=people)
        place = "" if subject.where == "who" else where
        located = f"地点：{place}。" if place else ""
        text = f"{opening}{subject.fact}。{impact}{subject.request}。{located}"
        return Telling(subject, title, text, place, people)
