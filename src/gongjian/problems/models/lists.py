"""The lines of the three lists, their changes and their progress."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from gongjian.kernel.models import Versioned


class Measure(models.Model):
    """举措清单的一行: what will be done, from when to when, how it is measured. ``planned_*`` keep the first plan."""

    matter = models.ForeignKey("matters.Matter", on_delete=models.CASCADE, related_name="measures")
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

    matter = models.ForeignKey("matters.Matter", on_delete=models.CASCADE, related_name="duties")
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

    matter = models.ForeignKey("matters.Matter", on_delete=models.CASCADE, related_name="adjustments")
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
