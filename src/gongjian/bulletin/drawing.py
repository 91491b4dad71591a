"""A photograph drawn anew: runs in the child process for ``bulletin.photos``. Knows no Django."""

import io

from PIL import Image, ImageOps

from gongjian.kernel.isolated import Unreadable

MOST_PIXELS = 50_000_000
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")


def draw(data: bytes, longest: int) -> bytes:
    """The picture upright, at most *longest* pixels long, as JPEG without the camera's remarks.

    Raises Unreadable: ``not-a-picture``, ``too-large``.
    """
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise Unreadable("too-large")
            picture.draft("RGB", (longest * 2, longest * 2))
            drawn = _on_white(ImageOps.exif_transpose(picture))
            drawn.thumbnail((longest, longest))
            out = io.BytesIO()
            drawn.save(out, "JPEG", quality=82, optimize=True)
            return out.getvalue()
    except Image.DecompressionBombError as error:
        raise Unreadable("too-large") from error
    except (OSError, ValueError, SyntaxError) as error:
        raise Unreadable("not-a-picture") from error


def _on_white(picture: Image.Image) -> Image.Image:
    """Without transparency."""
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        clear = picture.convert("RGBA")
        ground = Image.new("RGBA", clear.size, "white")
        ground.alpha_composite(clear)
        return ground.convert("RGB")
    return picture.convert("RGB")
