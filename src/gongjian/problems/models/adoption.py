"""How a problem was found, studied, adopted, and claimed to be solved."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class FieldRecord(models.Model):
    """调研记录: where, when, by whom the problem was found, and how many people it touches (S1)."""

    class Method(models.TextChoices):
        UNANNOUNCED = "unannounced", _("四不两直")
        TALK = "talk", _("座谈访谈")
        VISIT = "visit", _("走访")
        SURVEY = "survey", _("问卷")
        ONLINE = "online", _("线上收集")

    matter = models.OneToOneField("matters.Matter", on_delete=models.CASCADE, related_name="field_record")
    place = models.CharField(_("调研地点"), max_length=120)
    found_on = models.DateField(_("调研日期"))
    by_whom = models.CharField(_("调研人"), max_length=120)
    affected = models.PositiveIntegerField(_("涉及人数"))
    method = models.CharField(_("调研方式"), max_length=12, choices=Method.choices)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(affected__gte=1), name="a_problem_found_touches_somebody")]


class Study(models.Model):
    """支委会研究: date and opinion."""

    matter = models.ForeignKey("matters.Matter", on_delete=models.CASCADE, related_name="studies")
    held_on = models.DateField(_("研究日期"))
    opinion = models.TextField(_("研究意见"))


class Resolution(models.Model):
    """党员大会讨论: voters due and present, votes in favour, adopted or declined."""

    matter = models.ForeignKey("matters.Matter", on_delete=models.CASCADE, related_name="resolutions")
    held_on = models.DateField(_("会议日期"))
    due = models.PositiveIntegerField(_("应到"))
    present = models.PositiveIntegerField(_("实到"))
    in_favour = models.PositiveIntegerField(_("赞成"))
    adopted = models.BooleanField()
    words = models.TextField(_("结论"), blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(present__lte=F("due")) & Q(in_favour__lte=F("present")),
                name="votes_do_not_exceed_those_present",
            ),
            models.CheckConstraint(
                condition=Q(adopted=False) | Q(due__lt=F("in_favour") * 2), name="an_adopted_problem_has_more_than_half"
            ),
        ]


class Claim(models.Model):
    """申请销号: the lead says done, with evidence; one for each round."""

    matter = models.ForeignKey("matters.Matter", on_delete=models.CASCADE, related_name="claims")
    round = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    statement = models.TextField(_("办理结果"))
    evidence = models.TextField(_("依据"))
    by = models.CharField(max_length=120)
    by_person_id = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["matter", "round"], name="solved_is_claimed_once_a_round"),
            models.CheckConstraint(condition=~Q(evidence=""), name="a_claim_has_its_evidence"),
        ]
