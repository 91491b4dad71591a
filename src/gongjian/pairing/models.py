"""Pairs with their plan, signatures and outcomes; and what bodies can bring."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from gongjian.kernel.models import Versioned

from .procedures import ACTIVE, CONCLUDED, DISSOLVED, DRAFT, PAIRING, SIGNING


class Pair(Versioned):
    """结对: a standing relation of bodies with a plan (实施方案), signed by all, with a term."""

    class Kind(models.TextChoices):
        OFFICE_OFFICE = "office-office", _("机关内部共建")
        OFFICE_COLLEGE = "office-college", _("机关与教学科研单位共建")
        OFFICE_STUDENT = "office-student", _("机关与学生支部共建")
        LOCAL = "local", _("校地共建")
        FIRM = "firm", _("校企共建")
        UNDERGRADUATE_GRADUATE = "undergraduate-graduate", _("本研共建")
        ONE_WITH_MANY = "one-with-many", _("“1+X”共建")

    number = models.CharField(_("编号"), max_length=20, unique=True)
    title = models.CharField(_("名称"), max_length=80)
    kind = models.CharField(_("类型"), max_length=24, choices=Kind.choices)
    state = models.CharField(
        _("状态"), max_length=12, default=DRAFT, choices=[(s.code, s.label) for s in PAIRING.states]
    )
    goals = models.TextField(_("共建目标"), max_length=2000)
    problems = models.TextField(_("拟解难题"), max_length=2000, blank=True)  # as planned; the matters point here
    since = models.DateField(_("起"))
    until = models.DateField(_("止"))
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(null=True)
    began_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    end_note = models.TextField(
        max_length=2000, blank=True
    )  # the summary of a concluded, the reason of a dissolved pair
    given_back = models.CharField(max_length=300, blank=True)  # why it came back last, while it is a draft again

    class Meta:
        indexes = [
            models.Index(fields=["state", "-id"], name="pair_by_state"),
            models.Index(fields=["kind", "-id"], name="pair_by_kind"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[s.code for s in PAIRING.states]), name="a_pair_is_in_a_state_of_its_procedure"
            ),
            models.CheckConstraint(condition=Q(until__gt=F("since")), name="a_pair_ends_after_it_begins"),
            models.CheckConstraint(
                condition=~Q(state=DRAFT) | Q(sent_at__isnull=True, began_at__isnull=True, ended_at__isnull=True),
                name="a_drafted_pair_was_not_sent",
            ),
            models.CheckConstraint(
                condition=~Q(state=SIGNING) | Q(sent_at__isnull=False, began_at__isnull=True, ended_at__isnull=True),
                name="a_pair_in_signing_was_sent_and_has_not_begun",
            ),
            models.CheckConstraint(
                condition=~Q(state=ACTIVE) | Q(sent_at__isnull=False, began_at__isnull=False, ended_at__isnull=True),
                name="an_active_pair_has_begun_and_not_ended",
            ),
            models.CheckConstraint(
                condition=~Q(state=CONCLUDED) | (Q(began_at__isnull=False, ended_at__isnull=False) & ~Q(end_note="")),
                name="a_concluded_pair_has_begun_and_has_its_summary_and_date",
            ),
            models.CheckConstraint(
                condition=~Q(state=DISSOLVED) | (Q(ended_at__isnull=False) & ~Q(end_note="")),
                name="a_dissolved_pair_has_its_reason_and_date",
            ),
            models.CheckConstraint(
                condition=Q(began_at__isnull=True) | Q(ended_at__isnull=True) | Q(ended_at__gte=F("began_at")),
                name="a_pair_ends_after_it_has_begun",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class PairMember(models.Model):
    """One side of a pair, its part, and what it brings."""

    class Part(models.TextChoices):
        INITIATOR = "initiator", _("发起方")
        PARTNER = "partner", _("参加方")

    pair = models.ForeignKey(Pair, on_delete=models.CASCADE, related_name="members")
    body = models.ForeignKey("org.Body", on_delete=models.PROTECT, related_name="pair_members")
    part = models.CharField(_("身份"), max_length=10, choices=Part.choices)
    brings = models.CharField(_("投入的力量"), max_length=200, blank=True)
    offer = models.ForeignKey("Offer", null=True, blank=True, on_delete=models.SET_NULL, related_name="taken_by")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pair", "body"], name="a_body_is_in_a_pair_once"),
            models.UniqueConstraint(fields=["pair"], condition=Q(part="initiator"), name="a_pair_has_one_initiator"),
        ]

    def __str__(self) -> str:
        return str(self.body)


class PairSignature(models.Model):
    """One member's signature under the plan. One in force a member; recalling the plan makes it void, never erases it.

    ``on_paper``: an outside partner without account; ``recorded_by`` of the initiator entered it.
    """

    member = models.ForeignKey(PairMember, on_delete=models.CASCADE, related_name="signatures")
    person = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("签署人"), max_length=60)
    title = models.CharField(_("职务"), max_length=120, blank=True)
    at = models.DateTimeField()
    signed_on = models.DateField(_("签署日期"))
    on_paper = models.BooleanField(default=False)
    recorded_by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    void_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member"], condition=Q(void_at__isnull=True), name="a_member_signs_once"),
            models.CheckConstraint(
                condition=Q(on_paper=True, person__isnull=True, recorded_by__isnull=False)
                | Q(on_paper=False, person__isnull=False, recorded_by__isnull=True),
                name="a_signature_is_a_persons_own_or_recorded_from_paper",
            ),
        ]


class PlannedActivity(models.Model):
    """One line of the plan's activities: when, where, who is host; then held with its result, or called off."""

    pair = models.ForeignKey(Pair, on_delete=models.CASCADE, related_name="activities")
    title = models.CharField(_("活动名称"), max_length=80)
    day = models.DateField(_("计划日期"))
    place = models.CharField(_("地点"), max_length=80, blank=True)
    host = models.ForeignKey(PairMember, null=True, blank=True, on_delete=models.SET_NULL, related_name="hosted")
    held_on = models.DateField(_("实际日期"), null=True, blank=True)
    present = models.PositiveIntegerField(_("参加人数"), null=True, blank=True)
    note = models.CharField(_("结果"), max_length=500, blank=True)
    called_off = models.CharField(_("取消原因"), max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["pair", "day", "id"], name="planned_activity_by_day")]
        constraints = [
            models.CheckConstraint(
                condition=Q(held_on__isnull=True, present__isnull=True, note="")
                | (Q(held_on__isnull=False, called_off="") & ~Q(note="")),
                name="a_held_activity_has_its_date_and_result",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Outcome(models.Model):
    """成果: what the pair has brought about; ``served`` is the number of people it served, ``figures`` other numbers in words."""

    pair = models.ForeignKey(Pair, on_delete=models.CASCADE, related_name="outcomes")
    text = models.TextField(_("成果"), max_length=1000)
    served = models.PositiveIntegerField(_("惠及人数"), null=True, blank=True)
    figures = models.CharField(_("其他数字"), max_length=200, blank=True)
    at = models.DateTimeField()
    recorded_by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="an_outcome_says_what")]


class Offer(Versioned):
    """What a body can bring to others: in words, how many pairs at most at a time, where, from … to …"""

    body = models.ForeignKey("org.Body", on_delete=models.PROTECT, related_name="offers")
    title = models.CharField(_("可提供的力量"), max_length=80)
    words = models.CharField(_("关键词"), max_length=300)
    text = models.TextField(_("说明"), max_length=1000, blank=True)
    capacity = models.PositiveSmallIntegerField(_("最多同时承接"), default=1)
    place = models.CharField(_("所在校区"), max_length=40, blank=True)
    since = models.DateField(_("起"))
    until = models.DateField(_("止"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["body", "-id"], name="offer_by_body")]
        constraints = [
            models.CheckConstraint(condition=Q(capacity__gte=1, capacity__lte=20), name="an_offer_takes_one_to_twenty"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="an_offer_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return self.title
