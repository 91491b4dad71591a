"""Who may read a file."""

from django.utils.translation import gettext_lazy as _

from gongjian.kernel.actor import Actor
from gongjian.kernel.permission import YES, Answer, answer

from . import registry
from .models import StoredFile


def read_file(actor: Actor, file: StoredFile) -> Answer:
    """A public file is read by anybody; any other by those who may read its owner."""
    if file.public:
        return YES
    owner = registry.owner(file.owner_kind)
    return answer(bool(owner and owner.may_read(actor, file.owner_id)), _("您无权查看这份附件。"))
