"""Who has it, since when, until when: assignments, holdings, deadlines."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .matter import Matter


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
