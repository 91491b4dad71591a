"""Days that differ from Monday–Friday, the years that are known, and the school's own terms."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Day(models.Model):
    """One day on which it is otherwise than Monday–Friday (or which the school has set itself)."""

    class Source(models.TextChoices):
        PACKAGE = "package", _("国家节假日数据")
        SCHOOL = "school", _("本校设定")

    date = models.DateField(_("日期"), unique=True)
    working = models.BooleanField(_("上班"))
    name = models.CharField(_("名称"), max_length=40)
    source = models.CharField(_("来源"), max_length=10, choices=Source.choices)
    changed_by = models.CharField(_("设定人"), max_length=120, blank=True)
    changed_by_id = models.BigIntegerField(null=True, blank=True)  # person; people live above this app
    changed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(source="package") | (Q(changed_at__isnull=False) & ~Q(changed_by="")),
                name="a_day_set_by_the_school_says_who_and_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.date} {self.name}"


class Year(models.Model):
    """A year whose holidays and make-up days are known, and from where."""

    year = models.PositiveSmallIntegerField(unique=True)
    source = models.CharField(max_length=10, choices=Day.Source.choices)
    note = models.CharField(max_length=120, blank=True)

    def __str__(self) -> str:
        return str(self.year)


class Term(models.Model):
    """A school term."""

    name = models.CharField(_("学期"), max_length=40, unique=True)
    since = models.DateField(_("起"))
    until = models.DateField(_("止"))

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="a_school_term_ends_after_it_began"),
        ]

    def __str__(self) -> str:
        return self.name


class AcademicSpan(models.Model):
    """Vacation, exam weeks … : days on which people are hard to reach. Shown beside deadlines; it moves none by itself."""

    class Kind(models.TextChoices):
        VACATION = "vacation", _("假期")
        EXAMS = "exams", _("考试周")
        REGISTRATION = "registration", _("注册与迎新")
        OTHER = "other", _("其他")

    kind = models.CharField(_("类别"), max_length=14, choices=Kind.choices)
    name = models.CharField(_("名称"), max_length=40)
    since = models.DateField(_("起"))
    until = models.DateField(_("止"))

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="an_academic_span_ends_after_it_began"),
            models.UniqueConstraint(fields=["name", "since"], name="an_academic_span_stands_once"),
        ]

    def __str__(self) -> str:
        return self.name
