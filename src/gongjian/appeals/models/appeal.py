"""What is peculiar to an appeal, beside its matter; the keys of guests; exclusions from the rates; what was sent lately."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Appeal(models.Model):
    """诉求: one row for each matter of this kind. ``counted`` is what it has added to the counters of the room."""

    class Nature(models.TextChoices):
        QUESTION = "question", pgettext_lazy("appeal", "咨询")
        COMPLAINT = "complaint", pgettext_lazy("appeal", "投诉")
        REQUEST = "request", pgettext_lazy("appeal", "求助")
        SUGGESTION = "suggestion", pgettext_lazy("appeal", "建议")

    class Channel(models.TextChoices):
        WEB = "web", _("网页")
        COUNTER = "counter", _("窗口")
        PHONE = "phone", _("电话")
        WECHAT = "wechat", _("微信")
        QQ = "qq", "QQ"
        PAPER = "paper", _("来信")
        API = "api", _("接口")
        BOARD = "board", _("议事平台")
        IMPORT = "import", _("批量导入")
        PROPOSAL = "proposal", _("提案转来")

    class AnswerClass(models.TextChoices):
        SIMPLE = "simple", _("简单")
        GENERAL = "general", _("一般")
        COMPLEX = "complex", _("复杂")

    class RoutedBy(models.TextChoices):
        RULE = "rule", _("派单规则")
        LEARNED = "learned", _("过去的办理情况")
        PERSON = "person", _("受理人员判断")
        OBJECTION = "objection", _("异议后由兜底单位办理")

    matter = models.OneToOneField("matters.Matter", on_delete=models.CASCADE, primary_key=True, related_name="appeal")
    nature = models.CharField(_("性质"), max_length=10, choices=Nature.choices)
    channel = models.CharField(_("渠道"), max_length=10, choices=Channel.choices)
    answer_class = models.CharField(_("答复期限类别"), max_length=8, choices=AnswerClass.choices, blank=True)
    publish = models.BooleanField(_("同意公开"), default=False)
    danger = models.CharField(max_length=20, blank=True)  # "safety", "health", "safety health"
    accepted_at = models.DateTimeField(null=True)
    entered_by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    board = models.ForeignKey("appeals.Board", null=True, on_delete=models.PROTECT, related_name="opinions")
    text_hash = models.CharField(max_length=64, db_index=True)
    resembles = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="+")
    # What was suggested when it came in, and why it went where it went.
    suggested_unit = models.ForeignKey("org.Body", null=True, on_delete=models.PROTECT, related_name="+")
    suggested_category = models.CharField(max_length=10, blank=True)
    suggested_by = models.CharField(max_length=10, choices=RoutedBy.choices, blank=True)
    suggested_why = models.TextField(blank=True)
    confidence = models.FloatField(null=True)
    because = models.JSONField(default=list)  # ids of the appeals that the learned suggestion rests on
    routed_by = models.CharField(max_length=10, choices=RoutedBy.choices, blank=True)
    routed_why = models.TextField(blank=True)
    forced = models.BooleanField(default=False)  # with the default unit after an objection: not to be handed back
    excluded = models.BooleanField(default=False)
    counted = models.JSONField(default=dict)
    counts = models.PositiveIntegerField(default=0)  # how often ``counted`` was written: the guard of its writers

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(confidence__isnull=True) | Q(confidence__gte=0, confidence__lte=1),
                name="confidence_is_a_share",
            ),
            models.CheckConstraint(
                condition=Q(board__isnull=True) | Q(channel="board"), name="an_opinion_comes_by_the_board"
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | ~Q(answer_class=""), name="an_accepted_appeal_has_its_class"
            ),
            models.CheckConstraint(
                condition=Q(routed_by="") | ~Q(routed_why=""), name="where_an_appeal_went_has_its_reason"
            ),
            models.CheckConstraint(
                condition=Q(forced=False) | Q(routed_by="objection"), name="only_an_objection_forces_a_unit"
            ),
        ]

    def __str__(self) -> str:
        return str(self.matter)


class FollowKey(models.Model):
    """What a person without account follows by: the blind index of the key they hold, never the key itself."""

    index = models.CharField(max_length=64, unique=True)
    matter = models.ForeignKey("matters.Matter", on_delete=models.CASCADE, related_name="+")
    made_at = models.DateTimeField()


class Sending(models.Model):
    """Who sent something when, as a keyed hash of person or address: for the limits against floods. Kept for a day."""

    sender = models.CharField(max_length=64)
    text_hash = models.CharField(max_length=64)
    matter = models.ForeignKey("matters.Matter", on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(db_index=True)

    class Meta:
        indexes = [models.Index(fields=["sender", "at"], name="sending_by_sender")]


class Exclusion(models.Model):
    """剔除: an appeal left out of the rates, with a reason, by two persons."""

    appeal = models.ForeignKey(Appeal, on_delete=models.CASCADE, related_name="exclusions")
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=120)
    asked_by_id = models.BigIntegerField()
    reason = models.TextField(_("剔除理由"))
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=120, blank=True)
    settled_by_id = models.BigIntegerField(null=True)
    approved = models.BooleanField(null=True)
    words = models.TextField(blank=True)

    class Meta:
        ordering = ["asked_at", "id"]
        indexes = [models.Index(fields=["settled_at", "id"], condition=Q(approved=True), name="exclusion_approved")]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="an_exclusion_has_its_reason"),
            models.CheckConstraint(
                condition=Q(settled_by_id__isnull=True) | ~Q(settled_by_id=F("asked_by_id")),
                name="an_exclusion_needs_two_persons",
            ),
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True, approved__isnull=True)
                | Q(settled_at__isnull=False, approved__isnull=False, settled_by_id__isnull=False),
                name="a_settled_exclusion_says_how_and_by_whom",
            ),
            models.UniqueConstraint(
                fields=["appeal"], condition=Q(settled_at__isnull=True), name="an_exclusion_is_asked_once_at_a_time"
            ),
            models.UniqueConstraint(fields=["appeal"], condition=Q(approved=True), name="an_appeal_is_excluded_once"),
        ]
