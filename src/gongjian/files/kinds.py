"""What a file is, judged by its content and not by its name. Pure apart from reading the bytes it is given."""

import re
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO
from xml.etree import ElementTree

import puremagic
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongjian.kernel.refused import Malformed, Words

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
POWERPOINT = "application/vnd.openxmlformats-officedocument.presentationml.presentation"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file that is taken: its endings (the first is the proper one) and its word."""

    media_type: str
    endings: tuple[str, ...]
    label: Words


KINDS: dict[str, Kind] = {
    k.media_type: k
    for k in (
        Kind("application/pdf", ("pdf",), gettext_lazy("PDF 文档")),
        Kind("image/jpeg", ("jpg", "jpeg"), gettext_lazy("JPEG 图片")),
        Kind("image/png", ("png",), gettext_lazy("PNG 图片")),
        Kind("image/gif", ("gif",), gettext_lazy("GIF 图片")),
        Kind("image/webp", ("webp",), gettext_lazy("WebP 图片")),
        Kind("image/heic", ("heic", "heif"), gettext_lazy("HEIC 图片")),
        Kind(WORD, ("docx",), gettext_lazy("Word 文档")),
        Kind(EXCEL, ("xlsx",), gettext_lazy("Excel 工作簿")),
        Kind(POWERPOINT, ("pptx",), gettext_lazy("PowerPoint 演示文稿")),
        Kind("text/plain", ("txt", "text", "md", "log"), gettext_lazy("文本文件")),
        Kind("text/csv", ("csv",), gettext_lazy("CSV 表格")),
    )
}
ACCEPT = ",".join(f".{ending}" for kind in KINDS.values() for ending in kind.endings)  # for <input accept>

_PROGRAMS: tuple[tuple[bytes, Words], ...] = (
    (b"MZ", gettext_lazy("Windows 可执行程序")),
    (b"\x7fELF", gettext_lazy("Linux 可执行程序")),
    (b"\xfe\xed\xfa\xce", gettext_lazy("macOS 可执行程序")),
    (b"\xfe\xed\xfa\xcf", gettext_lazy("macOS 可执行程序")),
    (b"\xce\xfa\xed\xfe", gettext_lazy("macOS 可执行程序")),
    (b"\xcf\xfa\xed\xfe", gettext_lazy("macOS 可执行程序")),
    (b"\xca\xfe\xba\xbe", gettext_lazy("Java 或 macOS 程序")),
    (b"dex\n", gettext_lazy("Android 程序")),
    (b"#!", gettext_lazy("脚本程序")),
    (b"\x4c\x00\x00\x00\x01\x14\x02\x00", gettext_lazy("Windows 快捷方式")),
    (b"!<arch>", gettext_lazy("Linux 安装包")),
    (b"\xed\xab\xee\xdb", gettext_lazy("Linux 安装包")),
)
_OFFICE_PARTS = (("word/document.xml", WORD), ("xl/workbook.xml", EXCEL), ("ppt/presentation.xml", POWERPOINT))
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SCRIPT_TEXT = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!doctype html|<html|<script|<svg|<\?php|@echo\s+off)", re.IGNORECASE
)
_MOST_UNPACKED = 200 * 1024 * 1024
_MOST_RATIO = 200
_MOST_MEMBERS = 5000


def clean_name(name: str) -> str:
    """The file's name without folders, control characters and signs that file systems do not take; at most 100 long."""
    plain = PurePosixPath(name.replace("\\", "/")).name
    plain = re.sub(r'[\x00-\x1f\x7f<>:"|?*\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]', "", plain).strip(" .")
    stem, dot, ending = plain.rpartition(".")
    if dot and stem and len(ending) <= 10:
        return f"{stem[:88]}.{ending}"
    return plain[:100] or _("附件")


def ending_of(name: str) -> str:
    """The ending, in small letters; "" if there is none."""
    stem, dot, ending = name.rpartition(".")
    return ending.lower() if dot and stem else ""


def judge(content: IO[bytes], name: str) -> Kind:
    """The kind of the content. ``name`` only tells table from text, and is used in the sentences.

    Raises Malformed: for anything that is not one of ``KINDS``, saying what it really is.
    """
    content.seek(0)
    head = content.read(4096)
    for magic, label in _PROGRAMS:
        if head.startswith(magic) and _is_program(magic, content):
            _refuse(name, label)
    for test in (_simple, _zipped, _text):
        kind = test(content, head, name)
        if kind is not None:
            return kind
    _refuse(name, _guess(head))
    raise AssertionError  # _refuse always raises


def _is_program(magic: bytes, content: IO[bytes]) -> bool:
    """ "MZ" alone could begin a text; a program names the place of its second header."""
    if magic != b"MZ":
        return True
    content.seek(0)
    head = content.read(4096)
    return len(head) >= 64 and b"\x00" in head


