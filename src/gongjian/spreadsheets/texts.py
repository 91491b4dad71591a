"""Texts that people have typed or pasted into sheets: made clean, given a title."""

import re
import unicodedata

TITLE_FROM_TEXT = 30
_PICTURE = "\u2190-\u2bff\ufe0f\U0001f000-\U0001faff"
# Controls, soft hyphen, zero-width characters, direction marks, half of a pair; the joiner stays inside a picture of several.
_NEVER = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f\xad\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufffe\uffff\ud800-\udfff"
INVISIBLE = re.compile(f"[{_NEVER}]|(?<![{_PICTURE}])\u200d|\u200d(?![{_PICTURE}])")
SUSPICIOUS = re.compile(f"[{_NEVER}\u200d]")  # the same and a little more, much faster where there is none
MARKS = re.compile("[\u0300-\u036f]")
LINES = re.compile("\r\n|[\r\u2028\u2029]")
SPACES = re.compile(r"[ \t\u3000\xa0]+")
STOP = re.compile(r"[。！？!?\n；;]")


def has_invisible(text: str) -> bool:
    """Whether ``clean`` takes something out that nobody sees."""
    return SUSPICIOUS.search(text) is not None and INVISIBLE.search(text) is not None


def clean(text: str) -> str:
    """One kind of space and of line end, letters with their marks as one, no invisible characters, no padded lines."""
    if text.isprintable() and "  " not in text and "&" not in text and not MARKS.search(text):
        return text.strip()
    if "&" in text:
        text = text.replace("&nbsp;", " ").replace("&ensp;", " ").replace("&emsp;", " ")
    if MARKS.search(text):
        text = unicodedata.normalize("NFC", text)
    text = LINES.sub("\n", text)
    if SUSPICIOUS.search(text):
        text = INVISIBLE.sub("", text)
    lines = (SPACES.sub(" ", line).strip() for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def fit_title(title: str, text: str, longest: int) -> tuple[str, str]:
    """A title that fits, and the text; a title too long goes whole into the text."""
    title = title.replace("\n", " ")
    if not title:
        first = next((part.strip() for part in STOP.split(text) if part.strip()), text)
        return first[:TITLE_FROM_TEXT], text
    if len(title) > longest:
        return title[: longest - 1] + "…", f"{title}\n{text}"
    return title, text
