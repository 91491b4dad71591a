"""Invented files of appeals, problems and proposals, as offices send them: the words are drawn, nothing is anybody's."""

import csv
import datetime as dt
import io
import itertools
import random
from collections.abc import Callable, Iterator, Sequence

from gongjian.kernel.clock import local_date, local_time

SEED = 20261122
PLACES = ("一号宿舍", "二号食堂", "图书馆", "北区浴室", "体育场", "教学主楼", "校医院", "东门", "实验楼", "自习室")
HEADINGS = ("案由", "调研情况", "问题分析", "具体建议")
LEAST = 40  # days: every reply is older than the time for a verdict
Lines = Iterator[Sequence[str]]


class Words:
    """Made-up words, as unevenly frequent as real ones: a few in every text, most of them hardly ever."""

    def __init__(self) -> None:
        self.draw = random.Random(SEED)
        signs = [chr(0x4E00 + n * 7) for n in range(1200)]
        self.words = ["".join(self.draw.choices(signs, k=self.draw.choice((2, 2, 2, 3, 4)))) for _ in range(30_000)]
        self.shares = list(itertools.accumulate(1 / (n + 3) for n in range(len(self.words))))

    def text(self, characters: int) -> str:
        """About so many characters, with commas and full stops."""
        words = self.draw.choices(self.words, cum_weights=self.shares, k=max(2, characters * 2 // 5))
        parts = ["".join(words[n : n + 5]) for n in range(0, len(words), 5)]
        return "。".join("，".join(parts[n : n + 4]) for n in range(0, len(parts), 4)) + "。"

    def title(self) -> str:
        """A few words."""
        return "".join(self.draw.choices(self.words, cum_weights=self.shares, k=self.draw.randint(4, 8)))


def appeals(rows: int, at: dt.datetime, characters: int) -> Lines:
    """Appeals of two years, nine in ten answered, as long as real ones are."""
    words = Words()
    draw = words.draw
    yield ["编号", "标题", "提出时间", "内容", "类别", "答复意见", "答复时间"]
    for n in range(1, rows + 1):
        raised = at - dt.timedelta(days=draw.randint(LEAST + 60, 700), minutes=draw.randint(0, 1000))
        answered = draw.random() < 0.9
        replied = raised + dt.timedelta(days=draw.randint(1, 60))
        yield [
            str(n),
            words.title(),
            f"{local_time(raised):%Y-%m-%d %H:%M:%S}",
            words.text(draw.randint(characters // 2, characters * 3 // 2)),
            draw.choice(("生活服务", "教育教学", "权益维护", "其他")),
            words.text(draw.randint(characters // 2, characters * 3 // 2)) if answered else "",
            f"{local_time(replied):%Y-%m-%d %H:%M:%S}" if answered else "",
        ]


def problems(rows: int, at: dt.datetime, characters: int) -> Lines:
    """Problems of two years."""
    words = Words()
    draw = words.draw
    yield ["标题", "提出时间", "内容", "类别", "单位"]
    for _n in range(rows):
        raised = at - dt.timedelta(days=draw.randint(1, 700))
        yield [
            words.title(),
            f"{local_date(raised)}",
            words.text(draw.randint(characters // 2, characters * 3 // 2)),
            draw.choice(("生活服务", "教育教学", "其他")),
            draw.choice(PLACES),
        ]


def proposals(rows: int, at: dt.datetime, characters: int) -> Lines:
    """Proposals with their four parts in one text."""
    words = Words()
    draw = words.draw
    yield ["标题", "类型", "内容", "提案形式", "署名人数", "提案人"]
    for n in range(1, rows + 1):
        content = "\n".join(
            f"{heading}：{words.text(draw.randint(characters // 4, characters * 3 // 4))}" for heading in HEADINGS
        )
        yield [f"关于{words.title()}的提案", "后勤", content, "联名", str(draw.randint(1, 30)), f"代表{n}"]


KINDS: dict[str, Callable[[int, dt.datetime, int], Lines]] = {
    "appeals": appeals,
    "problems": problems,
    "proposals": proposals,
}


def made_up(kind: str, rows: int, at: dt.datetime, characters: int) -> bytes:
    """A .csv with so many rows of this kind, each text about so long (a proposal has two such); the same each time."""
    out = io.StringIO()
    csv.writer(out).writerows(KINDS[kind](rows, at, characters))
    return out.getvalue().encode()