def _simple(content: IO[bytes], head: bytes, name: str) -> Kind | None:
    media_type = ""
    if head.startswith(b"\xff\xd8\xff"):
        media_type = "image/jpeg"
    elif head.startswith(b"\x89PNG\r\n\x1a\n"):
        media_type = "image/png"
    elif head[:6] in (b"GIF87a", b"GIF89a"):
        media_type = "image/gif"
    elif head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        media_type = "image/webp"
    elif head[4:8] == b"ftyp" and head[8:12] in (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1"):
        media_type = "image/heic"
    elif head.startswith(b"%PDF-"):
        media_type = "application/pdf"
    return KINDS.get(media_type)


# What a package gives that was cut off or changed on the way.
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    ElementTree.ParseError,
    NotImplementedError,
    RuntimeError,
    EOFError,
    KeyError,
    ValueError,
    OSError,
)


def _zipped(content: IO[bytes], head: bytes, name: str) -> Kind | None:
    if not head.startswith(b"PK\x03\x04"):
        return None
    content.seek(0)
    try:
        with zipfile.ZipFile(content) as archive:
            return _office(archive, name)
    except _DAMAGED as error:
        raise Malformed.at(
            "file",
            _("“%(name)s”已损坏，打不开。请在电脑上确认能打开后重新上传。") % {"name": name},
            code="file-damaged",
        ) from error


def _office(archive: zipfile.ZipFile, name: str) -> Kind:
    members = archive.infolist()
    unpacked = sum(m.file_size for m in members)
    packed = sum(m.compress_size for m in members) or 1
    if (
        len(members) > _MOST_MEMBERS
        or unpacked > _MOST_UNPACKED
        or (unpacked > 10 * 1024 * 1024 and unpacked / packed > _MOST_RATIO)
    ):
        raise Malformed.at(
            "file",
            _("“%(name)s”解开后异常庞大，可能是压缩炸弹，不能上传。") % {"name": name},
            code="file-bomb",
        )
    names = {m.filename for m in members}
    if any("vbaProject" in n for n in names):
        _refuse(name, _("带宏的 Office 文件"))
    if "AndroidManifest.xml" in names:
        _refuse(name, _("Android 程序"))
    if "META-INF/MANIFEST.MF" in names:
        _refuse(name, _("Java 程序"))
    for part, media_type in _OFFICE_PARTS:
        if part in names and "[Content_Types].xml" in names:
            declared = archive.read("[Content_Types].xml")[: 1024 * 1024]
            if b"<!DOCTYPE" in declared or b"<!ENTITY" in declared:
                _refuse(name, _("结构异常的 Office 文件"))
            ElementTree.fromstring(declared)
            with archive.open(part) as opened:
                opened.read(1024 * 1024)  # a damaged one fails here
            return KINDS[media_type]
    _refuse(name, _("压缩包"), _("请把里面的文件解压后逐个上传。"))
    raise AssertionError


def _text(content: IO[bytes], head: bytes, name: str) -> Kind | None:
    ending = ending_of(name)
    kind = next((k for k in (KINDS["text/csv"], KINDS["text/plain"]) if ending in k.endings), None)
    if not _reads_as_text(content, head):
        return None
    if _SCRIPT_TEXT.match(head.lstrip(b"\xef\xbb\xbf")):
        _refuse(name, _("网页或脚本"))
    if kind is None:
        _refuse(name, _("文本，但扩展名不是文本文件的扩展名"), _("如果确是文字材料，请另存为 .txt 后上传。"))
    return kind


def _reads_as_text(content: IO[bytes], head: bytes) -> bool:
    content.seek(0)
    whole = content.read()
    encodings = ("utf-16",) if head[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = whole.decode(encoding)
        except UnicodeDecodeError:
            continue
        return re.search(r"[\x00-\x08\x0e-\x1f\x7f]", text) is None
    return False


def _guess(head: bytes) -> str:
    """A word for what it is, for the sentence."""
    if head.startswith(_OLD_OFFICE):
        return _("旧版 Office 文件（.doc、.xls、.ppt）")
    try:
        found = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError):
        found = []
    ending = found[0].extension.lstrip(".") if found else ""
    return _("“.%(ending)s”类文件") % {"ending": ending} if ending else _("无法识别的文件")


def _refuse(name: str, really: Words, remedy: Words = "") -> None:
    raise Malformed.at(
        "file",
        _("“%(name)s”实际是%(really)s，不能上传。") % {"name": name, "really": really},
        code="file-kind",
        remedy=remedy or _("可以上传 PDF、图片、Word、Excel、PowerPoint（.docx、.xlsx、.pptx）、文本和 CSV 文件。"),
    )
