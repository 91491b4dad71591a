"""Texts that people have typed or pasted into sheets: made clean, given a title."""

import re
import unicodedata

from gongjian.kernel.characters import NUL, cleaned

TITLE_FROM_TEXT = 30
MARKS = re.compile("[\u0300-\u036f]")
LINES = re.compile("\r\n|[\r\u2028\u2029]")
SPACES = re.compile(r"[ \t\u3000\xa0]+")
STOP = re.compile(r"[。！？!?\n；;]")


def has_invisible(text: str) -> bool:
    """Whether ``clean`` takes something out that nobody sees."""
    return cleaned(text) != text or NUL in text


def clean(text: str) -> str:
    """One kind of space and of line end, letters with their marks as one, no invisible characters, no padded lines."""
    if text.isprintable() and "  " not in text and "&" not in text and not MARKS.search(text):
        return text.strip()
    if "&" in text:
        text = text.replace("&nbsp;", " ").replace("&ensp;", " ").replace("&emsp;", " ")
    if MARKS.search(text):
        text = unicodedata.normalize("NFC", text)
    text = cleaned(LINES.sub("\n", text)).replace(NUL, "")
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
