"""Where contents are to lie, as told by the environment: words in, Django's ``STORAGES`` entry out. Knows no Django."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

STYLES = ("auto", "path", "virtual")
KNOWN = frozenset({"endpoint", "region", "style"})


class InvalidStorageUrl(ValueError):
    """What ``GONGJIAN_FILES`` says is no place for files; the sentence says why."""


def storage_for(words: str, folder: Path, environment: Mapping[str, str]) -> dict[str, Any]:
    """The storage of contents. Nothing said: the data folder's own; a path: that folder; ``s3://…``: a bucket.

    ``s3://bucket/prefix?endpoint=https://s3.example.edu.cn&region=cn-north-1&style=path``; who asks is said by
    ``GONGJIAN_FILES_KEY`` and ``GONGJIAN_FILES_SECRET``, or in the ways the library knows (``AWS_…``, roles of machines).
    Raises NotAPlace.
    """
    if "://" not in words:
        place = Path(words).expanduser().resolve() if words else folder
        return {"BACKEND": "gongjian.files.stores.Folder", "OPTIONS": {"location": place}}
    parts = urlsplit(words)
    if parts.scheme != "s3" or not parts.netloc:
        raise InvalidStorageUrl(
            f"GONGJIAN_FILES 应为文件夹路径或 s3://桶名/前缀?endpoint=…，不能是 {parts.scheme}://。"
        )
    if "@" in parts.netloc:
        raise InvalidStorageUrl("请不要把密钥写进 GONGJIAN_FILES：用 GONGJIAN_FILES_KEY 和 GONGJIAN_FILES_SECRET。")
    options_given = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    if strange := sorted(set(options_given) - KNOWN):
        raise InvalidStorageUrl(f"GONGJIAN_FILES 里有不认识的参数：{'、'.join(strange)}。")
    endpoint = options_given.get("endpoint", "")
    if endpoint and urlsplit(endpoint).scheme not in {"http", "https"}:
        raise InvalidStorageUrl("GONGJIAN_FILES 的 endpoint 应以 https:// 或 http:// 开头。")
    style = options_given.get("style", "path" if endpoint else "auto")
    if style not in STYLES:
        raise InvalidStorageUrl(f"GONGJIAN_FILES 的 style 应为 {'、'.join(STYLES)} 之一。")
    key, secret = environment.get("GONGJIAN_FILES_KEY", ""), environment.get("GONGJIAN_FILES_SECRET", "")
    if bool(key) != bool(secret):
        raise InvalidStorageUrl("GONGJIAN_FILES_KEY 和 GONGJIAN_FILES_SECRET 要同时设置。")
    options = {
        "bucket": parts.netloc,
        "prefix": parts.path.strip("/"),
        "endpoint": endpoint,
        "region": options_given.get("region", ""),
        "style": style,
        "key": key,
        "secret": secret,
    }
    return {"BACKEND": "gongjian.files.bucket.Bucket", "OPTIONS": options}
