"""Reading files."""

import hashlib
from collections.abc import Iterator
from typing import IO

from django.utils.translation import gettext as _

from gongjian.kernel.actor import Actor
from gongjian.kernel.refused import NotFound

from . import permissions
from .models import StoredFile, content_path
from .stores import store


def files_of(owner_kind: str, owner_id: int) -> list[StoredFile]:
    """The owner's files, oldest first. One query. The caller has checked who may see the owner."""
    return list(StoredFile.objects.filter(owner_kind=owner_kind, owner_id=owner_id, removed_at=None).order_by("id"))


def get_for(actor: Actor, file_id: int) -> StoredFile:
    """The file, if this actor may read it. Raises NotFound: absent and forbidden are not told apart."""
    row = StoredFile.objects.filter(pk=file_id, removed_at=None).first()
    if row is None or not permissions.read_file(actor, row):
        raise NotFound
    return row


def open_content(file: StoredFile) -> IO[bytes]:
    """The content, opened for reading. Raises NotFound with a sentence if it is not in the store."""
    try:
        return store().open(file.path)
    except FileNotFoundError as error:
        raise NotFound(
            _("附件“%(name)s”的内容不在存储中。") % {"name": file.name},
            code="file-lost",
            remedy=_("请联系系统管理员从备份中恢复。"),
        ) from error


def contents(using: str = "default") -> Iterator[str]:
    """SHA-256 of every content that a file still needs, each once, in order. For backups."""
    rows = StoredFile.objects.using(using).filter(removed_at=None).order_by("sha256").values_list("sha256", flat=True)
    yield from rows.distinct().iterator()


def content_of(sha256: str) -> bytes | None:
    """The content of this name, or None if it is not in the store, or is not what it was."""
    try:
        with store().open(content_path(sha256)) as source:
            content = source.read()  # at most settings.UPLOAD_MOST_BYTES
    except FileNotFoundError:
        return None
    return content if hashlib.sha256(content).hexdigest() == sha256 else None


def store_is_empty() -> bool:
    """Whether no content lies in the store, needed or not."""
    return next(iter(store().walk()), None) is None


def store_kind() -> str:
    """``folder`` or ``bucket``."""
    return type(store()).__name__.lower()


def store_answers() -> None:
    """Asks the store for a little. Raises OSError if it does not answer."""
    store().answer()
