"""What an archive is, judged by its parts: runs in the child process for ``files.kinds``. Knows no Django."""

import io
import zipfile
from collections.abc import Iterator

from gongjian.kernel.isolated import Unreadable
from gongjian.kernel.safe_xml import BROKEN_ARCHIVE, read_xml

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
POWERPOINT = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
OFFICE_PARTS = (("word/document.xml", WORD), ("xl/workbook.xml", EXCEL), ("ppt/presentation.xml", POWERPOINT))
TYPES = "[Content_Types].xml"

MOST_UNPACKED = 200 * 1024 * 1024
MOST_RATIO = 200
MOST_MEMBERS = 5000
MOST_TYPES = 1024 * 1024  # bytes of the list of contents
MOST_READ = 1024 * 1024  # bytes of the main part: a damaged one fails here
# What a package gives that was cut off or changed on the way.


def media_type(data: bytes) -> str:
    """The media type of an Office document.

    Raises Unreadable: ``damaged``, ``bomb``, or what it is instead: ``macros``, ``android``, ``java``, ``strange``, ``archive``.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _office(archive)
    except BROKEN_ARCHIVE as error:
        raise Unreadable("damaged") from error


def _office(archive: zipfile.ZipFile) -> str:
    members = archive.infolist()
    unpacked = sum(m.file_size for m in members)
    packed = sum(m.compress_size for m in members) or 1
    if (
        len(members) > MOST_MEMBERS
        or unpacked > MOST_UNPACKED
        or (unpacked > 10 * 1024 * 1024 and unpacked / packed > MOST_RATIO)
    ):
        raise Unreadable("bomb")
    names = {m.filename for m in members}
    if any("vbaProject" in n for n in names):
        raise Unreadable("macros")
    if "AndroidManifest.xml" in names:
        raise Unreadable("android")
    if "META-INF/MANIFEST.MF" in names:
        raise Unreadable("java")
    for part, found in OFFICE_PARTS:
        if part in names and TYPES in names:
            _check_types(archive)
            with archive.open(part) as opened:
                opened.read(MOST_READ)
            return found
    raise Unreadable("archive")


def _check_types(archive: zipfile.ZipFile) -> None:
    """The list of contents is XML without a document type, in any encoding."""
    try:
        read_xml(_pieces(archive))
    except Unreadable as wrong:
        raise Unreadable("damaged" if wrong.code == "broken" else "strange") from wrong


def _pieces(archive: zipfile.ZipFile) -> Iterator[bytes]:
    with archive.open(TYPES) as opened:
        yield opened.read(MOST_TYPES)
        if opened.read(1):
            raise Unreadable("too-large")
