"""What the school sets for itself: who receives, where what goes, reply templates, whom to call in danger."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gongjian.kernel.models import Versioned


class Reception(Versioned):
    """受理单位: a body that receives appeals, and the default unit that must take what another unit objects to.

    One is the school's (``main``); an academy's station has its own for the deliberation board.
    """

    body = models.OneToOneField("org.Body", on_delete=models.PROTECT, related_name="+")
    default_unit = models.ForeignKey("org.Body", on_delete=models.PROTECT, related_name="+")
    main = models.BooleanField(default=False)
    active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["main"], condition=Q(main=True), name="one_reception_is_the_schools"),
            models.CheckConstraint(condition=Q(main=False) | Q(active=True), name="the_schools_reception_is_open"),
        ]

    def __str__(self) -> str:
        return self.body.name


class RoutingRule(Versioned):
    """派单规则: an appeal of this category whose text has one of these words, at one of these places, goes to this unit.

    Empty parts ask for nothing; words and places are separated by blanks. The first rule that fits (``position``) counts.
    """

    category = models.CharField(_("类别"), max_length=10, blank=True)
    words = models.CharField(_("字眼"), max_length=300, blank=True)
    places = models.CharField(_("地点"), max_length=300, blank=True)
    unit = models.ForeignKey("org.Body", on_delete=models.PROTECT, related_name="+")
    position = models.PositiveIntegerField(_("次序"), default=100)
    active = models.BooleanField(default=True)
    made_by = models.CharField(max_length=120)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(category="") | ~Q(words="") | ~Q(places=""), name="a_routing_rule_asks_for_something"
            )
        ]

    def __str__(self) -> str:
        parts = [self.category, self.words, self.places]
        return f"{'，'.join(p for p in parts if p)} → {self.unit.name}"


class ReplyTemplate(Versioned):
    """答复模板, with {编号} {标题} {单位} {日期} as places to be filled; of a category, of a unit, or of everybody."""

    title = models.CharField(_("名称"), max_length=60)
    text = models.TextField(_("内容"), max_length=5000)
    category = models.CharField(_("类别"), max_length=10, blank=True)
    unit = models.ForeignKey("org.Body", null=True, on_delete=models.PROTECT, related_name="+")
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["title", "id"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="a_reply_template_has_its_text")]

    def __str__(self) -> str:
        return self.title


class EmergencyContact(Versioned):
    """紧急联系方式: whom to call now. The school's own telephone numbers."""

    class Sort(models.TextChoices):
        SAFETY = "safety", _("人身安全")
        HEALTH = "health", _("突发疾病和心理危机")

    sort = models.CharField(_("情形"), max_length=10, choices=Sort.choices)
    name = models.CharField(_("名称"), max_length=60)
    phone = models.CharField(_("电话"), max_length=40)
    place = models.CharField(_("地点"), max_length=60, blank=True)
    position = models.PositiveIntegerField(_("次序"), default=100)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.CheckConstraint(condition=~Q(phone=""), name="an_emergency_contact_has_its_number")]

    def __str__(self) -> str:
        return f"{self.name} {self.phone}"
