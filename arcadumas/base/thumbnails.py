"""Small copies of pictures that `pictures.clean` has let through."""

import io

from PIL import Image, ImageOps

TYPE = "image/jpeg"
SIDE = 480  # pixels of the longer side: sharp on a phone's screen at a third of its width


def of(data: bytes) -> bytes:
    """A JPEG of at most SIDE pixels; a transparent picture lies on white."""
    with Image.open(io.BytesIO(data)) as picture:
        small = ImageOps.exif_transpose(picture)
        small.thumbnail((SIDE, SIDE))
        ground = Image.new("RGB", small.size, "white")
        ground.paste(small, mask=small.getchannel("A") if "A" in small.getbands() else None)
        out = io.BytesIO()
        ground.save(out, "JPEG", quality=78, optimize=True)
        return out.getvalue()
