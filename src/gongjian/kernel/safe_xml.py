"""XML of strangers, read piece by piece by expat: no pattern runs over it, no entity is unfolded. Knows no Django.

A document type or an entity is refused in whatever encoding it is written, because the parser sees it and not a search in bytes.
"""

import zipfile
import zlib
from collections.abc import Callable, Iterable, Mapping
from xml.parsers import expat

from .isolated import Unreadable

MOST_DEPTH = 256
MOST_ATTRIBUTES = 512  # of one element
# What Python raises while it unfolds an archive that is broken, locked, or lies about itself.
BROKEN_ARCHIVE = (
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,
    RuntimeError,
    EOFError,
    KeyError,
    ValueError,
    OSError,
)
PIECE = 1024 * 1024  # bytes handed to the parser at once

Begin = Callable[[str, Mapping[str, str]], None]
End = Callable[[str], None]
Text = Callable[[str], None]


def local(name: str) -> str:
    """The name without its prefix: ``c`` of ``x:c``."""
    return name.rpartition(":")[2]


def read_xml(
    pieces: Iterable[bytes], *, begin: Begin | None = None, end: End | None = None, text: Text | None = None
) -> None:
    """Walk through a document: *begin* gets local name and attributes, *end* the local name, *text* what stands between.

    Raises Unreadable: ``broken`` (not well formed), ``doctype`` (it declares a document type or entities), ``too-deep``.
    """
    depth = 0

    def begun(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > MOST_DEPTH or len(attributes) > MOST_ATTRIBUTES:
            raise Unreadable("too-deep")
        if begin is not None:
            begin(local(name), attributes)

    def ended(name: str) -> None:
        nonlocal depth
        depth -= 1
        if end is not None:
            end(local(name))

    def declared(*_: object) -> None:
        raise Unreadable("doctype")

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = begun
    parser.EndElementHandler = ended
    parser.StartDoctypeDeclHandler = declared
    parser.EntityDeclHandler = declared
    if text is not None:
        parser.CharacterDataHandler = text
    try:
        for piece in pieces:
            parser.Parse(piece, False)
        parser.Parse(b"", True)
    except (expat.ExpatError, LookupError, ValueError) as error:
        raise Unreadable("broken") from error
