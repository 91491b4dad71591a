"""Proposals for the permission matrix: one in each state that an address asks for, made when first asked."""

import datetime as dt
from functools import cached_property
from typing import Any

from gongjian.kernel.clock import local_date
from gongjian.matters.models import Matter
from gongjian.org.models import Appointment
from gongjian.proposals import operations as ops
from gongjian.proposals.models import Delegate
from tests.cast import Cast

from . import scenarios


class Proposals:
    """Proposals of a congress whose officer is the head, and whose delegates are the student and six others."""

    def __init__(self, cast: Cast, at: dt.datetime) -> None:
        self.cast, self.at = cast, at
        self.congress = scenarios.build(cast, at)
        today = local_date(at)
        self.session = self.congress.session
        self.delegate = Delegate.objects.create(
            session=self.session, person=cast.student_person, constituency=cast.college, since=today
        )
        Appointment.objects.create(
            person=cast.head_person, body=self.congress.host, post="proposal-officer", since=dt.date(2025, 12, 1)
        )
        self.past = ops.open_session(
            name="第九届学生代表大会",
            host_id=self.congress.host.pk,
            opens_on=dt.date(2025, 3, 1),
            closes_on=dt.date(2025, 3, 31),
            actor=self.congress.officer,
            at=at,
        )

    def _own(self) -> Matter:
        given = {"session_id": self.session.pk, "title": "延长图书馆开放时间", "category": "teaching"}
        made = ops.draft_proposal(
            **given,
            **scenarios.PARTS,
            actor=self.cast.student,
            at=self.at,  # type: ignore[arg-type]
        )
        return scenarios.again(made.matter)

    @cached_property
    def draft(self) -> Matter:
        """The student's own."""
        return self._own()

    @cached_property
    def seconded(self) -> Matter:
        """The student's own, with enough seconds."""
        matter = self._own()
        ops.invite_seconds(matter=matter, actor=self.cast.student, at=self.at)
        for delegate in self.congress.delegates[:2]:
            ops.second(matter=scenarios.again(matter), actor=delegate, at=self.at)
        return scenarios.again(matter)

    @cached_property
    def seconding(self) -> Matter:
        return scenarios.seconding(self.congress, self.at)

    @cached_property
    def seconded_by_student(self) -> Matter:
        matter = scenarios.seconding(self.congress, self.at)
        ops.second(matter=matter, actor=self.cast.student, at=self.at)
        return scenarios.again(matter)

    @cached_property
    def joint(self) -> Matter:
        """The student is asked to sign jointly."""
        return scenarios.drafted(self.congress, self.at, co_signers=[self.cast.student_person.pk])

    @cached_property
    def submitted(self) -> Matter:
        return scenarios.submitted(self.congress, self.at)

    @cached_property
    def accepted(self) -> Matter:
        return scenarios.accepted(self.congress, self.at)

    @cached_property
    def handling(self) -> Matter:
        return scenarios.handling(self.congress, self.at)

    @cached_property
    def promised(self) -> Matter:
        return scenarios.judge(self.congress, scenarios.answered(self.congress, self.at, "B"), self.at)

    def _meeting(self) -> Any:
        return ops.plan_meeting(
            session=self.session,
            title="面对面",
            starts_at=self.at - dt.timedelta(hours=1),
            place="报告厅",
            unit_ids=[self.cast.department.pk],
            numbers=[self.accepted.number],
            actor=self.congress.officer,
            at=self.at,
        )

    @cached_property
    def meeting(self) -> Any:
        return self._meeting()

    @cached_property
    def held(self) -> Any:
        said = ops.Said(number=self.accepted.number, said="同意延长。", by="卓立群")
        return ops.record_meeting(
            meeting=self._meeting(),
            came=[self.cast.department.pk],
            present="",
            summary="",
            lines=[said],
            actor=self.congress.officer,
            at=self.at,
        )

    @cached_property
    def delegates_batch(self) -> Any:
        row = ops.DelegateRow(sheet="a", row=2, number="S003", name="", constituency="机电学院")
        return ops.preview_delegates(
            session=self.session, rows=[row], data=b"a", name="a.csv", actor=self.cast.again("head"), at=self.at
        )

    @cached_property
    def proposals_batch(self) -> Any:
        row = ops.ProposalRow(sheet="a", row=2, title="题目", background="案由")
        return ops.preview_proposals(
            session=self.session, rows=[row], data=b"b", name="b.csv", actor=self.cast.again("head"), at=self.at
        )
