"""Writing notices: draft, amend, send for review, recall, discard; the outcome of a matter as a draft."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongjian.files import operations as files
from gongjian.files import queries as stored
from gongjian.kernel.actor import Actor
from gongjian.kernel.clock import local_date
from gongjian.kernel.permission import permit
from gongjian.kernel.refused import Malformed
from gongjian.kernel.sequences import next_number
from gongjian.org import queries as org
from gongjian.rulebook import queries as rulebook
from gongjian.workflow.command import Log
from gongjian.workflow.engine import RUNNING, Transition
from gongjian.workflow.fields import Choice, Files, LongText, Pick, PickMany, Text, Uploads

from .. import photos
from ..columns import OFFICIAL, OUTCOME, WRITTEN
from ..events import NoticeSentForReview
from ..models import LONGEST_TEXT, LONGEST_TITLE, Author, Notice
from ..permissions import may_write
from ..procedures import DISCARDED, NOTICE, PICTURES, TAKEN_DOWN
from ..queries import FILES, bodies_to_write_for, files_choices
from .workflows import NOTICES

SERIES = "公告"


@dataclass(frozen=True, slots=True)
class Source:
    """The matter that an outcome tells of: a kind and an id of the layer above, how it is called, where it is."""

    kind: str
    id: int
    label: str
    url: str


Column = Annotated[
    str,
    Choice(
        gettext_lazy("栏目"),
        options=[(c.code, c.label) for c in WRITTEN],
        first=OFFICIAL,
        missing=gettext_lazy("请选择栏目。"),
    ),
]
Title = Annotated[str, Text(gettext_lazy("标题"), limit=LONGEST_TITLE, missing=gettext_lazy("请写标题。"))]
Body = Annotated[
    str,
    LongText(
        gettext_lazy("正文"),
        gettext_lazy(
            "直接分段书写即可。也可以用简单记号：行首“# ”是小标题，行首“- ”是列表，**两个星号之间**加粗，[文字](网址)是链接。"
        ),
        limit=LONGEST_TEXT,
        rows=14,
    ),
]
Uploaded = Annotated[
    Uploads,
    Files(
        gettext_lazy("图片和附件"),
        gettext_lazy("图片显示在正文之后，发布前去掉拍摄地点等信息；其他文件供下载。"),
    ),
]


@NOTICES.creation(
    log=Log("bulletin.written", gettext_lazy("起草公告"), gettext_lazy("起草了“%(name)s”。"), also=("column",)),
    done=gettext_lazy("草稿已保存。核对无误后请送审。"),
)
def write(
    *,
    column: Column,
    body_id: Annotated[
        int,
        Pick(
            gettext_lazy("发布单位"),
            gettext_lazy("公告属于这个单位或组织。"),
            options=lambda row, actor, at: bodies_to_write_for(actor),
            first=lambda row, actor, at: _first_body(actor),
        ),
    ],
    title: Title,
    text: Body = "",
    uploads: Uploaded = (),
    actor: Actor,
    at: dt.datetime,
    token: str = "",
    step: Transition[Notice] = RUNNING,
) -> Notice:
    """Begin a notice of this body; it waits, as a draft, to be sent for review. Pictures are drawn anew.

    A form token that was spent already gives the notice it made. Raises Refused: without the right for the body; wrong
    fields or files. Source: bulletin-rules:2.
    """
    notice = _begin(column, title, text, body_id, None, step)
    _attach(notice, uploads, actor, at)
    return notice


def _first_body(actor: Actor) -> int | None:
    """The body chosen at first: the only one, or one's own."""
    offered = [pk for pk, _name in bodies_to_write_for(actor)]
    return next((pk for pk in offered if len(offered) == 1 or pk in actor.bodies), None)


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
    """Begin "how it was solved" for a matter of the layer above: a draft in its column, linked to the matter.

    A matter has one standing outcome: if there is one already, it is given back unchanged. Title and source are cut to
    their room. Raises Refused: without the right to write for the body. Source: bulletin-rules:9.
    """
    body = org.body_rows([body_id]).get(body_id)
    permit(may_write, actor, body)
    standing = _standing(source_kind, source_id)
    if standing is not None:
        return standing
    source = Source(source_kind, source_id, source_label[:120], source_url[:200])
    step = NOTICES.begin(write, None, actor, at=at)
    step.values = {"column": OUTCOME}
    try:
        with transaction.atomic():
            step.row = _begin(
                OUTCOME, title.strip()[:LONGEST_TITLE], text.strip()[:LONGEST_TEXT], body_id, source, step
            )
            step.finish()
            return step.row
    except IntegrityError:  # somebody else began it in this moment
        found = _standing(source_kind, source_id)
        if found is None:
            raise
        return found


