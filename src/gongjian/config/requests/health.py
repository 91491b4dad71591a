"""``GET /healthz``: JSON for machines that watch. It answers also when the database does not, and tells no secrets."""

import functools
import logging
import shutil
import tempfile
import time
from collections.abc import Callable
from copy import deepcopy
from importlib.metadata import version
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from gongjian.audit import queries as audit
from gongjian.files import queries as files
from gongjian.kernel import clock, clock_watch, keyring, outbox, replica

log = logging.getLogger("gongjian.health")
SECONDS_TO_CONNECT = 3
PROBE = 64 * 1024  # bytes
LITTLE_ROOM = 500  # MB


def database_part() -> dict[str, Any]:
    """Whether a fresh connection answers, and in how many milliseconds. Does not wait for a free place in the pool."""
    part: dict[str, Any] = {"engine": connection.vendor, "ok": False, "ms": None}
    own = deepcopy(connection.settings_dict)
    if connection.vendor == "postgresql":
        own["OPTIONS"].pop("pool", None)
        own["OPTIONS"]["connect_timeout"] = SECONDS_TO_CONNECT
    fresh = type(connections[DEFAULT_DB_ALIAS])(own, alias=DEFAULT_DB_ALIAS)
    began = time.perf_counter()
    try:
        with fresh.cursor() as cursor:
            cursor.execute("SELECT 1")
            cursor.fetchone()
        part.update(ok=True, ms=round((time.perf_counter() - began) * 1000, 1))
    except Exception as error:
        log.warning("healthz: the database does not answer: %s", error)
    finally:
        fresh.close()
    return part


@functools.cache
def _migrations_on_disk() -> frozenset[tuple[str, str]]:
    return frozenset(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)


def pending_migrations() -> int:
    """How many migrations of this version are not yet applied. One query."""
    return len(_migrations_on_disk() - set(MigrationRecorder(connection).applied_migrations()))


def migrations_part() -> dict[str, Any]:
    """``pending``: how many migrations are waiting."""
    return {"pending": pending_migrations()}


def outbox_part() -> dict[str, Any]:
    """Events waiting for delivery and events given up, both counted up to 1000 through small partial indexes."""
    return outbox.state()


def ledger_part() -> dict[str, Any]:
    """The chain's head, and since when an entry waits to be linked. Cheap: never a walk over the ledger."""
    found = audit.state()
    return {
        "ok": found.is_well(clock.now()),
        "head": found.head_seq,
        "unlinked_since": found.unlinked_since.isoformat() if found.unlinked_since else None,
    }


def keys_part() -> dict[str, Any]:
    """Whether the keys are those the store was written with; the names of those that are missing or wrong."""
    wrong = keyring.troubles()
    return {
        "ok": not wrong,
        "missing": [k.name for k in wrong if k.missing],
        "wrong": [k.name for k in wrong if not k.missing],
    }


def clock_part() -> dict[str, Any]:
    """Whether the worker stands still because the clock has jumped, from when to when."""
    jump = clock_watch.stopped()
    return {"ok": jump is None, **(jump or {})}


def disk_part() -> dict[str, Any]:
    """Whether the data folder can be written to, and how much room is left there."""
    part: dict[str, Any] = {"ok": False, "free_mb": None}
    try:
        part["free_mb"] = shutil.disk_usage(settings.DATA_DIR).free // 2**20
        with tempfile.TemporaryFile(dir=settings.DATA_DIR) as probe:
            probe.write(bytes(PROBE))
            probe.flush()
        part["ok"] = True
    except OSError as error:
        log.warning("healthz: the data folder cannot be written to: %s", error)
    return part


def files_part() -> dict[str, Any]:
    """Where attachments lie (``folder`` or ``bucket``), and whether that place answers, in how many milliseconds."""
    part: dict[str, Any] = {"kind": files.store_kind(), "ok": False, "ms": None}
    began = time.perf_counter()
    try:
        files.store_answers()
        part.update(ok=True, ms=round((time.perf_counter() - began) * 1000, 1))
    except OSError as error:
        log.warning("healthz: the store of files does not answer: %s", error)
    return part


def replica_part() -> dict[str, Any]:
    """Whether pages that may be a moment old are read from the replica just now; otherwise the primary serves them."""
    return {"ok": replica.WATCH.usable()}


PARTS: dict[str, Callable[[], dict[str, Any]]] = {
    "migrations": migrations_part,
    "keys": keys_part,
    "clock": clock_part,
    "ledger": ledger_part,
    "outbox": outbox_part,
}


def _reason(name: str, part: dict[str, Any]) -> str:
    if "error" in part:
        return _("“%(part)s”读不出来，请看服务日志。") % {"part": name}
    if name == "database" and not part["ok"]:
        return _("数据库没有应答。")
    if name == "disk" and not part["ok"]:
        return _("数据文件夹不能写入：磁盘已满，或者只能读。")
    if name == "files" and not part["ok"]:
        return _("附件存储没有应答。")
    if name == "migrations" and part["pending"]:
        return _("有 %(n)s 项数据库变更还没有执行，请运行 gongjian migrate。") % {"n": part["pending"]}
    if name == "keys" and not part["ok"]:
        return _("密钥不齐或不对，请运行 gongjian check。")
    if name == "clock" and not part["ok"]:
        return _("时钟跳动过，后台工作已停下，请核对时间后运行 gongjian clock --accept。")
    if name == "ledger" and not part["ok"]:
        return _("台账没有及时封存或校验未通过，请运行 gongjian verify。")
    return ""


def state() -> dict[str, Any]:
    """The whole answer: each part, and ``reasons`` in words if one is not well."""
    answer: dict[str, Any] = {
        "status": "ok",
        "version": version("gongjian"),
        "database": database_part(),
        "disk": disk_part(),
        "files": files_part(),
    }
    if answer["database"]["ok"]:
        for name, look in PARTS.items():
            try:
                answer[name] = look()
            except Exception:
                log.exception("healthz: %s cannot be read", name)
                answer[name] = {"ok": False, "error": True}
        if replica.is_configured():
            answer["replica"] = replica_part()
    reasons = [r for n in ("database", "disk", "files", *PARTS) if n in answer and (r := _reason(n, answer[n]))]
    if reasons:
        answer.update(status="unwell", reasons=reasons)
    elif (
        answer["outbox"]["failed"]
        or answer["disk"]["free_mb"] < LITTLE_ROOM
        or not answer.get("replica", {"ok": True})["ok"]
    ):
        answer["status"] = "attention"  # the site serves, but someone should look
    return answer


def healthz(request: HttpRequest) -> HttpResponse:
    """200 with ``status`` ok or attention; 503 with ``reasons`` if a part is not well."""
    answer = state()
    response = JsonResponse(
        answer, status=503 if answer["status"] == "unwell" else 200, json_dumps_params={"ensure_ascii": False}
    )
    response["Cache-Control"] = "no-store"
    return response


class HealthFirst:
    """Answers ``/healthz`` before sessions and accounts are looked at, which need the database."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return healthz(request) if request.path == "/healthz" else self.get_response(request)
