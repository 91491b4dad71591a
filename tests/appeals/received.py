"""Appeals in every state and the settings beside them, for the matrix of addresses and parts."""

import datetime as dt
from functools import cached_property
from typing import Any, ClassVar

from gongjian.appeals import operations as appeals
from gongjian.appeals import queries as appeal_queries
from gongjian.appeals.radar import Alarm as Burst
from gongjian.matters.models import Matter
from gongjian.spreadsheets import importing
from tests.appeals import scenarios as receiving
from tests.cast import Cast


class Received:
    """Appeals at the students' affairs centre in their states, made when first asked for; settings beside them."""

    TEXTS: ClassVar[dict[str, str]] = {
        "raised": "明远书院三层浴室没有热水，晚上无法洗澡。",
        "accepted": "食堂二楼的排风扇坏了，油烟很大，吃饭呛人。",
        "assigned": "图书馆四层的灯坏了三盏，晚上看书很暗。",
        "handling": "宿舍六号楼的洗衣机有两台不能用，排队很久。",
        "complex": "教学楼三层的饮水机没有水，课间喝不上水。",
        "to_sign": "操场跑道有一段破损，跑步的时候容易绊倒。",
        "closed": "北门自行车棚漏雨，下雨天车都淋湿了。",
        "asked": "体育馆更衣室的柜子坏了一个，东西没处放。",
    }

    def __init__(self, cast: Cast, at: dt.datetime) -> None:
        self.cast, self.at = cast, at
        self._made: dict[str, Matter] = {}

    def __getattr__(self, name: str) -> Matter:
        if name not in self.TEXTS:
            raise AttributeError(name)
        if name not in self._made:
            self._made[name] = self._story(name)
        return self._made[name]

    def _story(self, name: str) -> Matter:
        cast, at = self.cast, self.at
        actor = cast.stranger if name in ("complex", "to_sign", "closed", "asked") else cast.member
        given: dict[str, Any] = {"title": self.TEXTS[name][:10], "text": self.TEXTS[name], "actor": actor}
        if name in ("complex", "to_sign"):
            matter = receiving.handling(cast, at, answer_class="complex", **given)
        else:
            matter = getattr(receiving, "closed" if name == "asked" else name)(cast, at, **given)
        if name == "to_sign":
            appeals.submit_reply(matter=matter, text=receiving.REPLY, confirmed=True, actor=cast.handler, at=at)
        if name == "asked":
            reason = "评价的是另一件事情"
            appeals.ask_exclusion(matter=matter, reason=reason, actor=cast.handler, at=at)
        return receiving.again(matter)

    @cached_property
    def reception(self) -> Any:
        return appeal_queries.main_reception()

    @cached_property
    def rule(self) -> Any:
        given = {"actor": self.cast.receptionist, "at": self.at}
        return appeals.add_rule(unit_id=self.cast.department.pk, words="热水", **given)

    @cached_property
    def template(self) -> Any:
        return appeals.add_template(title="模板", text="办结", actor=self.cast.receptionist, at=self.at)

    @cached_property
    def contact(self) -> Any:
        given = {"actor": self.cast.receptionist, "at": self.at}
        return appeals.add_contact(sort="safety", name="校园报警", phone="82660110", **given)

    @cached_property
    def alarm(self) -> Any:
        burst = Burst(
            cell=("living", "明远书院"), expected=0.4, seen=1, p_value=0.001, weeks=26, case_ids=[self.raised.pk]
        )
        return appeals.sound_alarms(week="2026-W09", bursts=[burst], at=self.at)[0]

    @cached_property
    def board(self) -> Any:
        day = self.at.date()
        return appeals.open_board(
            reception_id=self.reception.pk,
            topic="夜间自习",
            text="想听听大家怎样用自习室。",
            opens_on=day,
            closes_on=day,
            actor=self.cast.receptionist,
            at=self.at,
        )

    @cached_property
    def batch(self) -> Any:
        rows = [appeals.AppealRow(sheet="表", row=2, title="热水", text="没有热水")]
        given = {"actor": self.cast.administrator, "at": self.at}
        return importing.keep(appeals.APPEALS, rows, data=b"a", name="a.csv", scope=None, **given)
