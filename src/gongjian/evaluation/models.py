"""Contests with their criteria, awards and jurors; entries with their teams; reviews, scores and objections."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from gongjian.kernel.models import Versioned

from .procedures import (
    ADMITTED,
    AWARDED,
    CALLED_OFF,
    CONTEST,
    DRAFT,
    ENTRY,
    HANDED_IN,
    JUDGING,
    NOT_AWARDED,
    NOTICED,
    OPEN,
    RETRACTED,
    SCORED,
    SETTLED,
    TURNED_DOWN,
    WRITING,
)


class Contest(Versioned):
    """评选: who may enter until when, by what it is judged, what can be won."""

    class Kind(models.TextChoices):
        PROPOSAL = "proposal", _("提案大赛")
        BODY = "body", _("集体评选")

    number = models.CharField(_("编号"), max_length=20, unique=True)
    title = models.CharField(_("名称"), max_length=80)
    edition = models.PositiveSmallIntegerField(_("届次"), default=1)
    kind = models.CharField(_("类型"), max_length=12, choices=Kind.choices)
    host = models.ForeignKey("org.Body", on_delete=models.PROTECT, related_name="contests")
    state = models.CharField(
        _("状态"), max_length=12, default=DRAFT, choices=[(s.code, s.label) for s in CONTEST.states]
    )
    text = models.TextField(_("章程"), max_length=5000)
    opens_on = models.DateField(_("征集开始"))
    closes_on = models.DateField(_("征集截止"))
    judging_until = models.DateField(_("评审截止"))
    notice_days = models.PositiveSmallIntegerField(_("公示工作日"))
    anonymous = models.BooleanField(_("隐名评审"), default=True)
    jurors_per_entry = models.PositiveSmallIntegerField(_("每项评委数"), default=0)  # 0: all who may
    drawn_up_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    judging_at = models.DateTimeField(null=True)
    noticed_at = models.DateTimeField(null=True)
    notice_until = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)
    remark = models.CharField(max_length=500, blank=True)  # why it was prolonged, judged again, or called off

    class Meta:
        indexes = [
            models.Index(fields=["state", "-id"], name="contest_by_state"),
            models.Index(fields=["host", "-id"], name="contest_by_host"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[s.code for s in CONTEST.states]),
                name="a_contest_is_in_a_state_of_its_procedure",
            ),
            models.CheckConstraint(
                condition=Q(closes_on__gte=F("opens_on"), judging_until__gt=F("closes_on")),
                name="a_contest_opens_closes_and_is_judged_in_that_order",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[OPEN, JUDGING, NOTICED, SETTLED]) | Q(opened_at__isnull=False),
                name="a_contest_under_way_was_opened",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[JUDGING, NOTICED, SETTLED]) | Q(judging_at__isnull=False),
                name="a_judged_contest_has_the_hour_its_judging_began",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[NOTICED, SETTLED]) | Q(noticed_at__isnull=False, notice_until__isnull=False),
                name="a_noticed_contest_has_the_end_of_its_notice",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[SETTLED, CALLED_OFF], ended_at__isnull=False)
                | (~Q(state__in=[SETTLED, CALLED_OFF]) & Q(ended_at__isnull=True)),
                name="only_an_ended_contest_has_its_end",
            ),
            models.CheckConstraint(
                condition=~Q(state=CALLED_OFF) | ~Q(remark=""), name="a_contest_called_off_has_its_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class Criterion(models.Model):
    """评分项: what is judged, how many points at most, how much it weighs."""

    contest = models.ForeignKey(Contest, on_delete=models.CASCADE, related_name="criteria")
    place = models.PositiveSmallIntegerField()
    name = models.CharField(_("评分项"), max_length=40)
    text = models.CharField(_("评分标准"), max_length=300, blank=True)
    most = models.PositiveSmallIntegerField(_("满分"))
    weight = models.PositiveSmallIntegerField(_("权重"))

    class Meta:
        ordering = ("place", "id")
        constraints = [
            models.UniqueConstraint(fields=["contest", "place"], name="a_criterion_has_its_own_place"),
            models.CheckConstraint(condition=Q(most__gte=1, weight__gte=1), name="a_criterion_has_points_and_weight"),
        ]


class Award(models.Model):
    """奖项: its name and how many can win it; the first in order is the highest."""

    contest = models.ForeignKey(Contest, on_delete=models.CASCADE, related_name="awards")
    place = models.PositiveSmallIntegerField()
    name = models.CharField(_("奖项"), max_length=40)
    quota = models.PositiveSmallIntegerField(_("名额"))

    class Meta:
        ordering = ("place", "id")
        constraints = [
            models.UniqueConstraint(fields=["contest", "place"], name="an_award_has_its_own_place"),
            models.CheckConstraint(condition=Q(quota__gte=1), name="an_award_can_be_won"),
        ]


class Juror(models.Model):
    """评委: a person appointed to judge in this contest."""

    contest = models.ForeignKey(Contest, on_delete=models.CASCADE, related_name="jurors")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="juries")
    appointed_at = models.DateTimeField()
    dismissed_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contest", "person"], name="a_person_is_a_juror_of_a_contest_once"),
            models.CheckConstraint(
                condition=Q(dismissed_at__isnull=True) | ~Q(reason=""), name="a_dismissed_juror_has_the_reason"
            ),
        ]


class Entry(Versioned):
    """申报: what a team or a body enters, with its field research; later its score, rank and award."""

    contest = models.ForeignKey(Contest, on_delete=models.PROTECT, related_name="entries")
    number = models.CharField(_("编号"), max_length=20, unique=True)
    title = models.CharField(_("题目"), max_length=80)
    category = models.CharField(_("类别"), max_length=30, blank=True)
    state = models.CharField(
        _("状态"), max_length=12, default=WRITING, choices=[(s.code, s.label) for s in ENTRY.states]
    )
    leader = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="entries_led")
    body = models.ForeignKey("org.Body", null=True, on_delete=models.PROTECT, related_name="entries")
    background = models.TextField(_("案由"), max_length=3000, blank=True)
    research_place = models.CharField(_("调研地点"), max_length=120, blank=True)
    research_since = models.DateField(_("调研开始"), null=True)
    research_until = models.DateField(_("调研结束"), null=True)
    research_method = models.CharField(_("调研方法"), max_length=200, blank=True)
    asked = models.PositiveIntegerField(_("受访人数"), null=True)
    findings = models.TextField(_("主要发现"), max_length=2000, blank=True)
    analysis = models.TextField(_("分析"), max_length=2000, blank=True)
    advice = models.TextField(_("具体建议"), max_length=3000, blank=True)
    started_at = models.DateTimeField()
    handed_in_at = models.DateTimeField(null=True)
    checked_at = models.DateTimeField(null=True)
    remark = models.CharField(max_length=500, blank=True)  # why it came back or does not take part
    score = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    rank = models.PositiveSmallIntegerField(null=True)
    valid_reviews = models.PositiveSmallIntegerField(default=0)
    dropped_reviews = models.PositiveSmallIntegerField(default=0)
    award = models.ForeignKey(Award, null=True, on_delete=models.PROTECT, related_name="entries")
    proposal = models.CharField(max_length=40, blank=True)  # the number of the proposal it has become
    transferred_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["contest", "state", "id"], name="entry_by_contest"),
            models.Index(fields=["contest", "rank", "id"], name="entry_by_rank"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[s.code for s in ENTRY.states]), name="an_entry_is_in_a_state_of_its_procedure"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[HANDED_IN, ADMITTED, SCORED, AWARDED, NOT_AWARDED, TURNED_DOWN])
                | Q(handed_in_at__isnull=False),
                name="an_entry_that_was_handed_in_has_its_hour",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[ADMITTED, SCORED, AWARDED, NOT_AWARDED, TURNED_DOWN])
                | Q(checked_at__isnull=False),
                name="an_entry_is_judged_after_its_form_was_checked",
            ),
            models.CheckConstraint(
                condition=~Q(state=TURNED_DOWN) | ~Q(remark=""), name="an_entry_turned_down_has_the_reason"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[SCORED, AWARDED, NOT_AWARDED]) | Q(score__isnull=False, rank__isnull=False),
                name="a_scored_entry_has_score_and_rank",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[WRITING, HANDED_IN, ADMITTED, RETRACTED])
                | Q(score__isnull=True, rank__isnull=True, award__isnull=True),
                name="an_entry_has_no_score_before_scoring_is_closed",
            ),
            models.CheckConstraint(
                condition=~Q(state=AWARDED) | Q(award__isnull=False), name="an_awarded_entry_has_its_award"
            ),
            models.CheckConstraint(
                condition=Q(transferred_at__isnull=True, proposal="")
                | (Q(state=AWARDED, transferred_at__isnull=False) & ~Q(proposal="")),
                name="only_an_awarded_entry_became_a_proposal",
            ),
            models.CheckConstraint(
                condition=Q(research_until__isnull=True)
                | Q(research_since__isnull=True)
                | Q(research_until__gte=F("research_since")),
                name="research_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class EntryMember(models.Model):
    """One member of the team, the leader first; ``unit`` is the body as it was named when the entry was written."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="members")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="team_places")
    place = models.PositiveSmallIntegerField()
    unit = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ("place", "id")
        constraints = [models.UniqueConstraint(fields=["entry", "person"], name="a_person_is_in_a_team_once")]


