"""Who may administer accounts and open personal data, and why not."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from gongjian.kernel.actor import Actor
from gongjian.kernel.permission import YES, Answer, answer

if TYPE_CHECKING:
    from .models import Account, ApiToken, Person


def may_manage_accounts(actor: Actor, _subject: object) -> Answer:
    """Create accounts, reset passwords, disable; anonymise persons who have left."""
    return answer(actor.can_anywhere("people.manage"), _("账号由系统管理员管理；您没有这项权限。"))


def may_open_contact(actor: Actor, person: "Person") -> Answer:
    """See a contact in full: one's own, or with people.manage; opening another's is recorded."""
    if actor.person_id == person.pk and actor.is_signed_in:
        return YES
    return answer(
        actor.can_anywhere("people.manage"), _("联系方式属于个人信息，只有本人和系统管理员可以打开，每次打开都有记录。")
    )


def may_use_account(actor: Actor, account: "Account") -> Answer:
    """Change the password, language and contact of one's own account."""
    return answer(actor.account_id == account.pk, _("这项设置只能由本人修改。"))


def may_make_token(actor: Actor, account: "Account") -> Answer:
    """Make an API token: for oneself; the command line may for everyone."""
    return answer(actor.is_system or actor.account_id == account.pk, _("接口令牌只能由本人创建。"))


def may_revoke_token(actor: Actor, token: "ApiToken") -> Answer:
    """Revoke an API token: one's own, or any with people.manage."""
    return answer(
        actor.is_system or actor.account_id == token.account_id or actor.can_anywhere("people.manage"),
        _("接口令牌只能由本人或系统管理员撤销。"),
    )
