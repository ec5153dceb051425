"""Photos from strangers, made anew: only the pixels survive, the right way up, and whatever else the file carried is gone.

The type is decided by the first bytes, never by name or header. The picture is decoded by the one decoder of that type
and written again, so location, camera, comments, colour profile and anything hidden before, inside or after it die. The
result is then read byte by byte; a file that still holds a place for such things is refused.
"""

import io
import re
import struct
import threading
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from PIL import Image

from arcadumas.base import refusals

LIMIT = 10_000_000  # bytes
MAX_PIXELS = 50_000_000
CHUNK = 65_536
Image.MAX_IMAGE_PIXELS = MAX_PIXELS
DECODING = threading.BoundedSemaphore(2)  # a picture at the cap takes 200 MB while it is open

# What Pillow raises on files that are torn or made to harm.
BROKEN = (
    OSError, SyntaxError, ValueError, EOFError, TypeError, LookupError, AttributeError, ArithmeticError,
    MemoryError, RuntimeError, struct.error, zlib.error, Warning,
)  # fmt: skip
TOO_LARGE = (Image.DecompressionBombError, Image.DecompressionBombWarning)
ORIENTATION = 0x0112
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
SENTENCES = {
    "file.too_big": _("{name} is larger than {max_mb} MB. Make it smaller, or send another photo."),
    "file.type": _("We do not take files like {name}. Send a JPG, PNG or WebP photo."),
    "file.damaged": _("{name} cannot be opened. Take the photo again and resend it."),
    "file.not_cleanable": _(
        "We cannot remove the location data from {name}, so it was not stored. Send a screenshot of it."
    ),
    "file.pixels": _("{name} has too many pixels to open safely. Send a smaller version."),
}


class Refusal(refusals.Refusal):
    """The file is not taken; `key` says why and `sentence` says it to the sender."""

    def __init__(self, key: str, **values: Any) -> None:
        sentence: Promise | str = SENTENCES[key]
        super().__init__(key, sentence, **values)
        self.key = key


class Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


@dataclass(frozen=True)
class Clean:
    """A picture that this house has written itself."""

    data: bytes = field(repr=False)
    content_type: str
    extension: str


@dataclass(frozen=True, kw_only=True)
class Kind:
    format: str
    content_type: str
    extension: str
    options: dict[str, Any]


JPEG = Kind(format="JPEG", content_type="image/jpeg", extension="jpg", options={"quality": 88})
PNG = Kind(format="PNG", content_type="image/png", extension="png", options={})
WEBP = Kind(format="WEBP", content_type="image/webp", extension="webp", options={"quality": 88, "method": 2})


def clean(stream: Readable, *, name: str, limit: int = LIMIT) -> Clean:
    """The picture, written anew. `name` is only for the sentences. Raises Refusal; reads at most one chunk over the limit."""
    data = read(stream, name=name, limit=limit)
    kind = kind_of(data, name=name)
    with DECODING:
        image = decode(data, kind, name=name)
        written = encode(image, kind, name=name)
    if not is_bare(written, kind):
        raise Refusal("file.not_cleanable", name=name)
    return Clean(written, kind.content_type, kind.extension)