class Review(models.Model):
    """评审: one juror's look at one entry: waiting, scored, or excluded with the reason. Nothing is ever taken out."""

    class Exclusion(models.TextChoices):
        NONE = "", "—"
        MEMBER = "member", _("团队成员")
        BODY = "body", _("同属单位或上下级")
        DECLARED = "declared", _("自行申报")
        DISMISSED = "dismissed", _("已解聘")

    juror = models.ForeignKey(Juror, on_delete=models.CASCADE, related_name="reviews")
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="reviews")
    assigned_at = models.DateTimeField()
    scored_at = models.DateTimeField(null=True)
    comment = models.CharField(_("评语"), max_length=1000, blank=True)
    exclusion = models.CharField(max_length=10, choices=Exclusion.choices, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    excluded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["juror", "entry"], name="a_juror_reviews_an_entry_once"),
            models.CheckConstraint(
                condition=Q(exclusion="", excluded_at__isnull=True)
                | (~Q(exclusion="") & Q(excluded_at__isnull=False) & ~Q(reason="")),
                name="an_excluded_juror_has_the_reason",
            ),
        ]


class Score(models.Model):
    """评分: the points of one review on one criterion."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="scores")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="scores")
    points = models.DecimalField(max_digits=5, decimal_places=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["review", "criterion"], name="a_criterion_is_scored_once_in_a_review"),
            models.CheckConstraint(condition=Q(points__gte=0), name="points_are_not_negative"),
        ]


class Objection(models.Model):
    """异议: against the results on public notice, by a person with a name; answered by the host."""

    contest = models.ForeignKey(Contest, on_delete=models.CASCADE, related_name="objections")
    entry = models.ForeignKey(Entry, null=True, on_delete=models.PROTECT, related_name="objections")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="objections")
    text = models.TextField(max_length=1000)
    at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answer = models.TextField(max_length=1000, blank=True)
    upheld = models.BooleanField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answer="", upheld__isnull=True)
                | (Q(answered_at__isnull=False, upheld__isnull=False) & ~Q(answer="")),
                name="an_answered_objection_has_its_answer",
            ),
        ]
