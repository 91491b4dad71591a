"""What is said about a matter: replies, questions, verdicts, parking, urging, opening."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .matter import Matter


class Reply(models.Model):
    """答复: the official answer of the lead. One that waits for its signature (``signed_at`` empty) is not shown outside."""

    class Grade(models.TextChoices):
        A = "A", _("A 已解决")
        B = "B", _("B 列入计划")
        C = "C", _("C 留作参考")

    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="replies")
    at = models.DateTimeField()
    text = models.TextField(_("答复"))
    by = models.CharField(max_length=120)
    by_person_id = models.BigIntegerField(null=True)
    body = models.ForeignKey("org.Body", on_delete=models.PROTECT, related_name="+")
    round = models.PositiveSmallIntegerField(default=1)
    final = models.BooleanField(default=False)  # the answer that the voices judge, not a word on the way
    grade = models.CharField(_("办理结果"), max_length=1, choices=Grade.choices, blank=True)
    promise_on = models.DateField(_("承诺完成日期"), null=True)
    promise_by = models.CharField(_("责任人"), max_length=60, blank=True)
    waits_for_sign = models.BooleanField(default=False)
    signed_at = models.DateTimeField(null=True)
    signed_by = models.CharField(max_length=120, blank=True)
    signed_by_id = models.BigIntegerField(null=True)
    returned_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["matter"],
                condition=Q(waits_for_sign=True),
                name="one_reply_waits_for_its_signature_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(waits_for_sign=False) | Q(signed_at__isnull=True),
                name="a_signed_reply_waits_no_more",
            ),
            models.CheckConstraint(
                condition=~Q(grade="B") | (Q(promise_on__isnull=False) & ~Q(promise_by="")),
                name="a_promise_has_its_day_and_its_owner",
            ),
        ]


class Voice(models.Model):
    """Whoever has a say in a matter: the raiser, who proposed it jointly, who met the same thing, who seconded it.

    Each voice judges each round of answering once (``judged_round``). A sealed voice is found by its blind index only.
    """

    class Part(models.TextChoices):
        RAISER = "raiser", _("提出人")
        JOINT = "joint", _("联名人")
        JOINED = "joined", _("同诉人")
        SECOND = "second", _("附议人")

    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="voices")
    part = models.CharField(max_length=8, choices=Part.choices)
    person = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    sealed_index = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()
    words = models.TextField(blank=True)
    judged_round = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["at", "id"]
        indexes = [
            models.Index(fields=["person", "matter"], name="voice_by_person"),
            models.Index(fields=["sealed_index"], condition=~Q(sealed_index=""), name="voice_by_seal"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=(Q(person__isnull=False) & Q(sealed_index=""))
                | (Q(person__isnull=True) & ~Q(sealed_index="")),
                name="a_voice_is_either_named_or_sealed",
            ),
            models.UniqueConstraint(
                fields=["matter", "person"],
                condition=Q(person__isnull=False),
                name="a_person_has_one_voice_in_a_matter",
            ),
            models.UniqueConstraint(
                fields=["matter", "sealed_index"],
                condition=~Q(sealed_index=""),
                name="a_seal_has_one_voice_in_a_matter",
            ),
            models.UniqueConstraint(
                fields=["matter"], condition=Q(part="raiser"), name="a_matter_has_one_raising_voice"
            ),
        ]


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


class Verdict(models.Model):
    """评价: the raiser's word of a round: solved or not, satisfied 1–5, and words. Presumed if the raiser was silent."""

    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="verdicts")
    voice = models.ForeignKey(Voice, null=True, on_delete=models.PROTECT, related_name="verdicts")
    round = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    presumed = models.BooleanField(default=False)
    solved = models.BooleanField()
    satisfaction = models.PositiveSmallIntegerField(null=True)
    contacted = models.BooleanField(null=True)  # whether somebody had spoken with the raiser before the reply
    words = models.TextField(_("评价意见"), blank=True)
    lead = models.ForeignKey("org.Body", null=True, on_delete=models.PROTECT, related_name="+")  # whose work was judged

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["matter", "round"], condition=Q(voice__isnull=True), name="a_raiser_judges_once_a_round"
            ),
            models.UniqueConstraint(
                fields=["voice", "round"], condition=Q(voice__isnull=False), name="a_voice_judges_once_a_round"
            ),
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
