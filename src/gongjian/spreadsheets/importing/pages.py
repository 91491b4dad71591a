"""The two pages of every import: upload, with the mistakes of a refused file; and the preview with its confirmation."""

import datetime as dt
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, Self

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongjian.kernel.actor import Actor, actor_of
from gongjian.kernel.clock import now
from gongjian.kernel.refused import Words
from gongjian.web.dates import when
from gongjian.web.forms import FileInput, Form
from gongjian.web.pages import PlainPage, render_page
from gongjian.web.shapes import (
    Action,
    Column,
    FormBox,
    ImportPreview,
    Link,
    Note,
    PageHead,
    Remarked,
    Row,
    Section,
    Table,
    WrongRow,
)

from ..models import ImportBatch
from ..queries import get_batch, read_upload
from .flow import D, Importer, J, Outcome, R, Reading, Result, S, confirm, judge, keep, read, remarks_of, rows_of
from .remarks import Remark

MOST_SHOWN = 200
TONES: dict[Outcome, Any] = {"new": "new", "changed": "changed", "same": "quiet", "duplicate": "quiet"}


class FileForm(Form):
    """The form of an upload; ``help_text`` says what the file should have."""

    file = forms.FileField(label=gettext_lazy("表格文件"), widget=FileInput())
    help_text: Words = gettext_lazy(".xlsx 或 .csv，不超过20 MB。")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = self.help_text  # type: ignore[assignment]

    @classmethod
    def of(cls, request: HttpRequest) -> Self:
        """The form as it was sent, or a fresh one."""
        sent = request.method == "POST"
        return cls(request.POST if sent else None, request.FILES if sent else None)


@dataclass(frozen=True)
class Aside:
    """A folded section of a preview."""

    id: str
    title: Words
    words: Words
    table: Table


class ImportPages(ABC, Generic[R, S, J, D]):
    """How the pages of one kind of sheet speak, and where they lead. One object for each kind, without a state."""

    importer: ClassVar[Any]
    title: Words
    caption: Words
    columns: Sequence[Column] = ()

    @abstractmethod
    def head(self, scope: S) -> PageHead:
        """The head of both pages."""

    @abstractmethod
    def upload_url(self, scope: S) -> str:
        """Where a file is uploaded."""

    @abstractmethod
    def confirm_url(self, scope: S, batch: ImportBatch) -> str:
        """Where its preview is."""

    @abstractmethod
    def done_url(self, scope: S) -> str:
        """Where one goes after the import, and on cancelling."""

    @abstractmethod
    def done(self, done: D) -> str:
        """The sentence that says what the import did."""

    def back_url(self, scope: S) -> str:
        """Where one goes on cancelling."""
        return self.done_url(scope)

    def cells(self, row: R) -> Sequence[object]:
        """The cells of a row, for ``columns``."""
        return []

    def outcome(self, result: Result[R], judged: J) -> str:
        """What becomes of a row, in words."""
        if result.outcome == "duplicate":
            return _("重复：%(what)s") % {"what": result.said}
        return {"new": _("新增"), "changed": _("修改"), "same": _("无变化")}[result.outcome]

    def note(self, judged: J, scope: S) -> Note | None:
        """What the whole file would do."""
        return None

    def nothing(self) -> Note | None:
        """The note above a file that changes nothing."""
        return Note(_("文件中的内容都已导入过，没有新的。"))

    def template(self) -> Link | None:
        """An empty sheet to be filled in."""
        return None

    def rules(self) -> Note | None:
        """What one should know before uploading."""
        return None

    def table(self, judged: J) -> Table | None:
        """The rows with what becomes of them: repeated ones first."""
        rank: dict[Outcome, int] = {"duplicate": 0, "new": 1, "changed": 1, "same": 2}
        results = sorted(judged.results, key=lambda result: rank[result.outcome])
        several = len({result.row.sheet for result in results}) > 1
        rows = [
            Row(
                [
                    *([r.row.sheet] if several else []),
                    str(r.row.row),
                    *self.cells(r.row),
                    self.outcome(r, judged),
                ],
                tone=TONES[r.outcome],
            )
            for r in results[:MOST_SHOWN]
        ]
        columns = (
            *([Column(_("工作表"), phone="hidden")] if several else []),
            Column(_("行"), "number", "hidden"),
            *self.columns,
            Column(_("结果"), phone="end"),
        )
        caption: Words = self.caption
        if len(results) > MOST_SHOWN:
            caption = _("%(caption)s（共%(n)d件，列出前%(m)d件）") % {
                "caption": caption,
                "n": len(results),
                "m": MOST_SHOWN,
            }
        return Table(columns, rows, caption=caption, plain=True)

    def aside(self, judged: J) -> "Aside | None":
        """What else the preview shows, above the rows."""
        return None


