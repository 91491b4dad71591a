"""Storing a file with its owner, and taking it away again."""

import contextlib
import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Count, Sum
from django.utils.translation import gettext as _

from gongjian.audit import operations as audit
from gongjian.kernel.actor import Actor
from gongjian.kernel.refused import Malformed, NotFound

from . import kinds
from .models import StoredFile, content_path
from .stores import store as place

MOST_FILES = 30
MOST_BYTES = 200 * 1024 * 1024
ORPHAN_AFTER = dt.timedelta(hours=6)
LOOKED_UP_AT_ONCE = 500


@transaction.atomic
def store(
    *,
    owner_kind: str,
    owner_id: int,
    upload: "UploadedFile[bytes]",
    actor: Actor,
    at: dt.datetime,
    public: bool = False,
) -> StoredFile:
    """Keep an uploaded file with its owner. The caller has checked that the actor may act on the owner.

    The content is written first, under its SHA-256; the row follows in the verb's transaction. If that fails, the
    content is an orphan and is cleared away later. Raises Malformed: too large, too many, empty, or of a kind that is
    not taken (judged by content); the sentence says what it really is.
    """
    name = kinds.clean_name(upload.name or "")
    _check_size(name, upload.size or 0)
    _check_room(owner_kind, owner_id, upload.size or 0)
    upload.seek(0)
    kind = kinds.judge(upload, name)
    sha256, size = _keep(upload)
    name = name if kinds.ending_of(name) in kind.endings else f"{name.rpartition('.')[0] or name}.{kind.endings[0]}"
    same = StoredFile.objects.filter(
        owner_kind=owner_kind, owner_id=owner_id, sha256=sha256, name=name, public=public, removed_at=None
    ).first()
    if same is not None:  # a second click
        return same
    row = StoredFile.objects.create(
        owner_kind=owner_kind,
        owner_id=owner_id,
        name=name,
        sha256=sha256,
        size=size,
        media_type=kind.media_type,
        public=public,
        uploaded_by_id=actor.person_id,
        uploaded_by_name=actor.name[:120],
        at=at,
    )
    audit.record(
        actor=actor,
        verb="files.stored",
        subject_kind=owner_kind,
        subject_id=owner_id,
        label=name,
        at=at,
        details={"file": row.pk, "sha256": sha256, "size": size},
    )
    return row


@transaction.atomic
def store_all(
    *,
    owner_kind: str,
    owner_id: int,
    uploads: "Iterable[UploadedFile[bytes]]",
    actor: Actor,
    at: dt.datetime,
    public: bool = False,
) -> list[StoredFile]:
    """``store`` for several files: all or none."""
    return [
        store(owner_kind=owner_kind, owner_id=owner_id, upload=u, actor=actor, at=at, public=public) for u in uploads
    ]


@transaction.atomic
def remove(*, owner_kind: str, owner_id: int, file_id: int, reason: str, actor: Actor, at: dt.datetime) -> StoredFile:
    """Take a file from its owner, with a reason. The caller has checked the right. Its content goes when nobody else has it.

    Raises NotFound: if the owner has no such file; Malformed: without a reason.
    """
    if not reason.strip():
        raise Malformed.at("reason", _("移除附件必须写明理由。"))
    row = StoredFile.objects.filter(pk=file_id, owner_kind=owner_kind, owner_id=owner_id, removed_at=None).first()
    if row is None or not StoredFile.objects.filter(pk=row.pk, removed_at=None).update(removed_at=at):
        raise NotFound
    row.removed_at = at
    audit.record(
        actor=actor,
        verb="files.removed",
        subject_kind=owner_kind,
        subject_id=owner_id,
        label=row.name,
        at=at,
        details={"file": row.pk, "sha256": row.sha256, "reason": reason.strip()},
    )
    return row


def clear_orphans(*, at: dt.datetime) -> int:
    """Delete contents that no row points to and that are older than some hours. Gives how many. For the clock."""
    before = at - ORPHAN_AFTER
    gone = 0
    some: list[str] = []
    for path, since in place().walk():
        if since <= before:
            some.append(path)
        if len(some) >= LOOKED_UP_AT_ONCE:
            gone += _clear(some, before)
            some = []
    return gone + _clear(some, before)


def _clear(paths: Sequence[str], before: dt.datetime) -> int:
    names = {path.rpartition("/")[2]: path for path in paths}
    rows = StoredFile.objects.filter(sha256__in=list(names), removed_at=None)
    needed = set(rows.values_list("sha256", flat=True))
    gone = 0
    for sha256, path in names.items():
        with contextlib.suppress(FileNotFoundError):
            # Asked again: meanwhile somebody may be storing the very same content.
            if sha256 not in needed and place().get_modified_time(path) <= before:
                place().delete(path)
                gone += 1
    return gone


def put_back(*, sha256: str, content: bytes) -> str:
    """A content out of a backup, checked against its name. Gives where it lies. Raises ValueError if it is another."""
    if hashlib.sha256(content).hexdigest() != sha256:
        raise ValueError(_("附件 %(name)s 的内容与名称不符") % {"name": sha256[:12]})
    path = content_path(sha256)
    place().keep(path, ContentFile(content))
    return path


def take_out(*, paths: Iterable[str]) -> None:
    """Undo what ``put_back`` did, for a restore that failed."""
    for path in paths:
        with contextlib.suppress(OSError):
            place().delete(path)


def _check_size(name: str, size: int) -> None:
    if size == 0:
        raise Malformed.at("file", _("“%(name)s”是空文件。") % {"name": name}, code="file-empty")
    if size > settings.UPLOAD_MOST_BYTES:
        raise Malformed.at(
            "file",
            _("“%(name)s”有 %(size).1f MB，超过每个文件 %(most)d MB 的上限，请压缩或拆分后上传。")
            % {"name": name, "size": size / 1024 / 1024, "most": settings.UPLOAD_MOST_BYTES // 1024 // 1024},
            code="file-too-large",
        )


def _check_room(owner_kind: str, owner_id: int, size: int) -> None:
    present = StoredFile.objects.filter(owner_kind=owner_kind, owner_id=owner_id, removed_at=None).aggregate(
        files=Count("id"), size=Sum("size")
    )
    if present["files"] >= MOST_FILES:
        raise Malformed.at(
            "file", _("这里已有 %(most)d 个附件，不能再加。") % {"most": MOST_FILES}, code="file-too-many"
        )
    if (present["size"] or 0) + size > MOST_BYTES:
        raise Malformed.at(
            "file",
            _("这里的附件合计不能超过 %(most)d MB，现在已有 %(now).1f MB。")
            % {"most": MOST_BYTES // 1024 // 1024, "now": (present["size"] or 0) / 1024 / 1024},
            code="files-too-large",
        )


def _keep(upload: "UploadedFile[bytes]") -> tuple[str, int]:
    """Write the content under its SHA-256 (once). A half-written file never bears a content's name."""
    digest = hashlib.sha256()
    size = 0
    upload.seek(0)
    for chunk in upload.chunks():
        digest.update(chunk)
        size += len(chunk)
    sha256 = digest.hexdigest()
    upload.seek(0)
    place().keep(content_path(sha256), upload)
    return sha256, size
