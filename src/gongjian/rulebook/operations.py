"""Keeping the rulebook: taking in the editions that come with the software, amending, entering the school's own."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from gongjian.audit.operations import record
from gongjian.kernel import clock
from gongjian.kernel.actor import Actor
from gongjian.kernel.permission import permit
from gongjian.kernel.refused import Malformed, NotNow

from . import queries
from .library import article_name, volumes
from .models import Provision, Regulation
from .permissions import may_amend, may_edit


@transaction.atomic
def sync() -> int:
    """Bring the tables up to the files that come with the software; editions of the school are left alone.

    One that has the name or the first day of a school's edition is not written: the school's holds, and what it lacks
    is taken from the file. Gives how many editions were written. Doing it again writes none.
    """
    known = dict(Regulation.objects.filter(origin="package").values_list("digest", "id"))
    written = 0
    for volume in volumes():
        if volume.digest in known or _school_has(volume.head):
            continue
        regulation, _made = Regulation.objects.update_or_create(
            code=volume.head["code"],
            edition=volume.head["edition"],
            defaults={**volume.head, "origin": Regulation.Origin.PACKAGE, "digest": volume.digest},
        )
        regulation.provisions.all().delete()
        Provision.objects.bulk_create([Provision(regulation=regulation, **row) for row in volume.provisions])
        written += 1
    if written:
        queries.book.invalidate()
    return written


def _school_has(head: Mapping[str, Any]) -> bool:
    same = Q(edition=head["edition"]) | Q(in_force_from=head["in_force_from"])
    return Regulation.objects.filter(same, code=head["code"], origin=Regulation.Origin.SCHOOL).exists()


def _same_sort(value: Any, example: Any) -> Any:
    """The value typed for a parameter, of the sort its present value has. Raises ValueError."""
    if isinstance(example, list):
        parts = value if isinstance(value, list) else [p for p in re.split(r"[、,，;；\s]+", str(value).strip()) if p]
        if not parts:
            raise ValueError
        return [_same_sort(p, example[0]) if example else str(p) for p in parts]
    if isinstance(example, bool) or not isinstance(example, int | float):
        text = str(value).strip()
        if not text:
            raise ValueError
        return text
    number = float(str(value).strip())
    if number < 0 or number > 100_000 or (isinstance(example, int) and not number.is_integer()):
        raise ValueError
    return int(number) if isinstance(example, int) else number


def _new_values(provision: Provision, values: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    made = {name: dict(p) for name, p in provision.parameters.items()}
    wrong: dict[str, list[Any]] = {}
    for name, value in values.items():
        if name not in made:
            wrong[name] = [_("这一条没有这个参数。")]
            continue
        try:
            made[name]["value"] = _same_sort(value, made[name]["value"])
        except ValueError:
            wrong[name] = [_("请填写与原值同类的数值；多个值用顿号隔开。")]
    if wrong:
        raise Malformed(fields=wrong)
    return made


def _edition_from(base: Regulation, effective: dt.date) -> Regulation:
    """The school's edition that begins on this day: the one there is, or a copy of the one in force."""
    there = Regulation.objects.filter(code=base.code, in_force_from=effective).first()
    if there is not None:
        if there.origin != Regulation.Origin.SCHOOL:
            raise Malformed.at("effective", _("随软件提供的版本正好从这一天施行，请另选一天。"))
        return there
    made = Regulation.objects.create(
        code=base.code,
        edition=_("%(day)s 修订") % {"day": effective},
        title=base.title,
        issuer=base.issuer,
        in_force_from=effective,
        mark=base.mark,
        source=base.source,
        origin=Regulation.Origin.SCHOOL,
    )
    Provision.objects.bulk_create(
        Provision(
            regulation=made,
            number=p.number,
            article=p.article,
            heading=p.heading,
            words=p.words,
            mark=p.mark,
            place=p.place,
            parameters=p.parameters,
            checks=p.checks,
        )
        for p in queries.articles_of(base)
    )
    return made


