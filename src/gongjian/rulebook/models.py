"""Regulations in their editions, and their provisions."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

MARKS = [
    ("R", _("已读全文")),
    ("P", _("读到部分原文")),
    ("M", _("凭记忆整理，待核对")),
    ("S", _("本校自定")),
]


class Regulation(models.Model):
    """One edition of a regulation. Of several editions, the one in force on the day of a step judges it."""

    class Origin(models.TextChoices):
        PACKAGE = "package", _("随软件提供")
        SCHOOL = "school", _("本校录入")

    code = models.CharField(_("代码"), max_length=40)
    edition = models.CharField(_("版本"), max_length=40)
    title = models.CharField(_("名称"), max_length=120)
    issuer = models.CharField(_("发布机关"), max_length=80)
    in_force_from = models.DateField(_("施行日期"))
    in_force_to = models.DateField(_("失效日期"), null=True, blank=True)
    mark = models.CharField(_("核对程度"), max_length=1, choices=MARKS)
    source = models.CharField(_("来源"), max_length=300, blank=True)
    origin = models.CharField(max_length=10, choices=Origin.choices)
    digest = models.CharField(max_length=64, blank=True)  # of the file it was taken from

    class Meta:
        indexes = [models.Index(fields=["code", "-in_force_from"], name="regulation_by_code")]
        constraints = [
            models.UniqueConstraint(fields=["code", "edition"], name="an_edition_stands_once"),
            models.UniqueConstraint(fields=["code", "in_force_from"], name="two_editions_do_not_begin_on_one_day"),
            models.CheckConstraint(
                condition=Q(in_force_to__isnull=True) | Q(in_force_to__gte=F("in_force_from")),
                name="an_edition_ends_after_it_began",
            ),
        ]

    def __str__(self) -> str:
        return f"《{self.title}》（{self.edition}）"


class Provision(models.Model):
    """One article in plain words of our own, with its parameters and the checks the engine makes.

    ``parameters``: name → {value, label, unit}; ``checks``: see ``engine``.
    """

    regulation = models.ForeignKey(Regulation, on_delete=models.CASCADE, related_name="provisions")
    number = models.CharField(_("条号"), max_length=12)
    article = models.CharField(_("条"), max_length=30)
    heading = models.CharField(_("条旨"), max_length=60, blank=True)
    words = models.TextField(_("内容"))
    mark = models.CharField(max_length=1, choices=MARKS)
    place = models.PositiveSmallIntegerField()
    parameters = models.JSONField(default=dict)
    checks = models.JSONField(default=list)

    class Meta:
        ordering = ["regulation_id", "place", "id"]
        constraints = [models.UniqueConstraint(fields=["regulation", "number"], name="an_article_stands_once")]

    def __str__(self) -> str:
        return f"{self.regulation.code}:{self.number}"