def upload(
    request: HttpRequest,
    pages: ImportPages[R, S, J, D],
    form: Form,
    scope_of: Callable[[dict[str, Any]], S],
    scope: S,
) -> HttpResponse:
    """Upload a file; without a mistake it is kept, and goes on to the preview. *scope* is that of the page before a file was chosen.

    Raises Refused: without the right.
    """
    actor, at = actor_of(request), now()
    importer = pages.importer
    preview: ImportPreview | None = None
    note = pages.rules()
    status = None
    if form.is_valid():
        given = scope_of(form.cleaned_data)
        data, name = form.cleaned_data["file"], form.cleaned_data["file"].name
        uploaded = form.carry_out(lambda: _take_in(importer, *read_upload(data), given, actor, at))
        if uploaded is not None:
            reading, batch = uploaded
            if batch is not None and batch.opened_by_id == actor.person_id:
                return redirect(pages.confirm_url(given, batch))
            if batch is not None:  # imported before, by somebody else
                note = applied_note(batch)
            else:
                preview = refused_file(name, reading)
                note, status = encoding_note(reading.encoding) or note, 422
    box = FormBox(form, _("上传并预览"), pages.back_url(scope), more=pages.template())
    return render_page(request, PlainPage(pages.head(scope), [note, preview, box]), status=status or form.status)


def _take_in(
    importer: Importer[R, S, J, D], data: bytes, name: str, scope: S, actor: Actor, at: dt.datetime
) -> tuple[Reading[R], ImportBatch | None]:
    reading = read(importer, data, name, scope=scope, at=at)
    judged = judge(importer, reading.rows, scope=scope, actor=actor, at=at)
    reading.add_wrong(judged.wrong)
    if reading.errors:
        return reading, None
    given: dict[str, Any] = {"data": data, "name": name, "scope": scope, "actor": actor, "at": at}
    batch = keep(importer, reading.rows, reading=reading, **given)
    return reading, batch


def refused_file(name: str, reading: Reading[Any]) -> ImportPreview:
    """All mistakes of a file by sheet and row."""
    wrong = [WrongRow(e.sheet, e.row, e.column, e.sentence, e.value) for e in reading.errors]
    return ImportPreview(name, read=reading.read, wrong=wrong, remarks=_remarked(reading.remarks))


def _remarked(remarks: Sequence[Remark]) -> list[Remarked]:
    return [Remarked(remark.place, remark.sentence) for remark in remarks]


def encoding_note(encoding: str) -> Note | None:
    """In which encoding a .csv was read; a warning when it is not the usual one."""
    if not encoding:
        return None
    words = _("文件按 %(encoding)s 编码读取；如有乱码，请另存为 UTF-8 后重新上传。") % {"encoding": encoding}
    return Note(words, "info" if encoding.startswith("UTF") else "warn")


def applied_note(batch: ImportBatch) -> Note:
    """Who has imported this file before."""
    words = {"at": when(batch.applied_at), "who": batch.applied_by}
    return Note(_("这份文件已在%(at)s由%(who)s导入过，没有重复导入。") % words, "good")


def preview(
    request: HttpRequest,
    pages: ImportPages[R, S, J, D],
    batch: ImportBatch,
    scope: S,
    form: Form | None = None,
    scope_of: Callable[[dict[str, Any]], S] | None = None,
) -> HttpResponse:
    """What the kept file would do; sending it does it. A *form* asks what is needed besides (``scope_of`` its data).

    Raises Refused like ``flow.confirm``.
    """
    actor, at = actor_of(request), now()
    importer = pages.importer
    importer.permit(actor, scope)
    done: D | None = None
    if form is not None and scope_of is not None:
        if form.is_valid():
            given = scope_of(form.cleaned_data)
            done = form.carry_out(lambda: confirm(importer, batch, scope=given, actor=actor, at=at))
    elif request.method == "POST":
        done = confirm(importer, batch, scope=scope, actor=actor, at=at)
    if done is not None:
        messages.success(request, pages.done(done))
        return redirect(pages.done_url(scope))
    judged = judge(importer, rows_of(importer, batch), scope=scope, actor=actor, at=at)
    page = preview_page(pages, batch, judged, scope, request.path, form)
    return render_page(request, page, status=form.status if form else 200)


def preview_page(
    pages: ImportPages[R, S, J, D], batch: ImportBatch, judged: J, scope: S, path: str, form: Form | None = None
) -> PlainPage:
    """The page of the preview."""
    go = judged.changes and not judged.wrong and not batch.applied
    if batch.applied:
        note = applied_note(batch)
    elif judged.wrong:
        note = None
    else:
        note = pages.note(judged, scope) if judged.changes else pages.nothing()
    payload = batch.payload if isinstance(batch.payload, dict) else {}
    counts = dict(judged.counts)
    counts["same"] = counts.get("same", 0) + int(batch.counts.get("untouched", 0))
    shown = ImportPreview(
        batch.name,
        read=int(batch.counts.get("read", 0)),
        wrong=[WrongRow(w.row.sheet, w.row.row, pages.importer.title_of(w.code), w.sentence) for w in judged.wrong],
        remarks=_remarked(remarks_of(batch)),
        rows=None if batch.applied or (judged.wrong and form is not None) else pages.table(judged),
        confirm=Action(_("确认导入"), path, tone="primary", method="post") if go and form is None else None,
        again=pages.upload_url(scope),
        **counts,
    )
    more = None if batch.applied else pages.aside(judged)
    aside = Section(more.title, [Note(more.words), more.table], id=more.id, fold=True) if more is not None else None
    box = FormBox(form, _("确认导入")) if go and form is not None else None
    return PlainPage(pages.head(scope), [note, encoding_note(payload.get("encoding", "")), aside, shown, box])


def kept_batch(request: HttpRequest, pages: ImportPages[R, S, J, D], pk: int, scope_key: str = "") -> ImportBatch:
    """The preview that this person opened. Raises NotFound for absent ones and those of others."""
    return get_batch(actor_of(request), pk, pages.importer.kind, scope_key)
