"""The ledger's tables. Rows are only ever appended: ``append_only`` puts the walls into the database itself."""

from typing import Any

import orjson
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from .chain import GENESIS


class Entry(models.Model):
    """One recorded action. Written unlinked in the verb's own transaction; linked (seq, prev_hash, hash) right after the commit.

    ``content`` is the canonical JSON text of label and details, exactly as hashed. When a person is forgotten, content,
    salt and names are wiped; ``content_hash`` stays, so the chain still verifies. ``receipt`` is the hash of the receipt
    that was given for the action; empty if none was.
    """

    seq = models.BigIntegerField(null=True, unique=True)
    prev_hash = models.CharField(max_length=64, default="")
    hash = models.CharField(max_length=64, default="")
    salt = models.CharField(max_length=32)
    content_hash = models.CharField(max_length=64)
    content = models.TextField(null=True)
    receipt = models.CharField(max_length=64, default="", blank=True)
    actor_person_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=120, blank=True)
    actor_title = models.CharField(max_length=200, blank=True)
    authority = models.CharField(max_length=200, blank=True)
    verb = models.CharField(max_length=80)
    subject_kind = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    at = models.DateTimeField()
    # By the database's own clock, not hashed: only tells how long an entry has waited for its link.
    written_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [
            models.Index(fields=["subject_kind", "subject_id", "id"], name="entry_by_subject"),
            models.Index(fields=["actor_person_id", "id"], name="entry_by_actor"),
            models.Index(fields=["id"], condition=Q(seq__isnull=True), name="entry_unlinked"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(seq__isnull=True, hash="", prev_hash="") | (Q(seq__gte=1) & ~Q(hash="") & ~Q(prev_hash="")),
                name="an_entry_is_linked_wholly_or_not_at_all",
            ),
            models.CheckConstraint(
                condition=(Q(content__isnull=False) & ~Q(salt=""))
                | Q(content__isnull=True, salt="", actor_person_id__isnull=True, actor_name="", actor_title=""),
                name="a_forgotten_content_has_no_salt_and_no_names",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seq or '—'} {self.verb} {self.subject_kind}:{self.subject_id}"

    @property
    def facts(self) -> dict[str, Any]:
        """``label`` and ``details`` as recorded; empty if the content has been forgotten."""
        return orjson.loads(self.content) if self.content else {"label": "", "details": {}}


class Head(models.Model):
    """The last link, the last seal and the last walk, marked with the installation's key: so that a cut-off end is noticed.

    There is one row, with the id 1. A mark that was lost is never made again: what was found out stays found out.
    """

    seq = models.BigIntegerField()
    hash = models.CharField(max_length=64)
    seals = models.BigIntegerField(default=0)
    seal_hash = models.CharField(max_length=64, default=GENESIS)
    walks = models.BigIntegerField(default=0)
    walk_hash = models.CharField(max_length=64, default=GENESIS)
    mark = models.CharField(max_length=64)


class Seal(models.Model):
    """The head of the chain at an hour of the night, signed (Ed25519) with a key that lies outside the database.

    Seals are numbered 1, 2, 3 …, and each names the hash of the one before.
    """

    number = models.BigIntegerField(primary_key=True)
    prev_hash = models.CharField(max_length=64)
    seq = models.BigIntegerField(unique=True)
    hash = models.CharField(max_length=64)
    at = models.DateTimeField()
    public_key = models.CharField(max_length=64)
    signature = models.CharField(max_length=128)

    def __str__(self) -> str:
        return f"{self.seq} {self.hash[:12]}"


class Receipt(models.Model):
    """What a person takes home: an unguessable code that points to the entry of their action, which carries its hash."""

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, primary_key=True, related_name="given")
    code = models.CharField(max_length=24, unique=True)
    subject_kind = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    label = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["subject_kind", "subject_id", "entry"], name="receipt_by_subject")]

    def __str__(self) -> str:
        return self.code


class Verification(models.Model):
    """The outcome of one walk over the whole chain. Walks are numbered and chained like the seals."""

    number = models.BigIntegerField(primary_key=True)
    prev_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    at = models.DateTimeField()
    entries = models.BigIntegerField()
    seconds = models.FloatField()
    sound = models.BooleanField()
    findings = models.JSONField(default=list)

    class Meta:
        indexes = [models.Index(fields=["-at"], name="verification_latest")]
