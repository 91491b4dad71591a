"""The deliberation board of an academy, what the radar saw, what was lifted to a problem, what was learned."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from gongjian.kernel.models import Versioned

from .appeal import Appeal

if TYPE_CHECKING:
    from gongjian.matters.models import Matter


class Board(Versioned):
    """议题: opinions on one topic, collected in an academy from one day to another; summarised by its station (S11)."""

    body = models.ForeignKey("org.Body", on_delete=models.PROTECT, related_name="+")
    reception = models.ForeignKey("appeals.Reception", on_delete=models.PROTECT, related_name="+")
    topic = models.CharField(_("议题"), max_length=80)
    text = models.TextField(_("说明"), max_length=5000)
    opens_on = models.DateField(_("开始日期"))
    closes_on = models.DateField(_("结束日期"))
    made_by = models.CharField(max_length=120)
    made_at = models.DateTimeField()
    summary = models.TextField(_("归纳"), max_length=20000, blank=True)
    summarised_by = models.CharField(max_length=120, blank=True)
    published_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["-closes_on", "-id"], name="board_by_date")]
        constraints = [
            models.CheckConstraint(condition=Q(closes_on__gte=F("opens_on")), name="a_board_closes_after_it_opens"),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | ~Q(summary=""), name="a_published_board_has_its_summary"
            ),
        ]

    def __str__(self) -> str:
        return self.topic


class Alarm(models.Model):
    """热点: in this week so many appeals of a category came from a place, more than its past explains; with the cases."""

    week = models.CharField(max_length=8)  # "2026-W12"
    category = models.CharField(max_length=10)
    place = models.CharField(max_length=60, blank=True)
    expected = models.FloatField()
    seen = models.PositiveIntegerField()
    p_value = models.FloatField()
    weeks = models.PositiveSmallIntegerField()  # of the past it was compared with
    at = models.DateTimeField()
    cases = models.ManyToManyField(Appeal, related_name="alarms")

    class Meta:
        indexes = [models.Index(fields=["-week", "p_value", "id"], name="alarm_by_week")]
        constraints = [
            models.UniqueConstraint(fields=["week", "category", "place"], name="a_cell_sounds_once_a_week"),
        ]

    def __str__(self) -> str:
        return f"{self.week} {self.category} {self.place}"


class Lift(models.Model):
    """每月一题: appeals of one kind lifted to a problem, with links both ways."""

    problem = models.OneToOneField("matters.Matter", on_delete=models.PROTECT, related_name="+")
    alarm = models.ForeignKey(Alarm, null=True, on_delete=models.SET_NULL, related_name="lifts")
    appeals = models.ManyToManyField(Appeal, related_name="lifts")
    month = models.CharField(max_length=7)  # "2026-03"
    topic = models.BooleanField(default=False)  # the topic of that month
    by = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["-at", "-id"], name="lift_by_date")]

    def __str__(self) -> str:
        return str(self.problem)

    @property
    def row(self) -> "Matter":
        """The problem that was made, as the engine asks for it."""
        return self.problem


class Learned(models.Model):
    """What was learned from past handling: the model as bytes, the matters it rests on, how good it was."""

    name = models.CharField(max_length=20, unique=True)  # "unit" · "category"
    data = models.BinaryField()
    cases = models.JSONField(default=list)  # matter ids, in the order of the examples
    examples = models.PositiveIntegerField()
    accuracy = models.FloatField(null=True)
    at = models.DateTimeField()
