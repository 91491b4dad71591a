"""Receipt codes: 75 random bits and a check character, in letters and digits that are not mistaken for one another."""

import secrets
import unicodedata

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's 32: no I, L, O, U
LENGTH = 16
_VALUE = {c: i for i, c in enumerate(ALPHABET)}
_LOOKALIKES = str.maketrans("OIL", "011")


def _check_character(body: str) -> str:
    """Luhn's rule modulo 32: every single wrong character and nearly every swap of neighbours is noticed."""
    total = 0
    for place, character in enumerate(reversed(body)):
        value = _VALUE[character] * (2 if place % 2 == 0 else 1)
        total += value // 32 + value % 32
    return ALPHABET[-total % 32]


def make_code() -> str:
    """A new code such as ``K7QD-93MX-2FHP-WT5C``."""
    bits = secrets.randbits(5 * (LENGTH - 1))
    body = "".join([ALPHABET[bits >> place & 31] for place in range(0, 5 * (LENGTH - 1), 5)])
    return shown(body + _check_character(body))


def shown(code: str) -> str:
    """The code in groups of four."""
    return "-".join(code[i : i + 4] for i in range(0, len(code), 4))


def read_code(typed: str) -> str | None:
    """The code as stored, from what a person typed (small letters, blanks, full width, O for 0); None if miscopied."""
    plain = unicodedata.normalize("NFKC", typed).upper().translate(_LOOKALIKES)
    plain = "".join(c for c in plain if c.isalnum())
    if len(plain) != LENGTH or any(c not in _VALUE for c in plain):
        return None
    return shown(plain) if _check_character(plain[:-1]) == plain[-1] else None
