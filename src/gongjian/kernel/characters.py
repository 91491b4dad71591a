"""What no word that people write contains: taken out at the border, for pages, the API and imports alike. Pure.

Control characters and non-characters break XML (feeds, .xlsx, .docx); marks of direction turn words around on a page; signs
without width make a title that looks empty, or two that look the same. U+200D stays where it joins emoji.
"""

import re
from collections.abc import Mapping
from typing import Any

JOINER = "\u200d"
SECRETS = frozenset({"password", "present", "again"})  # fields that are taken as typed
_SPACES = "\x0b\x0c\x1c-\x1f\x85\u2028\u2029"
_GONE = "\x01-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff"
_ODD = re.compile(f"[{_SPACES}{_GONE}{JOINER}]")
_SPACE = re.compile(f"[{_SPACES}]")
_AWAY = re.compile(f"[{_GONE}]")
_EMOJI = "\u00a9\u00ae\u203c-\u3299\U0001f000-\U0001faff"
_LONE_JOINER = re.compile(f"(?<![{_EMOJI}\ufe0f]){JOINER}|{JOINER}(?![{_EMOJI}])")
NUL = "\0"


def cleaned(text: str) -> str:
    """The text as it is kept: odd breaks as spaces; no control characters, surrogates, marks of direction, signs without width.

    NUL stays, for the border refuses it.
    """
    if _ODD.search(text) is None:
        return text
    return _LONE_JOINER.sub("", _AWAY.sub("", _SPACE.sub(" ", text)))


def cleaned_json(value: Any) -> Any:
    """The same for every text in decoded JSON, names of fields included."""
    if isinstance(value, str):
        return cleaned(value)
    if isinstance(value, list):
        return [cleaned_json(v) for v in value]
    if isinstance(value, Mapping):
        return {cleaned(k): v if k in SECRETS else cleaned_json(v) for k, v in value.items()}
    return value


def xml_safe(text: str) -> str:
    """Without what XML 1.0 cannot carry, for texts kept before the border was there."""
    return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]", "", text)
