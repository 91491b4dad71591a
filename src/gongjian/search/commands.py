"""``gongjian reindex``: build the search index anew."""

import click
from django.utils.translation import gettext as _

from gongjian.kernel.commands import counting, say
from gongjian.kernel.text import listed

from . import operations, queries


@click.command("reindex", help="重建检索索引：从各处的原文重新建立。可以中断后再运行。")
@click.argument("sources", nargs=-1)
def reindex(sources: tuple[str, ...]) -> None:
    """All sources, or those named."""
    known = queries.source_labels()
    unknown = sorted(set(sources) - set(known))
    if unknown:
        raise click.BadParameter(
            _("没有“%(names)s”；可选：%(known)s") % {"names": listed(unknown), "known": listed(known)}
        )
    totals: dict[str, int] = {}
    with counting(_("重建索引")) as bar:
        for source, done in operations.rebuild(sources or None):
            bar.add(done - totals.get(source, 0))
            totals[source] = done
    for source, done in totals.items():
        say(_("%(label)s：%(n)d 件") % {"label": known[source], "n": done})
    say(_("索引已重建。"))


COMMANDS = [reindex]
