"""What a file is, judged by its content and not by its name. Pure apart from reading the bytes it is given."""

import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO

import puremagic
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongjian.kernel.isolation import Unreadable, run_isolated
from gongjian.kernel.refused import Malformed, Words

from .packages import EXCEL, POWERPOINT, WORD


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
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SCRIPT_STARTS = (b"<!doctype html", b"<html", b"<script", b"<svg", b"<?php", b"@echo")
_INSTEAD: dict[str, Words] = {
    "macros": gettext_lazy("带宏的 Office 文件"),
    "android": gettext_lazy("Android 程序"),
    "java": gettext_lazy("Java 程序"),
    "strange": gettext_lazy("结构异常的 Office 文件"),
    "archive": gettext_lazy("压缩包"),
}


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
            raise _other_kind(name, label)
    kind = _simple(content, head, name) or _zipped(content, head, name) or _text(content, head, name)
    if kind is None:
        raise _other_kind(name, _guess(head))
    return kind


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


def _zipped(content: IO[bytes], head: bytes, name: str) -> Kind | None:
    if not head.startswith(b"PK\x03\x04"):
        return None
    content.seek(0)
    try:
        return KINDS[run_isolated("gongjian.files.packages:media_type", content.read())]
    except Unreadable as unreadable:
        raise _unpacking_failed(unreadable.code, name) from unreadable


def _unpacking_failed(code: str, name: str) -> Malformed:
    if code in _INSTEAD:
        remedy = _("请把里面的文件解压后逐个上传。") if code == "archive" else ""
        return _other_kind(name, _INSTEAD[code], remedy)
    if code == "busy":
        return Malformed.at("file", _("现在正在读取别人上传的文件，请过一会儿再上传。"), code="file-busy")
    if code in ("bomb", "time", "memory", "too-large"):
        sentence = _("“%(name)s”解开后异常庞大，可能是压缩炸弹，不能上传。") % {"name": name}
        return Malformed.at("file", sentence, code="file-bomb")
    sentence = _("“%(name)s”已损坏，打不开。请在电脑上确认能打开后重新上传。") % {"name": name}
    return Malformed.at("file", sentence, code="file-damaged")


def _text(content: IO[bytes], head: bytes, name: str) -> Kind | None:
    ending = ending_of(name)
    kind = next((k for k in (KINDS["text/csv"], KINDS["text/plain"]) if ending in k.endings), None)
    if not _reads_as_text(content, head):
        return None
    if _is_script(head):
        raise _other_kind(name, _("网页或脚本"))
    if kind is None:
        raise _other_kind(name, _("文本，但扩展名不是文本文件的扩展名"), _("如果确是文字材料，请另存为 .txt 后上传。"))
    return kind


def _is_script(head: bytes) -> bool:
    """Whether a text begins as pages and scripts do, an XML declaration left aside."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if start.startswith(b"<?xml"):
        start = start.partition(b">")[2].lstrip()
    return start.startswith(_SCRIPT_STARTS)


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


def _other_kind(name: str, really: Words, remedy: Words = "") -> Malformed:
    return Malformed.at(
        "file",
        _("“%(name)s”实际是%(really)s，不能上传。") % {"name": name, "really": really},
        code="file-kind",
        remedy=remedy or _("可以上传 PDF、图片、Word、Excel、PowerPoint（.docx、.xlsx、.pptx）、文本和 CSV 文件。"),
    )