@transaction.atomic
def amend(
    *,
    code: str,
    number: str,
    words: str,
    values: Mapping[str, Any],
    effective: dt.date,
    actor: Actor,
    at: dt.datetime,
) -> Provision:
    """Amend one article from a day on: a new edition begins that day, what was done before keeps the old one.

    ``values``: parameter → new value. Several articles amended for the same day make one edition. An article that the
    school's edition lacks (the software's text fills in) is taken into it, changed or as it is.
    Raises Refused: without the right, for a higher regulation, for a day past, wrong values, or if nothing changes.
    """
    base = queries.get_regulation(code, on=effective)
    permit(may_amend, actor, base)
    if effective < clock.local_date(at):
        raise Malformed.at("effective", _("修订不能溯及既往：请选今天或以后的日期。"))
    if not words.strip():
        raise Malformed.at("words", _("请填写条文。"))
    before = queries.get_article(base, number)
    parameters = _new_values(before, values)
    if before.pk is not None and (words.strip(), parameters) == (before.words, before.parameters):
        raise NotNow(_("条文和参数都没有变动。"), code="nothing-amended")
    regulation = _edition_from(base, effective)
    provision = queries.get_article(regulation, number)
    provision.words, provision.parameters = words.strip(), parameters
    provision.save()
    queries.book.invalidate()
    record(
        actor=actor,
        verb="rulebook.amended",
        subject_kind="rulebook.regulation",
        subject_id=regulation.pk,
        label=f"《{regulation.title}》{provision.article}",
        at=at,
        details={
            "key": f"{code}:{number}",
            "effective": str(effective),
            "before": {"words": before.words, **{n: p["value"] for n, p in before.parameters.items()}},
            "after": {"words": provision.words, **{n: p["value"] for n, p in parameters.items()}},
        },
    )
    return provision


@transaction.atomic
def enter(
    *,
    code: str,
    title: str,
    issuer: str,
    edition: str,
    in_force_from: dt.date,
    source: str,
    articles: Sequence[str],
    actor: Actor,
    at: dt.datetime,
) -> Regulation:
    """Enter a regulation of the school, or a new edition of one, with its articles in order.

    Raises Refused: without the right, wrong fields, or if the edition stands already.
    """
    permit(may_edit, actor, None)
    wrong: dict[str, list[Any]] = {}
    if not re.fullmatch(r"[a-z][a-z0-9-]{1,38}[a-z0-9]", code):
        wrong["code"] = [_("代码用小写字母、数字和连字符，以字母开头，3 到 40 个字符。")]
    for name, value in (("title", title), ("issuer", issuer), ("edition", edition)):
        if not value.strip():
            wrong[name] = [_("请填写这一项。")]
    texts = [t.strip() for t in articles if t.strip()]
    if not texts:
        wrong["articles"] = [_("请至少填写一条，每条一段。")]
    known = Regulation.objects.filter(code=code)
    if known.filter(edition=edition.strip()).exists():
        wrong["edition"] = [_("这个版本已经录入过。")]
    if known.filter(in_force_from=in_force_from).exists():
        wrong["in_force_from"] = [_("已有一个版本从这一天施行。")]
    if wrong:
        raise Malformed(fields=wrong)
    regulation = Regulation.objects.create(
        code=code,
        edition=edition.strip(),
        title=title.strip().strip("《》"),
        issuer=issuer.strip(),
        in_force_from=in_force_from,
        mark="S",
        source=source.strip(),
        origin=Regulation.Origin.SCHOOL,
    )
    Provision.objects.bulk_create(
        Provision(regulation=regulation, number=str(n), article=article_name(str(n)), words=text, mark="S", place=n)
        for n, text in enumerate(texts, start=1)
    )
    queries.book.invalidate()
    record(
        actor=actor,
        verb="rulebook.entered",
        subject_kind="rulebook.regulation",
        subject_id=regulation.pk,
        label=str(regulation),
        at=at,
        details={"code": code, "articles": len(texts), "in_force_from": str(in_force_from)},
    )
    return regulation