def _standing(source_kind: str, source_id: int) -> Notice | None:
    rows = Notice.objects.filter(source_kind=source_kind, source_id=source_id)
    return rows.exclude(state__in=(TAKEN_DOWN, DISCARDED)).select_related("body").prefetch_related("authors").first()


@NOTICES.command(
    log=Log(
        "bulletin.amended", gettext_lazy("修改公告"), gettext_lazy("修改了公告，标题为“%(name)s”。"), also=("column",)
    ),
    done=gettext_lazy("已修改。"),
)
def amend(
    *,
    notice: Notice,
    column: Column,
    title: Title,
    text: Body = "",
    uploads: Uploaded = (),
    drop: Annotated[
        Sequence[int],
        PickMany(gettext_lazy("移除已有的图片和附件"), options=lambda row, actor, at: files_choices(row)),
    ] = (),
    actor: Actor,
    at: dt.datetime,
    seen: int | None = None,
    step: Transition[Notice] = RUNNING,
) -> Notice:
    """Write the draft anew, with more pictures, without those in *drop* (file ids). The actor becomes one of its authors.

    Raises Refused: not of its writers, not a draft, wrong fields or files. Source: bulletin-rules:2.
    """
    if notice.source_kind and column != OUTCOME:
        raise Malformed.at("column", _("这篇公告说明一件事项怎么解决，不换栏目。"))
    step.move(column=column, title=title, text=text)
    for file_id in drop:
        files.remove(owner_kind=FILES, owner_id=notice.pk, file_id=file_id, reason=_("修改公告"), actor=actor, at=at)
    _attach(notice, uploads, actor, at)
    _add_hand(notice, actor)
    step.note(name=title)
    return notice


@NOTICES.command(
    log=Log("bulletin.sent-for-review", gettext_lazy("公告送审"), gettext_lazy("送交审核。")),
    event=NoticeSentForReview,
    done=gettext_lazy("已送审，审核人会收到消息。"),
    consequences=(
        gettext_lazy("送审后不再修改；需要修改的可以先撤回。"),
        gettext_lazy("由没有写过这篇公告的另一人审核发布。"),
    ),
)
def send_for_review(
    *, notice: Notice, actor: Actor, at: dt.datetime, seen: int | None = None, step: Transition[Notice] = RUNNING
) -> Notice:
    """The text is final; a second person is asked to publish it.

    Raises Refused: not of its writers, not a draft, no text. Source: bulletin-rules:2.
    """
    if not notice.text.strip():
        raise Malformed.at("text", _("正文还是空的，请先写好再送审。"))
    _add_hand(notice, actor)
    return step.move(sent_at=at, given_back="")


@NOTICES.command(
    log=Log("bulletin.recalled", gettext_lazy("撤回送审"), gettext_lazy("撤回送审，继续修改。")),
    done=gettext_lazy("已撤回，可以修改。"),
    consequences=(gettext_lazy("修改后须重新送审。"),),
)
def recall(
    *, notice: Notice, actor: Actor, at: dt.datetime, seen: int | None = None, step: Transition[Notice] = RUNNING
) -> Notice:
    """Take it back to amend it. Raises Refused: not of its writers, not in review. Source: bulletin-rules:2."""
    return step.move(sent_at=None)


@NOTICES.command(
    log=Log("bulletin.discarded", gettext_lazy("作废公告草稿"), gettext_lazy("草稿不再使用。")),
    done=gettext_lazy("草稿已作废。"),
    consequences=(gettext_lazy("草稿不能恢复，内容留存备查。"),),
)
def discard(
    *, notice: Notice, actor: Actor, at: dt.datetime, seen: int | None = None, step: Transition[Notice] = RUNNING
) -> Notice:
    """Give a draft up. Raises Refused: not of its writers, not a draft. Source: bulletin-rules:4."""
    return step.move(ended_at=at)


def _begin(column: str, title: str, text: str, body_id: int, source: Source | None, step: Transition[Notice]) -> Notice:
    body = org.body_rows([body_id]).get(body_id)
    if body is None:
        raise Malformed.at("body_id", _("请选择所属单位。"))
    permit(may_write, step.actor, body)
    year = step.today.year
    notice = Notice.objects.create(
        number=f"{SERIES}-{year}-{next_number(f'{SERIES}-{year}'):04d}",
        body_id=body.id,
        state=NOTICE.start,
        writer_id=step.actor.person_id,
        written_at=step.at,
        source_kind=source.kind if source else "",
        source_id=source.id if source else None,
        source_label=source.label if source else "",
        source_url=source.url if source else "",
        column=column,
        title=title,
        text=text,
    )
    _add_hand(notice, step.actor)
    step.note(name=title, source=source.label if source else "")
    return notice


def _add_hand(notice: Notice, actor: Actor) -> None:
    if actor.person_id is not None:
        Author.objects.get_or_create(notice=notice, person_id=actor.person_id)


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
