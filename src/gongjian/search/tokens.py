"""Texts into tokens: bigrams of CJK runs, and lower-case words of letters and digits. Pure; knows no table.

Every CJK character begins a token: the pair with its successor, or, at the end of a run, the character alone. So a
word of two and more characters is a phrase of such tokens, wherever in a run it stands, and mixed words such as
「3号楼」 are found too. The same tokens, in the same order, go into both databases.
"""

import re
import unicodedata
from dataclasses import dataclass
from operator import add

EDITION = "1"  # raise it when the tokens change: the index must then be rebuilt (``gongjian reindex``)

# Han with its extensions, kana and hangul: scripts written without blanks between words.
_CJK = (
    "\u3005-\u3007\u3041-\u3096\u30a1-\u30fa\u30fc\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff"
    "\U00020000-\U0003ffff"
)
_RUNS = re.compile(rf"(?P<cjk>[{_CJK}]+)|(?P<word>[^\W_{_CJK}]+)")
_RUN = re.compile(rf"[{_CJK}]+|[^\W_{_CJK}]+")
_FIRST_OF_CJK = re.compile(rf"[{_CJK}]")
_RARE = re.compile(r"[^\W\x00-\x7f\u3400-\u4db5\u4e00-\u9fcc]")
_PLAIN = re.compile(r"[a-z0-9\u3400-\u4db5\u4e00-\u9fcc]*")  # what every tokenizer takes as it stands
LONGEST_WORD = 40


def normalise(text: str) -> str:
    """Full and half width, capital and small letters, compatibility forms made one."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return folded if unicodedata.is_normalized("NFKC", folded) else unicodedata.normalize("NFKC", folded)


def _safe(token: str) -> str:
    """Rare characters spelt out in ASCII, so that no database's tokenizer of older Unicode drops them."""
    if _PLAIN.fullmatch(token):
        return token
    return "".join(c if _PLAIN.fullmatch(c) else f"u{ord(c):x}u" for c in token)


def tokens_of(text: str) -> list[str]:
    """The tokens of a text, in order."""
    out: list[str] = []
    plain = normalise(text)
    for run in _RUN.findall(plain):
        if "\u4e00" <= run[0] <= "\u9fff" or _FIRST_OF_CJK.match(run):
            out += map(add, run, run[1:])
            out.append(run[-1])
        elif len(run) <= LONGEST_WORD:
            out.append(run)
        else:
            out += (run[i : i + LONGEST_WORD] for i in range(0, len(run), LONGEST_WORD))
    return list(map(_safe, out)) if _RARE.search(plain) else out


@dataclass(frozen=True, slots=True)
class Phrase:
    """Tokens that must follow one another; if ``open_end``, the last may go on ("3号" finds 「3号楼」)."""

    tokens: tuple[str, ...]
    open_end: bool


def phrase_of(word: str) -> Phrase | None:
    """A searched word as a phrase; None if nothing in it can be searched."""
    runs = list(_RUNS.finditer(normalise(word)))
    if not runs:
        return None
    tokens = tokens_of(word)
    last = runs[-1]
    if last.lastgroup == "cjk" and len(last.group()) > 1:
        return Phrase(tuple(tokens[:-1]), False)  # the single last character would demand the end of a run
    return Phrase(tuple(tokens), True)


def length_of(word: str) -> int:
    """How many characters of the word can be searched."""
    return sum(len(run.group()) for run in _RUNS.finditer(normalise(word)))
