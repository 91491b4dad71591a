"""Notices, who wrote on them, who joined a call; lost items and the words about them; subscriptions; reads a day."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from gongjian.kernel.models import Versioned

from .columns import CALL, COLUMNS, WRITTEN
from .procedures import (
    DISCARDED,
    DRAFT,
    EXPIRED,
    IN_REVIEW,
    LOST_ITEM,
    NOTICE,
    OPEN,
    PUBLISHED,
    SETTLED,
    TAKEN_DOWN,
)

LONGEST_TITLE, LONGEST_TEXT = 80, 10_000


class Notice(Versioned):
    """公告: a text of a body in a column, written by one and published by another.

    ``reads`` and ``joined`` are kept beside the row's version: a reader changes no notice. ``source_…`` name the matter
    that an outcome tells of; the matter stands above, so it is a kind and an id.
    """

    number = models.CharField(_("编号"), max_length=20, unique=True)
    column = models.CharField(_("栏目"), max_length=10, choices=[(c.code, c.label) for c in WRITTEN])
    title = models.CharField(_("标题"), max_length=LONGEST_TITLE)
    text = models.TextField(_("正文"), max_length=LONGEST_TEXT)
    body = models.ForeignKey("org.Body", on_delete=models.PROTECT, related_name="notices")
    state = models.CharField(
        _("状态"), max_length=10, default=DRAFT, choices=[(s.code, s.label) for s in NOTICE.states]
    )
    writer = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    reviewer = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    end_note = models.CharField(max_length=300, blank=True)  # why it was taken down
    given_back = models.CharField(max_length=300, blank=True)  # why it came back last, while it is a draft again
    source_kind = models.CharField(max_length=40, blank=True)
    source_id = models.BigIntegerField(null=True)
    source_label = models.CharField(max_length=120, blank=True)
    source_url = models.CharField(max_length=200, blank=True)
    reads = models.PositiveBigIntegerField(_("阅读"), default=0)
    joined = models.PositiveIntegerField(_("响应"), default=0)

    class Meta:
        indexes = [
            models.Index(
                fields=["column", "-published_at", "-id"], condition=Q(state=PUBLISHED), name="notice_by_column"
            ),
            models.Index(fields=["-published_at", "-id"], condition=Q(state=PUBLISHED), name="notice_published"),
            models.Index(fields=["state", "sent_at"], condition=Q(state=IN_REVIEW), name="notice_in_review"),
            models.Index(fields=["body", "-id"], name="notice_by_body"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[s.code for s in NOTICE.states]), name="a_notice_is_in_a_state_of_its_procedure"
            ),
            models.CheckConstraint(
                condition=Q(column__in=[c.code for c in WRITTEN]), name="a_notice_stands_in_a_column_of_notices"
            ),
            models.CheckConstraint(condition=~Q(title=""), name="a_notice_has_a_title"),
            models.CheckConstraint(
                condition=~Q(state=DRAFT) | Q(sent_at__isnull=True, published_at__isnull=True, ended_at__isnull=True),
                name="a_drafted_notice_was_not_sent",
            ),
            models.CheckConstraint(
                condition=~Q(state=IN_REVIEW)
                | (Q(sent_at__isnull=False, published_at__isnull=True, given_back="") & ~Q(text="")),
                name="a_notice_in_review_was_sent_with_its_text",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(PUBLISHED, TAKEN_DOWN))
                | (Q(sent_at__isnull=False, published_at__isnull=False, reviewer__isnull=False) & ~Q(text="")),
                name="a_published_notice_was_reviewed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(reviewer__isnull=True) | Q(writer__isnull=True) | ~Q(reviewer=F("writer")),
                name="nobody_reviews_what_they_wrote",
            ),
            models.CheckConstraint(
                condition=~Q(state=TAKEN_DOWN) | (Q(ended_at__isnull=False) & ~Q(end_note="")),
                name="a_notice_taken_down_has_its_reason_and_date",
            ),
            models.CheckConstraint(
                condition=~Q(state=DISCARDED) | Q(published_at__isnull=True, ended_at__isnull=False),
                name="a_discarded_notice_was_never_published",
            ),
            models.CheckConstraint(
                condition=Q(source_kind="", source_id__isnull=True) | (~Q(source_kind="") & Q(source_id__isnull=False)),
                name="a_notice_names_its_source_wholly_or_not_at_all",
            ),
            models.CheckConstraint(condition=Q(column=CALL) | Q(joined=0), name="only_a_call_is_joined"),
            models.UniqueConstraint(
                fields=["source_kind", "source_id"],
                condition=~Q(source_kind="") & ~Q(state__in=(TAKEN_DOWN, DISCARDED)),
                name="a_matter_has_one_standing_outcome",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class Author(models.Model):
    """执笔人: a person who has written on a notice, and therefore does not review it."""

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="authors")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "bulletin_hand"
        constraints = [models.UniqueConstraint(fields=["notice", "person"], name="a_hand_is_named_once")]


class Joining(models.Model):
    """One person's joining of a call. Only the number is shown."""

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="joinings")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["notice", "person"], name="a_call_is_joined_once")]


