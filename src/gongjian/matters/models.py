"""The tables of a matter. Impossible rows are refused here, each constraint named as a sentence."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from gongjian.kernel.models import Versioned

from .procedures import PROBLEM

STATES = [(s.code, s.label) for s in PROBLEM.states]
BEFORE_LISTS = ("raised", "studied", "adopted", "declined", "duplicate", "withdrawn")
WITH_LEAD = (
    "assigned",
    "handling",
    "waiting",
    "claimed",
    "judged",
    "park-asked",
    "parked",
    "solved-confirmed",
    "solved-presumed",
)


class Matter(Versioned):
    """One thing raised that someone must answer. ``holder`` is the one body that has it now."""

    class Kind(models.TextChoices):
        PROBLEM = "problem", _("难题")

    class Source(models.TextChoices):
        FIELD = "field", _("实地调研")
        SELF = "self", _("师生提出")
        MEETING = "meeting", _("座谈会")
        VISIT = "visit", _("领导进支部")
        IMPORT = "import", _("批量导入")

    class Category(models.TextChoices):
        TEACHING = "teaching", _("教育教学")
        GROWTH = "growth", _("成长成才")
        LIVING = "living", _("生活服务")
        RIGHTS = "rights", _("权益维护")
        SAFETY = "safety", _("安全稳定")
        RESEARCH = "research", _("科研学科")
        STAFF = "staff", _("教职工事务")
        OTHER = "other", _("其他")

    number = models.CharField(_("编号"), max_length=30, unique=True)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.PROBLEM)
    title = models.CharField(_("标题"), max_length=120)
    text = models.TextField(_("事由"), max_length=20000)
    category = models.CharField(_("类别"), max_length=10, choices=Category.choices)
    source = models.CharField(_("来源"), max_length=10, choices=Source.choices)
    place = models.CharField(_("地点"), max_length=120, blank=True)
    on_behalf_of = models.CharField(_("代为提出"), max_length=120, blank=True)
    public = models.BooleanField(_("公开进度"), default=True)
    state = models.CharField(max_length=18, choices=STATES)
    raiser = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    sealed_raiser = models.BinaryField(default=b"")
    sealed_index = models.CharField(max_length=64, blank=True, db_index=True)
    origin = models.ForeignKey("org.Body", on_delete=models.PROTECT, related_name="+")
    holder = models.ForeignKey("org.Body", on_delete=models.PROTECT, related_name="+")
    lead = models.ForeignKey("org.Body", null=True, on_delete=models.PROTECT, related_name="+")
    pairing = models.ForeignKey("pairing.Pair", null=True, on_delete=models.SET_NULL, related_name="+")
    goal = models.TextField(_("目标（销号标准）"), blank=True)
    duplicate_of = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="duplicates")
    end_reason = models.TextField(blank=True)
    round = models.PositiveSmallIntegerField(default=1)
    presumed = models.BooleanField(default=False)  # the raiser stayed silent past the limit
    rule_edition = models.CharField(max_length=20)
    raised_at = models.DateTimeField()
    moved_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    amber_at = models.DateTimeField(null=True)
    clock_stopped = models.BooleanField(default=False)
    reminded = models.SmallIntegerField(default=-1)  # highest rung of the ladder already told; -1 none
    import_key = models.CharField(max_length=64, null=True, unique=True)

    class Meta:
        indexes = [
            models.Index(fields=["state", "-raised_at", "-id"], name="matter_by_state"),
            models.Index(fields=["-raised_at", "-id"], name="matter_by_date"),
            models.Index(fields=["holder", "-raised_at", "-id"], name="matter_by_holder"),
            models.Index(fields=["origin", "state", "-raised_at"], name="matter_by_origin"),
            models.Index(fields=["lead", "state", "-raised_at"], name="matter_by_lead"),
            models.Index(fields=["raiser", "-raised_at"], name="matter_by_raiser"),
            models.Index(fields=["pairing", "-raised_at"], name="matter_by_pairing"),
            models.Index(fields=["due_at", "id"], condition=Q(ended_at__isnull=True), name="matter_by_due"),
            models.Index(fields=["-raised_at", "-id"], condition=Q(public=True), name="matter_public_by_date"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[s for s, _label in STATES]), name="a_matter_is_in_a_state_of_its_procedure"
            ),
            models.CheckConstraint(
                condition=(Q(raiser__isnull=False) & Q(sealed_index=""))
                | (Q(raiser__isnull=True) & ~Q(sealed_index=""))
                | Q(source="import"),
                name="a_raiser_is_either_named_or_sealed",
            ),
            models.CheckConstraint(
                condition=(Q(state__in=PROBLEM.ends) & Q(ended_at__isnull=False))
                | (~Q(state__in=PROBLEM.ends) & Q(ended_at__isnull=True)),
                name="an_ended_matter_and_only_that_has_its_end",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=PROBLEM.ends) | Q(due_at__isnull=True), name="an_ended_matter_has_no_deadline"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=WITH_LEAD) | Q(lead__isnull=False), name="a_matter_in_hand_has_a_lead"
            ),
            models.CheckConstraint(
                condition=Q(state__in=BEFORE_LISTS) | ~Q(goal=""), name="a_matter_with_lists_has_its_goal"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["declined", "withdrawn"]) | ~Q(end_reason=""),
                name="a_declined_or_withdrawn_matter_has_its_reason",
            ),
            models.CheckConstraint(
                condition=(Q(state="duplicate") & Q(duplicate_of__isnull=False))
                | (~Q(state="duplicate") & Q(duplicate_of__isnull=True)),
                name="a_duplicate_and_only_that_names_its_original",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("raised_at")),
                name="a_matter_ends_after_it_was_raised",
            ),
            models.CheckConstraint(
                condition=~Q(state="solved-presumed") | Q(presumed=True), name="a_presumed_solution_is_marked_so"
            ),
            models.CheckConstraint(
                condition=~Q(state="solved-confirmed") | Q(presumed=False), name="a_confirmed_solution_is_not_presumed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def is_anonymous(self) -> bool:
        return bool(self.sealed_index)

    @property
    def is_open(self) -> bool:
        return self.ended_at is None


class Involved(models.Model):
    """A body that has to do with the matter and may therefore see it: origin, lead, helper, supervisor, pair member."""

    class Part(models.TextChoices):
        ORIGIN = "origin", _("提出组织")
        LEAD = "lead", _("主办")
        HELP = "help", _("协办")
        SUPERVISE = "supervise", _("监督")

    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="involved")
    body = models.ForeignKey("org.Body", on_delete=models.PROTECT, related_name="+")
    part = models.CharField(max_length=10, choices=Part.choices)

    class Meta:
        indexes = [models.Index(fields=["body", "matter"], name="involved_by_body")]
        constraints = [models.UniqueConstraint(fields=["matter", "body", "part"], name="a_body_has_a_part_once")]


class FieldRecord(models.Model):
    """调研记录: where, when, by whom the problem was found, and how many people it touches (S1)."""

    class Method(models.TextChoices):
        UNANNOUNCED = "unannounced", _("四不两直")
        TALK = "talk", _("座谈访谈")
        VISIT = "visit", _("走访")
        SURVEY = "survey", _("问卷")
        ONLINE = "online", _("线上收集")

    matter = models.OneToOneField(Matter, on_delete=models.CASCADE, related_name="field_record")
    place = models.CharField(_("调研地点"), max_length=120)
    found_on = models.DateField(_("调研日期"))
    by_whom = models.CharField(_("调研人"), max_length=120)
    affected = models.PositiveIntegerField(_("涉及人数"))
    method = models.CharField(_("调研方式"), max_length=12, choices=Method.choices)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(affected__gte=1), name="a_problem_found_touches_somebody")]


class Study(models.Model):
    """支委会研究: date and opinion."""

    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="studies")
    held_on = models.DateField(_("研究日期"))
    opinion = models.TextField(_("研究意见"))


class Resolution(models.Model):
    """党员大会讨论: voters due and present, votes in favour, adopted or declined."""

    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="resolutions")
    held_on = models.DateField(_("会议日期"))
    due = models.PositiveIntegerField(_("应到"))
    present = models.PositiveIntegerField(_("实到"))
    in_favour = models.PositiveIntegerField(_("赞成"))
    adopted = models.BooleanField()
    words = models.TextField(_("结论"), blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(present__lte=F("due")) & Q(in_favour__lte=F("present")),
                name="votes_do_not_exceed_those_present",
            ),
            models.CheckConstraint(
                condition=Q(adopted=False) | Q(due__lt=F("in_favour") * 2), name="an_adopted_problem_has_more_than_half"
            ),
        ]


class Measure(models.Model):
    """举措清单的一行: what will be done, from when to when, how it is measured. ``planned_*`` keep the first plan."""

    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="measures")
    position = models.PositiveSmallIntegerField()
    text = models.CharField(_("举措"), max_length=300)
    metric = models.CharField(_("衡量标准"), max_length=200)
    starts_on = models.DateField(_("开始"))
    ends_on = models.DateField(_("完成"))
    body = models.ForeignKey("org.Body", on_delete=models.PROTECT, related_name="+")
    person_name = models.CharField(_("责任人"), max_length=60)
    percent = models.PositiveSmallIntegerField(default=0)
    planned_starts_on = models.DateField()
    planned_ends_on = models.DateField()
    dropped_on = models.DateField(null=True)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["matter", "position"], name="a_measure_has_its_own_number"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="a_measure_ends_after_it_began"),
            models.CheckConstraint(condition=Q(percent__lte=100), name="progress_is_at_most_all"),
        ]


class Duty(models.Model):
    """责任清单的一行: who leads, who helps, who supervises, by when, and the named person."""

    class Part(models.TextChoices):
        LEAD = "lead", _("牵头")
        HELP = "help", _("配合")
        SUPERVISE = "supervise", _("督办")

    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="duties")
    position = models.PositiveSmallIntegerField()
    part = models.CharField(_("分工"), max_length=10, choices=Part.choices)
    body = models.ForeignKey("org.Body", on_delete=models.PROTECT, related_name="+")
    person_name = models.CharField(_("责任人"), max_length=60)
    task = models.CharField(_("责任内容"), max_length=300)
    due_on = models.DateField(_("时限"))
    dropped_on = models.DateField(null=True)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["matter", "position"], name="a_duty_has_its_own_number"),
            models.UniqueConstraint(
                fields=["matter"], condition=Q(part="lead", dropped_on__isnull=True), name="a_matter_has_one_lead_duty"
            ),
        ]


class Adjustment(Versioned):
    """动态调整: one dated change of lines after adoption, old and new side by side, confirmed by lead and supervisor."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("待确认")
        EFFECTIVE = "effective", _("已生效")
        REJECTED = "rejected", _("未同意")

    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="adjustments")
    changes = models.JSONField()  # [{"line": "measure"|"duty"|"problem", "id": 1|null, "action": "change"|"add"|"drop", "old": {...}, "new": {...}}]
    reason = models.TextField(_("调整理由"))
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    proposed_at = models.DateTimeField()
    proposed_by_id = models.BigIntegerField(null=True)
    proposed_by = models.CharField(max_length=120)
    lead_at = models.DateTimeField(null=True)
    lead_by = models.CharField(max_length=120, blank=True)
    lead_by_id = models.BigIntegerField(null=True)
    supervisor_at = models.DateTimeField(null=True)
    supervisor_by = models.CharField(max_length=120, blank=True)
    supervisor_by_id = models.BigIntegerField(null=True)
    settled_at = models.DateTimeField(null=True)
    rejected_by = models.CharField(max_length=120, blank=True)
    rejected_reason = models.TextField(blank=True)
    batch = models.CharField(max_length=64, blank=True)  # hash of the imported file it came from

    class Meta:
        indexes = [models.Index(fields=["state", "matter"], name="adjustment_by_state")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="effective")
                | (Q(lead_at__isnull=False) & Q(supervisor_at__isnull=False) & Q(settled_at__isnull=False)),
                name="an_effective_adjustment_has_both_confirmations",
            ),
            models.CheckConstraint(
                condition=~Q(state="rejected") | (Q(settled_at__isnull=False) & ~Q(rejected_reason="")),
                name="a_rejected_adjustment_has_its_reason",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="an_adjustment_has_its_reason"),
        ]


