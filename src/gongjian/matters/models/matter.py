"""The matter itself, and which bodies are involved."""

from collections.abc import Iterable

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from gongjian.kernel.models import Versioned

from ..procedures import LIVES, PROCEDURES

STATES = list({state.code: state.label for p in PROCEDURES.values() for state in p.states}.items())
KINDS = [(code, procedure.label) for code, procedure in PROCEDURES.items()]
BEFORE_LISTS = ("raised", "studied", "adopted", "declined", "duplicate", "withdrawn")


def _in(**states_of: Iterable[str]) -> Q:
    """The matter is of one of these kinds and in one of the states given for it."""
    condition = Q(pk__in=[])
    for kind, states in states_of.items():
        condition |= Q(kind=kind, state__in=list(states))
    return condition


IN_ITS_LIFE = _in(**{kind: [s.code for s in p.states] for kind, p in PROCEDURES.items()})
ENDED = _in(**{kind: p.ends for kind, p in PROCEDURES.items()})
WITH_LEAD = _in(**{kind: life.with_lead for kind, life in LIVES.items()})


class Matter(Versioned):
    """One thing raised that someone must answer. ``holder`` is the one body that has it now."""

    class Source(models.TextChoices):
        FIELD = "field", _("实地调研")
        SELF = "self", _("师生提出")
        MEETING = "meeting", _("座谈会")
        VISIT = "visit", _("领导进支部")
        COUNTER = "counter", _("窗口代录")
        BOARD = "board", _("议事平台")
        CONGRESS = "congress", _("学代会")
        CONTEST = "contest", _("提案大赛")
        RADAR = "radar", _("诉求集中转来")
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
    kind = models.CharField(max_length=10, choices=KINDS)
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
    bundled_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="bundle")
    turned_from = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="turned_into")
    end_reason = models.TextField(blank=True)
    round = models.PositiveSmallIntegerField(default=1)
    presumed = models.BooleanField(default=False)  # the raiser stayed silent past the limit
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
            models.Index(fields=["kind", "state", "-raised_at", "-id"], name="matter_by_state"),
            models.Index(fields=["kind", "-raised_at", "-id"], name="matter_by_kind"),
            models.Index(fields=["-raised_at", "-id"], name="matter_by_date"),
            models.Index(fields=["holder", "-raised_at", "-id"], name="matter_by_holder"),
            models.Index(fields=["origin", "state", "-raised_at"], name="matter_by_origin"),
            models.Index(fields=["lead", "state", "-raised_at"], name="matter_by_lead"),
            models.Index(fields=["raiser", "-raised_at"], name="matter_by_raiser"),
            models.Index(fields=["pairing", "-raised_at"], name="matter_by_pairing"),
            models.Index(fields=["due_at", "id"], condition=Q(ended_at__isnull=True), name="matter_by_due"),
            models.Index(fields=["-raised_at", "-id"], condition=Q(public=True), name="matter_public_by_date"),
            models.Index(fields=["kind", "-raised_at", "-id"], condition=Q(public=True), name="matter_public_by_kind"),
            models.Index(
                fields=["-ended_at", "-id"],
                condition=Q(public=True, ended_at__isnull=False),
                name="matter_public_by_end",
            ),
            # Holds all that the count of what is late by holder asks for.
            models.Index(
                fields=["kind", "due_at", "clock_stopped", "holder"],
                condition=Q(ended_at__isnull=True),
                name="matter_late",
            ),
            models.Index(fields=["bundled_into"], condition=Q(bundled_into__isnull=False), name="matter_by_bundle"),
        ]
        constraints = [
            models.CheckConstraint(condition=IN_ITS_LIFE, name="a_matter_is_in_a_state_of_its_procedure"),
            models.CheckConstraint(
                condition=(Q(raiser__isnull=False) & Q(sealed_index=""))
                | (Q(raiser__isnull=True) & ~Q(sealed_index=""))
                | Q(source="import"),
                name="a_raiser_is_either_named_or_sealed",
            ),
            models.CheckConstraint(
                condition=(ENDED & Q(ended_at__isnull=False)) | (~ENDED & Q(ended_at__isnull=True)),
                name="an_ended_matter_and_only_that_has_its_end",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(due_at__isnull=True), name="an_ended_matter_has_no_deadline"
            ),
            models.CheckConstraint(condition=~WITH_LEAD | Q(lead__isnull=False), name="a_matter_in_hand_has_a_lead"),
            models.CheckConstraint(
                condition=~Q(kind="problem") | Q(state__in=BEFORE_LISTS) | ~Q(goal=""),
                name="a_problem_with_lists_has_its_goal",
            ),
            models.CheckConstraint(
                condition=~Q(state="bundled") | Q(bundled_into__isnull=False),
                name="a_bundled_matter_names_its_main_one",
            ),
            models.CheckConstraint(condition=~Q(bundled_into=F("id")), name="a_matter_is_not_bundled_into_itself"),
            models.CheckConstraint(
                condition=~Q(state__in=["declined", "withdrawn", "turned"]) | ~Q(end_reason=""),
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
                condition=~Q(state__in=["solved-presumed", "closed-presumed"]) | Q(presumed=True),
                name="a_presumed_solution_is_marked_so",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["solved-confirmed", "closed-confirmed"]) | Q(presumed=False),
                name="a_confirmed_solution_is_not_presumed",
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
