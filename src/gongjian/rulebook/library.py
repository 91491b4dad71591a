"""The regulations that come with the software, as files in ``data/``: read, checked, and put into one shape."""

import datetime as dt
import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).resolve().parent / "data"
DIGITS = "零一二三四五六七八九"


@dataclass(frozen=True)
class Volume:
    """One file: one edition of one regulation."""

    digest: str
    head: dict[str, Any]
    provisions: tuple[dict[str, Any], ...]


def article_name(number: str) -> str:
    """第六条 for "6"; a number that is no number ("2-1", "附则") stays as it is."""
    if not number.isdigit():
        return number
    n = int(number)
    hundreds, rest = divmod(n, 100)
    tens, ones = divmod(rest, 10)
    text = f"{DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        text += ("" if tens == 1 and not hundreds else DIGITS[tens]) + "十"
    elif hundreds and ones:
        text += "零"
    text += DIGITS[ones] if ones or not text else ""
    return f"第{text}条"


def _volume(path: Path) -> Volume:
    raw = path.read_bytes()
    data = yaml.load(raw, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    provisions = []
    names: set[str] = set()
    for place, row in enumerate(data.pop("provisions"), start=1):
        number = str(row["number"])
        parameters = row.get("parameters", {})
        twice = names & set(parameters)
        if twice:
            raise ValueError(f"{path.name}: parameter {sorted(twice)} stands twice")
        names |= set(parameters)
        provisions.append(
            {
                "number": number,
                "article": row.get("article") or article_name(number),
                "heading": row.get("heading", ""),
                "words": " ".join(str(row["words"]).split("\n")).strip(),
                "mark": row.get("mark") or data["mark"],
                "place": place,
                "parameters": parameters,
                "checks": row.get("checks", []),
            }
        )
    until = data.get("to")
    head = {
        "code": data["code"],
        "edition": str(data["edition"]),
        "title": data["title"],
        "issuer": data["issuer"],
        "in_force_from": _day(data["from"]),
        "in_force_to": _day(until) if until else None,
        "mark": data["mark"],
        "source": data.get("source", ""),
    }
    return Volume(hashlib.sha256(raw).hexdigest(), head, tuple(provisions))


def _day(value: Any) -> dt.date:
    return value if isinstance(value, dt.date) else dt.date.fromisoformat(str(value))


@cache
def volumes() -> tuple[Volume, ...]:
    """All files of the library, by name. Raises ValueError or KeyError if a file does not hold together."""
    return tuple(_volume(path) for path in sorted(FOLDER.glob("*.yaml")))
