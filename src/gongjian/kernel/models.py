"""The floor's tables: outbox, number series, counters, spent form tokens; and the base of versioned rows."""

import datetime as dt
from typing import Any, Self

from django.db import models
from django.db.models import F
from django.utils.translation import gettext as _

from .refused import Overtaken


class Versioned(models.Model):
    """A row that people change at the same time. ``change`` wins or is told so; it never waits and never overwrites."""

    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True

    def change(self, *, seen: int | None = None, **fields: Any) -> Self:
        """Update where the version is what I saw; on no row changed raise Overtaken. The instance is brought up to date.

        ``seen`` is the version the person had on the page; ``None`` means the one just read.
        """
        if seen is not None and seen != self.version:
            raise Overtaken(
                _("在您操作之前，这条记录已经变动。"), remedy=_("请看最新情况，再决定是否继续；您填写的内容已保留。")
            )
        won = (
            type(self)
            ._default_manager.filter(pk=self.pk, version=self.version)
            .update(version=F("version") + 1, **fields)
        )
        if not won:
            raise Overtaken(
                _("有人比您早一步改动了这条记录。"), remedy=_("请看最新情况，再决定是否继续；您填写的内容已保留。")
            )
        self.version += 1
        for name, value in fields.items():
            setattr(self, name, value)
        return self


class OutboxEvent(models.Model):
    """One domain event waiting for, or done with, its reactions."""

    kind = models.CharField(max_length=80)
    payload = models.JSONField()
    at = models.DateTimeField()
    state = models.CharField(
        max_length=10, default="waiting", choices=[(s, s) for s in ("waiting", "claimed", "delivered", "failed")]
    )
    claimed_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    done = models.JSONField(default=list)  # names of the reactions already carried out
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["id"], condition=models.Q(state__in=["waiting", "claimed"]), name="outbox_open"),
            models.Index(fields=["id"], condition=models.Q(state="failed"), name="outbox_failed"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state="delivered") | models.Q(delivered_at__isnull=False),
                name="a_delivered_event_has_its_time",
            ),
        ]


class NumberSeries(models.Model):
    """The last number given in a series such as 难题-2026: gap-free, because it is taken in the same transaction."""

    name = models.CharField(max_length=60, unique=True)
    last = models.PositiveIntegerField(default=0)


class CounterDelta(models.Model):
    """One change of a counter, appended by a verb in its own transaction, so that no two writers wait for one row."""

    name = models.CharField(max_length=200, db_index=True)
    amount = models.IntegerField()


class Counter(models.Model):
    """The folded part of a counter. Its value = ``value`` + all its deltas not yet folded."""

    name = models.CharField(max_length=200, unique=True)
    value = models.BigIntegerField(default=0)


class SpentToken(models.Model):
    """A form token (or API idempotency key) that has been used, and what came of it: a second click finds the first's result."""

    key = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    digest = models.CharField(max_length=64, default="", blank=True)  # keyed, of the request's body; empty for forms
    at = models.DateTimeField()


class PeriodicTask(models.Model):
    """When a periodic task is next due, and until when a worker has it."""

    name = models.CharField(max_length=120, unique=True)
    due_at = models.DateTimeField()
    claimed_until = models.DateTimeField(null=True)
    last_run_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)


class Setting(models.Model):
    """A value the school may change at run time, with the hand that changed it."""

    name = models.CharField(max_length=80, unique=True)
    value = models.JSONField()
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=120, blank=True)

    @classmethod
    def get(cls, name: str, default: Any) -> Any:
        row = cls.objects.filter(name=name).first()
        return default if row is None else row.value

    @classmethod
    def put(cls, name: str, value: Any, *, at: dt.datetime, by: str) -> None:
        cls.objects.update_or_create(name=name, defaults={"value": value, "changed_at": at, "changed_by": by})


class KeyDigest(models.Model):
    """The digest of a key this store was written with (``kernel.keyring``)."""

    name = models.CharField(max_length=40, unique=True)
    digest = models.CharField(max_length=64)
