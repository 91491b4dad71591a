"""Bodies (units and party organisations), and the dated ties of persons to them."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from gongjian.people.models import Person

STEP = 4  # digits of one step of a path: "0001" "0012" → "0001/0012/"


class Body(models.Model):
    """Anything that can hold a matter: a unit or a party organisation. One tree, one path column, both databases alike.

    ``path`` ends with "/" and begins with the parent's path, so a subtree is a prefix: ``path__startswith``.
    """

    class Sort(models.TextChoices):
        UNIT = "unit", _("单位")
        ORGANISATION = "organisation", _("党组织")

    sort = models.CharField(max_length=12, choices=Sort.choices)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    path = models.CharField(max_length=60, unique=True)
    code = models.CharField(_("代码"), max_length=80, unique=True)
    name = models.CharField(_("名称"), max_length=80)
    short = models.CharField(_("简称"), max_length=30)
    place = models.CharField(_("所在校区"), max_length=40, blank=True)
    founded = models.DateField(_("成立日期"), null=True, blank=True)
    ended = models.DateField(_("终止日期"), null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["sort", "name", "id"], name="body_by_name")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended__isnull=True) | Q(founded__isnull=True) | Q(ended__gte=F("founded")),
                name="a_body_ends_after_it_was_founded",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Unit(Body):
    """A department, college, academy … or a partner outside the university."""

    class Kind(models.TextChoices):
        UNIVERSITY = "university", _("学校")
        DEPARTMENT = "department", _("机关部处")
        COLLEGE = "college", _("学院")
        ACADEMY = "academy", _("书院")
        HOSPITAL = "hospital", _("附属医院")
        STUDENT_BODY = "student-body", _("学生组织")
        SCHOOL_CLASS = "class", _("班级")
        PARTNER = "partner", _("校外单位")

    class PartnerKind(models.TextChoices):
        NONE = "", "—"
        GOVERNMENT = "government", _("地方政府")
        POLICE = "police", _("公安")
        UNIVERSITY = "university", _("兄弟高校")
        FIRM = "firm", _("企业")
        COMMUNITY = "community", _("社区")

    kind = models.CharField(_("类别"), max_length=14, choices=Kind.choices)
    partner_kind = models.CharField(_("校外单位类别"), max_length=12, choices=PartnerKind.choices, blank=True)
    duties = models.CharField(_("职责范围"), max_length=300, blank=True)  # words by which matters find the unit

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(Q(kind="partner") & ~Q(partner_kind="")) | (~Q(kind="partner") & Q(partner_kind="")),
                name="a_partner_and_only_a_partner_says_which_kind",
            ),
        ]


class PartyOrganisation(Body):
    """党委, 党总支, 党支部 or 党小组; regular, joint (of a college and an academy), functional, or temporary with an end."""

    class Tier(models.TextChoices):
        COMMITTEE = "committee", _("党委")
        GENERAL_BRANCH = "general-branch", _("党总支")
        BRANCH = "branch", _("党支部")
        GROUP = "group", _("党小组")

    class Form(models.TextChoices):
        REGULAR = "regular", _("常设")
        JOINT = "joint", _("师生联合")
        FUNCTIONAL = "functional", _("功能型")
        TEMPORARY = "temporary", _("临时")

    tier = models.CharField(_("层级"), max_length=16, choices=Tier.choices)
    form = models.CharField(_("形式"), max_length=12, choices=Form.choices, default=Form.REGULAR)
    students = models.BooleanField(_("以学生为主"), default=False)
    planned_end = models.DateField(_("预定撤销日期"), null=True, blank=True)
    purpose = models.CharField(_("设立事由"), max_length=200, blank=True)
    hosts = models.ManyToManyField(Unit, through="Host", related_name="organisations")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(form="temporary") | (Q(planned_end__isnull=False) & ~Q(purpose="")),
                name="a_temporary_organisation_has_its_end_and_purpose",
            ),
        ]


class Host(models.Model):
    """The unit an organisation lives in; a joint branch has two: a college and an academy."""

    organisation = models.ForeignKey(PartyOrganisation, on_delete=models.CASCADE, related_name="host_rows")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="host_rows")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "unit"], name="a_unit_hosts_an_organisation_once")
        ]


class Affiliation(models.Model):
    """归属: a person belongs to a unit (student of a college and an academy, staff of a department) from … to …"""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="affiliations")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="affiliations")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    main = models.BooleanField(default=True)

    class Meta:
        indexes = [models.Index(fields=["unit", "person"], name="affiliation_by_unit")]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "unit"], condition=Q(until__isnull=True), name="one_open_affiliation_to_a_unit"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="an_affiliation_ends_after_it_began"
            ),
        ]


class Membership(models.Model):
    """A person in a party organisation at a stage of the road, from … to …"""

    class Stage(models.TextChoices):
        APPLICANT = "applicant", _("入党申请人")
        ACTIVIST = "activist", _("入党积极分子")
        CANDIDATE = "candidate", _("发展对象")
        PROBATIONARY = "probationary", _("预备党员")
        FULL = "full", _("正式党员")

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(PartyOrganisation, on_delete=models.PROTECT, related_name="memberships")
    stage = models.CharField(max_length=14, choices=Stage.choices)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["organisation", "stage"], name="membership_by_organisation")]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(until__isnull=True), name="one_open_membership_a_person"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="a_membership_ends_after_it_began"
            ),
        ]


class Appointment(models.Model):
    """任职: a person holds a post in a body for a term. ``post`` is a code of ``org.posts``; a secondment names the sending body."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="appointments")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="appointments")
    post = models.CharField(_("职务"), max_length=30)
    since = models.DateField(_("起"))
    until = models.DateField(_("止"), null=True, blank=True)
    sent_by = models.ForeignKey(Body, null=True, blank=True, on_delete=models.PROTECT, related_name="sent")
    ended_reason = models.CharField(max_length=120, blank=True)

    class Meta:
        indexes = [models.Index(fields=["body", "post"], name="appointment_by_body")]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="a_term_ends_after_it_began"
            ),
            models.UniqueConstraint(
                fields=["person", "body", "post"], condition=Q(until__isnull=True), name="a_post_is_held_once_at_a_time"
            ),
        ]


class Liaison(models.Model):
    """党委委员联系支部: a committee member answers for some branches (follows up, urges, pushes what is stuck)."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="liaisons")
    organisation = models.ForeignKey(PartyOrganisation, on_delete=models.PROTECT, related_name="liaisons")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"], condition=Q(until__isnull=True), name="a_branch_has_one_liaison_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="a_liaison_ends_after_it_began"
            ),
        ]
