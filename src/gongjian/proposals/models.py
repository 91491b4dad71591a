"""The tables of the congress. Impossible rows are refused here, each constraint named as a sentence."""

import datetime as dt

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from gongjian.kernel.models import Versioned


class CongressSession(Versioned):
    """届次: one congress. Proposals are drafted, seconded and submitted from ``opens_on`` to ``closes_on``, both included.

    ``host`` is the unit of the proposal committee: first receiver of every proposal of this session.
    """

    name = models.CharField(_("届次"), max_length=60, unique=True)
    host = models.ForeignKey("org.Body", on_delete=models.PROTECT, related_name="+")
    opens_on = models.DateField(_("征集开始"))
    closes_on = models.DateField(_("征集结束"))
    concluded_on = models.DateField(_("结束日期"), null=True)

    class Meta:
        ordering = ["-opens_on", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(closes_on__gte=F("opens_on")), name="collecting_ends_after_it_began"),
            models.CheckConstraint(
                condition=Q(concluded_on__isnull=True) | Q(concluded_on__gte=F("closes_on")),
                name="a_session_ends_after_its_collecting",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def state_on(self, day: dt.date) -> str:
        """ "coming" · "collecting" · "working" · "concluded"."""
        if self.concluded_on is not None and day >= self.concluded_on:
            return "concluded"
        if day < self.opens_on:
            return "coming"
        return "collecting" if day <= self.closes_on else "working"


class Delegate(models.Model):
    """代表: a person in a session, elected by a body, from a day to a day (open: until the session ends)."""

    session = models.ForeignKey(CongressSession, on_delete=models.CASCADE, related_name="delegates")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    constituency = models.ForeignKey("org.Body", on_delete=models.PROTECT, related_name="+")
    since = models.DateField(_("起"))
    until = models.DateField(_("止"), null=True)
    reason = models.CharField(_("终止原因"), max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["person", "session"], name="delegate_by_person")]
        constraints = [
            models.UniqueConstraint(fields=["session", "person"], name="a_person_is_delegate_once_in_a_session"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="a_delegate_ends_after_they_began"
            ),
        ]

    def serves_on(self, day: dt.date) -> bool:
        """Whether the mandate is in force that day."""
        return self.since <= day and (self.until is None or day <= self.until)


class Proposal(models.Model):
    """提案: what is peculiar to it; the life is that of its matter. The four parts stand here one by one."""

    matter = models.OneToOneField("matters.Matter", on_delete=models.CASCADE, primary_key=True, related_name="proposal")
    session = models.ForeignKey(CongressSession, on_delete=models.PROTECT, related_name="proposals")
    background = models.TextField(_("案由"))
    research = models.TextField(_("调研情况"), blank=True)
    analysis = models.TextField(_("问题分析"), blank=True)
    advice = models.TextField(_("具体建议"), blank=True)
    publish = models.BooleanField(_("立案后公开办理进度"), default=True)
    signatories = models.PositiveIntegerField(_("署名人数"), null=True)  # as an imported file tells it
    form = models.CharField(_("提案形式"), max_length=20, blank=True)  # as an imported file tells it
    entry_label = models.CharField(_("参赛作品"), max_length=160, blank=True)
    entry_url = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [models.Index(fields=["session", "matter"], name="proposal_by_session")]


class Invitation(models.Model):
    """联名邀请: the proposer has named a joint proposer; their voice counts once they have signed."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="invitations")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        constraints = [models.UniqueConstraint(fields=["proposal", "person"], name="a_joint_proposer_is_invited_once")]


class Postponement(models.Model):
    """变更承诺日期: the head of the unit has moved the day of a promise, with a reason."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="postponements")
    at = models.DateTimeField()
    due_before = models.DateField(_("原定日期"))
    due_after = models.DateField(_("新的日期"))
    reason = models.TextField(_("变更理由"))
    by = models.CharField(max_length=120)

    class Meta:
        ordering = ["at", "id"]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="a_promise_is_moved_with_a_reason")]


class Meeting(Versioned):
    """面对面: proposers and offices at one table. Planned, then held with what was said for each proposal."""

    class State(models.TextChoices):
        PLANNED = "planned", _("待召开")
        HELD = "held", _("已召开")
        CALLED_OFF = "called-off", _("已取消")

    session = models.ForeignKey(CongressSession, on_delete=models.PROTECT, related_name="meetings")
    title = models.CharField(_("会议名称"), max_length=120)
    starts_at = models.DateTimeField(_("时间"))
    place = models.CharField(_("地点"), max_length=120)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLANNED)
    present = models.CharField(_("到会人员"), max_length=1000, blank=True)
    summary = models.TextField(_("会议小结"), blank=True)
    reason = models.CharField(_("取消原因"), max_length=200, blank=True)
    held_at = models.DateTimeField(null=True)  # when the minutes were recorded
    recorded_by = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["-starts_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(state="held") & Q(held_at__isnull=False)) | (~Q(state="held") & Q(held_at__isnull=True)),
                name="a_meeting_that_was_held_has_its_minutes",
            ),
            models.CheckConstraint(
                condition=~Q(state="called-off") | ~Q(reason=""), name="a_meeting_is_called_off_with_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class MeetingUnit(models.Model):
    """到会单位: an office that is invited, and whether it came."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="units")
    body = models.ForeignKey("org.Body", on_delete=models.PROTECT, related_name="+")
    came = models.BooleanField(default=False)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["meeting", "body"], name="a_unit_is_invited_once")]


class Discussion(models.Model):
    """逐件说明: one proposal at a meeting: what was said, by whom, what comes next."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="discussions")
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="discussions")
    said = models.TextField(_("说明"), blank=True)
    by = models.CharField(_("说明人"), max_length=120, blank=True)
    next_step = models.CharField(_("下一步"), max_length=300, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "proposal"], name="a_proposal_is_on_an_agenda_once"),
            models.CheckConstraint(condition=Q(said="") | ~Q(by=""), name="what_was_said_was_said_by_somebody"),
        ]
