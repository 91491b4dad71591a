"""What keeps the site from working that is not its own fault: the database is gone, the disk is full or read-only.

Such an error is nobody's mistake in the request: it is said with 503 and a sentence, nothing was written by half, and
the site goes on by itself once the cause is gone.
"""

import errno
from dataclasses import dataclass

from django.db import InterfaceError, InternalError, OperationalError
from django.utils.translation import gettext_lazy as _

from .refused import Words

RETRY_AFTER = 10  # seconds, for those who ask again


@dataclass(frozen=True, slots=True)
class Outage:
    """What is wrong, in words: for the person, and for the one who looks after the machine."""

    code: str
    sentence: Words
    remedy: Words


FULL = Outage(
    "disk-full",
    _("服务器的磁盘已满，这次没有保存，也没有改动任何记录。"),
    _("请稍后再提交，并告诉系统管理员腾出磁盘空间；空间够了会自动恢复，不用重新登录。"),
)
READ_ONLY = Outage(
    "read-only",
    _("服务器的数据现在只能读、不能写，这次没有保存，也没有改动任何记录。"),
    _("查看不受影响。请稍后再提交，并告诉系统管理员检查数据文件夹和磁盘；能写之后会自动恢复。"),
)
BUSY = Outage(
    "busy",
    _("现在办理的人太多，这次没有办成，也没有改动任何记录。"),
    _("请过一会儿再试。"),
)
OVERLOADED = Outage(
    "crowded",
    _("现在访问的人太多，这次没有办理，也没有改动任何记录。"),
    _("请过几秒钟再试一次；不用重新登录。"),
)
GONE = Outage(
    "database-gone",
    _("数据库暂时没有应答，这次没有办完。"),
    _("请过一会儿先看结果再决定是否重做；同一张表单重复提交不会办两次。数据库恢复后会自动恢复，不用重新登录。"),
)
FILES_GONE = Outage(
    "files-gone",
    _("附件存储暂时没有应答，这次没有办成，也没有改动任何记录。"),
    _("不涉及附件的办理不受影响。请过一会儿再试；存储恢复后会自动恢复，不用重新登录。"),
)
_BY_NUMBER = {
    errno.ENOSPC: FULL,
    errno.EDQUOT: FULL,
    errno.EROFS: READ_ONLY,
    errno.EACCES: READ_ONLY,
    errno.EPERM: READ_ONLY,
    errno.EIO: GONE,
    errno.EHOSTUNREACH: FILES_GONE,
}
_BY_WORDS = (
    ("disk is full", FULL),
    ("no space left", FULL),
    ("readonly database", READ_ONLY),
    ("read-only", READ_ONLY),
    ("is locked", BUSY),
    ("deadlock", BUSY),
    ("could not serialize", BUSY),
    ("canceling statement", BUSY),
    ("too many clients", BUSY),
    ("remaining connection slots", BUSY),
)
# SQLite says "disk I/O error" where its shared memory finds no room, and "unable to open" where it may make no file.
_BY_SQLITE_NAME = {
    "SQLITE_FULL": FULL,
    "SQLITE_IOERR_SHMSIZE": FULL,
    "SQLITE_READONLY": READ_ONLY,
    "SQLITE_READONLY_CANTINIT": READ_ONLY,
    "SQLITE_READONLY_DIRECTORY": READ_ONLY,
}


def outage_of(error: BaseException | None) -> Outage | None:
    """What trouble this error tells of, or None if it is an error of ours."""
    if isinstance(error, OSError) and error.errno in _BY_NUMBER:
        return _BY_NUMBER[error.errno]
    said = str(error).lower()
    if isinstance(error, InternalError) and "read-only transaction" in said:
        return READ_ONLY
    if not isinstance(error, OperationalError | InterfaceError):
        return None
    if "no such table" in said or "no such column" in said:
        return None
    if (by_name := _BY_SQLITE_NAME.get(getattr(error.__cause__ or error, "sqlite_errorname", ""))) is not None:
        return by_name
    return next((outage for words, outage in _BY_WORDS if words in said), GONE)
