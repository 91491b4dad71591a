"""Measuring how long the matching of problems with offers takes."""

import datetime as dt
import random
import time
from typing import Any

from gongjian.pairing import matching

THINGS = [
    "浴室",
    "食堂",
    "教室",
    "图书",
    "网络",
    "宿舍",
    "校车",
    "实验",
    "后勤",
    "医疗",
    "就业",
    "奖助",
    "选课",
    "快递",
    "热水",
    "空调",
]
MATTERS = [
    "热水",
    "价格",
    "安排",
    "维修",
    "信号",
    "班次",
    "安全",
    "管理",
    "保障",
    "收费",
    "预约",
    "开放",
    "排队",
    "更新",
    "咨询",
    "流程",
]
SORTS: tuple[matching.Sort, ...] = ("office", "college", "student", "local", "firm")


def made_up(needs: int, offers: int, seed: int) -> tuple[list[matching.Need], list[matching.Offer]]:
    """Needs and offers of invented words, the same for the same seed."""
    draw = random.Random(seed)
    subjects = [a + b for a in THINGS for b in MATTERS]
    places = ["东校区", "西校区", "北校区", ""]
    return (
        [
            matching.Need(
                key=f"{n:06}",
                title="".join(draw.sample(subjects, 2)),
                text="，".join(draw.sample(subjects, 12)),
                body_id=draw.randrange(offers),
                sort=draw.choice(SORTS),
                place=draw.choice(places),
            )
            for n in range(needs)
        ],
        [
            matching.Offer(
                key=f"{n:06}",
                body_id=n,
                name=f"支部{n}",
                words=" ".join(draw.sample(subjects, 8)),
                sort=draw.choice(SORTS),
                place=draw.choice(places),
                capacity=draw.randrange(1, 4),
                load=draw.randrange(5),
            )
            for n in range(offers)
        ],
    )


def run(needs: int, offers: int, times: int, seed: int) -> dict[str, Any]:
    """Seconds of each run, and what came out."""
    wanted, given = made_up(needs, offers, seed)
    history = matching.History(dt.date(2026, 1, 1))
    seconds = []
    for _turn in range(times):
        began = time.perf_counter()
        proposal = matching.propose(wanted, given, history)
        seconds.append(round(time.perf_counter() - began, 3))
    return {
        "what": "matching",
        "needs": needs,
        "offers": offers,
        "seconds": seconds,
        "budget_seconds": 5,
        "matched": proposal.matched,
        "total": proposal.total,
    }
