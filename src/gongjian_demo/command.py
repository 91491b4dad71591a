"""``gongjian demo``: make the demo university, or list its accounts."""

import random
from dataclasses import replace

import click
from django.utils.translation import gettext as _

from gongjian.kernel import clock
from gongjian.kernel.commands import counting, put_json, say
from gongjian.kernel.refused import NotNow

from . import appeals, bulletin, congress, contests, foundation, matters
from .university import University


@click.command("demo", help="生成示范大学（姓名都是虚构的）；--accounts 列出示范账号。")
@click.option(
    "--scale", default=1, show_default=True, type=click.IntRange(1, 100), help="规模，1 约 120 个支部、2000 人。"
)
@click.option("--seed", default=2026, show_default=True, help="同样的种子生成同样的示范大学。")
@click.option("--accounts", is_flag=True, help="只列出示范账号（JSON）。")
@click.option("--force", is_flag=True, help="示范大学已经有了时，再补生成一次事项。")
def demo(scale: int, seed: int, accounts: bool, force: bool) -> None:
    """Founds the university in one transaction, then carries its matters through; can be stopped and run again."""
    if accounts:
        present = foundation.demo_of_store()
        put_json(foundation.account_list(clock.now()) if present else [])
        return
    foundation.refuse_real_store()
    present = foundation.demo_of_store()
    at = clock.now()
    if present is None:
        with counting(_("人员"), foundation.persons_expected(scale)) as bar:
            university = foundation.found(scale=scale, seed=seed, at=at, step=bar.add)
        present = foundation.demo_of_store()
        assert present is not None
    elif present.matters is not None and not force:
        raise NotNow(
            _("示范大学已经有了（规模 %(scale)s）。") % {"scale": present.scale},
            remedy=_("查看账号：gongjian demo --accounts；要另一种规模，请用 --data 指定一个空的数据文件夹。"),
        )
    else:
        university = University.read(at)
    with counting(_("事项"), matters.expected(present.scale)) as bar:
        made = matters.generate(university, present.scale, random.Random(f"{present.seed}:matters"), at, bar.add)
    made += appeals.furnish(university, random.Random(f"{present.seed}:appeals"), at)
    bulletin.furnish(university, random.Random(f"{present.seed}:bulletin"), at)
    congress.furnish(university, random.Random(f"{present.seed}:congress"), at)
    contests.furnish(university, random.Random(f"{present.seed}:contests"), at)
    foundation.note(replace(present, matters=(present.matters or 0) + made))
    say(
        _("示范大学已生成：%(bodies)s 个单位和党组织，%(persons)s 人有归属，%(matters)s 件事项。")
        % {
            "bodies": len(university.bodies),
            "persons": sum(map(len, university.belonging.values())),
            "matters": made,
        }
    )


COMMANDS = [demo]
