"""Persons and their accounts."""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _


class Person(models.Model):
    """A student or member of staff. Contact is stored encrypted and shown masked (个人信息保护法)."""

    class Kind(models.TextChoices):
        STUDENT = "student", _("学生")
        STAFF = "staff", _("教职工")
        OUTSIDE = "outside", _("校外人员")

    name = models.CharField(_("姓名"), max_length=60)
    number = models.CharField(_("学号或工号"), max_length=30, unique=True)
    kind = models.CharField(_("类别"), max_length=10, choices=Kind.choices)
    phone_encrypted = models.BinaryField(default=b"", editable=False)
    email_encrypted = models.BinaryField(default=b"", editable=False)
    anonymised_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["name", "id"], name="person_by_name")]

    def __str__(self) -> str:
        return self.name


class AccountManager(BaseUserManager["Account"]):
    """Accounts are read together with their person: who is signed in always has a name."""

    def get_queryset(self) -> models.QuerySet["Account"]:
        return super().get_queryset().select_related("person")

    def create_user(self, username: str, password: str | None = None, **fields: Any) -> "Account":
        account = self.model(username=username, **fields)
        account.set_password(password)
        account.save(using=self._db)
        return account


class Account(AbstractBaseUser):
    """What a person signs in with. Rights never hang on the account: they follow from appointments alone."""

    username = models.CharField(_("账号"), max_length=60, unique=True)
    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="account")
    is_active = models.BooleanField(_("启用"), default=True)
    must_change_password = models.BooleanField(default=False)
    language = models.CharField(max_length=10, blank=True)
    created_at = models.DateTimeField()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = AccountManager()

    def __str__(self) -> str:
        return self.username


class ApiToken(models.Model):
    """A bearer token; only its hash is kept. Its rights are those of the account, at the moment of use, within its scopes."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="api_tokens")
    label = models.CharField(max_length=60)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_on = models.DateField(null=True)
    scopes = models.JSONField(default=list)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("created_at")), name="a_token_ends_after_it_was_made"
            ),
        ]


class Session(AbstractBaseSession):
    """One sign-in on one device. Kept by ``people.sessions``, so that people can see and end their own."""

    account = models.ForeignKey(Account, null=True, on_delete=models.CASCADE, related_name="sessions")
    address = models.CharField(max_length=45, blank=True)
    device = models.CharField(max_length=160, blank=True)
    began_at = models.DateTimeField()

    @classmethod
    def get_session_store_class(cls) -> Any:
        """The store that reads these rows (named by ``settings.SESSION_ENGINE``)."""
        return import_string(f"{settings.SESSION_ENGINE}.SessionStore")
