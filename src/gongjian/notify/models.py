"""Messages and each person's preferences about them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Message(models.Model):
    """One message to one person. People live above this app, so the recipient is an id.

    ``digest_on``: the day it belongs to if it waits for the next digest; null for one that is announced at once.
    ``digest``: the digest that has taken it in. A digest is itself a message, announced at once.
    """

    recipient_id = models.BigIntegerField()
    kind = models.CharField(max_length=60)
    text = models.CharField(_("内容"), max_length=400)
    url = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    urgent = models.BooleanField(_("急件"), default=False)
    read_at = models.DateTimeField(null=True, blank=True)
    digest_on = models.DateField(null=True, blank=True)
    digest = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="gathered")

    class Meta:
        indexes = [
            models.Index(fields=["recipient_id", "-at", "-id"], name="message_inbox"),
            models.Index(
                fields=["recipient_id"],
                condition=Q(read_at__isnull=True, digest_on__isnull=True),
                name="message_unread",
            ),
            models.Index(
                fields=["recipient_id", "id"],
                condition=Q(digest_on__isnull=False, digest__isnull=True, read_at__isnull=True),
                name="message_to_gather",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(urgent=False) | Q(digest_on__isnull=True), name="an_urgent_message_waits_for_no_digest"
            ),
        ]

    def __str__(self) -> str:
        return self.text


class Preference(models.Model):
    """How a person wants messages of one kind. Without a row: gathered in the daily digest."""

    class Way(models.TextChoices):
        IMMEDIATE = "immediate", _("立即提醒")
        DIGEST = "digest", _("每日汇总")
        OFF = "off", _("不提醒")

    person_id = models.BigIntegerField()
    kind = models.CharField(max_length=60)
    way = models.CharField(max_length=10, choices=Way.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person_id", "kind"], name="one_wish_a_person_and_kind")]
