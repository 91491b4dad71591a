"""Imports between preview and confirmation."""

from django.db import models
from django.db.models import Q


class ImportBatch(models.Model):
    """One uploaded file: previewed, then applied once. ``payload`` is what the app made of it, emptied when applied.

    ``scope`` says what it belongs to (a matter's number, a year), "" for the whole school.
    """

    class State(models.TextChoices):
        PREVIEWED = "previewed"
        APPLIED = "applied"

    kind = models.CharField(max_length=60)
    scope = models.CharField(max_length=60, blank=True)
    sha256 = models.CharField(max_length=64)
    name = models.CharField(max_length=200)
    size = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.PREVIEWED)
    counts = models.JSONField(default=dict)
    payload = models.JSONField(default=dict)
    opened_at = models.DateTimeField()
    opened_by_id = models.BigIntegerField(null=True)  # person; people live above this app
    opened_by = models.CharField(max_length=120)
    applied_at = models.DateTimeField(null=True)
    applied_by = models.CharField(max_length=120, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["kind", "scope", "sha256"], name="batch_by_file"),
            models.Index(fields=["opened_at"], condition=Q(state="previewed"), name="batch_left_open"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=(Q(state="previewed") & Q(applied_at__isnull=True))
                | (Q(state="applied") & Q(applied_at__isnull=False)),
                name="an_applied_file_says_when",
            ),
            models.UniqueConstraint(
                fields=["kind", "scope", "sha256"], condition=Q(state="applied"), name="the_same_file_is_applied_once"
            ),
        ]

    @property
    def applied(self) -> bool:
        return self.state == self.State.APPLIED