class Subscription(models.Model):
    """A person wants to hear of new notices in this column."""

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    column = models.CharField(max_length=10, choices=[(c.code, c.label) for c in COLUMNS])

    class Meta:
        indexes = [models.Index(fields=["column", "person"], name="subscription_by_column")]
        constraints = [
            models.UniqueConstraint(fields=["person", "column"], name="a_column_is_subscribed_once"),
            models.CheckConstraint(
                condition=Q(column__in=[c.code for c in COLUMNS]), name="a_subscription_names_a_column"
            ),
        ]


class LostItem(Versioned):
    """失物: something lost or found, entered by anybody signed in, open until it is back, expires, or is taken down.

    ``cover_id``: the small picture for its card, a public file.
    """

    class Sort(models.TextChoices):
        FOUND = "found", _("捡到")
        LOST = "lost", _("丢失")

    class Kind(models.TextChoices):
        CARD = "card", _("证件卡片")
        DEVICE = "device", _("手机电脑")
        KEY = "key", _("钥匙")
        BAG = "bag", _("包袋衣物")
        BOOK = "book", _("书本文具")
        OTHER = "other", _("其他")

    number = models.CharField(_("编号"), max_length=20, unique=True)
    sort = models.CharField(_("捡到还是丢失"), max_length=5, choices=Sort.choices)
    kind = models.CharField(_("类别"), max_length=6, choices=Kind.choices)
    title = models.CharField(_("物品"), max_length=40)
    text = models.CharField(_("说明"), max_length=500, blank=True)
    place = models.CharField(_("地点"), max_length=60)
    day = models.DateField(_("日期"))
    state = models.CharField(
        _("状态"), max_length=10, default=OPEN, choices=[(s.code, s.label) for s in LOST_ITEM.states]
    )
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    expires_on = models.DateField()
    ended_at = models.DateTimeField(null=True)
    end_note = models.CharField(max_length=300, blank=True)
    cover_id = models.BigIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["-entered_at", "-id"], condition=Q(state=OPEN), name="lost_item_open"),
            models.Index(fields=["expires_on"], condition=Q(state=OPEN), name="lost_item_to_expire"),
            models.Index(fields=["person", "-entered_at"], name="lost_item_by_person"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[s.code for s in LOST_ITEM.states]),
                name="a_lost_item_is_in_a_state_of_its_procedure",
            ),
            models.CheckConstraint(condition=Q(sort__in=("found", "lost")), name="a_lost_item_was_lost_or_found"),
            models.CheckConstraint(condition=~Q(title="") & ~Q(place=""), name="a_lost_item_says_what_and_where"),
            models.CheckConstraint(
                condition=Q(state=OPEN, ended_at__isnull=True)
                | (Q(state__in=(SETTLED, EXPIRED, TAKEN_DOWN)) & Q(ended_at__isnull=False)),
                name="a_lost_item_is_open_or_has_its_end",
            ),
            models.CheckConstraint(
                condition=~Q(state=TAKEN_DOWN) | ~Q(end_note=""), name="a_lost_item_taken_down_has_its_reason"
            ),
            models.CheckConstraint(condition=Q(expires_on__gte=F("day")), name="a_lost_item_expires_after_its_day"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class ItemAnswer(models.Model):
    """Words about a lost item between the one who entered it and one other person; the system carries them."""

    item = models.ForeignKey(LostItem, on_delete=models.CASCADE, related_name="answers")
    other = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    by_owner = models.BooleanField()  # the one who entered the item speaks
    text = models.CharField(_("内容"), max_length=300)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["item", "other", "id"], name="item_answer_by_pair")]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="an_answer_says_something")]


class DayReads(models.Model):
    """How many times notices were read on a day, all together."""

    day = models.DateField(unique=True)
    reads = models.PositiveBigIntegerField(default=0)
