"""The bulletin as Atom feeds (RFC 4287), answered with 304 where nothing has changed."""

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils.feedgenerator import Atom1Feed, get_tag_uri
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from gongjian.kernel.characters import xml_safe
from gongjian.rulebook import queries as rulebook

from . import queries
from .columns import BY_CODE, LOST
from .markup import absolute, html_of
from .procedures import SUBSCRIBING

MEDIA_TYPE = "application/atom+xml; charset=utf-8"
NEVER = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
Mark = Sequence[tuple[int, int, dt.datetime]]


class _Feed(Atom1Feed):
    """An empty feed has not been updated now, but never."""

    def latest_post_date(self) -> dt.datetime:
        dates = [d for item in self.items if (d := item["updateddate"] or item["pubdate"])]
        return max(dates) if dates else NEVER


@dataclass(frozen=True, slots=True)
class Place:
    """Where the site stands for the reader outside: "https://…"."""

    front: str

    def full(self, path: str) -> str:
        """The absolute address of a page."""
        return f"{self.front}{path}"


def most_entries(on: dt.date) -> int:
    """How many entries a feed has by the rules of that day."""
    return int(rulebook.parameter(SUBSCRIBING, "feed_entries", on))


def mark_of(column: str, on: dt.date) -> Mark:
    """What the feed consists of, cheap to read."""
    most = most_entries(on)
    return queries.items_mark(most) if column == LOST else queries.feed_mark(column, most)


def etag_of(mark: Mark) -> str:
    """The name of this edition of the feed."""
    said = f"{get_language()}|{settings.SCHOOL_NAME}|{[(pk, version) for pk, version, _at in mark]}"
    return f'"{hashlib.sha256(said.encode()).hexdigest()[:24]}"'


def updated(mark: Mark) -> dt.datetime | None:
    """When the newest entry appeared."""
    return max((at for _pk, _version, at in mark), default=None)


def atom(column: str, place: Place, here: str, page: str, on: dt.date) -> bytes:
    """The feed of a column, or ("") of all notices."""
    label = BY_CODE[column].label if column else _("公告栏")
    feed = _Feed(
        title=f"{label} · {settings.SCHOOL_NAME}",
        link=place.full(page),
        description="",
        subtitle=str(BY_CODE[column].purpose) if column else _("各栏目的最新公告。"),
        feed_url=place.full(here),
        language=get_language() or settings.LANGUAGE_CODE,
    )
    if column == LOST:
        for item in queries.latest_items(most_entries(on)):
            url = place.full(queries.item_url(item.number))
            words = _("%(sort)s，%(place)s，%(day)s。%(text)s") % {
                "sort": item.get_sort_display(),
                "place": item.place,
                "day": item.day.isoformat(),
                "text": item.text,
            }
            feed.add_item(
                title=xml_safe(item.title),
                link=url,
                description=xml_safe(html_of(words)),
                unique_id=get_tag_uri(url, item.entered_at),
                pubdate=item.entered_at,
                updateddate=item.entered_at,
            )
    else:
        for notice in queries.feed_of(column, most_entries(on)):
            url = place.full(queries.url_of(notice.number))
            feed.add_item(
                title=xml_safe(notice.title),
                link=url,
                description=xml_safe(absolute(html_of(notice.text), place.front)),
                unique_id=get_tag_uri(url, notice.published_at),
                author_name=xml_safe(notice.body.name),
                pubdate=notice.published_at,
                updateddate=notice.published_at,
                categories=[str(BY_CODE[notice.column].label)],
            )
    return feed.writeString("utf-8").encode()
