"""Photographs for everybody's eyes are drawn anew (docs/decisions/re-encoded-photos.md)."""

from pathlib import PurePosixPath
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.utils.translation import gettext as _

from gongjian.kernel.isolation import Unreadable, run_isolated
from gongjian.kernel.refused import Malformed

LONGEST, CARD = 1600, 480  # pixels
MEMORY = 2 * 1024**3  # bytes: 50 million pixels, four times
_HEADS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a")


def looks_like_one(upload: "UploadedFile[Any]") -> bool:
    """Whether the content begins as pictures do, whatever its name says."""
    upload.seek(0)
    head = upload.read(16)
    upload.seek(0)
    return head.startswith(_HEADS) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP") or _is_heic(head)


def redrawn(upload: "UploadedFile[Any]", *, field: str, longest: int = LONGEST) -> "UploadedFile[Any]":
    """The picture upright, at most *longest* pixels long, as JPEG without the camera's remarks.

    Raises Malformed at *field*: not a picture, damaged, or too large.
    """
    name = upload.name or _("图片")
    if (upload.size or 0) > settings.UPLOAD_MOST_BYTES:
        most = settings.UPLOAD_MOST_BYTES // 1024 // 1024
        sentence = _("“%(name)s”超过每个文件 %(most)d MB 的上限，请压缩后上传。") % {"name": name, "most": most}
        raise Malformed.at(field, sentence, code="file-too-large")
    upload.seek(0)
    head = upload.read(16)
    upload.seek(0)
    if _is_heic(head):
        sentence = _("“%(name)s”是 HEIC 图片，请先转成 JPEG，或在手机相机设置中选择“兼容性最佳”。") % {"name": name}
        raise Malformed.at(field, sentence, code="file-kind")
    try:
        drawn = run_isolated("gongjian.bulletin.drawing:draw", upload.read(), memory=MEMORY, longest=longest)
    except Unreadable as unreadable:
        raise _refusal(unreadable.code, name, field) from unreadable
    stem = PurePosixPath(name.replace("\\", "/")).stem or _("图片")
    return SimpleUploadedFile(f"{stem}.jpg", drawn, "image/jpeg")


def _refusal(code: str, name: str, field: str) -> Malformed:
    if code in ("too-large", "memory", "time"):
        sentence = _("“%(name)s”的像素太多，请缩小后上传。") % {"name": name}
        return Malformed.at(field, sentence, code="file-too-large")
    if code == "busy":
        return Malformed.at(field, _("现在正在读取别人上传的文件，请过一会儿再上传。"), code="file-busy")
    sentence = _("“%(name)s”不是能打开的图片，请上传 JPEG、PNG、WebP 或 GIF 图片。") % {"name": name}
    return Malformed.at(field, sentence, code="file-kind")


def _is_heic(head: bytes) -> bool:
    return head[4:8] == b"ftyp" and head[8:12] in (
        b"heic",
        b"heix",
        b"hevc",
        b"heim",
        b"heis",
        b"mif1",
        b"msf1",
        b"avif",
    )
