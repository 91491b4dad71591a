"""``gongjian check``: the settings and what they rest on, one line each."""

import os
from collections.abc import Iterator

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core import checks

from gongjian.config.requests.health import database_part, files_part, pending_migrations
from gongjian.kernel import keyring
from gongjian.kernel.clock import local_date, now
from gongjian.kernel.commands import say
from gongjian.rulebook import queries as rulebook

Finding = tuple[bool, str]


def _system() -> Iterator[Finding]:
    found = [m for m in checks.run_checks(include_deployment_checks=False) if not m.is_silenced()]
    serious = [m for m in found if m.is_serious(checks.WARNING)]
    for message in serious:
        yield False, f"程序自检：{message.id} {message.msg}"
    if not serious:
        yield True, "程序自检通过"


def _folders() -> Iterator[Finding]:
    yield os.access(settings.DATA_DIR, os.W_OK), f"数据文件夹可写：{settings.DATA_DIR}"
    keys = settings.KEYS_DIR
    loose = keys.is_dir() and any(p.stat().st_mode & 0o077 for p in keys.iterdir() if p.is_file())
    yield not loose, f"密钥只有本人可读：{keys}"


def _keys() -> Iterator[Finding]:
    if not database_part()["ok"] or pending_migrations():
        return
    wrong = keyring.troubles()
    for trouble in wrong:
        yield False, f"密钥不对：{trouble}。请把原来的 keys 文件夹放回 {settings.DATA_DIR}"
    if not wrong:
        yield True, "密钥齐全，是这个数据库原来所用的"


def _files() -> Iterator[Finding]:
    part = files_part()
    word = {"folder": "文件夹", "bucket": "对象存储"}[part["kind"]]
    yield part["ok"], f"附件存储（{word}）应答，{part['ms']} 毫秒" if part["ok"] else f"附件存储（{word}）没有应答"


def _database() -> Iterator[Finding]:
    part = database_part()
    words = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}.get(part["engine"], part["engine"])
    if not part["ok"]:
        yield False, f"数据库（{words}）没有应答"
        return
    yield True, f"数据库（{words}）应答，{part['ms']} 毫秒"
    pending = pending_migrations()
    yield not pending, f"还有 {pending} 项数据库变更没有执行：gongjian migrate" if pending else "数据库变更已全部执行"


def _front_end() -> Iterator[Finding]:
    built = finders.find("web/dist") is not None
    yield built, "前端已构建" if built else "前端还没有构建：在 frontend/ 里执行 npm ci && npm run build"


def rule_gaps() -> list[str]:
    """What the school's own rules lack and is taken from the software's text, one sentence for each edition."""
    said = []
    for gap in rulebook.gaps(local_date(now())):
        lacking = [*gap.articles, *(f"参数“{p}”" for p in gap.parameters)]
        said.append(
            f"本校《{gap.title}》（{gap.edition}，{gap.since} 起）缺少{'、'.join(lacking)}：现按软件自带的条文办理，请在制度库修订补齐"
        )
    return said


def _rules() -> Iterator[Finding]:
    if not database_part()["ok"] or pending_migrations():
        return  # said already
    said = rule_gaps()
    yield from ((False, sentence) for sentence in said)
    if not said:
        yield True, "各项流程引用的制度条文齐全"


def _gate() -> Iterator[Finding]:
    wide = "*" in settings.ALLOWED_HOSTS
    yield not wide, f"回应的主机名：{'、'.join(settings.ALLOWED_HOSTS)}"
    local = all(h in {"127.0.0.1", "localhost", "[::1]"} for h in settings.ALLOWED_HOSTS)
    safe = settings.HTTPS or local
    yield (
        safe,
        "登录信息只经 https 传送"
        if settings.HTTPS
        else ("只在本机使用，未启用 https" if local else "对外提供服务，却没有启用 https：GONGJIAN_HTTPS=1"),
    )
    yield not settings.DEBUG, "调试模式已关闭" if not settings.DEBUG else "调试模式开着：GONGJIAN_DEBUG"


def check() -> bool:
    """Say every finding; True if all are well."""
    well = True
    for part in (_system, _folders, _files, _database, _keys, _rules, _front_end, _gate):
        for good, sentence in part():
            say(f"{'●' if good else '▲'} {sentence}")
            well = well and good
    say("一切正常。" if well else "有需要处理的项目，见上面带 ▲ 的行。")
    return well
