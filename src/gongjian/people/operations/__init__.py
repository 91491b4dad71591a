"""The verbs of persons and accounts."""

from .accounts import (
    PersonPlan,
    change_password,
    create_account,
    create_person,
    disable_account,
    enable_account,
    end_session,
    enter_persons,
    new_password,
    open_account,
    reset_password,
)
from .contacts import anonymise, export_own_data, open_contact, open_seal, seal_person, set_contact
from .pruning import prune_sessions, prune_sign_ins, prune_tokens
from .tokens import end_all_access, make_token, revoke_token, use_token

__all__ = [
    "PersonPlan",
    "anonymise",
    "change_password",
    "create_account",
    "create_person",
    "disable_account",
    "enable_account",
    "end_all_access",
    "end_session",
    "enter_persons",
    "export_own_data",
    "make_token",
    "new_password",
    "open_account",
    "open_contact",
    "open_seal",
    "prune_sessions",
    "prune_sign_ins",
    "prune_tokens",
    "reset_password",
    "revoke_token",
    "seal_person",
    "set_contact",
    "use_token",
]