class Assignment(models.Model):
    """交办: offered to a unit, then taken or handed back; at most one offer is open."""

    class Outcome(models.TextChoices):
        OFFERED = "offered", _("待签收")
        TAKEN = "taken", _("已签收")
        HANDED_BACK = "handed-back", _("已退办")
        RELEASED = "released", _("已交回")

    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="assignments")
    by_body = models.ForeignKey("org.Body", on_delete=models.PROTECT, related_name="+")
    to_body = models.ForeignKey("org.Body", on_delete=models.PROTECT, related_name="+")
    offered_at = models.DateTimeField()
    words = models.TextField(_("交办意见"), blank=True)
    outcome = models.CharField(max_length=12, choices=Outcome.choices, default=Outcome.OFFERED)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=120, blank=True)
    reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["matter"], condition=Q(outcome="offered"), name="a_matter_is_offered_to_one_unit_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(outcome="offered") | Q(answered_at__isnull=False), name="an_answered_offer_has_its_time"
            ),
            models.CheckConstraint(
                condition=~Q(outcome="handed-back") | ~Q(reason=""), name="a_matter_is_handed_back_with_a_reason"
            ),
        ]


class Holding(models.Model):
    """持有: who had the matter from when to when. Exactly one is open while the matter is; the times sum to its age."""

    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="holdings")
    body = models.ForeignKey("org.Body", on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        ordering = ["since", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["matter"], condition=Q(until__isnull=True), name="a_matter_has_one_holder_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="a_holding_ends_after_it_began"
            ),
        ]


