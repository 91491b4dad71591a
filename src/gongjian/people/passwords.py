"""What a password may not be made of: the words that anybody would try first here (documented in docs/security.md)."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

WORDS = ("gongjian", "共建")
SHORTEST = 4  # a name of three letters stands in too many words to be forbidden


class ContextWords:
    """Refuses passwords that hold the software's or the school's name, or the account's own name or number."""

    def validate(self, password: str, user: Any = None) -> None:
        """Django calls this. Raises ValidationError with a sentence."""
        if user is None:  # a first password, given by an administrator
            return
        words = [*WORDS, settings.SCHOOL_NAME, user.username, user.person.number, user.person.name]
        low = password.lower()
        if any(word and word.lower() in low for word in words if len(word) >= SHORTEST or not word.isascii()):
            raise ValidationError(self.get_help_text(), code="password-of-context")

    def get_help_text(self) -> str:
        """The sentence."""
        return _("密码里不能有本系统或学校的名称，也不能有自己的账号、学号、工号或姓名。")