def read(stream: Readable, *, name: str, limit: int) -> bytes:
    data = bytearray()
    while chunk := stream.read(CHUNK):
        data += chunk
        if len(data) > limit:
            raise Refusal("file.too_big", name=name, max_mb=limit // 1_000_000)
    return bytes(data)


def kind_of(data: bytes, *, name: str) -> Kind:
    if data.startswith(b"\xff\xd8\xff"):
        return JPEG
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return WEBP
    raise Refusal("file.type" if data else "file.damaged", name=name)


def decode(data: bytes, kind: Kind, *, name: str) -> Image.Image:
    """The first frame, whole, upright, in one of four modes, without any of the file's own words."""
    try:
        with Image.open(io.BytesIO(data), formats=[kind.format]) as image:
            if image.width * image.height > MAX_PIXELS:
                raise Refusal("file.pixels", name=name)
            turn = TURNS.get(orientation(image))
            image.load()
            plain = image.convert(mode_for(image))
    except TOO_LARGE as error:
        raise Refusal("file.pixels", name=name) from error
    except BROKEN as error:
        raise Refusal("file.damaged", name=name) from error
    upright = plain.transpose(turn) if turn is not None else plain
    upright.info = {}
    return upright


def orientation(image: Image.Image) -> int:
    """1 to 8 as the camera noted it; a note that cannot be read says nothing."""
    try:
        return int(image.getexif().get(ORIENTATION, 1))
    except BROKEN:
        return 1


def mode_for(image: Image.Image) -> str:
    if image.has_transparency_data and image.format != "JPEG":
        return "RGBA"
    if image.mode.startswith("I"):
        return "I;16"  # sixteen bits of grey, which only a PNG holds
    return "L" if image.mode in {"1", "L", "LA"} else "RGB"


def encode(image: Image.Image, kind: Kind, *, name: str) -> bytes:
    out = io.BytesIO()
    try:
        image.save(out, kind.format, **kind.options)
    except BROKEN as error:
        raise Refusal("file.not_cleanable", name=name) from error
    return out.getvalue()


# -- Proof that nothing came along -------------------------------------------------------------------------------------
MARKER_AFTER_SCAN = re.compile(rb"\xff[^\x00\xd0-\xd7]")
PICTURE_CHUNKS = {
    "PNG": {b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"},
    "WEBP": {b"VP8 ", b"VP8L", b"VP8X", b"ALPH"},
}
PICTURE_MARKERS = {0xDB, 0xC0, 0xC1, 0xC2, 0xC4, 0xDD, 0xDA}  # tables, frame, scans
JFIF = b"JFIF\0"


def is_bare(data: bytes, kind: Kind) -> bool:
    """Whether the file holds parts of a picture and nothing else: no EXIF, XMP, IPTC, ICC, comment, text or tail."""
    try:
        if kind is JPEG:
            return all(is_picture_segment(marker, body) for marker, body in jpeg_segments(data))
        chunks = png_chunks(data) if kind is PNG else webp_chunks(data)
        return set(chunks) <= PICTURE_CHUNKS[kind.format]
    except (struct.error, ValueError):
        return False


def is_picture_segment(marker: int, body: bytes) -> bool:
    return marker in PICTURE_MARKERS or (marker == 0xE0 and body.startswith(JFIF) and len(body) == 14)


def jpeg_segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """(ISO/IEC 10918-1 B.1) Every segment between start and end of image. ValueError when anything follows the end."""
    place = 2
    while (marker := data[place : place + 2]) != b"\xff\xd9":
        (length,) = struct.unpack_from(">H", data, place + 2)
        yield marker[1], data[place + 4 : place + 2 + length]
        place += 2 + length
        if marker[1] == 0xDA:
            following = MARKER_AFTER_SCAN.search(data, place)
            place = following.start() if following else len(data)
    if place + 2 != len(data):
        raise ValueError("bytes after the end of the image")


def png_chunks(data: bytes) -> Iterator[bytes]:
    """(PNG 5.3) The type of every chunk."""
    place = 8
    while place < len(data):
        length, name = struct.unpack_from(">I4s", data, place)
        yield name
        place += 12 + length
    if place != len(data) or name != b"IEND":
        raise ValueError("bytes after the end of the image")


def webp_chunks(data: bytes) -> Iterator[bytes]:
    """(RFC 9649) The type of every chunk."""
    if struct.unpack_from("<I", data, 4)[0] + 8 != len(data):
        raise ValueError("bytes after the end of the image")
    place = 12
    while place < len(data):
        name, length = struct.unpack_from("<4sI", data, place)
        yield name
        place += 8 + length + length % 2