class Clock(models.Model):
    """A deadline: started, due, stopped from/to, met or dropped."""

    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="clocks")
    name = models.CharField(max_length=10)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True)
    met_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["started_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["matter", "name"],
                condition=Q(met_at__isnull=True, dropped_at__isnull=True),
                name="a_clock_runs_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(met_at__isnull=True) | Q(dropped_at__isnull=True), name="a_clock_is_met_or_dropped_not_both"
            ),
        ]


class ClockStop(models.Model):
    """A time during which a clock stood still, and why."""

    clock = models.ForeignKey(Clock, on_delete=models.CASCADE, related_name="stops")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    reason = models.CharField(max_length=30)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["clock"], condition=Q(until__isnull=True), name="a_clock_is_stopped_once_at_a_time"
            )
        ]


class Progress(models.Model):
    """A dated progress report of one measure, with its evidence in words (files hang on the matter)."""

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="reports")
    at = models.DateTimeField()
    percent = models.PositiveSmallIntegerField()
    text = models.TextField(_("进展"))
    evidence = models.CharField(_("依据"), max_length=300, blank=True)
    by = models.CharField(max_length=120)

    class Meta:
        ordering = ["at", "id"]
        constraints = [models.CheckConstraint(condition=Q(percent__lte=100), name="reported_progress_is_at_most_all")]


