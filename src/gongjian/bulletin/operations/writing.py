"""Writing notices: draft, amend, send for review, recall, discard; the outcome of a matter as a draft."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from gongjian.files import operations as files
from gongjian.files import queries as stored
from gongjian.kernel.actor import Actor
from gongjian.kernel.clock import local_date
from gongjian.kernel.numbers import take_number
from gongjian.kernel.once import result_of, spend
from gongjian.kernel.outbox import announce
from gongjian.kernel.permission import permit
from gongjian.kernel.refused import Malformed
from gongjian.org import queries as org
from gongjian.rulebook import queries as rulebook

from .. import photos
from ..columns import OUTCOME, WRITTEN
from ..events import NoticeSentForReview
from ..models import LONGEST_TEXT, LONGEST_TITLE, Hand, Notice
from ..permissions import may_write
from ..procedures import DISCARDED, NOTICE, PICTURES, TAKEN_DOWN
from ..queries import FILES
from ._shape import begin, move, record, words

SERIES = "公告"
Uploads = Sequence["UploadedFile[Any]"]


@dataclass(frozen=True, slots=True)
class Draft:
    """What is written: the column, the title, the text (a little Markdown)."""

    column: str
    title: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """The matter that an outcome tells of: a kind and an id of the storey above, how it is called, where it is."""

    kind: str
    id: int
    label: str
    url: str


@transaction.atomic
def write(
    *, draft: Draft, body_id: int, uploads: Uploads = (), actor: Actor, at: dt.datetime, token: str = ""
) -> Notice:
    """Begin a notice of this body; it waits, as a draft, to be sent for review. Pictures are drawn anew.

    A form token that was spent already gives the notice it made. Raises Refused: without the right for the body; wrong
    fields or files. Source: bulletin-rules:2.
    """
    known = result_of(actor=actor, kind="bulletin.write", token=token)
    if known is not None:
        return Notice.objects.get(pk=known)
    notice = _begin(draft, body_id, None, actor, at)
    _attach(notice, uploads, actor, at)
    spend(actor=actor, kind="bulletin.write", token=token, object_id=notice.pk, at=at)
    return notice


@transaction.atomic
def draft_outcome(
    *,
    source_kind: str,
    source_id: int,
    source_label: str,
    source_url: str,
    title: str,
    text: str,
    body_id: int,
    actor: Actor,
    at: dt.datetime,
) -> Notice:
    """Begin "how it was solved" for a matter of the storey above: a draft in its column, linked to the matter.

    A matter has one standing outcome: if there is one already, it is given back unchanged. Title and source are cut to
    their room. Raises Refused: without the right to write for the body. Source: bulletin-rules:9.
    """
    body = org.body_rows([body_id]).get(body_id)
    permit(may_write, actor, body)
    standing = _standing(source_kind, source_id)
    if standing is not None:
        return standing
    source = Source(source_kind, source_id, source_label[:120], source_url[:200])
    draft = Draft(OUTCOME, title.strip()[:LONGEST_TITLE], text.strip()[:LONGEST_TEXT])
    try:
        with transaction.atomic():
            return _begin(draft, body_id, source, actor, at)
    except IntegrityError:  # somebody else began it in this moment
        found = _standing(source_kind, source_id)
        if found is None:
            raise
        return found


def _standing(source_kind: str, source_id: int) -> Notice | None:
    rows = Notice.objects.filter(source_kind=source_kind, source_id=source_id)
    return rows.exclude(state__in=(TAKEN_DOWN, DISCARDED)).select_related("body").prefetch_related("hands").first()


@transaction.atomic
def amend(
    *,
    notice: Notice,
    draft: Draft,
    uploads: Uploads = (),
    drop: Iterable[int] = (),
    actor: Actor,
    at: dt.datetime,
    seen: int | None = None,
) -> Notice:
    """Write the draft anew, with more pictures, without those in *drop* (file ids). The actor becomes one of its hands.

    Raises Refused: not of its writers, not a draft, wrong fields or files. Source: bulletin-rules:2.
    """
    line = begin("amend", notice, actor, at=at, seen=seen)
    fields = _checked(draft)
    if notice.source_kind and fields["column"] != OUTCOME:
        raise Malformed.at("column", _("这篇公告说明一件事项怎么解决，不换栏目。"))
    move(notice, None, **fields)
    for file_id in drop:
        files.remove(owner_kind=FILES, owner_id=notice.pk, file_id=file_id, reason=_("修改公告"), actor=actor, at=at)
    _attach(notice, uploads, actor, at)
    _add_hand(notice, actor)
    record("bulletin.amended", notice, line, actor, at, {"column": fields["column"], "name": fields["title"]})
    return notice


@transaction.atomic
def send_for_review(*, notice: Notice, actor: Actor, at: dt.datetime, seen: int | None = None) -> Notice:
    """The text is final; a second person is asked to publish it.

    Raises Refused: not of its writers, not a draft, no text. Source: bulletin-rules:2.
    """
    line = begin("send_for_review", notice, actor, at=at, seen=seen)
    words("text", notice.text, LONGEST_TEXT, _("正文还是空的，请先写好再送审。"))
    _add_hand(notice, actor)
    move(notice, line, sent_at=at, given_back="")
    record("bulletin.sent-for-review", notice, line, actor, at)
    announce(NoticeSentForReview(at=at, actor_person_id=actor.person_id, notice_id=notice.pk, number=notice.number))
    return notice


@transaction.atomic
def recall(*, notice: Notice, actor: Actor, at: dt.datetime, seen: int | None = None) -> Notice:
    """Take it back to amend it. Raises Refused: not of its writers, not in review. Source: bulletin-rules:2."""
    line = begin("recall", notice, actor, at=at, seen=seen)
    move(notice, line, sent_at=None)
    record("bulletin.recalled", notice, line, actor, at)
    return notice


@transaction.atomic
def discard(*, notice: Notice, actor: Actor, at: dt.datetime, seen: int | None = None) -> Notice:
    """Give a draft up. Raises Refused: not of its writers, not a draft. Source: bulletin-rules:4."""
    line = begin("discard", notice, actor, at=at, seen=seen)
    move(notice, line, ended_at=at)
    record("bulletin.discarded", notice, line, actor, at)
    return notice


def _begin(draft: Draft, body_id: int, source: Source | None, actor: Actor, at: dt.datetime) -> Notice:
    body = org.body_rows([body_id]).get(body_id)
    if body is None:
        raise Malformed.at("body", _("请选择所属单位。"))
    permit(may_write, actor, body)
    line = NOTICE.step("write")
    fields = _checked(draft)
    year = local_date(at).year
    notice = Notice.objects.create(
        number=f"{SERIES}-{year}-{take_number(f'{SERIES}-{year}'):04d}",
        body_id=body.id,
        state=NOTICE.start,
        writer_id=actor.person_id,
        written_at=at,
        source_kind=source.kind if source else "",
        source_id=source.id if source else None,
        source_label=source.label if source else "",
        source_url=source.url if source else "",
        **fields,
    )
    _add_hand(notice, actor)
    details = {"column": fields["column"], "name": fields["title"], "source": source.label if source else ""}
    record("bulletin.written", notice, line, actor, at, details)
    return notice


def _checked(draft: Draft) -> dict[str, str]:
    """The fields in order. Raises Malformed naming every wrong one."""
    wrong: dict[str, list[Any]] = {}
    fields: dict[str, str] = {"column": draft.column}
    if draft.column not in {c.code for c in WRITTEN}:
        wrong["column"] = [_("请选择栏目。")]
    for name, text, most, why in (
        ("title", draft.title, LONGEST_TITLE, _("请写标题。")),
        ("text", draft.text, LONGEST_TEXT, ""),
    ):
        try:
            fields[name] = words(name, text, most, why)
        except Malformed as error:
            wrong.update(error.fields)
    if wrong:
        raise Malformed(fields=wrong)
    return fields


def _add_hand(notice: Notice, actor: Actor) -> None:
    if actor.person_id is not None:
        Hand.objects.get_or_create(notice=notice, person_id=actor.person_id)


def _attach(notice: Notice, uploads: Uploads, actor: Actor, at: dt.datetime) -> None:
    """Pictures are drawn anew, other files are kept as they are. Raises Malformed at ``uploads``."""
    if not uploads:
        return
    present = stored.files_of(FILES, notice.pk)
    room = {
        True: int(rulebook.parameter(PICTURES, "pictures_most", local_date(at))) - sum(f.is_image for f in present),
        False: int(rulebook.parameter(PICTURES, "papers_most", local_date(at))) - sum(not f.is_image for f in present),
    }
    for upload in uploads:
        picture = photos.looks_like_one(upload)
        room[picture] -= 1
        if room[picture] < 0:
            sentence = _("图片太多，请先移除一些。") if picture else _("附件太多，请先移除一些。")
            raise Malformed.at(
                "uploads", sentence, authority=rulebook.cite(PICTURES, on=local_date(at)), code="file-too-many"
            )
        kept = photos.redrawn(upload, field="uploads") if picture else upload
        try:
            files.store(owner_kind=FILES, owner_id=notice.pk, upload=kept, actor=actor, at=at)
        except Malformed as error:
            raise Malformed.at("uploads", error.sentence, code=error.code, remedy=error.remedy) from error