class Reply(models.Model):
    """答复: the official answer of the lead."""

    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="replies")
    at = models.DateTimeField()
    text = models.TextField(_("答复"))
    by = models.CharField(max_length=120)
    body = models.ForeignKey("org.Body", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at", "id"]


class Exchange(models.Model):
    """请补充 and the raiser's supplement, as question and answer."""

    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="exchanges")
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=120)
    question = models.TextField(_("需要补充的情况"))
    answered_at = models.DateTimeField(null=True)
    answer = models.TextField(_("补充的情况"), blank=True)

    class Meta:
        ordering = ["asked_at", "id"]


class Claim(models.Model):
    """申请销号: the lead says done, with evidence; one for each round."""

    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="claims")
    round = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    statement = models.TextField(_("办理结果"))
    evidence = models.TextField(_("依据"))
    by = models.CharField(max_length=120)
    by_person_id = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["matter", "round"], name="solved_is_claimed_once_a_round"),
            models.CheckConstraint(condition=~Q(evidence=""), name="a_claim_has_its_evidence"),
        ]


class Verdict(models.Model):
    """评价: the raiser's word of a round: solved or not, satisfied 1–5, and words. Presumed if the raiser was silent."""

    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="verdicts")
    round = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    presumed = models.BooleanField(default=False)
    solved = models.BooleanField()
    satisfaction = models.PositiveSmallIntegerField(null=True)
    words = models.TextField(_("评价意见"), blank=True)
    lead = models.ForeignKey("org.Body", null=True, on_delete=models.PROTECT, related_name="+")  # whose work was judged

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["matter", "round"], name="a_raiser_judges_once_a_round"),
            models.CheckConstraint(
                condition=Q(presumed=True, satisfaction__isnull=True)
                | Q(presumed=False, satisfaction__gte=1, satisfaction__lte=5),
                name="a_spoken_verdict_has_one_to_five_and_a_presumed_one_none",
            ),
        ]


class Parking(models.Model):
    """挂账: cannot be solved now: reason, plan, review date, approval; later resumed."""

    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="parkings")
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=120)
    reason = models.TextField(_("挂账理由"))
    plan = models.TextField(_("后续方案"))
    review_on = models.DateField(_("复查日期"))
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=120, blank=True)
    approved = models.BooleanField(null=True)
    settled_words = models.TextField(blank=True)
    resumed_at = models.DateTimeField(null=True)
    resumed_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["asked_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["matter"], condition=Q(settled_at__isnull=True), name="parking_is_asked_once_at_a_time"
            ),
            models.CheckConstraint(condition=~Q(reason="") & ~Q(plan=""), name="parking_has_its_reason_and_plan"),
        ]


class Urge(models.Model):
    """催办 or 督办, on record."""

    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="urges")
    at = models.DateTimeField()
    by = models.CharField(max_length=120)
    words = models.TextField()
    supervising = models.BooleanField(default=False)

    class Meta:
        ordering = ["at", "id"]


class Opening(models.Model):
    """开封: an anonymous raiser is named only after two persons and a reason, on record."""

    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="openings")
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=120)
    asked_by_id = models.BigIntegerField()
    reason = models.TextField(_("开封理由"))
    approved_at = models.DateTimeField(null=True)
    approved_by = models.CharField(max_length=120, blank=True)
    approved_by_id = models.BigIntegerField(null=True)
    approved_words = models.TextField(blank=True)

    class Meta:
        ordering = ["asked_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_by_id__isnull=True) | ~Q(approved_by_id=F("asked_by_id")),
                name="opening_needs_two_persons",
            ),
            models.UniqueConstraint(
                fields=["matter"], condition=Q(approved_at__isnull=True), name="opening_is_asked_once_at_a_time"
            ),
        ]
